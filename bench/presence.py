"""How well and how fast do deciders notice that an elder has left home?

    python -m bench.presence [--elders 1000] [--seed 7001]

Both worlds of app/world, one day per elder, with seeds that no parameter was tuned on (tuning used seeds
below 100). A false exit is one reported while she is truly inside and has been for over 5 minutes. Of a
trip, the first fix that arrives after her true leaving is the earliest that anyone can know; the delay runs
from it to the fix that decides. A trip is missed when no exit is reported until 5 minutes after her return;
trips of which no satellite or Wi-Fi fix arrived are counted apart, as unseen.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.geo.presence import Crossing, Source, accuracy_of, advance, fresh
from app.geo.quality import POSITION, Verdict, judge, nothing
from app.geo.shapes import place
from app.world.days import EASY, HARD, Days, live

Exits = list[tuple[int, float]]  # (elder, s)
GRACE_S = 300.0


def in_a_row(k: int, outside: Callable[[NDArray[Any]], NDArray[Any]]) -> Callable[[Days], Exits]:
    """Decide on k fixes in a row that `outside` calls 1 (out) or 0 (in); -1 is not counted."""

    def decide(days: Days) -> Exits:
        n = len(days.radius_m)
        state, run, exits = np.zeros(n, bool), np.zeros(n, int), []
        for fixes, heard in zip(days.fixes, days.heard, strict=True):
            vote = np.where(heard, outside(fixes), -1)
            differs = (vote >= 0) & ((vote == 1) != state)
            run = np.where(vote < 0, run, np.where(differs, run + 1, 0))
            flips = run >= k
            state, run = state ^ flips, np.where(flips, 0, run)
            exits += [(int(i), float(fixes["at"][i])) for i in np.flatnonzero(flips & state)]
        return exits

    return decide


def plain(fixes: NDArray[Any]) -> NDArray[Any]:
    return (fixes["distance_m"] > 0).astype(int)


def filtered(fixes: NDArray[Any]) -> NDArray[Any]:
    return np.where(accuracy_of(fixes) > 100.0, -1, plain(fixes))


def home_assistant(fixes: NDArray[Any]) -> NDArray[Any]:
    return (fixes["distance_m"] - accuracy_of(fixes) >= 0).astype(int)


def belief(days: Days) -> Exits:
    """As in production: quarantine first, then the belief."""
    n = len(days.radius_m)
    beliefs, last, exits = fresh(n), nothing(n), []
    for fixes, heard in zip(days.fixes, days.heard, strict=True):
        rows = np.flatnonzero(heard)
        position = np.zeros(len(rows), POSITION)
        for field in ("at", "accuracy_m", "source"):
            position[field] = fixes[field][rows]
        position["lat"], position["lon"] = place(34.26, 108.94, fixes["x"][rows], fixes["y"][rows])
        seen = last[rows]
        good = judge(seen, position, np.inf) == Verdict.GOOD
        last[rows] = seen
        rows = rows[good]
        mine = beliefs[rows]
        crossings = advance(mine, fixes[rows])
        beliefs[rows] = mine
        exits += [(int(i), float(fixes["at"][i])) for i in rows[crossings == Crossing.EXIT]]
    return exits


def score(days: Days, exits: Exits) -> tuple[float, float, float, float]:
    """(false exits per elder-day, missed % of the trips seen, delay p50 s, delay p90 s)."""
    by_elder: dict[int, list[float]] = {}
    for elder, at in exits:
        by_elder.setdefault(elder, []).append(at)
    false, missed, delays = 0, 0, []
    for elder, trips in enumerate(days.outside):
        times = by_elder.get(elder, [])
        false += sum(not any(left <= at <= back + GRACE_S for left, back in trips) for at in times)
        for left, back in trips:
            known = first_sight(days, elder, left, back)
            found = [at for at in times if left <= at <= back + GRACE_S]
            missed += known is not None and not found
            if known is not None and found:
                delays.append(max(found[0] - known, 0.0))
    seen = sum(first_sight(days, i, *trip) is not None for i, out in enumerate(days.outside) for trip in out)
    p50, p90 = np.percentile(delays, [50, 90], method="inverted_cdf")
    return false / days.elder_days, 100.0 * missed / seen, float(p50), float(p90)


def first_sight(days: Days, elder: int, left: float, back: float) -> float | None:
    """When the first fix of a trip came, or None for a trip without any satellite or Wi-Fi fix."""
    at, source = days.fixes["at"][:, elder], days.fixes["source"][:, elder]
    during = days.heard[:, elder] & (at > left) & (at < back) & (source != Source.CELL)
    return float(at[during.argmax()]) if during.any() else None


def unseen(days: Days) -> float:
    """Per cent of trips of which no satellite or Wi-Fi fix arrived."""
    return 100.0 * float(
        np.mean([first_sight(days, i, *trip) is None for i, out in enumerate(days.outside) for trip in out])
    )


DECIDERS: dict[str, Callable[[Days], Exits]] = {
    "one fix": in_a_row(1, plain),
    "one fix, accuracy ≤ 100 m": in_a_row(1, filtered),
    "Home Assistant: d − acc < 0": in_a_row(1, home_assistant),
    "3 in a row": in_a_row(3, filtered),
    "5 in a row": in_a_row(5, filtered),
    "belief": belief,
}


def speed() -> None:
    """What one call of advance costs."""
    days = live(HARD, 2000, 5, duration_s=3600.0)
    for n in (64, 2000):
        beliefs = fresh(n)
        best = np.inf
        for fixes in days.fixes:
            start = time.perf_counter()
            advance(beliefs, fixes[:n])
            best = min(best, time.perf_counter() - start)
        print(f"advance, {n} rows: {best * 1e6:.0f} µs")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--elders", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7001)
    args = parser.parse_args()
    print(f"| {'world':5} | {'decider':28} | false/day | missed % | delay p50 | p90 s |")
    print("|---|---|---|---|---|---|")
    for world in (EASY, HARD):
        days = live(world, args.elders, args.seed)
        for name, decide in DECIDERS.items():
            false, missed, p50, p90 = score(days, decide(days))
            print(f"| {world.name:5} | {name:28} | {false:9.4f} | {missed:8.2f} | {p50:9.0f} | {p90:5.0f} |")
        trips = sum(map(len, days.outside))
        print(f"| {world.name:5} | unseen, of {trips} trips | | {unseen(days):.2f} | | |")
    speed()


if __name__ == "__main__":
    main()
