"""Frames of SeTracker and Beesure watches, from bytes and back. Pure.

`[VV*ID*LEN*CONTENT]`, or with a number of the message `[VV*ID*INDEX*LEN*CONTENT]`: two letters of the vendor,
the watch's id, the length of the content in four hex digits. The length is wrong in a third of real frames,
so a frame ends where its brackets close: names of Wi-Fi networks may hold brackets, binary content escapes
them (7D 01 to 7D 05 stand for `}`, `[`, `]`, `,` and `*`).
"""

import re
from dataclasses import dataclass

LARGEST = 64 * 1024
"""Bytes of a frame. The largest that watches send, a voice message of 15 s in AMR, has less than 32 KB."""
LARGEST_OF_STRANGERS = 4 * 1024
"""The same before we know whose watch it is: the first frame is a heartbeat or a position."""
MOST_GARBAGE = 1024
"""Bytes between two frames that are skipped; whoever sends more is no watch."""

_BRACKET = re.compile(rb"[\[\]]")
_LENGTH = re.compile(rb"([0-9A-Fa-f]{4})\*")
_ESCAPED = re.compile(rb"\x7d([\x01-\x05])")
_SPECIAL = re.compile(rb"[}\[\],*]")
_PLAIN = {b"\x01": b"}", b"\x02": b"[", b"\x03": b"]", b"\x04": b",", b"\x05": b"*"}
_CODE = {plain: b"\x7d" + code for code, plain in _PLAIN.items()}
_ID_LENGTHS = range(5, 21)  # 10 or 15 digits as a rule
_LONGEST_START = 1 + 2 + 1 + 20 + 1


class NotAWatch(ValueError):
    """What arrives are no frames of a watch; the connection is of no use."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `index` is there in the second form only; `content` is as it came, escapes and all.

    `declared` is the length that the frame claims to have.
    """

    vendor: bytes
    device: bytes
    index: bytes | None
    declared: int
    content: bytes

    def words(self) -> list[bytes]:
        """The content's parts between commas, unescaped; the first is the command."""
        return [unescape(word) for word in self.content.split(b",")]


class Framer:
    """Turns pieces of a stream into frames: `feed` what arrives, call `next` until it gives None.

    Holds at most one unfinished frame of `largest` bytes, and what was fed since.
    """

    __slots__ = ("_buffer", "_depth", "_garbage", "_scanned", "_start", "largest")

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self._buffer = b""
        self._start = 0  # of what is not yet given out
        self._depth = 0  # of brackets at `_scanned`; 0 between frames
        self._scanned = 0
        self._garbage = 0

    def feed(self, data: bytes) -> None:
        self._buffer = self._buffer[self._start :] + data
        self._scanned -= self._start
        self._start = 0

    def next(self) -> Frame | None:
        """The next complete frame, None when it is still under way.

        Raises NotAWatch for a frame that is too long, and for too much between two that is no frame.
        """
        while self._depth or self._begin():
            end = self._end()
            if (len(self._buffer) if end is None else end) - self._start > self.largest:
                raise NotAWatch(f"a frame of more than {self.largest} bytes")
            if end is None:
                return None
            frame = parse(self._buffer[self._start + 1 : end].removesuffix(b"]"))
            length, self._start, self._depth = end - self._start, end, 0
            if frame is not None:
                self._garbage = 0
                return frame
            self._skip(length)
        return None

    def _skip(self, count: int) -> None:
        self._garbage += count
        if self._garbage > MOST_GARBAGE:
            raise NotAWatch(f"more than {MOST_GARBAGE} bytes that are no frame")

    def _begin(self) -> bool:
        """Skip to the start of the next frame."""
        at = self._start
        while (found := self._buffer.find(b"[", at)) >= 0 and starts(self._buffer, found) is False:
            at = found + 1
        start = len(self._buffer) if found < 0 else found
        self._skip(start - self._start)
        self._start = start
        if found < 0 or not starts(self._buffer, found):
            return False
        self._depth, self._scanned = 1, found + 1
        return True

    def _end(self) -> int | None:
        """Where the frame at `_start` ends (exclusive); None when it does not yet.

        Brackets that never close cannot be waited for: such a frame ends where its length says, if a bracket
        closes there, or where the next frame starts.
        """
        for bracket in _BRACKET.finditer(self._buffer, self._scanned):
            at = self._scanned = bracket.start()
            if bracket[0] == b"]":
                self._depth -= 1
                if self._depth == 0 or self._promised(at):
                    return at + 1
            else:
                begins = starts(self._buffer, at)
                if begins is None:
                    return None
                if begins:
                    return at
                self._depth += 1
            self._scanned = at + 1
        self._scanned = len(self._buffer)
        return None

    def _promised(self, at: int) -> bool:
        frame = parse(self._buffer[self._start + 1 : at])
        return frame is not None and len(frame.content) == frame.declared


def starts(data: bytes, at: int) -> bool | None:
    """Does a frame start here, `[3G*8800000015*`? None when there is too little to say."""
    head = data[at + 1 : at + _LONGEST_START]
    vendor, star, rest = head[:2], head[2:3], head[3:]
    if (vendor and not vendor.isalnum()) or (star and star != b"*"):
        return False
    number, star, _ = rest.partition(b"*")
    if number and not number.isdigit():
        return False
    if star:
        return len(number) in _ID_LENGTHS
    return None if len(number) < _ID_LENGTHS.stop else False


def parse(body: bytes) -> Frame | None:
    """What stands between the outer brackets → a frame; None when it has no header."""
    parts = body.split(b"*", 2)
    if len(parts) != 3:
        return None
    vendor, device, rest = parts
    first = _LENGTH.match(rest)
    if first is None:
        return None
    second = _LENGTH.match(rest, first.end())
    if second is None:
        return Frame(vendor, device, None, int(first[1], 16), rest[first.end() :])
    return Frame(vendor, device, first[1], int(second[1], 16), rest[second.end() :])


def compose(to: Frame, *words: bytes) -> bytes:
    """A frame to the watch that sent `to`, in the same form: `words` as its content, escaped."""
    content = b",".join(escape(word) for word in words)
    index = b"" if to.index is None else to.index + b"*"
    return b"[%b*%b*%b%04X*%b]" % (to.vendor, to.device, index, len(content), content)


def escape(word: bytes) -> bytes:
    """`}`, brackets, commas and stars as 7D 01 to 7D 05."""
    return _SPECIAL.sub(lambda found: _CODE[found[0]], word)


def unescape(word: bytes) -> bytes:
    """The opposite of `escape`."""
    return _ESCAPED.sub(lambda found: _PLAIN[found[1]], word) if b"\x7d" in word else word
