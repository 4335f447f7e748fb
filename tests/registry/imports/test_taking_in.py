"""Tables becoming people: once, within one's areas, and never by halves."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.clock import ManualClock
from app.errors import BadRequest, Conflict
from app.geo.datum import gcj02_from_wgs84
from app.registry import areas, devices, elders
from app.registry.fences import Home
from app.registry.imports import jobs, work
from app.registry.imports.jobs import Imports, JobView
from app.registry.imports.work import Options
from app.registry.tables import Contact, Device, Elder, Fence, ImportJob
from app.registry.words import AreaKind
from app.store.db import Store
from tests.people import HOME, take_in

HEAD = (
    "姓名,电话,住址,区域,纬度,经度,坐标系,家半径,监护模式,"
    "联系人1姓名,联系人1电话,联系人2姓名,联系人2电话,设备号,上报间隔\n"
)
MRS_WANG = (
    "王秀兰,13800000001,大莲花池街36号,,34.2658,108.9402,,80,居家,"
    "王建国,13900000001,李梅,13900000002,867584030012349,300\n"
)
MRS_LI = "李桂英,13800000002,北院门街1号,,,,,,,,,,,,\n"


def bring(store: Store, body: str, changed: Any = lambda *_: None, **options: Any) -> JobView:
    """Import a table and wait for it."""
    imports = Imports(store, changed)
    made = imports.start((HEAD + body).encode(), "people.csv", Options(**options))
    imports.wait()
    with store.snapshot() as session:
        return jobs.find(session, made.id, store.clock.now())


def found(store: Store, job: JobView) -> list[tuple[int, str]]:
    """(row, code) of everything that was wrong."""
    with store.snapshot() as session:
        return [(row.row, f["code"]) for row in jobs.faults(session, job.id)[1] for f in row.faults]


def all_of(store: Store, table: type[Any]) -> list[Any]:
    with store.snapshot() as session:
        return list(session.exec(select(table).order_by(col(table.id))).all())


def everything(store: Store) -> list[Any]:
    """The whole registry, to see that nothing changed."""
    tables = ("area", "elder", "fence", "contact", "device", "event")
    with store.engine.connect() as connection:
        return [connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all() for table in tables]


def test_a_row_becomes_an_elder_with_home_contacts_and_device(store: Store) -> None:
    job = bring(store, MRS_WANG + MRS_LI)
    assert (job.state, job.done, job.created, job.faulty) == ("done", 2, 2, 0)
    wang, li = all_of(store, Elder)
    assert (wang.name, wang.phone, wang.monitoring_mode, wang.risk_tier) == (
        "王秀兰", "13800000001", "stay_home", "green",
    )  # fmt: skip
    (fence,) = all_of(store, Fence)
    assert (fence.elder_id, fence.kind, fence.radius_m) == (wang.id, "home", 80)
    assert fence.geometry == {"type": "Point", "coordinates": [108.9402, 34.2658]}
    assert [(c.name, c.rank) for c in all_of(store, Contact)] == [("王建国", 1), ("李梅", 2)]
    (device,) = all_of(store, Device)
    assert (device.unique_id, device.elder_id, device.expected_interval_s) == (
        "867584030012349",
        wang.id,
        300,
    )
    assert found(store, job) == [(3, "no_home")]
    assert job.homeless == 1
    assert li.address == "北院门街1号"


def test_it_is_the_same_as_taking_her_in_by_hand(store: Store) -> None:
    """The home is a fence like any other: her pings move a belief about it."""
    bring(store, MRS_WANG)
    with store.transaction() as tx:
        elders.create(tx, {"name": "手工"}, Home(34.2658, 108.9402, 80))
    imported, by_hand = all_of(store, Fence)
    ignored = {"id", "elder_id"}
    assert imported.model_dump(exclude=ignored) == by_hand.model_dump(exclude=ignored)
    wang, hand = all_of(store, Elder)
    assert wang.area_id == hand.area_id


def test_a_dry_run_finds_the_same_and_changes_nothing(store: Store) -> None:
    with store.transaction() as tx:
        areas.root(tx)
    body = MRS_WANG + MRS_LI + "张,abc,,,,,,,,,,,,,\n" + MRS_WANG
    before = everything(store)
    dry = bring(store, body, dry_run=True)
    assert everything(store) == before
    real = bring(store, body)
    assert found(store, dry) == found(store, real)
    assert (dry.created, dry.faulty, dry.warned) == (real.created, real.faulty, real.warned) == (2, 2, 1)


@pytest.mark.parametrize("existing", ["skip", "update"])
def test_the_same_file_again_changes_nothing(store: Store, existing: str) -> None:
    bring(store, MRS_WANG + MRS_LI)
    before = everything(store)
    again = bring(store, MRS_WANG + MRS_LI, existing=existing)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert everything(store) == before


def test_an_update_changes_what_is_given_and_leaves_the_rest(store: Store) -> None:
    bring(store, MRS_WANG)
    told: list[tuple[int, str]] = []
    row = "王秀兰,138 0000 0001,,,34.2700,108.9402,,,宵禁,王建军,139-0000-0001,赵,13900000003,,\n"
    job = bring(store, row, lambda _tx, elder, before: told.append((elder, before)), existing="update")
    assert (job.created, job.updated) == (0, 1)
    (wang,) = all_of(store, Elder)
    assert (wang.address, wang.monitoring_mode) == ("大莲花池街36号", "curfew")
    assert told == [(wang.id, "stay_home")], "whoever judges her mode must hear of it"
    (fence,) = all_of(store, Fence)
    assert (fence.lat, fence.version) == (34.27, 1), "the belief about the old place is over"
    names = [(c.name, c.rank) for c in all_of(store, Contact)]
    assert names == [("王建军", 1), ("李梅", 2), ("赵", 3)]


def test_coordinates_of_chinese_maps_are_converted_at_the_door(store: Store) -> None:
    lat, lon = gcj02_from_wgs84(34.2658, 108.9402)
    bring(store, f"王秀兰,13800000001,,,{lat},{lon},高德,80,,,,,,,\n")
    (fence,) = all_of(store, Fence)
    assert (fence.lat, fence.lon) == pytest.approx((34.2658, 108.9402), abs=1e-7)


def test_the_second_row_about_one_person_or_device_stays_out(store: Store) -> None:
    same_device = "赵玉兰,13800000009,,,34.2658,108.9402,,,,,,,,867584030012349,\n"
    same_number = "王秀兰,+86 138 0000 0001,,,34.2658,108.9402,,,,,,,,,\n"
    job = bring(store, MRS_WANG + same_device + same_number)
    assert found(store, job) == [(3, "duplicate_device"), (4, "duplicate_person")]
    assert len(all_of(store, Elder)) == 1


def test_a_wrong_row_does_not_stand_in_the_way_of_the_right_one(store: Store) -> None:
    wrong = MRS_WANG.replace("108.9402", "east")
    job = bring(store, wrong + MRS_WANG)
    assert found(store, job) == [(2, "not_a_number")]
    assert job.created == 1


def test_a_spare_device_is_given_to_her_and_somebody_elses_is_not(store: Store) -> None:
    with store.transaction() as tx:
        devices.create(tx, {"unique_id": "867584030012349"})
    assert bring(store, MRS_WANG).created == 1
    (device,) = all_of(store, Device)
    assert device.elder_id == all_of(store, Elder)[0].id
    job = bring(
        store, MRS_LI.replace(",,\n", ",867584030012349,\n").replace(",,,,,,,,", ",,34.26,108.94,,,,,")
    )
    assert found(store, job) == [(2, "device_taken")]
    assert len(all_of(store, Elder)) == 1


def square(lat: float, lon: float, side: float = 0.01) -> dict[str, Any]:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_areas_by_place_and_by_name(store: Store) -> None:
    with store.transaction() as tx:
        lianhu = areas.create(tx, "莲湖区", AreaKind.district)
        street = areas.create(tx, "北院门街道", AreaKind.street, lianhu.id, square(34.26, 108.935))
        beilin = areas.create(tx, "碑林区", AreaKind.district)
        one = areas.create(tx, "第一社区", AreaKind.community, lianhu.id)
        areas.create(tx, "第一社区", AreaKind.community, beilin.id)
    job = bring(
        store,
        MRS_WANG
        + "甲,1380000001,,莲湖区/第一社区,,,,,,,,,,,\n"
        + "乙,1380000002,,第一社区,,,,,,,,,,,\n"
        + "丙,1380000003,,不存在,,,,,,,,,,,\n"
        + "丁,1380000004,,碑林区,34.2658,108.9402,,,,,,,,,\n",
    )
    where = {e.name: e.area_id for e in all_of(store, Elder)}
    with store.transaction() as tx:
        root = areas.root(tx)
    assert where == {"王秀兰": street.id, "甲": one.id, "丙": root, "丁": street.id}
    assert found(store, job) == [
        (3, "no_home"), (4, "ambiguous_area"), (4, "no_home"), (5, "unknown_area"), (5, "no_home"),
        (6, "area_differs"),
    ]  # fmt: skip
    with store.transaction() as tx:
        areas.create(tx, "别处", AreaKind.street, beilin.id, square(34.5, 108.9))
    assert {e.name: e.area_id for e in all_of(store, Elder)} == where, "a new area elsewhere moves nobody"


def test_an_admin_of_some_areas_takes_in_nobody_elsewhere(store: Store) -> None:
    with store.transaction() as tx:
        street = areas.create(tx, "北院门街道", AreaKind.street, None, square(34.26, 108.935))
    scope = frozenset({street.id})
    elsewhere = "张,13800000003,,,34.40,108.94,,,,,,,,,\n"
    job = bring(store, MRS_WANG + elsewhere + MRS_LI, scope=scope)
    assert [e.name for e in all_of(store, Elder)] == ["王秀兰"]
    assert (3, "outside_your_areas") in found(store, job)
    assert (4, "outside_your_areas") in found(store, job)
    bring(store, elsewhere)
    job = bring(store, elsewhere, scope=scope, existing="update")
    assert found(store, job) == [(2, "outside_your_areas")], "and learns nothing about those there"


def test_one_event_an_area_tells_the_screens(store: Store) -> None:
    bring(store, MRS_WANG + MRS_LI)
    with store.engine.connect() as connection:
        kinds = connection.execute(text("SELECT kind, payload FROM event")).all()
    assert [kind for kind, _ in kinds] == ["registry.imported"]


def test_two_imports_do_not_run_at_once_and_a_dead_one_is_seen_to_be(
    store: Store, clock: ManualClock
) -> None:
    bring(store, MRS_WANG)
    with store.transaction() as tx:
        job = tx.session.exec(select(ImportJob)).one()
        job.state, job.beat_at, job.finished_at = "running", tx.now, None  # as a crash leaves it
    with pytest.raises(Conflict):
        bring(store, MRS_LI)
    clock.advance(61)
    with store.snapshot() as session:
        assert jobs.find(session, 1, clock.now()).state == "interrupted"
    assert bring(store, MRS_WANG + MRS_LI).created == 1, "the same file again makes it whole"


def test_a_stop_ends_it_between_two_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "AT_ONCE", 1)
    imports = Imports(store, lambda *_: None)
    bring(store, "".join(f"甲{i},1380000{i:04d},,,34.2,108.9,,,,,,,,,\n" for i in range(3)))
    made = imports.start(
        (HEAD + "".join(f"乙{i},1390000{i:04d},,,34.2,108.9,,,,,,,,,\n" for i in range(200))).encode(),
        "",
        Options(),
    )
    imports.stop()
    with store.snapshot() as session:
        job = jobs.find(session, made.id, store.clock.now())
    assert job.state == "interrupted"
    assert job.done == job.created < 200
    assert len(all_of(store, Elder)) == 3 + job.created


def test_a_file_that_breaks_off_is_refused_before_anything_happens(store: Store) -> None:
    with pytest.raises(BadRequest, match="引号"):
        bring(store, MRS_WANG + '"' + "张" * 200_000)
    assert all_of(store, Elder) == []


def test_people_without_a_phone_are_told_apart_by_year_and_address(store: Store) -> None:
    take_in(store, home=HOME, name="刘芳")
    job = bring(store, "刘芳,,另一条街1号,,34.2,108.9,,,,,,,,,\n刘芳,,,,34.2,108.9,,,,,,,,,\n")
    assert (job.created, job.unchanged) == (1, 1)
