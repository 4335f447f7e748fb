"""Pings per second on one core: the obvious implementation, an empty handler, and ours."""

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
            servers.serving(servers.uvicorn("bench.baseline:app", obvious), obvious, env),
            servers.serving(servers.uvicorn("bench.null:app", empty), empty, {}),
            servers.nuanyang(ELDERS) as (port, key, _),
        ):
            return [_round(obvious, empty, port, key, n, seconds / ROUNDS) for n in range(ROUNDS)]


def _round(obvious: int, empty: int, port: int, key: str, n: int, seconds: float) -> Figures:
    """Each for a while; whatever is sent was fixed after all that was sent before."""
    start = 1_700_000_000 + 20 * n * _DAY
    common = {"seconds": seconds, "devices": ELDERS}
    single = {**common, "connections": CONNECTIONS, "start": start}
    baseline = servers.load(obvious, "bench", **single)
    null = servers.load(empty, "bench", **single)
    ours = servers.load(port, key, **single)
    batch = servers.load(port, key, **common, connections=4, batch=1000, start=start + 10 * _DAY)
    return Figures(
        baseline["pings_per_s"],
        null["pings_per_s"],
        ours["pings_per_s"],
        batch["pings_per_s"],
        ours["p99_ms"],
        sum(each["failures"] for each in (baseline, null, ours, batch)),
    )
