"""Days, months and shifts as people have them: by the clock on their wall. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray


class By(StrEnum):
    """What a table of figures has a row for."""

    area = "area"
    shift = "shift"
    day = "day"
    month = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """start ≤ t < end, ms; spans with the same key belong to one row."""

    start: int
    end: int
    key: str


def spans(since: int, until: int, by: By, zone: ZoneInfo, shift_hours: Sequence[int]) -> list[Span]:
    """The days, months or shifts that since ≤ t < until touches, in order, cut to it; they leave no gap.

    A shift's key is its hours, `16:00–24:00`, so that all nights make one row.
    """
    cuts = list(_cuts(since, until, by, zone, shift_hours))
    ends = [start for start, _ in cuts[1:]] + [until]
    found = [
        Span(max(start, since), min(end, until), key) for (start, key), end in zip(cuts, ends, strict=True)
    ]
    return [span for span in found if span.start < span.end]


def _cuts(
    since: int, until: int, by: By, zone: ZoneInfo, shift_hours: Sequence[int]
) -> Iterator[tuple[int, str]]:
    hours = sorted(set(shift_hours))
    day = datetime.fromtimestamp(since / 1000, zone).date() - timedelta(days=1)
    if by is By.month:
        day = day.replace(day=1)
    while (start := _ms(day, 0, zone)) < until:
        if by is By.month:
            yield start, f"{day:%Y-%m}"
            day = (day + timedelta(days=31)).replace(day=1)
            continue
        if by is By.day:
            yield start, f"{day}"
        else:
            for hour, following in zip(hours, [*hours[1:], hours[0]], strict=True):
                yield _ms(day, hour, zone), f"{hour:02}:00–{following or 24:02}:00"
        day += timedelta(days=1)


def _ms(day: date, hour: int, zone: tzinfo) -> int:
    return round(datetime.combine(day, time(hour), zone).astimezone(UTC).timestamp() * 1000)


def midnight(at: int, zone: tzinfo) -> int:
    """When the calendar day of `at` began in this time zone."""
    return _ms(datetime.fromtimestamp(at / 1000, zone).date(), 0, zone)


def rows_of(spans: Sequence[Span], instants: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which span each instant lies in; −1 for none."""
    starts = np.array([span.start for span in spans], np.int64)
    found = np.searchsorted(starts, instants, "right") - 1
    ends = np.array([span.end for span in spans], np.int64)
    inside = (found >= 0) & (instants < ends[np.maximum(found, 0)]) if len(spans) else np.zeros(0, bool)
    return np.where(inside, found, -1)
