from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.geo.presence import Source
from app.geo.wandering import DEFAULT, Travel, Verdict, judge, usable
from app.world.walks import KINDS, PURPOSES, WANDERINGS, outings

from .fixes import fixes_on, moved

Place = tuple[float, float]
WALK = 24.0  # m between two fixes: 30 s at 0.8 m/s


def along(*corners: Place) -> list[Place]:
    """Places every 24 m along a way."""
    places = [corners[0]]
    for (ax, ay), (bx, by) in pairwise(corners):
        n = max(int(np.hypot(bx - ax, by - ay) / WALK), 1)
        places += [(ax + (bx - ax) * k / n, ay + (by - ay) * k / n) for k in range(1, n + 1)]
    return places


def walk(*corners: Place, noise: float = 6.0) -> Travel:
    return judge(fixes_on(along(*corners), every=30.0, noise=noise))


BLOCK: list[Place] = [(0, 0), (120, 0), (120, 90), (0, 90)]


def test_five_times_round_the_block_is_lapping() -> None:
    travel = walk(*BLOCK * 5, (0, 0))
    assert travel.verdict is Verdict.WANDERING
    assert travel.score > 0.7
    assert 3 <= travel.laps <= 5
    assert travel.reversals == 0
    assert travel.span_m == pytest.approx(150, abs=30)


def test_to_and_fro_is_pacing() -> None:
    travel = walk(*[(0, 0), (150, 0)] * 6)
    assert travel.verdict is Verdict.WANDERING
    assert 8 <= travel.reversals <= 11
    assert travel.laps <= 1


@pytest.mark.parametrize(
    "corners",
    [
        [(0, 0), (900, 0)],
        [(0, 0), (300, 0), (300, 250), (300, 0), (0, 0)],  # an errand
        [(0, 0), (300, 0), *[(300 + x, y) for x, y in BLOCK], (300, 0), (0, 0)],  # round a park
        [(0, 0), (200, 0), *[(200 + 2 * x, 2 * y) for x, y in BLOCK * 2], (200, 0), (0, 0)],  # twice
        [(0, 0), (150, 0), (0, 0), (400, 0), (0, 0)],  # the purse forgotten
    ],
)
def test_going_somewhere_is_normal(corners: list[Place]) -> None:
    assert walk(*corners).verdict is Verdict.NORMAL


def test_ten_minutes_apart_is_too_little_to_say_anything() -> None:
    fixes = fixes_on(along(*BLOCK * 5), every=30.0)
    assert judge(fixes[::20]).verdict is Verdict.TOO_LITTLE
    assert judge(fixes[:0]).verdict is Verdict.TOO_LITTLE
    assert judge(fixes[::20]).score == 0.0


def test_a_bench_and_a_bus_are_normal() -> None:
    assert judge(fixes_on([(0.0, 0.0)] * 120, every=30.0, noise=12.0)).verdict is Verdict.NORMAL
    ride = [(210.0 * k, 0.0) for k in range(20)]
    to_and_fro = ride + ride[::-1] + ride + ride[::-1] + ride
    assert judge(fixes_on(to_and_fro, every=30.0, noise=5.0)).verdict is not Verdict.WANDERING


def test_who_goes_straight_home_wanders_no_more() -> None:
    lapping = along(*BLOCK * 5)
    home = along((0, 90), (-700, 90))
    assert judge(fixes_on(lapping, every=30.0, noise=5.0)).verdict is Verdict.WANDERING
    after = judge(fixes_on(lapping + home, every=30.0, noise=5.0))
    assert after.verdict is Verdict.NORMAL
    assert after.score > DEFAULT.threshold


def test_what_is_older_than_the_window_does_not_count() -> None:
    lapping = fixes_on(along(*BLOCK * 5), every=30.0, noise=5.0)
    later = fixes_on(along((0, 0), (2500, 0)), every=30.0, noise=5.0)
    later["at"] += 7200.0
    assert judge(np.concatenate([lapping, later])) == judge(later)


def test_wild_fixes_and_network_cells_are_left_out() -> None:
    fixes = fixes_on(along((0, 0), (1200, 0)), every=30.0, noise=4.0)
    wild = fixes.copy()
    wild["y"][[8, 15, 22, 30]] += [800.0, -600.0, 300.0, 1500.0]
    wild["source"][[10, 11, 25]], wild["y"][[10, 11, 25]] = Source.CELL, 700.0
    assert len(usable(wild)) == len(fixes) - 7
    assert judge(wild).retraced_m < 20


def _any(seed: int, kind: str) -> NDArray[np.void]:
    return outings([kind], seed)[0].fixes


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9999), st.sampled_from(KINDS))
def test_order_and_repetition_do_not_matter(seed: int, kind: str) -> None:
    fixes = _any(seed, kind)
    once = judge(fixes)
    assert judge(np.random.default_rng(seed).permutation(fixes)) == once
    assert judge(np.concatenate([fixes, fixes[::3]])) == once
    assert 0.0 <= once.score < 1.0
    assert once.turns >= once.reversals >= 0
    assert once.length_m + 1e-6 >= once.retraced_m


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 9999),
    st.sampled_from(KINDS),
    st.floats(-3e4, 3e4),
    st.floats(-3e4, 3e4),
    st.floats(0, 6.3),
)
def test_place_and_compass_do_not_matter(seed: int, kind: str, dx: float, dy: float, angle: float) -> None:
    fixes = _any(seed, kind)
    here, there = judge(fixes), judge(moved(fixes, dx, dy, angle))
    # A distance that lies on a limit to the last bit may fall on either side of it.
    assert there.score == pytest.approx(here.score, abs=0.02)
    assert there.length_m == pytest.approx(here.length_m, rel=1e-6, abs=1e-3)
    assert there.span_m == pytest.approx(here.span_m, rel=1e-6, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9999), st.sampled_from(KINDS))
@example(171, "lapping")  # in two pieces, with a silence between
def test_walked_backwards_the_score_is_the_same(seed: int, kind: str) -> None:
    fixes = _any(seed, kind)
    fixes = fixes[fixes["at"] >= fixes["at"][-1] - DEFAULT.window_s]
    mirrored = fixes.copy()
    mirrored["at"] = fixes["at"][-1] + fixes["at"][0] - fixes["at"]
    there, back = judge(fixes), judge(mirrored)
    assert back.score == pytest.approx(there.score, abs=0.02)
    assert back.reversals == there.reversals


def test_it_keeps_its_promise_on_the_walks_of_the_world() -> None:
    """A coarse guard at the end of each walk; bench/wandering.py measures."""
    good = outings([kind for kind in PURPOSES for _ in range(12)], seed=7)
    lost = outings([kind for kind in WANDERINGS for _ in range(12)], seed=8)
    assert sum(judge(o.fixes).verdict is Verdict.WANDERING for o in good) <= 2
    assert sum(judge(o.fixes).verdict is Verdict.WANDERING for o in lost) >= 0.7 * len(lost)
