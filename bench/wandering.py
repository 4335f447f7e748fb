"""How well and how fast do detectors notice that an elder wanders?

    python -m bench.wandering [--walks 160] [--seed 7001]

So many walks of each kind of app/world/walks.py, with seeds that no parameter was chosen on (those are below
100). Every 2.5 minutes each detector looks back over an hour at most; a walk counts with the score that it
kept for 5 minutes, as the alert's delay asks. Found at 5 % means: of the wandering walks, at the threshold
that 5 % of the purposeful ones reach. Laps for exercise have a row, but no part in these figures.

θ_WD here counts sharp turns (≥ 90°) between places thinned to 20 m, after Lin et al. 2012, "Detecting
wandering behavior based on GPS traces for elders with dementia"; the paper's own figures (AUC > 0.99, 90 %
found below 5 % false alarms) come from its own elders' tracks. It is our reading of the published abstract,
untuned: a plain baseline, no verdict on the paper. The other is the length of the path by the distance
between its ends. We looked into two packages for tracks of elders or pedestrians and found none, so there are
none here: what the generator does not draw, these figures do not know.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.geo.wandering import DEFAULT, Travel, Verdict, judge, usable
from app.world.walks import EXERCISE, KINDS, Outing, outings

EVERY_S = 150.0
KEPT = 3  # looks in a row: 5 minutes
BANDS = ((15, 30), (30, 60), (60, 121))


def looks(outing: Outing) -> list[tuple[float, NDArray[Any]]]:
    """(when, the fixes of the hour until then)."""
    at = outing.fixes["at"]
    if not len(at):
        return []
    return [
        (float(now), outing.fixes[(at <= now) & (at > now - DEFAULT.window_s)])
        for now in np.arange(at[0] + 600.0, at[-1] + EVERY_S, EVERY_S)
    ]


def theta_wd(fixes: NDArray[Any]) -> float:
    """Sharp turns."""
    places: list[NDArray[np.float64]] = []
    weights: list[int] = []
    for fix in usable(fixes):
        here = np.array([fix["x"], fix["y"]])
        if places and np.hypot(*(here - places[-1])) < 20.0:
            weights[-1] += 1
            places[-1] = places[-1] + (here - places[-1]) / weights[-1]
        else:
            places.append(here)
            weights.append(1)
    legs = np.diff(np.array(places).reshape(-1, 2), axis=0)
    heading = np.arctan2(legs[:, 1], legs[:, 0])
    turned = np.abs((np.diff(heading) + np.pi) % (2 * np.pi) - np.pi)
    return float(np.sum(turned >= np.pi / 2))


def length_by_displacement(fixes: NDArray[Any]) -> float:
    good = usable(fixes)
    if len(good) < 2:
        return 0.0
    length = np.hypot(np.diff(good["x"]), np.diff(good["y"])).sum()
    apart = np.hypot(good["x"][-1] - good["x"][0], good["y"][-1] - good["y"][0])
    return float(length / max(apart, 20.0))


def kept(scores: list[float]) -> float:
    """The highest score that lasted."""
    return max((min(scores[i : i + KEPT]) for i in range(len(scores) - KEPT + 1)), default=0.0)


def alarm_at(when: list[float], travels: list[Travel]) -> float | None:
    """When the shipped detector opens an alert."""
    wanders = [travel.verdict is Verdict.WANDERING for travel in travels]
    for i in range(KEPT - 1, len(wanders)):
        if all(wanders[i - KEPT + 1 : i + 1]):
            return when[i]
    return None


def auc(found: NDArray[Any], other: NDArray[Any]) -> float:
    wins = (found[:, None] > other).mean() + 0.5 * (found[:, None] == other).mean()
    return float(wins)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--walks", type=int, default=160)
    parser.add_argument("--seed", type=int, default=7001)
    args = parser.parse_args()
    walks = outings([kind for kind in KINDS for _ in range(args.walks)], args.seed)
    seen = [looks(walk) for walk in walks]
    start = time.process_time()
    travels = [[judge(fixes) for _, fixes in look] for look in seen]
    cost = (time.process_time() - start) / sum(map(len, seen))
    plain: dict[str, Callable[[NDArray[Any]], float]] = {
        "θ_WD: sharp turns": theta_wd,
        "path / displacement": length_by_displacement,
    }
    scores = {
        name: np.array([kept([score(fixes) for _, fixes in look]) for look in seen])
        for name, score in plain.items()
    }
    scores["retraced × turns"] = np.array([kept([t.score for t in travel]) for travel in travels])
    compare(walks, scores)
    trade(walks, scores["retraced × turns"])
    by_kind(walks, [alarm_at([now for now, _ in s], t) for s, t in zip(seen, travels, strict=True)])
    print(f"\n{len(walks)} walks, {sum(map(len, seen))} looks, {cost * 1e6:.0f} µs of processor each")


def compare(walks: list[Outing], scores: dict[str, NDArray[Any]]) -> None:
    lost = np.array([walk.wanders for walk in walks])
    well = ~lost & np.array([walk.kind != EXERCISE for walk in walks])
    interval = np.array([walk.interval_s for walk in walks])
    print(f"| {'detector':20} | AUC | found at 5 % | at 1 % | AUC by pings 15-30 s | 30-60 s | 60-120 s |")
    print("|---|---|---|---|---|---|---|")
    for name, score in scores.items():
        at = [100.0 * np.mean(score[lost] > np.quantile(score[well], q)) for q in (0.95, 0.99)]
        bands = [(interval >= low) & (interval < high) for low, high in BANDS]
        areas = [auc(score[lost & band], score[well & band]) for band in bands]
        print(
            f"| {name:20} | {auc(score[lost], score[well]):.4f} | {at[0]:.1f} % | {at[1]:.1f} % | "
            + " | ".join(f"{area:.4f}" for area in areas)
            + " |"
        )


def trade(walks: list[Outing], score: NDArray[Any]) -> None:
    """What other thresholds would do."""
    lost = np.array([walk.wanders for walk in walks])
    well = ~lost & np.array([walk.kind != EXERCISE for walk in walks])
    print("\n| threshold | wandering found | purposeful walks alarmed |\n|---|---|---|")
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        found, false = (100.0 * np.mean(score[who] >= threshold) for who in (lost, well))
        print(f"| {threshold} | {found:.1f} % | {false:.2f} % |")


def by_kind(walks: list[Outing], alarms: list[float | None]) -> None:
    """What the shipped threshold does with each kind of walk."""
    print(f"\n| {'kind':14} | alarmed | minutes from the beginning, p50 | p90 |")
    print("|---|---|---|---|")
    for kind in KINDS:
        mine = [(walk, at) for walk, at in zip(walks, alarms, strict=True) if walk.kind == kind]
        after = [(at - (w.wanders_at or 0.0)) / 60.0 for w, at in mine if at is not None and w.wanders]
        share = 100.0 * float(np.mean([at is not None for _, at in mine]))
        times = [f"{np.quantile(after, q):.0f}" for q in (0.5, 0.9)] if after else ["", ""]
        print(f"| {kind:14} | {share:.1f} % | {times[0]} | {times[1]} |")
    well = [
        at is not None for w, at in zip(walks, alarms, strict=True) if not w.wanders and w.kind != EXERCISE
    ]
    lost = [at is not None for w, at in zip(walks, alarms, strict=True) if w.wanders]
    print(f"| purposeful, all | {100 * float(np.mean(well)):.2f} % | | |")
    print(f"| wandering, all | {100 * float(np.mean(lost)):.1f} % | | |")


if __name__ == "__main__":
    main()
