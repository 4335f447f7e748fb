"""Judging how she is from what her devices measured: heart rate, and activity at home. Pure. Times in ms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from app.alerts.thresholds import Values
from app.clock import HOUR, MINUTE

LEAST_READINGS = 3  # a spike is no state
DAY_BEGINS, DAY_ENDS = time(6), time(22)  # who sleeps is not inactive


@dataclass(frozen=True, slots=True)
class Reading:
    """A heart rate. `resting`: she neither walked nor rode when it was measured."""

    at: int
    bpm: float
    resting: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """`holds`: True, False, or None when it cannot be told yet. `since` is when this began."""

    holds: bool | None
    since: int
    bpm: float = 0


def is_odd(bpm: float, values: Values) -> bool:
    """Outside what is normal at rest."""
    return bpm > values["heart_rate.high_bpm"] or bpm < values["heart_rate.low_bpm"]


def heart(readings: Sequence[Reading], values: Values) -> Finding:
    """Readings in order. Odd for long enough holds; normal for long enough is over.

    A quick heart while she walks says nothing, and is left out.
    """
    high = values["heart_rate.high_bpm"]
    told = [r for r in readings if r.resting or r.bpm <= high]
    if not told:
        return Finding(None, 0)
    newest = is_odd(told[-1].bpm, values)
    run = [told[-1]]
    for reading in reversed(told[:-1]):
        if is_odd(reading.bpm, values) != newest:
            break
        run.append(reading)
    since, lasted = run[-1].at, run[0].at - run[-1].at
    least = values["heart_rate.for_min"] if newest else values["heart_rate.normal_min"]
    enough = lasted >= least * MINUTE and (not newest or len(run) >= LEAST_READINGS)
    return Finding(newest if enough else None, since, told[-1].bpm)


@dataclass(frozen=True, slots=True)
class Inactive:
    """`priority` is None while she is not inactive. `look_at`: when that may change by time alone."""

    priority: int | None
    look_at: int


def inactivity(last: int, now: int, zone: tzinfo, values: Values) -> Inactive:
    """No motion, water or door since `last`: P2 after some waking hours, P1 after a day."""
    quiet = after_waking(last, round(values["inactivity_home.after_h"] * HOUR), zone)
    urgent = max(quiet, last + round(values["inactivity_home.urgent_h"] * HOUR))
    if now >= urgent:
        return Inactive(1, now + HOUR)
    return Inactive(2, urgent) if now >= quiet else Inactive(None, quiet)


def after_waking(start: int, waking_ms: int, zone: tzinfo) -> int:
    """The instant at which so much waking time (06:00-22:00 local) has passed since `start`."""
    left = waking_ms
    day = datetime.fromtimestamp(start / 1000, zone).date()
    while True:
        begins = _instant(datetime.combine(day, DAY_BEGINS, zone))
        ends = _instant(datetime.combine(day, DAY_ENDS, zone))
        awake = max(0, ends - max(begins, start))
        if left <= awake:
            return max(begins, start) + left
        left -= awake
        day += timedelta(days=1)


def _instant(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
