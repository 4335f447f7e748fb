"""What is looked at for everybody, on a real PostgreSQL: the same statements as on SQLite."""

import json

from sqlalchemy import text

from app.alerts import deadlines
from app.alerts.watch import Watch
from app.clock import MINUTE
from app.identity.keys import Poster
from app.ingest import looks
from app.ingest.pings import decode
from app.ingest.pipeline import Pipeline
from app.ingest.stale import Stale
from app.reports.heartbeats import Heartbeats
from app.store.db import Store
from tests.alerts.house import XIAN
from tests.people import take_in
from tests.store.test_postgres import nodes, url

__all__ = ["nodes", "url"]


def alerts(store: Store) -> list[tuple[str, str]]:
    with store.snapshot() as session:
        rows = session.connection().execute(text("SELECT kind, condition FROM alert ORDER BY id"))
        return [(row.kind, row.condition) for row in rows]


def passes(nodes: list[Store], watches: list[Watch], seconds: float) -> None:
    for store, watch in zip(nodes, watches, strict=True):
        store.clock.advance(seconds)  # type: ignore[attr-defined]
        deadlines.run_due(store, looks.handlers(XIAN))
        watch.look()


def send(store: Store, **fields: object) -> None:
    """A ping of her watch, now."""
    body = {"device": "watch", "fixed_at": store.clock.now() / 1000, **fields}
    pings = decode(json.dumps(body).encode()).pings
    outcomes = Pipeline(store, XIAN).write([(ping, Poster(None, 1)) for ping in pings])
    assert [o.status for o in outcomes] == ["accepted"]


def test_silence_an_outage_and_what_comes_slowly(nodes: list[Store]) -> None:
    take_in(nodes[0], "watch")
    watches = [Watch(store, XIAN, Stale(store, XIAN).look) for store in nodes]
    for _ in range(7):
        send(nodes[0], lat=34.2658, lon=108.9402, accuracy_m=10, heart_rate_bpm=150)
        passes(nodes, watches, 60)
    assert alerts(nodes[0]) == [("heart_rate", "active")]
    send(nodes[0], signals=["device_removed", "motion"])
    passes(nodes, watches, 300)
    assert ("device_removed", "active") in alerts(nodes[0])
    send(nodes[0], signals=["device_worn"])
    assert ("device_removed", "cleared") in alerts(nodes[0])
    for _ in range(16):
        passes(nodes, watches, 60)
    assert ("device_silent", "active") in alerts(nodes[0])
    assert len(alerts(nodes[0])) == 3, "two nodes look, one alert"
    for _ in range(14):
        send(nodes[0], battery_pct=50)
        passes(nodes, watches, 300)
    assert ("device_silent", "cleared") in alerts(nodes[0])
    assert ("location_stale", "active") in alerts(nodes[0])
    send(nodes[0], lat=34.2658, lon=108.9402, accuracy_m=10)
    passes(nodes, watches, 60)
    assert ("location_stale", "cleared") in alerts(nodes[0])
    with nodes[0].transaction() as tx:
        tx.conn.execute(
            text(
                "INSERT INTO device (unique_id, elder_id, kind, expected_interval_s, datum, carrier, "
                "last_contact_at, battery_level, created_at) "
                "SELECT 'd' || n, 1, 'watch', 60, 'wgs84', '中国移动', :now, 0, :now "
                "FROM generate_series(1, 50) n"
            ),
            {"now": tx.now - MINUTE},
        )
    before = len(alerts(nodes[0]))
    for _ in range(20):
        send(nodes[0], lat=34.2658, lon=108.9402, accuracy_m=10)
        passes(nodes, watches, 60)
    assert alerts(nodes[0])[before:] == [("fleet_outage", "active")]


def test_heartbeats_are_sampled_once_by_two_nodes(nodes: list[Store]) -> None:
    take_in(nodes[0], "watch")
    beats = [Heartbeats(store, XIAN) for store in nodes]
    until = nodes[0].clock.now() + 30 * MINUTE
    while nodes[0].clock.now() < until:
        for store, look in zip(nodes, beats, strict=True):
            store.clock.advance(10)  # type: ignore[attr-defined]
            look.look()
    with nodes[0].snapshot() as session:
        rows = session.connection().execute(text("SELECT at, expected, heard FROM heartbeat")).all()
        missed = session.connection().execute(text("SELECT SUM(looks) FROM unheard")).scalar()
    assert [row[1:] for row in rows][-1] == (1, 0)
    assert len({row.at for row in rows}) == len(rows) == missed
