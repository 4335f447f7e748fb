"""Days, months and shifts by the clock on the wall."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.clock import DAY, HOUR, parse_instant
from app.reports.periods import By, rows_of, spans

XIAN, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
SHIFTS = [0, 8, 16]
INSTANT = st.integers(1_700_000_000_000, 1_900_000_000_000)


def test_a_day_in_xian_begins_at_16_utc() -> None:
    since, until = parse_instant("2026-11-24T10:00:00Z"), parse_instant("2026-11-25T16:00:00Z")
    found = spans(since, until, By.day, XIAN, SHIFTS)
    assert [(s.key, s.end - s.start) for s in found] == [("2026-11-24", 6 * HOUR), ("2026-11-25", DAY)]


def test_all_nights_have_one_key() -> None:
    since = parse_instant("2026-11-24T00:00:00+08:00")
    found = spans(since, since + 2 * DAY, By.shift, XIAN, SHIFTS)
    assert [s.key for s in found] == ["00:00–08:00", "08:00–16:00", "16:00–24:00"] * 2
    assert {s.end - s.start for s in found} == {8 * HOUR}


def test_a_night_shift_that_crosses_midnight() -> None:
    since = parse_instant("2026-11-24T02:00:00+08:00")
    found = spans(since, since + 8 * HOUR, By.shift, XIAN, [7, 19])
    assert [s.key for s in found] == ["19:00–07:00", "07:00–19:00"]


def test_months_and_a_day_of_25_hours() -> None:
    since, until = parse_instant("2026-09-15T00:00:00Z"), parse_instant("2026-11-02T00:00:00Z")
    assert [s.key for s in spans(since, until, By.month, BERLIN, SHIFTS)] == ["2026-09", "2026-10", "2026-11"]
    autumn = spans(since, until, By.day, BERLIN, SHIFTS)
    assert next(s.end - s.start for s in autumn if s.key == "2026-10-25") == 25 * HOUR


@given(
    INSTANT,
    st.integers(1, 100 * DAY),
    st.sampled_from([By.day, By.month, By.shift]),
    st.sampled_from([XIAN, BERLIN]),
    st.lists(st.integers(0, 23), min_size=1, max_size=5),
)
def test_they_leave_no_gap(since: int, length: int, by: By, zone: ZoneInfo, hours: list[int]) -> None:
    found = spans(since, since + length, by, zone, hours)
    assert (found[0].start, found[-1].end) == (since, since + length)
    assert all(a.end == b.start for a, b in pairwise(found))


@given(INSTANT, st.lists(st.integers(-2 * DAY, 5 * DAY)))
def test_each_instant_has_its_row(since: int, offsets: list[int]) -> None:
    found = spans(since, since + 3 * DAY, By.shift, XIAN, SHIFTS)
    instants = np.array([since + n for n in offsets], np.int64)
    naive = [next((i for i, s in enumerate(found) if s.start <= t < s.end), -1) for t in instants]
    assert rows_of(found, instants).tolist() == naive
