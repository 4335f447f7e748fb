"""False exits, misses and delays, counted against the truth. Pure.

A false exit is one reported while she is truly inside and has been for over 5 minutes. Of an outing, the
first satellite or Wi-Fi fix after her true leaving is the earliest that anyone can know; the delay runs from
it to the fix that decides. An outing is missed when no exit is reported until 5 minutes after her return;
outings of which no such fix arrived are counted apart, as unseen.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.evaluate.deciders import Exits
from app.evaluate.traces import Traces
from app.geo.presence import Source

GRACE_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Score:
    """What became of every outing, and what was reported beside them. Elders are indices into the traces."""

    elder_days: float
    false: Exits
    missed: list[tuple[int, float, float]]  # (elder, left, back)
    unseen: int
    delays: NDArray[np.float64]  # s, of the outings that were noticed

    @property
    def false_per_day(self) -> float:
        return len(self.false) / self.elder_days

    @property
    def seen(self) -> int:
        """Outings that could be noticed."""
        return len(self.delays) + len(self.missed)

    @property
    def missed_pct(self) -> float:
        return 100.0 * len(self.missed) / self.seen if self.seen else 0.0

    def delay(self, percent: float) -> float:
        """Nearest-rank percentile of the delays, s; NaN when there is none."""
        if not len(self.delays):
            return float("nan")
        return float(np.percentile(self.delays, percent, method="inverted_cdf"))


def score(traces: Traces, exits: Exits) -> Score:
    """Count a decider's exits against the truth."""
    by_elder: dict[int, list[float]] = {}
    for elder, at in exits:
        by_elder.setdefault(elder, []).append(at)
    false, missed, delays, unseen = [], [], [], 0
    for elder, outings in enumerate(traces.outside):
        times = sorted(by_elder.get(elder, []))
        false += [
            (elder, at) for at in times if not any(left <= at <= back + GRACE_S for left, back in outings)
        ]
        for left, back in outings:
            known = _first_sight(traces.fixes[:, elder], traces.heard[:, elder], left, back)
            found = [at for at in times if left <= at <= back + GRACE_S]
            if known is None:
                unseen += 1
            elif found:
                delays.append(max(found[0] - known, 0.0))
            else:
                missed.append((elder, left, back))
    return Score(traces.elder_days, false, missed, unseen, np.array(delays, np.float64))


def _first_sight(fixes: NDArray[Any], heard: NDArray[np.bool_], left: float, back: float) -> float | None:
    """When the first fix of an outing came, or None without any satellite or Wi-Fi fix."""
    at = fixes["at"]
    during = heard & (at > left) & (at < back) & (fixes["source"] != Source.CELL)
    return float(at[during].min()) if during.any() else None
