"""K11: a flood starts above ten alerts per seat in ten minutes and ends below five."""

from hypothesis import given
from hypothesis import strategies as st

from app.clock import MINUTE
from app.reports.load import WINDOW, flood_since

TIMES = st.lists(st.integers(0, 120 * MINUTE), max_size=80)


def flood(opened: list[int], now: int, seats: int = 1) -> int | None:
    return flood_since(opened, seats, now, starts=10, ends=5)


def test_eleven_are_a_flood_and_ten_are_not() -> None:
    ten = [n * MINUTE // 2 for n in range(10)]
    assert flood(ten, 5 * MINUTE) is None
    assert flood([*ten, 5 * MINUTE], 5 * MINUTE) == 5 * MINUTE
    assert flood([*ten, 5 * MINUTE], 5 * MINUTE, seats=2) is None


def test_it_lasts_until_fewer_than_five_are_left() -> None:
    opened = [n * MINUTE // 2 for n in range(11)]
    assert flood(opened, 13 * MINUTE - 1) == 5 * MINUTE, "five are left"
    assert flood(opened, 13 * MINUTE) is None


def test_a_trickle_keeps_a_flood_going_and_starts_none() -> None:
    burst = [0] * 11
    trickle = [n * 100_000 for n in range(1, 40)]  # six in ten minutes
    assert flood(trickle, 60 * MINUTE) is None
    assert flood(burst + trickle, 60 * MINUTE) == 0


@given(TIMES, st.integers(0, 140 * MINUTE))
def test_never_with_fewer_than_five_nor_without_with_more_than_ten(opened: list[int], now: int) -> None:
    count = sum(now - WINDOW < at <= now for at in opened)
    since = flood(opened, now)
    assert count > 4 or since is None
    assert count < 11 or since is not None
