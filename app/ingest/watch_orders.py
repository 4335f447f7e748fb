"""Commands in a watch's own words, and its answers. Pure.

A watch confirms an order by sending its word back.
"""

import re
from typing import Any

from app.registry.commands import CommandKind

Words = tuple[bytes, ...]
_NO_DIGIT = re.compile(r"[^0-9+]")
LOCATE: Words = (b"CR",)  # a fix every 20 s for three minutes


def orders(kind: CommandKind, parameters: dict[str, Any]) -> list[Words]:
    """The frames that tell a watch to do it; the answer to the last one is the answer to all."""
    match kind:
        case CommandKind.LOCATE:
            return [LOCATE]
        case CommandKind.FIND:
            return [(b"FIND",)]
        case CommandKind.INTERVAL:
            return [(b"UPLOAD", str(int(parameters["interval_s"])).encode())]
        case CommandKind.MESSAGE:
            return [(b"MESSAGE", parameters["text"].encode("utf-16-be").hex().upper().encode())]
        case CommandKind.SOS_NUMBERS:
            numbers = [_NO_DIGIT.sub("", number).encode() for number in parameters["numbers"]]
            return [(b"SOS%d" % place, number) for place, number in enumerate(numbers, start=1)]
