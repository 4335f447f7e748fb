"""`nuanyang demo` as a visitor meets it: one process, a box to read, alerts that wait, a clean end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from app.cli import main

COMMAND = [str(Path(sys.executable).with_name("nuanyang")), "demo", "--elders", "60"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(
            [*COMMAND, "--port", str(port)], cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT
        )
        yield process
        process.kill()
        process.wait()


def _eventually(look: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def test_a_visit(port: int, tmp_path: Path, running: "subprocess.Popen[bytes]") -> None:
    out = tmp_path / "out"
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:

        def ready() -> bool:
            assert running.poll() is None, out.read_text()
            try:
                return client.get("/readyz").is_success
            except httpx.TransportError:
                return False

        _eventually(ready, "ready")
        box = _eventually(lambda: re.search(r"zhang\.min +(\S+)", out.read_text()), "the box")
        login = {"username": "zhang.min", "password": box[1]}
        token = client.post("/api/session", json=login).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"

        def waiting() -> dict[str, list[str]]:
            alerts = client.get("/api/alerts").raise_for_status().json()["items"]
            found: dict[str, list[str]] = {}
            for alert in alerts:
                found.setdefault(alert["kind"], []).append(alert["elder"]["name"])
            return found if {"outside_home", "sos"} <= found.keys() else {}

        found = _eventually(waiting, "alerts")
        assert "李秀兰" in found["outside_home"]
        assert client.get("/api/board").json()["elders"] == 60
        streets = [a["name"] for a in client.get("/api/areas").json()["items"] if a["kind"] == "street"]
        assert len(streets) == 9

    begun = time.monotonic()
    os.kill(running.pid, signal.SIGINT)
    assert running.wait(timeout=10) == 0
    assert time.monotonic() - begun < 5.0
    assert "Traceback" not in out.read_text()
    assert (tmp_path / "var" / f"demo-{port}.db").exists()


def test_a_busy_port_is_said_and_nothing_is_touched(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = CliRunner().invoke(main, ["demo", "--elders", "60", "--port", str(port)])

    assert done.exit_code == 1
    assert f"Port {port} is in use" in done.output
    assert not (tmp_path / "var").exists()
