"""Time at the edges. Inside, an instant is an int: milliseconds since 1970 UTC.

Rules take event time as an argument; use cases take a `Clock`. Nothing else reads the time.
"""

import time
from datetime import UTC, datetime
from typing import Protocol

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LATEST_S = 7_258_118_400  # 2200: whoever says more has a broken clock


class Clock(Protocol):
    """Gives the present instant in milliseconds since 1970 UTC."""

    def now(self) -> int: ...


class SystemClock:
    """The server's clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that stands still until told; for tests and replays."""

    def __init__(self, now: int = 1_790_000_000_000) -> None:
        self._now = now

    def now(self) -> int:
        return self._now

    def advance(self, seconds: float) -> int:
        """Move forward by `seconds` and return the new instant."""
        self._now += round(seconds * SECOND)
        return self._now


def rfc3339(ms: int) -> str:
    """`1790000000123` → `2026-09-21T13:33:20.123Z`."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{ms % 1000:03d}Z"


def rfc3339_or_none(ms: int | None) -> str | None:
    return None if ms is None else rfc3339(ms)


def parse_instant(value: str | float) -> int:
    """RFC 3339 text (an offset is required) or epoch seconds → milliseconds.

    Raises ValueError for anything else, and for years outside 1970-2200.
    """
    if isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("the time needs an offset, such as Z or +08:00")
        seconds = moment.timestamp()
    else:
        seconds = value
    if not 0 <= seconds < LATEST_S:
        raise ValueError("the time must lie between 1970 and 2200, in seconds")
    return round(seconds * 1000)
