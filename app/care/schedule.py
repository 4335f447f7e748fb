"""On which days and at which instants a care call is due. Pure.

Wall-clock times become instants through the zone's own rules: a window in the night in which the clocks
change is a window like any other, and never empty.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from app.alerts.policy import showing
from app.clock import MINUTE


@dataclass(frozen=True, slots=True)
class Hours:
    """On these weekdays (0 is Monday) from `starts` until `ends`, later on the same day; local time."""

    days: frozenset[int]
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Window:
    """begins ≤ t < ends, ms."""

    begins: int
    ends: int


def local_day(at: int, zone: tzinfo) -> date:
    """The day that the clocks of `zone` show at this instant (ms)."""
    return datetime.fromtimestamp(at / 1000, zone).date()


def window(starts: time, ends: time, day: date, zone: tzinfo) -> Window:
    """The instants of these hours of a day. Where the clocks skip all of them, it begins after the gap and
    lasts as long as it should have."""
    begins, until = showing(day, starts, zone), showing(day, ends, zone)
    return Window(begins, until if until > begins else begins + _minutes(starts, ends) * MINUTE)


def due(hours: Hours, counts_from: int, day: date, zone: tzinfo) -> Window | None:
    """The window of that day, if there is one; none that was over when the plan was made (`counts_from`)."""
    if day.weekday() not in hours.days:
        return None
    found = window(hours.starts, hours.ends, day, zone)
    return found if found.ends > counts_from else None


def _minutes(starts: time, ends: time) -> int:
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
