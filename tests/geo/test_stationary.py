from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.geo.presence import Source
from app.geo.stationary import judge, left
from app.world.walks import KINDS, outings

from .fixes import fixes_on, moved

SEATED = fixes_on([(0.0, 0.0)] * 40, noise=8.0)


def test_half_an_hour_on_a_bench_is_a_rest() -> None:
    rest = judge(SEATED)
    assert rest
    assert rest.minutes == pytest.approx(30, abs=0.1)
    assert np.hypot(rest.x, rest.y) < 8
    assert rest.spread_m < 25


def test_less_than_half_an_hour_is_not_known() -> None:
    assert judge(SEATED[-30:]) is None
    assert judge(SEATED[:0]) is None


def test_a_slow_walk_is_no_rest() -> None:
    assert judge(fixes_on([(10.0 * k, 0.0) for k in range(40)], noise=5.0)) is None


def test_five_minutes_to_the_kiosk_and_back_is_no_rest() -> None:
    places = [(0.0, 0.0)] * 40
    places[25:30] = [(50.0, 0.0), (90.0, 0.0), (100.0, 0.0), (90.0, 0.0), (50.0, 0.0)]
    assert judge(fixes_on(places, noise=5.0)) is None


def test_a_silence_that_could_hide_a_trip_proves_nothing() -> None:
    kept = np.ones(len(SEATED), bool)
    kept[20:33] = False
    assert judge(SEATED[kept]) is None
    kept[26] = True
    assert judge(SEATED[kept])


def test_wild_fixes_and_network_cells_do_not_move_her() -> None:
    fixes = SEATED.copy()
    fixes["x"][[15, 22, 30]] += [400.0, -900.0, 1500.0]
    fixes["x"][18:21] += 700.0
    fixes["source"][18:21] = Source.CELL
    assert judge(fixes)


def test_half_an_hour_counts_from_her_coming() -> None:
    coming = fixes_on([(-400.0, 0.0), *[(0.0, 0.0)] * 40], noise=5.0)
    assert judge(coming[:40]) is None, "the only fix from before the half hour is elsewhere"
    assert judge(coming[:41])


def test_two_fixes_that_agree_say_she_left_and_one_does_not() -> None:
    rest = judge(SEATED)
    assert rest
    goes = fixes_on([(0.0, 0.0)] * 40 + [(80.0, 0.0), (120.0, 0.0)], noise=5.0)
    assert not left(goes[:41], rest.x, rest.y)
    assert left(goes, rest.x, rest.y)
    assert not left(SEATED, rest.x, rest.y)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 9999),
    st.floats(-1e4, 1e4),
    st.floats(-1e4, 1e4),
    st.floats(0, 6.28),
    st.sampled_from(KINDS),
)
def test_order_place_and_compass_do_not_matter(
    seed: int, dx: float, dy: float, angle: float, kind: str
) -> None:
    fixes = outings([kind], seed)[0].fixes
    assume(len(fixes) > 4)
    once, shuffled = judge(fixes), judge(np.random.default_rng(seed).permutation(fixes))
    assert once == shuffled
    assert judge(np.concatenate([fixes, fixes[:5]])) == once, "a fix told twice"
    elsewhere = judge(moved(fixes, dx, dy, angle))
    assert (once is None) == (elsewhere is None)
    if once and elsewhere:
        assert astuple(elsewhere)[:3] == pytest.approx(astuple(once)[:3], abs=0.1)


def test_benches_are_found_and_walks_are_not() -> None:
    """Asked at every second fix of 60 walks each."""
    found = {}
    for kind in ("bench", "dog", "lapping"):
        walks = [o.fixes for o in outings([kind] * 60, seed=5)]
        found[kind] = sum(any(judge(f[:k]) for k in range(5, len(f) + 1, 2)) for f in walks)
    assert found["bench"] >= 30, "some sit for less than half an hour"
    assert found["dog"] == 0
    assert found["lapping"] == 0
