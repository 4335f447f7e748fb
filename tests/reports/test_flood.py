"""Floods of a window, against a slow reference; seats that come and go."""

from hypothesis import given
from hypothesis import strategies as st

from app.clock import MINUTE
from app.reports.cases import seats
from app.reports.flood import WINDOW, floods, mean_seats, overlap

END = 200 * MINUTE
TIMES = st.lists(st.integers(0, 150), max_size=60)
SEATS = st.lists(st.tuples(st.integers(1, 190), st.integers(1, 3)), max_size=4)


@given(TIMES, SEATS)
def test_minute_by_minute(minutes: list[int], changes: list[tuple[int, int]]) -> None:
    opened = sorted(m * MINUTE for m in minutes)
    there = [(0, 1), *sorted({at * MINUTE: n for at, n in changes}.items())]
    spells = floods(opened, there, END, 10, 5)
    on = False
    for now in range(0, END, MINUTE):
        count = sum(now - WINDOW < at <= now for at in opened)
        n = next(n for at, n in reversed(there) if at <= now)
        on = count > 10 * n or (on and count >= 5 * n)
        assert any(a <= now < b for a, b in spells) == on, now // MINUTE


def test_share_and_seats() -> None:
    assert overlap([(0, 10), (20, 30)], 5, 25) == 10
    assert mean_seats([(0, 1), (50, 3)], 0, 100) == 2
    assert mean_seats([(0, 1), (50, 3)], 60, 100) == 3


def test_one_person_with_two_sessions_has_one_seat() -> None:
    found = [(1, [], 0, 60 * MINUTE), (1, [], 30 * MINUTE, 90 * MINUTE), (2, [7], 40 * MINUTE, 50 * MINUTE)]
    assert [n for _, n in seats(found, None, 0)] == [1, 1, 2, 1, 1, 1]
    assert max(n for _, n in seats(found, frozenset({8}), 0)) == 1, "the other one's areas are elsewhere"
    assert seats([], None, 90 * MINUTE) == [(90 * MINUTE, 1)], "one at least"
