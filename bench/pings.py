"""Pings per second on one core: the obvious implementation, an empty handler, and ours."""

import os
import signal
import tempfile
from dataclasses import dataclass

from bench import servers

CONNECTIONS = 64
ELDERS = 2_000
ROUNDS = 5
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Figures:
    """Pings per second. `p99_ms` is what a device waits for its "accepted"."""

    baseline: float
    null: float
    single: float
    batch: float
    p99_ms: float
    failures: float


def measure(seconds: float) -> list[Figures]:
    """`seconds` of each, in rounds: what disturbs the machine for a while must not decide a ratio."""
    with tempfile.TemporaryDirectory() as folder:
        obvious, empty = servers.free_port(), servers.free_port()
        env = {"NUANYANG_DATABASE_URL": f"sqlite:///{folder}/baseline.db", "BENCH_DEVICES": str(ELDERS)}
        with (
            servers.serving(servers.uvicorn("bench.baseline:app", obvious), obvious, env) as baseline,
            servers.serving(servers.uvicorn("bench.null:app", empty), empty, {}) as null,
            servers.nuanyang(ELDERS) as (port, key, pid),
        ):
            running = [(obvious, baseline.pid), (empty, null.pid), (port, pid)]
            return [_round(running, key, n, seconds / ROUNDS) for n in range(ROUNDS)]


def _round(running: list[tuple[int, int]], key: str, n: int, seconds: float) -> Figures:
    """Each for a while, and alone; whatever is sent was fixed after all that was sent before."""
    start = 1_700_000_000 + 20 * n * _DAY
    single = {"seconds": seconds, "devices": ELDERS, "connections": CONNECTIONS, "start": start}
    many = {**single, "connections": 4, "batch": 1000, "start": start + 10 * _DAY}
    (obvious, _), (empty, _), (ours, _) = running
    baseline, null, one, batch = (
        _alone(running, port, key, **options)
        for port, options in ((obvious, single), (empty, single), (ours, single), (ours, many))
    )
    return Figures(
        baseline["pings_per_s"],
        null["pings_per_s"],
        one["pings_per_s"],
        batch["pings_per_s"],
        one["p99_ms"],
        sum(each["failures"] for each in (baseline, null, one, batch)),
    )


def _alone(running: list[tuple[int, int]], port: int, key: str, **options: float) -> dict[str, float]:
    """Load one server while the others stand still: they share its core."""
    others = [pid for where, pid in running if where != port]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        return servers.load(port, key, **options)
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)
