"""What is exported and imported again is the same registry."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.clock import ManualClock
from app.registry import areas, devices, elders, fences
from app.registry.fences import Home
from app.registry.imports import export, jobs, report
from app.registry.imports.jobs import Imports
from app.registry.imports.known import key_of
from app.registry.imports.work import Options
from app.registry.words import FenceKind, MonitoringMode, RiskTier
from app.store.db import Store

LINE = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFFF, exclude_categories=("Cs", "Cc")),
    min_size=1,
    max_size=12,
).map(str.strip).filter(bool)  # fmt: skip
RISKY = st.sampled_from(["=1+1", "+1", "-1", "@x", "'=1", "'", "''=", 'a"b', "a,b", "a;b", "0012", "1.0"])
WORDS = LINE | RISKY
PHONE = st.from_regex(r"\A\+?[0-9]{3,11}\Z")
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
ELDER = st.fixed_dictionaries(
    {
        "name": WORDS,
        "monitoring_mode": st.sampled_from(MonitoringMode),
        "risk_tier": st.sampled_from(RiskTier),
    },
    optional={
        "phone": PHONE,
        "sex": st.sampled_from(["f", "m"]),
        "birth_year": st.integers(1880, 2026),
        "address": WORDS,
        "medical_notes": LINES,
        "hearing": WORDS,
    },
)
HOME = st.builds(
    Home,
    st.floats(18, 53),
    st.floats(91, 134),
    st.floats(1, 50_000),
    st.sampled_from(["wgs84", "gcj02", "bd09"]),
)
CONTACTS = st.lists(
    st.fixed_dictionaries({"name": WORDS, "phone": PHONE}, optional={"relation": WORDS}),
    max_size=4,
    unique_by=lambda c: "".join(filter(str.isdigit, c["phone"])),
)
DEVICE = st.fixed_dictionaries(
    {
        "unique_id": st.from_regex(r"\A[=@+-]?[A-Z0-9]{4,15}\Z"),
        "expected_interval_s": st.integers(1, 86_400),
        "kind": st.sampled_from(["watch", "phone", "pendant", "clip"]),
        "datum": st.sampled_from(["wgs84", "gcj02", "bd09", None]),
    },
    optional={"carrier": WORDS, "vendor": WORDS},
)
PEOPLE = st.lists(
    st.tuples(ELDER, st.none() | HOME, CONTACTS, st.integers(0, 3)),
    max_size=5,
    unique_by=lambda p: key_of(p[0]["name"], p[0].get("phone"), p[0].get("birth_year"), p[0].get("address")),
)


def registry(store: Store) -> list[Any]:
    """Everything a table can hold, without ids and times."""
    statements = (
        "SELECT name, phone, sex, birth_year, address, monitoring_mode, risk_tier, hearing, medical_notes,"
        " area_id FROM elder ORDER BY id",
        "SELECT e.name, f.lat, f.lon, f.radius_m, f.geometry FROM fence f JOIN elder e ON e.id = f.elder_id"
        " ORDER BY f.id",
        "SELECT e.name, c.name, c.relation, c.phone FROM contact c JOIN elder e ON e.id = c.elder_id"
        " ORDER BY e.id, c.rank",
        "SELECT e.name, d.unique_id, d.kind, d.expected_interval_s, d.datum, d.carrier, d.vendor"
        " FROM device d LEFT JOIN elder e ON e.id = d.elder_id ORDER BY d.unique_id",
    )
    with store.engine.connect() as connection:
        return [connection.execute(text(statement)).all() for statement in statements]


def tables(store: Store, form: str, lang: str) -> list[bytes]:
    with store.snapshot() as session:
        found = [list(rows(session, None, lang)) for rows in (export.elders, export.devices)]
    return [report.xlsx(rows) if form == "xlsx" else b"".join(report.csv_lines(rows)) for rows in found]


def bring(store: Store, data: bytes, existing: str = "skip") -> jobs.JobView:
    imports = Imports(store, lambda *_: None)
    made = imports.start(data, "", Options(existing=existing))
    imports.wait()
    with store.snapshot() as session:
        return jobs.find(session, made.id, store.clock.now())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=PEOPLE,
    gear=st.lists(DEVICE, max_size=8, unique_by=lambda d: d["unique_id"]),
    form=st.sampled_from(["csv", "xlsx"]),
    lang=st.sampled_from(["zh", "en"]),
)
def test_export_and_import_are_each_others_inverse(
    template: bytes, tmp_path: Path, people: list[Any], gear: list[Any], form: str, lang: str
) -> None:
    one, other = (_empty(template, tmp_path / name) for name in ("one.db", "other.db"))
    left = list(gear)
    with one.transaction() as tx:
        for fields, home, contacts, worn in people:
            elder_id = elders.create(tx, fields, home, contacts)
            for device in [left.pop() for _ in range(min(worn, len(left)))]:
                devices.create(tx, {**device, "elder_id": elder_id})
        for device in left:
            devices.create(tx, device)
    for data in tables(one, form, lang):
        job = bring(other, data)
        assert (job.state, job.faulty) == ("done", 0)
    assert registry(other) == registry(one)
    before = registry(one)
    for data in tables(one, form, lang):
        job = bring(one, data, "update")
        assert (job.created, job.updated, job.faulty) == (0, 0, 0), "nothing differs from itself"
    assert registry(one) == before
    one.close()
    other.close()


def _empty(template: bytes, path: Path) -> Store:
    path.write_bytes(template)
    for leftover in ("-wal", "-shm"):
        path.with_name(path.name + leftover).unlink(missing_ok=True)
    return Store(f"sqlite:///{path}", ManualClock())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_drawn_home_survives_its_own_export(store: Store, form: str) -> None:
    ring = [[108.94, 34.26], [108.95, 34.26], [108.95, 34.27], [108.94, 34.26]]
    with store.transaction() as tx:
        elder_id = elders.create(tx, {"name": "王秀兰", "phone": "13800000001"})
        fences.create(tx, FenceKind.home, {"type": "Polygon", "coordinates": [ring]}, elder_id=elder_id)
    before = registry(store)
    job = bring(store, tables(store, form, "zh")[0], "update")
    assert (job.unchanged, job.updated) == (1, 0)
    assert registry(store) == before


def test_only_what_is_in_scope_goes_out(store: Store) -> None:
    with store.transaction() as tx:
        area = areas.create(tx, "莲湖区", areas.AreaKind.district)
        mine = elders.create(tx, {"name": "甲"})
        tx.conn.execute(
            text("UPDATE elder SET area_id = :area WHERE id = :id"), {"area": area.id, "id": mine}
        )
        other = elders.create(tx, {"name": "乙"})
        devices.create(tx, {"unique_id": "of-other", "elder_id": other})
        devices.create(tx, {"unique_id": "spare"})
    with store.snapshot() as session:
        scope = frozenset({area.id})
        assert [row[0] for row in export.elders(session, scope, "zh")][1:] == ["甲"]
        assert [row[0] for row in export.devices(session, scope, "zh")][1:] == ["spare"]
