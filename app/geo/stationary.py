"""Has she stayed in one place out of doors for half an hour? Pure.

All good fixes of the window must lie about one place, their geometric median, within a radius widened by each
fix's own accuracy. One that does not is an outlier, of which some are forgiven. Two in a row that do not, but
agree with each other, are a trip: then she moved. A silence that could hide a trip proves nothing. To and fro
on less than some 80 m of street looks like rest to an ordinary receiver; app/geo/wandering.py sees it longer.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.geo.belief import CELL, accuracy_of

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Params:
    window_s: float = 1800.0
    radius_m: float = 30.0
    most_noise_m: float = 30.0  # by which a fix's accuracy may widen the radius
    worst_accuracy_m: float = 100.0
    longest_gap_s: float = 600.0
    least_fixes: int = 5
    inside_share: float = 0.8  # of the fixes


DEFAULT: Final = Params()


@dataclass(frozen=True, slots=True)
class Rest:
    """She has not moved."""

    minutes: float  # for so long, within the fixes given
    spread_m: float  # within which 90 % of the fixes lie
    n: int  # fixes
    x: float  # m, the place
    y: float


def judge(fixes: NDArray[Any], params: Params = DEFAULT) -> Rest | None:
    """The rest that lasts until the newest fix, or None if she moved or it cannot be known. Rows with at (s),
    x, y, accuracy_m (m) and source, as presence.FIX has them, in any order, taken while she was outside known
    places. Fixes from before the window are welcome: the last of them shows where she was when it began.
    None does not say that she moved: an alert clears when `left` says so."""
    good = _good(fixes, params)
    before = np.flatnonzero(good["at"] <= good["at"].max(initial=-np.inf) - params.window_s)
    if not len(before):
        return None  # the fixes do not span the window
    window = good[before[-1] :]
    if len(window) < params.least_fixes or np.diff(window["at"]).max() > params.longest_gap_s:
        return None
    x, y = _geometric_median(window["x"], window["y"])
    away = _away(window, x, y, params)
    if away[0] or away[-1]:
        return None  # just come, just gone, or an outlier, which the next fix will tell
    if np.mean(~away) < params.inside_share or _agree(window, away, params).any():
        return None
    distance = np.hypot(window["x"] - x, window["y"] - y)
    return Rest(
        minutes=float(window["at"][-1] - window["at"][0]) / 60.0,
        spread_m=float(np.quantile(distance, 0.9)),
        n=len(window),
        x=x,
        y=y,
    )


def left(fixes: NDArray[Any], x: float, y: float, params: Params = DEFAULT) -> bool:
    """Has she left the place of a Rest? Only if the newest two good fixes agree on it."""
    newest = _good(fixes, params)[-2:]
    return bool(_agree(newest, _away(newest, x, y, params), params).any())


def _good(fixes: NDArray[Any], params: Params) -> NDArray[Any]:
    """In order, each instant once, without network cells and bad accuracy."""
    fixes = fixes[(fixes["source"] != CELL) & (accuracy_of(fixes) <= params.worst_accuracy_m)]
    fixes = fixes[np.lexsort((fixes["y"], fixes["x"], fixes["at"]))]
    return fixes[np.diff(fixes["at"], prepend=-np.inf) > 0]


def _away(fixes: NDArray[Any], x: float, y: float, params: Params) -> NDArray[np.bool_]:
    noise = np.minimum(accuracy_of(fixes), params.most_noise_m)
    return np.asarray(np.hypot(fixes["x"] - x, fixes["y"] - y) > params.radius_m + noise)


def _agree(fixes: NDArray[Any], away: NDArray[np.bool_], params: Params) -> NDArray[np.bool_]:
    """Pairs in a row that are both away, and near enough to each other to be one walk."""
    leg = np.hypot(np.diff(fixes["x"]), np.diff(fixes["y"]))
    noise = np.minimum(accuracy_of(fixes), params.most_noise_m)
    reach = 2.0 * np.diff(fixes["at"]) + noise[1:] + noise[:-1]  # at 2 m/s
    return np.asarray(away[1:] & away[:-1] & (leg <= reach))


def _geometric_median(x: Column, y: Column) -> tuple[float, float]:
    """The place with the least sum of distances (Weiszfeld 1937): half the fixes may be wild."""
    mx, my = float(np.median(x)), float(np.median(y))
    for _ in range(100):
        weight = 1.0 / np.maximum(np.hypot(x - mx, y - my), 0.1)
        before = mx, my
        mx, my = float(weight @ x / weight.sum()), float(weight @ y / weight.sum())
        if np.hypot(mx - before[0], my - before[1]) < 0.005:
            break
    return mx, my
