"""Judging heart and activity: pure."""

from hypothesis import given
from hypothesis import strategies as st

from app.alerts.health import Reading, after_waking, heart, inactivity
from app.alerts.thresholds import DEFAULTS
from app.clock import HOUR, MINUTE, parse_instant
from tests.alerts.evidence import NOON, XIAN

RATES = st.lists(st.tuples(st.floats(30, 200), st.booleans()), max_size=40)


def read(rates: list[tuple[float, bool]]) -> list[Reading]:
    return [Reading(NOON + n * MINUTE, bpm, resting) for n, (bpm, resting) in enumerate(rates)]


@given(RATES)
def test_it_holds_only_after_five_odd_minutes_without_a_normal_one(rates: list[tuple[float, bool]]) -> None:
    readings = read(rates)
    found = heart(readings, DEFAULTS)
    if found.holds:
        run = [r for r in readings if r.at >= found.since and (r.resting or r.bpm <= 120)]
        assert all(r.bpm > 120 or r.bpm < 45 for r in run)
        assert run[-1].at - run[0].at >= 5 * MINUTE
        assert len(run) >= 3


@given(RATES)
def test_it_is_over_only_after_ten_normal_minutes(rates: list[tuple[float, bool]]) -> None:
    readings = read(rates)
    found = heart(readings, DEFAULTS)
    if found.holds is False:
        run = [r for r in readings if r.at >= found.since and (r.resting or r.bpm <= 120)]
        assert all(45 <= r.bpm <= 120 for r in run)
        assert run[-1].at - run[0].at >= 10 * MINUTE


def test_nothing_measured_says_nothing() -> None:
    assert heart([], DEFAULTS).holds is None


def test_waking_hours() -> None:
    evening = parse_instant("2026-11-24T21:00:00+08:00")
    assert after_waking(evening, HOUR, XIAN) == evening + HOUR
    assert after_waking(evening, 4 * HOUR, XIAN) == parse_instant("2026-11-25T09:00:00+08:00")
    night = parse_instant("2026-11-25T02:00:00+08:00")
    assert after_waking(night, 4 * HOUR, XIAN) == parse_instant("2026-11-25T10:00:00+08:00")


@given(st.integers(0, 96), st.integers(0, 200))
def test_inactivity_only_grows_until_she_moves(start: int, minutes: int) -> None:
    last = NOON + start * HOUR // 4
    now, later = last + minutes * 10 * MINUTE, last + (minutes + 1) * 10 * MINUTE
    before, after = inactivity(last, now, XIAN, DEFAULTS), inactivity(last, later, XIAN, DEFAULTS)
    assert before.look_at > now, "every look is followed by a later one"
    if before.priority is not None:
        assert after.priority is not None
        assert after.priority <= before.priority
    if now - last >= 24 * HOUR:
        assert before.priority == 1
