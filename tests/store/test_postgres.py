"""The same promises on a real PostgreSQL, with two nodes on one database."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import text

from app.alerts import reconsider
from app.clock import ManualClock
from app.geo.presence import Phase
from app.identity.keys import Poster
from app.ingest.pings import decode
from app.ingest.pipeline import Pipeline
from app.ingest.watch_frames import Frame
from app.ingest.watch_messages import read
from app.ingest.watch_store import find, note_answer, take_due
from app.registry import areas, commands, curfews, directives, elders, lifecycle, outings
from app.registry.commands import CommandKind
from app.registry.directives import Issuer, Reach
from app.registry.imports import jobs
from app.registry.imports.jobs import Imports
from app.registry.imports.work import Options
from app.registry.outings import OutingFields
from app.registry.words import DeviceState
from app.reports import devices as health
from app.store import events, schema
from app.store.db import Store
from app.store.events import Event
from tests.alerts.house import XIAN, House
from tests.people import hire, take_in

NOW = ManualClock().now() // 1000


def binaries() -> Path | None:
    """Where initdb and postgres are, if anywhere."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server of its own in a new folder; PostgreSQL refuses to run as root, so root lends it to nobody."""
    place = binaries()
    if place is None:
        pytest.skip("PostgreSQL is not installed")
    user = "nobody" if os.geteuid() == 0 else None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [str(place / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log"]

        def call(*command: str) -> None:
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=90)

        call(str(place / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync")
        call(*control, "-o", options, "start")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        call(*control, "-m", "immediate", "stop")


@pytest.fixture
def nodes(url: str) -> Iterator[list[Store]]:
    """Two nodes on an empty database."""
    stores = [Store(url, ManualClock()) for _ in range(2)]
    with stores[0].transaction() as tx:
        tx.conn.execute(text("DROP SCHEMA public CASCADE"))
        tx.conn.execute(text("CREATE SCHEMA public"))
    schema.ensure(stores[0])
    yield stores
    for store in stores:
        store.close()


def count(store: Store, table: str) -> int:
    with store.snapshot() as session:
        return int(session.connection().execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())


def test_a_batch_that_opens_no_alert_is_stored_all_the_same(nodes: list[Store]) -> None:
    """Such a batch runs plain DBAPI statements only; what is answered as accepted must be committed."""
    wang = take_in(nodes[0])
    pings = decode(msgspec.json.encode([wang.ping(NOW - 60 + i, 3) for i in range(5)])).pings
    items = [(ping, Poster()) for ping in pings]
    first = Pipeline(nodes[0], ZoneInfo("Asia/Shanghai")).write(items)
    assert {o.status for o in first} == {"accepted"}
    assert count(nodes[1], "ping") == 5
    again = Pipeline(nodes[1], ZoneInfo("Asia/Shanghai")).write(items)
    assert {o.status for o in again} == {"duplicate"}


def test_seq_has_no_gap_and_snapshots_stand_still_whichever_node_writes(nodes: list[Store]) -> None:
    def write(store: Store) -> None:
        for i in range(30):
            try:
                with store.transaction() as tx:
                    for _ in range(i % 3 + 1):
                        tx.emit(Event("thing.made", {"i": i}))
                    tx.session.flush()
                    if i % 5 == 4:
                        raise RuntimeError("rolled back")
            except RuntimeError:
                continue

    threads = [threading.Thread(target=write, args=(nodes[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        with nodes[0].snapshot() as session:
            head = events.head(session.connection()).seq
            found = session.connection().execute(text("SELECT COUNT(*), MAX(seq) FROM event")).one()
        assert tuple(found) == (head, head or None)
    for thread in threads:
        thread.join()
    with nodes[1].snapshot() as session:
        told = [e.seq for e in events.read(session.connection(), 0)]
    assert told == list(range(1, 4 * sum(i % 3 + 1 for i in range(30) if i % 5 != 4) + 1))


def test_what_watches_say_and_are_asked(nodes: list[Store]) -> None:
    wang = take_in(nodes[0], "8800009001")
    hire(nodes[0], "watch-desk")
    frame = Frame(b"3G", b"8800009001", None, 0, b"bphrt,131,84,72")
    message = read(frame, nodes[0].clock.now())
    pipeline = Pipeline(nodes[0], ZoneInfo("Asia/Shanghai"))
    assert [o.status for o in pipeline.write([(message.ping, Poster(wang.device_id))])] == ["accepted"]
    with nodes[1].snapshot() as session:
        (vitals,) = session.connection().execute(
            text("SELECT vitals FROM ping WHERE device_id = :id"), {"id": wang.device_id}
        ).one()  # fmt: skip
    assert vitals == {"systolic_mmhg": 131, "diastolic_mmhg": 84}
    with nodes[1].transaction() as tx:
        by = tx.conn.execute(text("SELECT id FROM user_account WHERE username = 'watch-desk'")).scalar_one()
        commands.request(tx, wang.device_id, CommandKind.FIND, {}, by)
    assert find(nodes[0], ["8800009001", "8800009002"]) == {"8800009001": (wang.device_id, True)}
    assert [o.kind for o in take_due(nodes[0], lambda device_id: device_id == wang.device_id)] == ["find"]
    assert take_due(nodes[0], lambda _: True) == [], "it is being told already"
    note_answer(nodes[0], wang.device_id, CommandKind.FIND, "FIND")
    with nodes[1].snapshot() as session:
        (told,) = commands.page(session, wang.device_id, None, 10, nodes[1].clock.now())
    assert (told.state, told.answer) == ("answered", "FIND")


def test_rules_that_begin_and_end_reach_those_who_are_out(nodes: list[Store]) -> None:
    """Sweeps, plans and schedules are plain SQL, spelled once for both databases."""
    store, clock = nodes[0], ManualClock()
    store.clock = clock
    house = House(store, clock)
    with store.transaction() as tx:
        elders.change(tx, house.elder_id, {"monitoring_mode": "curfew"})
        root = areas.root(tx)
        curfews.set_for_area(tx, root, {"starts": "01:00", "ends": "02:00", "days": [0], "time_zone": None})
    house.stands(Phase.OUTSIDE)
    square = {"type": "Polygon", "coordinates": [[[108, 34], [109, 34], [109, 35], [108, 35], [108, 34]]]}
    with store.transaction() as tx:
        reach = Reach(area_id=None, geometry=square)
        issuer = Issuer(house.boss.id, (root,), frozenset({root}))
        until = tx.now + 3_600_000
        _, count = directives.issue(tx, "heat", "40 °C", reach, tx.now, until, issuer)
        assert (count.elders, count.outside) == (1, 1)
        reconsider.shared(tx, XIAN)
    house.passes(1)
    assert [(a.kind, a.condition, a.evidence["directive"]) for a in house.alerts()] == [
        ("outside_home", "active", "heat")
    ]
    with store.transaction() as tx:
        fields = {"starts_at": tx.now, "expected_back_at": tx.now + 60_000, "destination": "park"}
        outings.plan(tx, house.elder_id, cast(OutingFields, fields))
        reconsider.elder(tx, house.elder_id, XIAN)
    house.passes(3600)
    assert [(a.kind, a.condition) for a in house.alerts()] == [
        ("outside_home", "cleared"),
        ("not_returned", "active"),  # the directive is over, and so is the outing
    ]


def test_a_schema_that_fails_half_way_is_not_there_at_all(url: str, nodes: list[Store]) -> None:
    store = nodes[0]
    with store.transaction() as tx:
        tx.conn.execute(text("DROP SCHEMA public CASCADE"))
        tx.conn.execute(text("CREATE SCHEMA public"))
        tx.conn.execute(text("CREATE TABLE stream_head (id int)"))
    with pytest.raises(Exception, match="already exists"):
        schema.ensure(store)
    with store.transaction() as tx:
        names = (
            tx.conn.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            .scalars()
            .all()
        )
    assert names == ["stream_head"]


def test_a_table_is_taken_in_and_devices_are_judged(nodes: list[Store]) -> None:
    rows = "".join(f"王{i},1380000{i:04d},34.2,108.9,李,1390000{i:04d},w{i}\n" for i in range(1_200))
    table = "姓名,电话,纬度,经度,联系人姓名,联系人电话,设备号\n" + rows
    imports = Imports(nodes[0], lambda *_: None)
    for created in (1_200, 0):
        made = imports.start(table.encode(), "", Options())
        imports.wait()
        with nodes[1].snapshot() as session:
            job = jobs.find(session, made.id, nodes[1].clock.now())
        assert (job.state, job.created, job.unchanged) == ("done", created, 1_200 - created)
    with nodes[1].snapshot() as session:
        worn = text(
            "SELECT count(*) FROM device d JOIN elder e ON e.id = d.elder_id"
            " AND e.name = '王' || substr(d.unique_id, 2)"
            " JOIN fence f ON f.elder_id = e.id JOIN contact c ON c.elder_id = e.id"
        )
        assert session.connection().execute(worn).scalar() == 1_200
        found, following = health.page(session, None, nodes[1].clock.now(), 2)
        assert [one.troubles for one in found] == [["never_heard"]] * 2
        assert following is not None
        assert health.totals(session, None, nodes[1].clock.now())["never_heard"] == 1_200
    wearer = take_in(nodes[0], "handed")
    now = nodes[0].clock.now()
    with nodes[0].transaction() as tx:
        lifecycle.put(tx, wearer.device_id, DeviceState.lost)
    pings = [wearer.ping(at, 5) for at in (now / 1000 - 60, now / 1000 + 1)]
    Pipeline(nodes[1], XIAN).write([(p, Poster()) for p in decode(msgspec.json.encode(pings)).pings])
    with nodes[1].snapshot() as session:
        whose = text("SELECT elder_id FROM ping ORDER BY fixed_at")
        assert session.connection().execute(whose).scalars().all() == [wearer.id, None]
