"""Servers under measurement: each a process on one core, the load on the other."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert

from app.clock import SystemClock
from app.identity import keys
from app.registry.tables import Area, Device, Elder, Fence, Integration
from app.store import schema
from app.store.db import Store

CORES = sorted(os.sched_getaffinity(0))


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def on_core(which: int, *command: str) -> list[str]:
    """A Python command that stays on one core: 0 the first, for servers; -1 the last, for the load."""
    return ["taskset", "-c", str(CORES[which]), sys.executable, *command]


@contextmanager
def serving(command: list[str], port: int, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server on the first core until the block ends."""
    process = subprocess.Popen(
        on_core(0, *command), env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def uvicorn(app: str, port: int) -> list[str]:
    return [
        "-m", "uvicorn", app, "--port", str(port), "--loop", "uvloop", "--http", "httptools",
        "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip


def load(port: int, key: str, **options: float) -> dict[str, float]:
    """Run the load generator on the last core."""
    arguments = [f"--{name}={value}" for name, value in options.items()]
    done = subprocess.run(
        on_core(-1, "-m", "bench.load", str(port), "--key", key, *arguments), check=True, capture_output=True
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


_HOME = {"type": "Point", "coordinates": [108.93, 34.26]}


def world(path: Path, elders: int, name: Callable[[int], str]) -> str:
    """A database of elders with a home of 100 m and a device each, called `name(0)` and so on.

    Returns an integration's key.
    """
    store = Store(f"sqlite:///{path}", SystemClock())
    schema.ensure(store)
    with store.transaction() as tx:
        area = Area(name="bench")
        tx.session.add(area)
        tx.session.flush()
        at = tx.now
        ids = range(1, elders + 1)
        tx.conn.execute(
            insert(Elder),
            [
                {
                    "id": i, "name": f"e{i}", "area_id": area.id, "monitoring_mode": "stay_home",
                    "risk_tier": "green", "created_at": at,
                }
                for i in ids
            ],
        )  # fmt: skip
        tx.conn.execute(
            insert(Fence),
            [
                {
                    "kind": "home", "elder_id": i, "lat": 34.26, "lon": 108.93, "radius_m": 100,
                    "buffer_m": 0, "version": 0, "geometry": _HOME,
                }
                for i in ids
            ],
        )  # fmt: skip
        tx.conn.execute(
            insert(Device),
            [
                {
                    "unique_id": name(i - 1), "elder_id": i, "kind": "watch", "datum": "wgs84",
                    "expected_interval_s": 60, "battery_level": 0, "created_at": at,
                }
                for i in ids
            ],
        )  # fmt: skip
        integration = Integration(name="bench", created_at=at)
        tx.session.add(integration)
        tx.session.flush()
        key = keys.issue(tx, integration_id=integration.id)
    store.close()
    return key


@contextmanager
def nuanyang(
    elders: int, name: Callable[[int], str] = "bench{:06}".format, **env: str
) -> Iterator[tuple[int, str, int]]:
    """The real server on a fresh database: (port, integration key, pid)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        key = world(path, elders, name)
        port = free_port()
        env = {
            "NUANYANG_WATCH_PORT": "0",
            **env,
            "NUANYANG_DATABASE_URL": f"sqlite:///{path}",
            "NUANYANG_PORT": str(port),
            "NUANYANG_ADMIN_PASSWORD": "bench-password",
        }
        with serving(["-c", "from app.cli import main; main()", "serve"], port, env) as process:
            yield port, key, process.pid
