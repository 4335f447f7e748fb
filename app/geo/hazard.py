"""Is she inside a hazard: a river, a railway, a ring road? Pure.

Cautious the other way round than app/geo/presence.py: probably inside is enough, and one good fix decides.
The true place is normal about the fix, σ per axis being the radius of 68 % over 1.51 (the 68 % quantile of
the Rayleigh distribution). A hazard is a strip as wide as its widest place, 2R, beyond a straight bank:

    P(inside) = Φ(−d/σ) + Φ((2R + d)/σ) − 1        d: signed distance, negative inside

so that a fix with a circle of 50 m says little about a railway of ten. At home the noise that was learned of
that home counts too, and more certainty is asked for: the river beside the house is no news every night.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from math import erf, isnan, sqrt
from typing import Final

from app.geo.belief import CELL, DEFAULT_ACCURACY_M, MANUAL

PROBABLE: Final = 0.5
SURE: Final = 0.9  # asked for while she is believed to be at home
CLEAR_S: Final = 120.0  # so long must fixes say that she is out of it
_PER_AXIS: Final = 1.51


class Turn(Enum):
    NONE = auto()
    ENTERED = auto()
    LEFT = auto()


@dataclass(frozen=True, slots=True)
class Danger:
    """She is in this hazard since `since` (s); `out_at`: the first fix that says she is out, if any."""

    fence_id: int
    since: float
    out_at: float | None = None


def probability(
    distance_m: float, half_width_m: float, accuracy_m: float, source: int, noise_m: float = 0.0
) -> float:
    """Of being inside, 0..1. `accuracy_m`: radius of 68 %, NaN or 0 when unknown; `noise_m`: σ per axis of
    her home, when she is there. A cell fix says nothing."""
    if source == CELL:
        return 0.0
    known = not isnan(accuracy_m) and accuracy_m > 0
    radius = accuracy_m if known else float(DEFAULT_ACCURACY_M[min(source, MANUAL)])
    sigma = max(sqrt((radius / _PER_AXIS) ** 2 + noise_m**2), 1.0)
    return max(_phi(-distance_m / sigma) + _phi((2 * half_width_m + distance_m) / sigma) - 1.0, 0.0)


def step(
    danger: Danger | None, fence_id: int, at: float, p: float, *, home: bool
) -> tuple[Danger | None, Turn]:
    """What one fix at `at` (s) with probability `p` changes; `home`: she is believed to be at home."""
    if danger is None:
        if p < (SURE if home else PROBABLE):
            return None, Turn.NONE
        return Danger(fence_id, at), Turn.ENTERED
    if p >= PROBABLE:
        return replace(danger, out_at=None), Turn.NONE
    out_at = at if danger.out_at is None else danger.out_at
    if at - out_at >= CLEAR_S:
        return None, Turn.LEFT
    return replace(danger, out_at=out_at), Turn.NONE


def _phi(z: float) -> float:
    return 0.5 * (1.0 + erf(z / sqrt(2.0)))
