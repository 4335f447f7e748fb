"""How well and how fast do deciders notice that an elder has left home?

    python -m bench.presence [--elders 1000] [--seed 7001] [--noisy]

Both worlds of app/world, one day per elder, with seeds that no parameter was tuned on (tuning used seeds
below 100), and how dear a step of the belief is. app/evaluate says what is counted and how. With --noisy the
receivers are worse than any that was tuned on.
"""

import argparse
import time
from dataclasses import replace

import numpy as np

from app.evaluate.deciders import BELIEF, OTHERS
from app.evaluate.score import score
from app.evaluate.traces import Traces
from app.geo.presence import advance, fresh
from app.world.days import EASY, HARD, World, live


def noisy(world: World) -> World:
    """Another district: 20 % more drift, twice the outliers, half as many lost pings again."""
    noise = world.noise
    low, high = noise.drift_m
    worse = replace(
        noise, drift_m=(low * 1.2, high * 1.2), outlier_share=0.02, lost_share=noise.lost_share * 1.5
    )
    return replace(world, noise=worse)


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
    parser.add_argument("--noisy", action="store_true")
    args = parser.parse_args()
    print(f"| {'world':5} | {'decider':28} | false/day | missed % | delay p50 | p90 s |")
    print("|---|---|---|---|---|---|")
    for world in (EASY, HARD):
        traces = Traces.of(live(noisy(world) if args.noisy else world, args.elders, args.seed))
        for named in (*OTHERS, BELIEF):
            found = score(traces, named.decide(traces))
            print(
                f"| {world.name:5} | {named.name:28} | {found.false_per_day:9.4f} | {found.missed_pct:8.2f}"
                f" | {found.delay(50):9.0f} | {found.delay(90):5.0f} |"
            )
        print(f"| {world.name:5} | unseen, of {found.seen + found.unseen} outings | | {found.unseen} | | |")
    speed()


if __name__ == "__main__":
    main()
