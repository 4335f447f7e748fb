"""Walks out of doors whose purpose is known, as an elder's device reports them. Pure.

`KINDS` names ten ways of going somewhere and four of going nowhere; app/world/pen.py has the parameters.
Laps for exercise are drawn as one more purpose: no geometry tells them from lapping, so measure them apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.geo.presence import FIX
from app.world import astray, purposes
from app.world.days import Path
from app.world.pen import MANNERS, Manners, Pen
from app.world.receiver import Noise, Receiver

WALK_NOISE: Final = Noise(
    interval_s=(15.0, 120.0),
    drift_m=(10.0, 30.0),  # indoors, in shops
    drift_s=(120.0, 900.0),
    white_m=(1.0, 5.0),
    outdoor_m=(3.0, 10.0),  # with white_m: 68 % within 5 to 17 m
    honesty=(0.5, 1.25),
)
"""Watches and phones in a town; the outliers, network fixes and lost pings are those of every world."""

PURPOSES: Final[dict[str, Callable[[Pen], None]]] = {
    "errand": purposes.errand,
    "park": purposes.park,
    "dog": purposes.dog,
    "bus stop": purposes.bus_stop,
    "bus": purposes.bus,
    "bench": purposes.bench,
    "tai chi": purposes.tai_chi,
    "market": purposes.market,
    "courtyard": purposes.courtyard,
}
EXERCISE: Final = "exercise laps"
WANDERINGS: Final[dict[str, Callable[[Pen], float]]] = {
    "lapping": astray.lapping,
    "pacing": astray.pacing,
    "random": astray.random,
    "searching": astray.searching,
}
KINDS: Final = (*PURPOSES, EXERCISE, *WANDERINGS)


@dataclass(frozen=True, slots=True)
class Outing:
    """One walk and what was reported of it: FIX rows in order, x and y about where it began."""

    kind: str
    fixes: NDArray[Any]
    interval_s: float
    wanders_at: float | None  # s, when the wandering begins; None for a walk with a purpose

    @property
    def wanders(self) -> bool:
        return self.wanders_at is not None


def draw_walk(kind: str, rng: np.random.Generator, manners: Manners = MANNERS) -> tuple[Path, float | None]:
    """The true path of one of KINDS, turned to any point of the compass, and when its wandering begins."""
    pen = Pen(rng, manners, lost=kind in WANDERINGS)
    began = None
    if kind in WANDERINGS:
        began = WANDERINGS[kind](pen)
    else:
        (purposes.exercise if kind == EXERCISE else PURPOSES[kind])(pen)
    t, x, y, indoors = (np.array(column) for column in zip(*pen.points, strict=True))
    angle = rng.uniform(0.0, 2.0 * np.pi)
    c, s = np.cos(angle), np.sin(angle)
    return Path(t, c * x - s * y, s * x + c * y, indoors), began


def outings(
    kinds: Sequence[str], seed: int, noise: Noise = WALK_NOISE, manners: Manners = MANNERS
) -> list[Outing]:
    """One outing for each of `kinds` (repeat a kind for more). Everything follows from the seed."""
    rng = np.random.default_rng([seed, 2])
    walks = [draw_walk(kind, rng, manners) for kind in kinds]
    ends = np.array([path.t[-1] for path, _ in walks])
    receiver = Receiver(noise, len(kinds), seed)
    phase = rng.uniform(0.0, 1.0, len(kinds)) * receiver.interval_s
    heard: list[list[Any]] = [[] for _ in kinds]
    for k in range(int(np.max(ends / receiver.interval_s, initial=0.0)) + 1):
        at = phase + k * receiver.interval_s
        rows = np.flatnonzero(at <= ends)
        x, y, indoors = (
            np.array([[c[0] for c in walks[i][0].at(at[i : i + 1])] for i in rows]).reshape(-1, 3).T
        )
        fixes, arrives = receiver.fix(at[rows], x, y, indoors > 0, rows)
        for i, fix in zip(rows[arrives], fixes[arrives], strict=True):
            heard[i].append(fix)
    return [
        Outing(kind, np.array(fixes, dtype=FIX), float(interval), began)
        for kind, fixes, interval, (_, began) in zip(kinds, heard, receiver.interval_s, walks, strict=True)
    ]
