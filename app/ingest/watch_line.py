"""The connection of one watch: frames in, answers and orders out. Lean, for there are tens of thousands."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.clock import MINUTE
from app.identity.keys import Poster
from app.ingest.pipeline import Outcome
from app.ingest.watch_frames import LARGEST, LARGEST_OF_STRANGERS, Frame, Framer, NotAWatch, compose
from app.ingest.watch_messages import Message, read
from app.ingest.watch_orders import Words
from app.registry.commands import CommandKind

if TYPE_CHECKING:
    from app.ingest.watch import Watches

CONTACT_EVERY = MINUTE  # messages that say nothing are stored so often, so that the watch is not missed
MOST_UNSENT = 16 * 1024  # bytes of answers that a watch may leave lying; it is then as good as gone


class Line(asyncio.Protocol):
    """Nothing is read while `blocked`: the bytes wait in the network, not in our memory."""

    __slots__ = (
        "awaited", "count", "device_id", "framer", "header", "heard", "held", "looking", "noted", "paused",
        "pending", "poster", "source", "throttled", "transport", "waiting", "watches", "worn",
    )  # fmt: skip

    def __init__(self, watches: "Watches") -> None:
        self.watches = watches
        self.framer = Framer(LARGEST_OF_STRANGERS)
        self.transport: Any = None
        self.source = ""
        self.heard = 0.0  # loop time of the last complete frame
        self.header: Frame | None = None  # whom to answer: the first frame's, with the newest index
        self.pending: Frame | None = None  # the first frame, while its device is looked up
        self.looking = False
        self.device_id: int | None = None
        self.poster: Poster | None = None
        self.worn = True
        self.noted = 0  # when a ping was last submitted, ms
        self.waiting = 0  # pings under way to the disk
        self.held = 0  # of them, those for which there was no room
        self.count = 0  # frames in this second
        self.throttled = False
        self.paused = False
        self.awaited: dict[str, CommandKind] | None = None  # the answers that are due, by their first word

    # asyncio.Protocol

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        peer = transport.get_extra_info("peername")
        self.source = peer[0] if peer else ""
        transport.set_write_buffer_limits(high=MOST_UNSENT)
        self.heard = self.watches.loop.time()
        if not self.watches.admit(self):
            transport.abort()

    def connection_lost(self, _error: Exception | None) -> None:
        self.watches.forget(self)
        self.framer = Framer()

    def data_received(self, data: bytes) -> None:
        self.framer.feed(data)
        self.work()

    def eof_received(self) -> None:
        """It hangs up: the transport closes once the answers under way are sent."""

    def pause_writing(self) -> None:
        self.hang_up()

    # frames in

    @property
    def blocked(self) -> bool:
        return (
            self.looking
            or self.throttled
            or self.waiting >= self.watches.limits.waiting
            or self.held > 0
            or self.transport.is_closing()
        )

    def work(self) -> None:
        """Take the frames that have arrived, as many as may be."""
        try:
            while not self.blocked and (frame := self.framer.next()) is not None:
                self._take(frame)
        except NotAWatch:
            self.hang_up()
        if self.transport.is_closing() or self.blocked == self.paused:
            return
        self.paused = not self.paused
        if self.paused:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def _take(self, frame: Frame) -> None:
        self.heard = self.watches.loop.time()
        self.watches.count(self)
        if self.header is None:
            self.header = Frame(frame.vendor, frame.device, frame.index, 0, b"")
            self.pending = frame
            self.watches.identify(self, frame.device.decode())
        elif frame.device != self.header.device:
            self.hang_up()
        else:
            self._understand(frame)

    def known(self, device_id: int, poster: Poster, *, worn: bool) -> None:
        """The first frame's device has been found."""
        self.looking = False
        self.device_id, self.poster, self.worn = device_id, poster, worn
        self.framer.largest = LARGEST
        frame, self.pending = self.pending, None
        if frame is not None and not self.transport.is_closing():
            self._understand(frame)
            self.work()

    def _understand(self, frame: Frame) -> None:
        now = self.watches.clock.now()
        message = read(frame, now, self.worn)
        if message.worn is not None:
            self.worn = message.worn
        if frame.index is not None:
            self.header = Frame(frame.vendor, frame.device, frame.index, 0, b"")
        if message.answer is not None and not message.alarm:
            self.transport.write(compose(frame, *message.answer))
        if self.awaited is not None and message.command in self.awaited:
            answer = frame.content.decode("ascii", "replace")
            self.watches.answered(self, self.awaited.pop(message.command), answer)
        if message.bare and now - self.noted < CONTACT_EVERY:
            return
        self.noted = now
        self.waiting += 1
        self.watches.submit(self, frame, message)

    def stored(self, frame: Frame, message: Message, outcome: Outcome) -> None:
        """The ping has been committed, or refused; only now an alarm is answered."""
        self.waiting -= 1
        if self.transport.is_closing():
            return
        if outcome.status == "refused":
            if outcome.code != "internal":
                self.hang_up()  # nobody's watch any more
        elif message.alarm and message.answer is not None:
            self.transport.write(compose(frame, *message.answer))
        if self.paused:
            self.work()

    # orders out

    def order(self, *words: bytes) -> None:
        """Tell the watch to do something."""
        if self.header is not None and not self.transport.is_closing():
            self.transport.write(compose(self.header, *words))

    def carry(self, kind: CommandKind, frames: Sequence[Words]) -> None:
        """Tell it a command; the answer to the last frame is the answer to all."""
        for words in frames:
            self.order(*words)
        self.awaited = {**(self.awaited or {}), frames[-1][0].decode(): kind}

    def hang_up(self) -> None:
        self.transport.abort()
