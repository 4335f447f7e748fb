"""What is acknowledged when, told by a broker that does as it is told."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.main import Nuanyang
from tests.ingest.scripted_broker import ScriptedBroker, scripted
from tests.ingest.test_mqtt import location, refused, resident, rows, stored
from tests.ingest.test_pressure import occupied
from tests.live import application, eventually, serving

LI = "owntracks/li/phone"
NOTHING = "owntracks/li/phone/cmd"  # ours: heard and acknowledged, at once


@pytest.fixture
def there() -> Iterator[ScriptedBroker]:
    with scripted() as broker:
        yield broker


@contextmanager
def service(database: Path, there: ScriptedBroker) -> Iterator[Nuanyang]:
    app = application(database, SystemClock(), mqtt_url=there.url)
    with serving(app):
        there.welcome()
        eventually(lambda: app.state.mqtt.connected)
        there.delivers(99, LI, {})  # from now on it is known as an integration
        assert there.acknowledged() == 99
        yield app


def test_in_the_order_of_their_coming(database: Path, there: ScriptedBroker) -> None:
    """MQTT-4.6.0-2. The second needs no disk, but the first is still under way."""
    resident(database)
    with service(database, there) as app:
        with occupied(app.state.store):
            there.delivers(1, LI, location(60))
            there.delivers(2, NOTHING, {})
            eventually(lambda: app.state.batcher.pending)
            assert stored(app.state.store) == 0
        assert [there.acknowledged(), there.acknowledged()] == [1, 2]
        assert stored(app.state.store) == 1


def test_never_on_another_connection(database: Path, there: ScriptedBroker) -> None:
    """Its number may by then be that of another message, which would be lost."""
    resident(database)
    said = location(60)
    with service(database, there) as app:
        with occupied(app.state.store):
            there.delivers(1, LI, said)
            eventually(lambda: app.state.batcher.pending)
            there.welcome()
            eventually(lambda: app.state.mqtt.connected)
        eventually(lambda: stored(app.state.store) == 1)
        there.delivers(7, NOTHING, {})
        assert there.acknowledged() == 7
        there.delivers(1, LI, said, again=True)
        assert there.acknowledged() == 1
        assert stored(app.state.store) == 1


def test_one_after_another_for_each_phone(database: Path, there: ScriptedBroker) -> None:
    """Its position and its events have topics of their own, and are of one walk."""
    resident(database)
    resident(database, "wang/phone")
    with service(database, there) as app:
        with occupied(app.state.store):
            there.delivers(1, LI, location(60))
            there.delivers(2, f"{LI}/event", {**location(30), "_type": "transition", "event": "leave"})
            there.delivers(3, "owntracks/wang/phone", location(60))
            eventually(lambda: app.state.mqtt.under_way == 3)
            eventually(lambda: app.state.batcher.pending == 2)
        assert [there.acknowledged() for _ in range(3)] == [1, 2, 3]
        assert stored(app.state.store) == 3


def test_not_while_the_database_is_away(
    database: Path, there: ScriptedBroker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.ingest.mqtt")
    resident(database)
    with service(database, there) as app:
        with app.state.store.transaction() as tx:
            tx.conn.exec_driver_sql("ALTER TABLE device RENAME TO somewhere_else")
        there.delivers(1, LI, location(60))
        eventually(lambda: "must wait: OperationalError" in caplog.text)
        with app.state.store.transaction() as tx:
            tx.conn.exec_driver_sql("ALTER TABLE somewhere_else RENAME TO device")
        assert there.acknowledged() == 1
        assert stored(app.state.store) == 1


def test_what_nobody_foresaw_is_acknowledged_and_stands_in_the_journal(
    database: Path,
    there: ScriptedBroker,
) -> None:
    resident(database)
    with service(database, there) as app:
        app.state.owntracks.zone = "nowhere"  # steps need one
        there.delivers(1, LI, {"_type": "steps", "from": 1, "to": 2, "steps": 3, "tst": 1})
        assert there.acknowledged() == 1
        assert "internal" in refused(app.state.store)[0]
        ((raw,),) = rows(app.state.store, "SELECT raw FROM wire_message")
        assert raw.startswith(f"{LI} {{"), "so that it can be found whose it was"


def test_a_service_that_stops_leaves_the_rest_to_the_broker(
    database: Path,
    there: ScriptedBroker,
) -> None:
    resident(database)
    with service(database, there) as app:
        with app.state.store.transaction() as tx:
            tx.conn.exec_driver_sql("ALTER TABLE device RENAME TO somewhere_else")
        for number in range(1, 4):
            there.delivers(number, f"owntracks/li/{number}", location(60))
        eventually(lambda: app.state.mqtt.under_way == 3)
    assert app.state.mqtt.under_way == 0
    with pytest.raises(AssertionError):  # DISCONNECT, and no acknowledgement
        there.acknowledged()


def test_a_broker_that_lets_us_hear_nothing_is_not_connected(
    database: Path,
    there: ScriptedBroker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = application(database, SystemClock(), mqtt_url=there.url)
    with serving(app):
        there.welcome(granted=128)
        eventually(lambda: "owntracks/#" in caplog.text)
        assert not app.state.mqtt.connected
