"""Is she wandering: lapping, pacing, or going about at random? Pure.

Travel is direct, random, pacing or lapping (Martino-Saltzman et al. 1991, The Gerontologist 31, 666). The
last three share two things that errands, parks and dogs do not: ground is trodden a third and a fourth time,
and the way turns sharply again and again. Either alone cries wolf: a park walked round twice retraces much
and turns little, a market turns often and retraces little. So the score is of their product:

* *retraced*: metres walked on ground that she passed more than twice. A pass of a place begins within a
  radius and ends beyond twice that; going out and back is two passes, and costs nothing.
* *turns*: corners sharper than 75° of the path simplified (Douglas–Peucker) to what its noise can bear.

Before that, outliers and network fixes are dropped, the path is smoothed over half a minute, and it is cut at
rides and at silences: each piece is judged alone and the worst counts. `bench/wandering.py` measures.

One judgement costs a millisecond or two: ask once a minute for those who are out, not for every ping.

Limits. It takes three rounds, often half an hour, before going round is more than a walk. Many laps walked
for exercise are lapping: draw a safe area, or plan the outing. Paths that span less than some 70 m cannot be
told from noise. Who looks for her way without ever coming back to the same place is lost, not wandering; the
fences see to her.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.geo.belief import CELL, accuracy_of

Column = NDArray[np.float64]


class Verdict(StrEnum):
    TOO_LITTLE = "too_little"  # too few fixes, too far apart, to say anything
    NORMAL = "normal"
    WANDERING = "wandering"


@dataclass(frozen=True, slots=True)
class Params:
    """Chosen on the walks of app/world/walks.py with seeds below 100."""

    window_s: float = 3600.0  # looked back from the newest fix
    worst_accuracy_m: float = 100.0
    least_fixes: int = 8
    least_s: float = 600.0
    longest_gap_s: float = 420.0  # a silence that could hide a trip
    typical_gap_s: float = 180.0  # the median of the gaps must not be longer
    ride_mps: float = 2.5
    smooth_s: float = 25.0  # σ of the kernel
    step_m: float = 20.0
    near_m: float = 35.0  # of a place, at least; more with bad accuracy
    near_accuracies: float = 1.5
    turn_deg: float = 75.0
    reversal_deg: float = 135.0
    retraced_m: float = 165.0  # with `turns` sharp turns the score is a half
    turns: float = 6.0
    most_retraced_m: float = 300.0  # more says nothing more
    most_turns: float = 12.0
    slack_m: float = 50.0  # with so much less retraced, turns still say something
    threshold: float = 0.5
    lately_s: float = 600.0
    lately_m: float = 20.0  # retraced of late, at least; who goes straight home wanders no more


DEFAULT: Final = Params()


@dataclass(frozen=True, slots=True)
class Travel:
    """How she has moved, as shown to the operator. All zero with TOO_LITTLE."""

    verdict: Verdict
    score: float  # 0..1; does not depend on the direction of time
    laps: int  # times that she came round to the same place again without turning back
    reversals: int  # times that she turned back
    turns: int  # sharp ones, the reversals among them
    retraced_m: float  # on ground that she passed more than twice
    length_m: float
    span_m: float  # the greatest distance between two places of the path
    minutes: float
    fixes: int  # that could be used


_TOO_LITTLE: Final = Travel(Verdict.TOO_LITTLE, 0.0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0)


def judge(fixes: NDArray[Any], params: Params = DEFAULT) -> Travel:
    """Judge the fixes of one excursion: rows with at (s), x, y, accuracy_m (m) and source, as in
    presence.FIX, in any order, taken while she was outdoors. Those older than the window are left out.
    WANDERING is a score of at least `params.threshold` with retracing in the last ten minutes. Confirming it
    over some minutes is the caller's."""
    used = usable(fixes, params)
    pieces = [piece for piece in _pieces(used, params) if _enough(piece, params)]
    if not pieces:
        return _TOO_LITTLE
    newest = float(used["at"][-1])
    travels = [_travel(piece, newest, params) for piece in pieces]
    worst = max(travels, key=lambda travel: (travel.score, travel.minutes))
    wanders = any(travel.verdict is Verdict.WANDERING for travel in travels)  # be it in another piece
    return replace(worst, verdict=Verdict.WANDERING) if wanders else worst


def usable(fixes: NDArray[Any], params: Params = DEFAULT) -> NDArray[Any]:
    """The window's fixes in order: each instant once, without network cells, bad accuracy and spikes."""
    good = (fixes["source"] != CELL) & (accuracy_of(fixes) <= params.worst_accuracy_m)
    fixes = fixes[good]
    if not len(fixes):
        return fixes
    fixes = fixes[fixes["at"] >= fixes["at"].max() - params.window_s]
    fixes = fixes[np.lexsort((fixes["y"], fixes["x"], fixes["at"]))]
    fixes = fixes[np.concatenate([[True], np.diff(fixes["at"]) > 0])]
    return without_spikes(fixes)


def without_spikes(fixes: NDArray[Any]) -> NDArray[Any]:
    """Fixes in order, with x and y, less those to which nobody walks between the fixes before and after."""
    for _ in range(2):  # two outliers may stand side by side
        x, y, at = fixes["x"], fixes["y"], fixes["at"]
        leg = np.hypot(np.diff(x), np.diff(y))
        across = np.hypot(x[2:] - x[:-2], y[2:] - y[:-2])
        detour = leg[:-1] + leg[1:] - across
        spike = (detour > np.maximum(2.0 * (at[2:] - at[:-2]), 100.0)) & (
            np.minimum(leg[:-1], leg[1:]) > 60.0
        )
        if not spike.any():
            break
        fixes = fixes[np.concatenate([[True], ~spike, [True]])]
    return fixes


def _pieces(fixes: NDArray[Any], params: Params) -> list[NDArray[Any]]:
    """Cut at rides and silences."""
    accuracy = np.minimum(accuracy_of(fixes), 50.0)
    gap = np.diff(fixes["at"])
    leap = np.hypot(np.diff(fixes["x"]), np.diff(fixes["y"])) - (accuracy[1:] + accuracy[:-1]) / 2.0
    cut = (leap > params.ride_mps * np.maximum(gap, 1.0)) | (gap > params.longest_gap_s)
    return np.split(fixes, np.flatnonzero(cut) + 1)


def _enough(piece: NDArray[Any], params: Params) -> bool:
    if len(piece) < params.least_fixes:
        return False
    at = piece["at"]
    return bool(at[-1] - at[0] >= params.least_s and np.median(np.diff(at)) <= params.typical_gap_s)


def _travel(piece: NDArray[Any], newest: float, params: Params) -> Travel:
    at, x, y, length = _path(piece, params)
    near = max(params.near_m, params.near_accuracies * float(np.median(accuracy_of(piece))))
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    passes = _passes(apart, near)
    again = np.maximum(1.0 - 2.0 / passes, 0.0) * params.step_m
    retraced = float(again.sum())
    turned = _turns(x, y, 0.8 * near)
    turns = int(np.sum(turned > np.radians(params.turn_deg)))
    reversals = int(np.sum(turned > np.radians(params.reversal_deg)))
    score = _score(retraced, turns, params)
    lately = float(again[at >= newest - params.lately_s].sum())
    wanders = score >= params.threshold and lately >= params.lately_m
    return Travel(
        verdict=Verdict.WANDERING if wanders else Verdict.NORMAL,
        score=score,
        laps=max(int(np.quantile(passes, 0.9)) - 1 - reversals, 0),
        reversals=reversals,
        turns=turns,
        retraced_m=retraced,
        length_m=length,
        span_m=float(apart.max()),
        minutes=float(piece["at"][-1] - piece["at"][0]) / 60.0,
        fixes=len(piece),
    )


def _score(retraced: float, turns: int, params: Params) -> float:
    """0 for neither, a half at the threshold's pair; a little of one makes up for some of the other."""

    def product(retraced_m: float, turns: float) -> float:
        return (retraced_m + params.slack_m) * (turns + 1.0) - params.slack_m

    most = product(min(retraced, params.most_retraced_m), min(turns, params.most_turns))
    weight = (most / product(params.retraced_m, params.turns)) ** 2
    return weight / (1.0 + weight)


def _path(piece: NDArray[Any], params: Params) -> tuple[Column, Column, Column, float]:
    """(at, x, y, length): smoothed in time, good fixes counting for more, then in equal steps of the way."""
    at = piece["at"] - piece["at"][0]
    weight = np.exp(-0.5 * ((at[:, None] - at) / params.smooth_s) ** 2)
    weight /= np.maximum(accuracy_of(piece), 5.0) ** 2
    weight /= weight.sum(axis=1, keepdims=True)
    x, y = weight @ piece["x"], weight @ piece["y"]
    way = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    length = float(way[-1])
    steps = np.linspace(0.0, length, max(int(length / params.step_m), 1) + 1)
    return np.interp(steps, way, piece["at"]), np.interp(steps, way, x), np.interp(steps, way, y), length


def _passes(apart: Column, near: float) -> NDArray[np.intp]:
    """How often the path passed each of its places: apart[i, j] is the distance from place i to j, in m."""
    state = np.where(apart <= near, 1, np.where(apart > 2.0 * near, -1, 0)).astype(np.int8)
    last = np.where(state != 0, np.arange(len(apart)), 0)
    state = np.take_along_axis(state, np.maximum.accumulate(last, axis=1), axis=1)
    begins = (state[:, 1:] == 1) & (state[:, :-1] != 1)
    return np.asarray(begins.sum(axis=1) + (state[:, 0] == 1))


def _turns(x: Column, y: Column, tolerance: float) -> Column:
    """The angles, 0 to π, at the corners of the path simplified to a tolerance in m: Douglas–Peucker, but
    against the place that a straight walk would have reached by then (Meratnia and de By 2004, EDBT). Who
    walks to and fro on one line never leaves the line."""
    keep = np.zeros(len(x), np.bool_)
    keep[[0, -1]] = True
    stack = [(0, len(x) - 1)]
    while stack:
        a, b = stack.pop()
        if b - a < 2:
            continue
        part = np.arange(1, b - a) / (b - a)
        inner = slice(a + 1, b)
        off = np.hypot(x[inner] - x[a] - part * (x[b] - x[a]), y[inner] - y[a] - part * (y[b] - y[a]))
        k = int(off.argmax())
        if off[k] > tolerance:
            k += a + 1
            keep[k] = True
            stack += [(a, k), (k, b)]
    heading = np.arctan2(np.diff(y[keep]), np.diff(x[keep]))
    return np.abs((np.diff(heading) + np.pi) % (2.0 * np.pi) - np.pi)
