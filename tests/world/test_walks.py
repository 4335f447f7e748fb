from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.geo.presence import Source
from app.world.pen import MANNERS
from app.world.walks import KINDS, WALK_NOISE, WANDERINGS, draw_walk, outings


def test_the_same_seed_walks_the_same_walk() -> None:
    once, again, other = outings(KINDS, 1), outings(KINDS, 1), outings(KINDS, 2)
    assert [o.fixes.tobytes() for o in once] == [o.fixes.tobytes() for o in again]
    assert [o.fixes.tobytes() for o in once] != [o.fixes.tobytes() for o in other]
    assert [o.kind for o in once] == list(KINDS)
    assert [o.wanders for o in once] == [kind in WANDERINGS for kind in KINDS]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(KINDS))
def test_a_walk_runs_forward_at_the_speed_of_a_walk(seed: int, kind: str) -> None:
    path, began = draw_walk(kind, np.random.default_rng(seed))
    assert np.all(np.diff(path.t) > 0)
    speed = np.hypot(np.diff(path.x), np.diff(path.y)) / np.diff(path.t)
    fastest = MANNERS.ride_mps[1] if kind == "bus" else MANNERS.walk_mps[1] * MANNERS.hurry[1]
    assert speed.max() <= fastest + 1e-6
    assert (began is not None) == (kind in WANDERINGS)
    if began is not None:
        assert 0 < began < path.t[-1] - MANNERS.wanders_s[0] + 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_reported_follows_the_walk(kind: str) -> None:
    for outing in outings([kind] * 5, seed=3):
        assert all(a < b for a, b in pairwise(outing.fixes["at"]))
        assert WALK_NOISE.interval_s[0] <= outing.interval_s <= WALK_NOISE.interval_s[1]
        gnss = outing.fixes[outing.fixes["source"] == Source.GNSS]
        assert len(gnss) >= 0.7 * len(outing.fixes)


def test_reported_places_are_within_the_noise_of_true_ones() -> None:
    """Both are drawn from the same seed: the walks first, then what the receiver makes of them."""
    kinds = ["lapping"] * 20
    rng = np.random.default_rng([4, 2])
    walks = [draw_walk(kind, rng)[0] for kind in kinds]
    errors = []
    for path, outing in zip(walks, outings(kinds, 4), strict=True):
        fixes = outing.fixes[outing.fixes["source"] == Source.GNSS]
        x, y, _ = path.at(fixes["at"])
        errors.append(np.hypot(fixes["x"] - x, fixes["y"] - y))
    assert 5 < np.quantile(np.concatenate(errors), 0.68) < 17


def test_lapping_comes_round_again_and_an_errand_does_not() -> None:
    def rounds(kind: str) -> float:
        path, began = draw_walk(kind, np.random.default_rng(11))
        at = np.arange(began or 0.0, path.t[-1], 5.0)
        x, y, _ = path.at(at)
        near = np.hypot(x - x[len(x) // 2], y - y[len(y) // 2]) < 40.0
        return float(np.sum(near[1:] & ~near[:-1]))

    assert rounds("lapping") >= 3
    assert rounds("errand") <= 2


def test_no_walks_are_no_trouble() -> None:
    assert outings([], seed=1) == []
