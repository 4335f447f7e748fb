"""Ways to decide that an elder has left home: the belief of this service, and what others do.

A decider looks at traces fix by fix, every elder for herself, and names its exits.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.evaluate.traces import Traces
from app.geo.presence import DEFAULT, Crossing, Params, accuracy_of, advance, fresh
from app.geo.quality import POSITION, Verdict, judge, nothing
from app.geo.shapes import place

Exits = list[tuple[int, float]]  # (elder, s since 1970 of the fix that decided)
Decider = Callable[[Traces], Exits]
Vote = Callable[[NDArray[Any]], NDArray[Any]]

ANCHOR: Final = (34.2658, 108.9402)  # quarantine thinks in degrees; traces are metres about some home


class Named(NamedTuple):
    """A decider and what it is called."""

    name: str
    chinese: str
    decide: Decider


def believing(params: Params = DEFAULT) -> Decider:
    """As in service: quarantine first, then the belief."""

    def decide(traces: Traces) -> Exits:
        n = len(traces.names)
        beliefs, last, exits = fresh(n, params), nothing(n), []
        for fixes, heard in zip(traces.fixes, traces.heard, strict=True):
            rows = np.flatnonzero(heard)
            seen = last[rows]
            good = judge(seen, _positions(fixes[rows]), np.inf) == Verdict.GOOD
            last[rows] = seen
            rows = rows[good]
            mine = beliefs[rows]
            crossings = advance(mine, fixes[rows], params)
            beliefs[rows] = mine
            exits += [(int(i), float(fixes["at"][i])) for i in rows[crossings == Crossing.EXIT]]
        return exits

    return decide


def _positions(fixes: NDArray[Any]) -> NDArray[Any]:
    positions = np.zeros(len(fixes), POSITION)
    for field in ("at", "accuracy_m", "source"):
        positions[field] = fixes[field]
    positions["lat"], positions["lon"] = place(*ANCHOR, fixes["x"], fixes["y"])
    return positions


def in_a_row(k: int, outside: Vote) -> Decider:
    """Decide on k fixes in a row that `outside` calls 1 (out) or 0 (in); -1 is not counted."""

    def decide(traces: Traces) -> Exits:
        n = len(traces.names)
        state, run, exits = np.zeros(n, bool), np.zeros(n, int), []
        for fixes, heard in zip(traces.fixes, traces.heard, strict=True):
            vote = np.where(heard, outside(fixes), -1)
            differs = (vote >= 0) & ((vote == 1) != state)
            run = np.where(vote < 0, run, np.where(differs, run + 1, 0))
            flips = run >= k
            state, run = state ^ flips, np.where(flips, 0, run)
            exits += [(int(i), float(fixes["at"][i])) for i in np.flatnonzero(flips & state)]
        return exits

    return decide


def plain(fixes: NDArray[Any]) -> NDArray[Any]:
    """Outside is what lies outside, as Traccar and OwnTracks have it."""
    return (fixes["distance_m"] > 0).astype(int)


def filtered(fixes: NDArray[Any]) -> NDArray[Any]:
    """The same, without fixes of an accuracy worse than 100 m."""
    return np.where(accuracy_of(fixes) > 100.0, -1, plain(fixes))


def home_assistant(fixes: NDArray[Any]) -> NDArray[Any]:
    """Inside is what may be inside: distance to the centre − accuracy < radius, as Home Assistant has it."""
    return (fixes["distance_m"] - accuracy_of(fixes) >= 0).astype(int)


OTHERS: Final = (
    Named("one fix", "一次定位", in_a_row(1, plain)),
    Named("one fix, accuracy ≤ 100 m", "一次定位，精度 ≤ 100 m", in_a_row(1, filtered)),
    Named("d − acc < r (Home Assistant)", "d − acc < r（Home Assistant）", in_a_row(1, home_assistant)),
    Named("3 in a row", "连续三次", in_a_row(3, filtered)),
    Named("5 in a row", "连续五次", in_a_row(5, filtered)),
)
BELIEF: Final = Named("belief", "信念", believing())
