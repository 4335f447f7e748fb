"""OwnTracks through a real broker: nothing is lost between its acknowledgement and our commit."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from app.clock import SystemClock
from app.ingest.broker import Broker, broker
from app.main import Nuanyang
from app.registry import commands, devices
from app.registry.commands import CommandKind
from app.store.db import Store
from tests.ingest.mosquitto import Mosquitto, another_node, mosquitto, phone
from tests.ingest.test_pressure import occupied
from tests.live import application, eventually, serving
from tests.people import HOME, Wearer, hire, take_in


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Mosquitto]:
    with mosquitto(tmp_path) as running:
        yield running


@contextmanager
def service(database: Path, there: Mosquitto, **settings: Any) -> Iterator[tuple[Nuanyang, str]]:
    app = application(database, SystemClock(), mqtt_url=there.url, **settings)
    with serving(app) as address:
        eventually(lambda: app.state.mqtt.connected)
        yield app, address


def resident(database: Path, name: str = "li/phone") -> Wearer:
    store = Store(f"sqlite:///{database}", SystemClock())
    try:
        return take_in(store, name)
    finally:
        store.close()


def location(ago_s: float = 0, **more: Any) -> dict[str, Any]:
    at = SystemClock().now() // 1000 - round(ago_s)
    return {"_type": "location", "lat": HOME.lat, "lon": HOME.lon, "acc": 12, "tst": at, **more}


def rows(store: Store, query: str) -> list[Any]:
    with store.snapshot() as session:
        return list(session.connection().execute(text(query)).all())


def stored(store: Store) -> int:
    return int(rows(store, "SELECT COUNT(*) FROM ping")[0][0])


def refused(store: Store) -> list[str]:
    return [row[0] for row in rows(store, "SELECT items FROM wire_message ORDER BY id")]


def test_what_phones_publish_is_stored(database: Path, there: Mosquitto) -> None:
    resident(database)
    with service(database, there) as (app, address), phone(there, "li/phone") as li:
        li.says(location(60, batt=55))
        li.says({"_type": "transition", "event": "leave", **location(30)}, "/event")
        eventually(lambda: stored(app.state.store) == 2)
        li.says({"_type": "lwt", "tst": 1})
        li.says({"_type": "waypoints", "waypoints": []}, "/waypoint")
        li.says({"_type": "cmd", "action": "dump"}, "/cmd")
        li.says(b"")
        li.says(location(10))
        eventually(lambda: stored(app.state.store) == 3)
        assert refused(app.state.store) == []
        ready = httpx2.get(f"http://{address}/readyz").json()
        assert ready["mqtt"] == "connected"
        assert "nuanyang_mqtt_connected 1.0" in httpx2.get(f"http://{address}/metrics").text


def test_who_is_unknown_and_what_is_nonsense_stands_in_the_journal(database: Path, there: Mosquitto) -> None:
    resident(database)
    with service(database, there) as (app, _), phone(there, "no/body") as stranger:
        stranger.says(location())
        stranger.says(b"\xff{")
        stranger.says(location(lat=91), "/event")
        eventually(lambda: len(refused(app.state.store)) == 3)
        assert sum("unknown_device" in items for items in refused(app.state.store)) == 2
        with phone(there, "li/phone") as li:
            li.says(location(5))
            eventually(lambda: stored(app.state.store) == 1)


def test_a_retained_message_is_one_ping(database: Path, there: Mosquitto) -> None:
    resident(database)
    with service(database, there) as (app, _), phone(there, "li/phone") as li:
        li.says(location(60), retain=True)
        eventually(lambda: stored(app.state.store) == 1)
    with service(database, there) as (app, _), phone(there, "li/phone") as li:  # the broker sends it again
        li.says(location(10))
        eventually(lambda: stored(app.state.store) == 2)


def test_what_comes_while_we_are_away_waits_at_the_broker(database: Path, there: Mosquitto) -> None:
    resident(database)
    with service(database, there):
        pass
    with phone(there, "li/phone") as li:
        for n in range(30):
            li.says(location(60 - n))
    with service(database, there) as (app, _):
        eventually(lambda: stored(app.state.store) == 30)


def test_nodes_of_one_group_share_what_comes(database: Path, there: Mosquitto) -> None:
    resident(database)
    there.share = "nodes"
    with service(database, there) as (app, _), another_node(there, "$share/nodes/owntracks/#") as heard:
        with phone(there, "li/phone") as li:
            for n in range(20):
                li.says(location(60 - n))
            eventually(lambda: stored(app.state.store) + len(heard) == 20)
        assert stored(app.state.store) > 0
        assert heard


def test_a_broker_that_is_not_there_yet_is_found_when_it_comes(database: Path, tmp_path: Path) -> None:
    resident(database)
    late = Mosquitto(tmp_path)
    app = application(database, SystemClock(), mqtt_url=late.url)
    with serving(app) as address:
        assert httpx2.get(f"http://{address}/readyz").json()["mqtt"] == "away", "and ready all the same"
        late.start()
        try:
            eventually(lambda: app.state.mqtt.connected, 20)
        finally:
            late.stop()


def test_a_broker_that_comes_back_is_found_again(database: Path, there: Mosquitto) -> None:
    resident(database)
    with service(database, there) as (app, address):
        there.stop()
        eventually(lambda: not app.state.mqtt.connected)
        assert httpx2.get(f"http://{address}/readyz").json()["mqtt"] == "away", "and ready all the same"
        there.start()
        eventually(lambda: app.state.mqtt.connected, 20)
        with phone(there, "li/phone") as li:
            li.says(location())
            eventually(lambda: stored(app.state.store) == 1)


def test_in_a_flood_nothing_is_lost(database: Path, there: Mosquitto) -> None:
    """Far more than may wait here, while the disk is busy: it waits at the broker."""
    resident(database)
    with service(database, there, max_pending_pings=5) as (app, _), phone(there, "li/phone") as li:
        with occupied(app.state.store):
            for n in range(200):
                li.says(location(400 - n))
            assert app.state.batcher.pending <= 40
        eventually(lambda: stored(app.state.store) == 200, 30)


def test_asked_where_it_is_a_phone_hears_so_at_once(database: Path, there: Mosquitto) -> None:
    li_home = resident(database)
    with service(database, there) as (app, _), phone(there, "li/phone") as li:
        li.says(location(60))
        eventually(lambda: stored(app.state.store) == 1)
        hire(app.state.store, "wang")
        with app.state.store.transaction() as tx:
            commands.request(tx, li_home.device_id, CommandKind.LOCATE, {}, 1)
            tx.after_commit(lambda: app.state.couriers.wake(li_home.device_id))
        assert li.heard.get(timeout=10) == {"_type": "cmd", "action": "reportLocation"}
        li.says(location(1, t="r"))
        eventually(lambda: rows(app.state.store, "SELECT 1 FROM command WHERE answered_at IS NOT NULL"))


@contextmanager
def process(database: Path, there: Mosquitto) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The service as a process of its own, that can be killed, and its metrics."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "NUANYANG_PORT": str(port),
        "NUANYANG_WATCH_PORT": "0",
        "NUANYANG_DATABASE_URL": f"sqlite:///{database}",
        "NUANYANG_MQTT_URL": there.url,
        "NUANYANG_ADMIN_PASSWORD": "correct horse battery",
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def connected() -> bool:
        assert running.poll() is None, "the service ended"
        try:
            return httpx2.get(f"http://127.0.0.1:{port}/readyz").json()["mqtt"] == "connected"
        except httpx2.TransportError:
            return False

    try:
        eventually(connected, 120)
        yield running, f"http://127.0.0.1:{port}/metrics"
    finally:
        running.kill()
        running.wait(10)


def test_killed_before_its_commit_a_message_comes_again(database: Path, there: Mosquitto) -> None:
    """The broker has handed it over; we hold it, the disk is busy, and the power goes."""
    resident(database)
    store = Store(f"sqlite:///{database}", SystemClock())
    try:
        with process(database, there) as (running, metrics), phone(there, "li/phone") as li:
            li.says(location(60))
            eventually(lambda: stored(store) == 1)
            with occupied(store):  # nobody else can write now
                for n in range(5):
                    li.says(location(50 - n))
                held = "nuanyang_mqtt_under_way 5.0"
                eventually(lambda: held in httpx2.get(metrics).text)
                running.send_signal(signal.SIGKILL)
                running.wait(10)
            assert stored(store) == 1
        with process(database, there):
            eventually(lambda: stored(store) == 6)
    finally:
        store.close()


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("mqtt://host", Broker("host", 1883, False, None, None, "nuanyang")),
        ("mqtts://host", Broker("host", 8883, True, None, None, "nuanyang")),
        ("mqtt://u:p%40ss@host:99?client_id=b", Broker("host", 99, False, "u", "p@ss", "b")),
        ("mqtt://host?share=g", Broker("host", 1883, False, None, None, "nuanyang", "g")),
    ],
)
def test_the_address_of_a_broker(url: str, meant: Broker) -> None:
    assert broker(url) == meant


@pytest.mark.parametrize(
    "url",
    ["", "host", "http://host", "mqtt://", "mqtt://u:s3c/ret@host", "mqtt://u:s3c#ret@host",
     "mqtt://u:s3c?ret@host", "mqtt://[s3cret", "mqtt://host/s3cret", "mqtt://host?share=s3c/ret",
     "mqtt://u:12?s3cret@host", "mqtt://host?client_id="],
)  # fmt: skip
def test_what_is_no_address_is_said_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="NUANYANG_MQTT_URL") as told:
        broker(url)
    assert "s3c" not in str(told.value)
    assert told.value.__suppress_context__ or told.value.__context__ is None


def test_a_disabled_broker_is_turned_away_until_it_is_enabled(database: Path, there: Mosquitto) -> None:
    resident(database)
    with service(database, there) as (app, _), phone(there, "li/phone") as li:
        li.says(location(90))
        eventually(lambda: stored(app.state.store) == 1)
        for disabled, said in ((True, 60), (False, 30)):
            with app.state.store.transaction() as tx:
                devices.change_integration(tx, 1, {}, disabled=disabled)
                tx.after_commit(app.state.keys.forget)
            li.says(location(said))
            if disabled:
                eventually(lambda: any("disabled" in items for items in refused(app.state.store)))
        eventually(lambda: stored(app.state.store) == 2)
