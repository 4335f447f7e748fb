"""The power goes in the middle of a storm of pings: what was answered is there, once, and goes on."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx
import pytest
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed

from app.clock import SystemClock
from app.identity.sessions import Sessions
from app.store.db import Store
from tests.ingest.watch_client import SOS, Watch
from tests.live import eventually
from tests.people import HOME, PASSWORD, gateway, hire, take_in
from tests.realtime.reader import Reader, reading

PEOPLE = 12
STORMERS = 4
ENOUGH = 200  # answers before the power goes


@dataclass
class Storm:
    """What was sent, and what was answered as accepted; by message id."""

    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    answers: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def blow(self, client: httpx.Client, worker: int, started_ms: int) -> None:
        """Post without pause, ever other bodies, until nobody answers any more."""
        n = 0
        while True:
            pings = [self._ping(worker, n + i, started_ms) for i in range(1 + n % 4)]
            n += len(pings)
            with self.lock:
                self.sent |= {p["message_id"]: p for p in pings}
            try:
                answer = client.post("/api/pings", content=json.dumps(pings))
            except httpx.TransportError:
                return
            told = answer.json()
            assert answer.status_code == 200, answer.text
            assert told["accepted"] == len(pings)
            with self.lock:
                self.accepted |= {p["message_id"] for p in pings}
                self.answers += 1

    def _ping(self, worker: int, n: int, started_ms: int) -> dict[str, Any]:
        """Every worker has devices of its own; each of them presses SOS in its first ping."""
        device = worker + STORMERS * (n % (PEOPLE // STORMERS))
        ping = {
            "device": f"watch-{device}",
            "message_id": f"{started_ms}-{worker}-{n}",
            "fixed_at": started_ms / 1000 - 100 + n / 1000,
            "lat": HOME.lat,
            "lon": HOME.lon,
            "battery_pct": 80,
        }
        return ping | ({"signals": ["sos"]} if n < PEOPLE // STORMERS else {})


@dataclass
class Wall:
    """A reader that remembers its place."""

    token: str
    epoch: str | None = None
    seqs: list[int] = field(default_factory=list)

    def enter(self, reader: Reader) -> None:
        first = reader.hello(self.token, self.epoch, self.seqs[-1] if self.seqs else None)
        assert first["type"] == ("resumed" if self.seqs else "snapshot")
        self.epoch = first["epoch"]
        self.seqs = self.seqs or [first["seq"]]

    def watch(self, address: str, ready: threading.Event) -> None:
        """Follow until the service is gone."""
        with reading(address) as reader:
            self.enter(reader)
            ready.set()
            try:
                while True:
                    reader.step()
            except (ConnectionClosed, OSError):
                self.seqs += [e["seq"] for e in reader.told()]


@contextmanager
def service(folder: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`nuanyang serve` in a process of its own; killed at the end if nobody has done it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "NUANYANG_HOST": "127.0.0.1",
        "NUANYANG_PORT": str(port),
        "NUANYANG_DATABASE_URL": f"sqlite:///{folder}/nuanyang.db",
        "NUANYANG_ADMIN_PASSWORD": PASSWORD,
        **settings,
    }
    command = [str(Path(sys.executable).with_name("nuanyang")), "serve"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    address = f"127.0.0.1:{port}"

    def ready() -> bool:
        assert process.poll() is None, "the service ended"
        try:
            with urlopen(f"http://{address}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    try:
        eventually(ready, 60)
        yield address, process
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def folder(template: bytes, tmp_path: Path) -> Path:
    (tmp_path / "nuanyang.db").write_bytes(template)
    return tmp_path


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{folder}/nuanyang.db", SystemClock())
    yield store
    store.close()


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with store.snapshot() as session:
        return [tuple(row) for row in session.connection().execute(text(sql))]


def check(store: Store, storm: Storm) -> None:
    """What was answered is stored; nothing twice; the log has no hole and agrees with the state."""
    ids = [row[0] for row in rows(store, "SELECT message_id FROM ping")]
    assert len(ids) == len(set(ids))
    assert storm.accepted <= set(ids) <= set(storm.sent)
    seqs = [row[0] for row in rows(store, "SELECT seq FROM event ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1))
    assert rows(store, "SELECT seq FROM stream_head") == [(len(seqs),)]
    opened_alerts = rows(store, "SELECT COUNT(*) FROM alert")
    assert rows(store, "SELECT COUNT(*) FROM event WHERE kind = 'alert.opened'") == opened_alerts
    pressed = rows(store, "SELECT COUNT(DISTINCT elder_id) FROM ping WHERE signals = 'sos'")
    assert opened_alerts == pressed


def weather(address: str, process: subprocess.Popen[bytes], key: str, storm: Storm, wall: Wall) -> None:
    """Let it storm, and kill the service in the middle."""
    headers = {"authorization": f"Bearer {key}"}
    started = SystemClock().now()
    ready = threading.Event()
    watching = threading.Thread(target=wall.watch, args=(address, ready))
    watching.start()
    assert ready.wait(10)
    clients = [
        httpx.Client(base_url=f"http://{address}", headers=headers, timeout=30, verify=False)
        for _ in range(STORMERS)
    ]
    threads = [
        threading.Thread(target=storm.blow, args=(client, n, started)) for n, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    eventually(lambda: storm.answers >= ENOUGH)
    process.send_signal(signal.SIGKILL)
    for thread in [*threads, watching]:
        thread.join(20)
        assert not thread.is_alive()
    for client in clients:
        client.close()


def resend(address: str, key: str, storm: Storm) -> None:
    """As devices do after an answer that never came."""
    everything = list(storm.sent.values())
    headers = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"http://{address}", headers=headers, timeout=20) as client:
        answered = [p for p in everything if p["message_id"] in storm.accepted]
        told = client.post("/api/pings", json=answered).json()
        assert (told["accepted"], told["duplicates"], told["rejected"]) == (0, len(answered), [])
        told = client.post("/api/pings", json=everything).json()
        assert told["accepted"] + told["duplicates"] == len(everything)
        told = client.post("/api/pings", json=everything).json()
        assert (told["accepted"], told["duplicates"]) == (0, len(everything))
    storm.accepted |= set(storm.sent)


def pressed_but_not(store: Store, column: str) -> list[tuple[Any, ...]]:
    return rows(store, f"SELECT id FROM alert WHERE {column} = 0")


def test_kill_9_loses_nothing_that_was_answered(folder: Path) -> None:
    with opened(folder) as store:
        for n in range(PEOPLE):
            take_in(store, f"watch-{n}", name=f"老人{n}")
        key = gateway(store)
        hire(store, "desk")
        wall = Wall(Sessions(store).sign_in("desk", PASSWORD)[0])
        storm = Storm()
        with service(folder) as (address, process):
            weather(address, process, key, storm, wall)
        check(store, storm)
        assert rows(store, "SELECT COUNT(*) FROM alert") == [(PEOPLE,)]
        promised = "SELECT kind, COUNT(*) FROM deadline WHERE kind LIKE 'alert.%' GROUP BY kind ORDER BY kind"
        assert rows(store, promised) == [
            ("alert.act", PEOPLE),
            ("alert.respond", PEOPLE),
            ("alert.warn", PEOPLE),
        ]
        with store.transaction() as tx:  # a minute passes while everything is dark
            tx.conn.execute(text("UPDATE deadline SET due_at = due_at - 60000"))
        with service(folder) as (address, _), reading(address) as reader:
            eventually(
                lambda: not pressed_but_not(store, "warned") and not pressed_but_not(store, "breached")
            )
            resend(address, key, storm)
            check(store, storm)
            assert rows(store, "SELECT COUNT(*) FROM ping") == [(len(storm.sent),)]
            wall.enter(reader)
            ((head,),) = rows(store, "SELECT seq FROM stream_head")
            wall.seqs += [e["seq"] for e in reader.events(head)]
        assert wall.seqs == list(range(wall.seqs[0], head + 1))


def test_an_alarm_that_a_watch_heard_answered_survives(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with opened(folder) as store:
        take_in(store, "8800000001")
    with service(folder, NUANYANG_WATCH_PORT=str(port)) as (_, process):
        watch = Watch(port, "8800000001")
        watch.says(SOS)
        watch.hears(b"AL")
        process.send_signal(signal.SIGKILL)
        watch.hangs_up()
    with opened(folder) as store:
        assert rows(store, "SELECT kind, handling, count FROM alert") == [("sos", "open", 1)]
    with service(folder, NUANYANG_WATCH_PORT=str(port)):
        watch = Watch(port, "8800000001")
        watch.says(SOS)
        watch.hears(b"AL")
        watch.hangs_up()
    with opened(folder) as store:
        assert rows(store, "SELECT kind, handling, count FROM alert") == [("sos", "open", 1)], (
            "the same press"
        )
