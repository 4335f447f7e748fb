"""Pings per second on one core: the obvious implementation, an empty handler, and ours."""

import tempfile
from dataclasses import dataclass

from bench import servers

CONNECTIONS = 64
ELDERS = 2_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Pings per second. `p99_ms` is what a device waits for its "accepted"."""

    baseline: float
    null: float
    single: float
    batch: float
    p99_ms: float
    failures: float


def measure(seconds: float) -> Figures:
    """All in one run, so that the ratios hold on any machine."""
    with tempfile.TemporaryDirectory() as folder:
        port = servers.free_port()
        env = {"NUANYANG_DATABASE_URL": f"sqlite:///{folder}/baseline.db", "BENCH_DEVICES": str(ELDERS)}
        with servers.serving(servers.uvicorn("bench.baseline:app", port), port, env):
            baseline = servers.load(port, "bench", seconds=seconds, connections=CONNECTIONS, devices=ELDERS)
    port = servers.free_port()
    with servers.serving(servers.uvicorn("bench.null:app", port), port, {}):
        null = servers.load(port, "bench", seconds=seconds, connections=CONNECTIONS, devices=ELDERS)
    with servers.nuanyang(ELDERS) as (port, key, _):
        single = servers.load(port, key, seconds=seconds, connections=CONNECTIONS, devices=ELDERS)
        batch = servers.load(
            port, key, seconds=seconds, connections=4, devices=ELDERS, batch=1000, start=1_760_000_000
        )
    failures = baseline["failures"] + null["failures"] + single["failures"] + batch["failures"]
    return Figures(
        baseline["pings_per_s"],
        null["pings_per_s"],
        single["pings_per_s"],
        batch["pings_per_s"],
        single["p99_ms"],
        failures,
    )
