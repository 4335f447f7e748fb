"""Reading the fields of forms, which are all text, and the members of JSON that may be anything. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import msgspec

from app.clock import parse_instant
from app.errors import BadRequest
from app.ingest.pings import Instant

SECONDS_BELOW = 2**31 - 1  # a number from here on is milliseconds
LONGEST_TIME = 64  # characters; looking for an offset in a long text would take for ever
KNOT = 1852 / 3600  # in m/s

_PLUS_LOST = re.compile(r"(T.*) (\d\d:?\d\d)$")  # "+08:00" that was not escaped arrives as " 08:00"


def named(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name in small letters → value; the last of a name counts, and blank is not given."""
    return {name.lower(): value.strip() for name, value in fields if value.strip()}


def number(text: str | None) -> float | None:
    """A finite number, or None when there is none or it is none."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None


def known(value: float | None) -> float | None:
    """The value, unless it is negative: -1 is how phones say "unknown"."""
    return value if value is not None and value >= 0 else None


def truth(text: str | None) -> bool | None:
    """true or 1, false or 0; None for anything else."""
    return {"true": True, "1": True, "false": False, "0": False}.get((text or "").lower())


def instant(text: str) -> Instant:
    """Seconds or milliseconds since 1970, ISO 8601, or `2014-06-04 09:10:11`; without an offset it is UTC.

    Raises ValueError for anything else, and for years outside 1970-2200.
    """
    seconds = number(text)
    if seconds is not None:
        return Instant(parse_instant(seconds / 1000 if seconds >= SECONDS_BELOW else seconds))
    if len(text) > LONGEST_TIME:
        raise ValueError("the time is no time")
    moment = datetime.fromisoformat(_PLUS_LOST.sub(r"\1+\2", text))
    return Instant(parse_instant(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()))


def read_object(body: bytes, what: str) -> dict[str, Any]:
    """A JSON object, of which every member may be anything. Raises BadRequest when it is none."""
    try:
        return _object.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The body is no {what}: {error}.") from error


_object = msgspec.json.Decoder(dict[str, Any])


def inner(value: object) -> dict[str, Any]:
    """An object inside another; empty when it is missing or something else, such as PHP's []."""
    return value if isinstance(value, dict) else {}


def figure(value: object) -> float | None:
    """A member as a finite number, also when it was written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return number(str(value))


def word(value: object) -> str | None:
    """A member as text, also when it was written as a whole number; None when it is empty."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return str(value).strip() or None


def flag(value: object) -> bool | None:
    """A member as true or false, also when it was written as text."""
    return value if isinstance(value, bool) else truth(word(value))
