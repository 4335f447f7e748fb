"""Figures over the API: rows, the alerts behind a number, tables to take away."""

from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from app.alerts import service
from app.clock import DAY, HOUR, ManualClock, parse_instant, rfc3339
from app.dispatch.tables import Task
from app.ingest.tables import PingRow, slot_of
from app.main import Nuanyang
from app.reports.periods import midnight
from app.reports.tables import Heartbeat, Unheard
from tests.api.conftest import SignIn, wrong_fields

XIAN = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(parse_instant("2026-11-24T12:00:00+08:00"))


def kpis(client: TestClient, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/kpis", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def figure(row: dict[str, Any], kpi: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in row["figures"] if one["kpi"] == kpi)
    return found


def behind(client: TestClient, kpi: str, **params: Any) -> list[int]:
    answer = client.get(f"/api/kpis/{kpi}/alerts", params=params)
    assert answer.status_code == 200, answer.text
    return [alert["id"] for alert in answer.json()["items"]]


def test_an_empty_house_has_no_values(admin: TestClient) -> None:
    found = kpis(admin)
    (whole,) = found["items"]
    assert {one["kpi"]: one["value"] for one in whole["figures"] if one["value"] is not None} == {
        "flood": 0.0
    }
    assert found["missing"] == []
    assert parse_instant(found["to"]) - parse_instant(found["from"]) == 30 * DAY


def test_a_number_and_the_alerts_behind_it(admin: TestClient, open_alert: Any) -> None:
    kept = open_alert(300, answered_s=20)
    late = open_alert(300, answered_s=100)
    missed = open_alert(300, claimed_at=1)
    open_alert(30)
    open_alert(300, handling="closed", disposition="test", closed_at=1)
    (whole,) = kpis(admin)["items"]
    minute = figure(whole, "respond_60")
    assert (minute["value"], minute["n"], minute["against"], minute["met"]) == (33.3, 3, 2, False)
    assert minute["percentiles"] == {"n": 2, "p50": 20, "p90": 100, "p99": 100}
    assert behind(admin, "respond_60") == [missed, late, kept]
    assert behind(admin, "respond_60", missed=True) == [missed, late]
    assert admin.get("/api/board").json()["respond_within_60_pct"] == minute["value"], "one definition"


def test_pages_go_on_where_they_ended(admin: TestClient, open_alert: Any) -> None:
    ids = [open_alert(300 + n) for n in range(5)]
    page = admin.get("/api/kpis/respond_60/alerts", params={"limit": 2}).json()
    assert page["next"] == ids[3]
    assert behind(admin, "respond_60", limit=2, after=page["next"]) == [ids[2], ids[1]]
    assert behind(admin, "respond_60", after=ids[0]) == []


@pytest.mark.parametrize("by", ["area", "shift", "day", "month"])
def test_rows_add_up_to_the_whole(admin: TestClient, open_alert: Any, by: str) -> None:
    lianhu = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    street = admin.post("/api/areas", json={"name": "北院门街道", "parent_id": lianhu}).json()["id"]
    for n, area in enumerate([1, lianhu, street, street, 1, lianhu] * 3):
        open_alert(120 + n * 5 * 3600, answered_s=None if n % 3 else 10, area_id=area)
    whole, *rows = kpis(admin, by=by)["items"]
    assert len(rows) > 1
    for name in ("respond_60", "act_600", "unseen"):
        for field in ("n", "against"):
            assert sum(figure(row, name)[field] for row in rows) == figure(whole, name)[field], name
    assert figure(whole, "respond_60")["n"] == 18
    for row in rows:
        wanted = {"from": row["from"], "to": row["to"], "missed": True}
        if by == "area":
            wanted |= {"area": row["area_id"], "own": row["own"]}
        if by == "shift":
            wanted |= {"shift": row["key"]}
        assert len(behind(admin, "respond_60", **wanted)) == figure(row, "respond_60")["against"], row[
            "label"
        ]


def test_a_lone_area_is_not_worth_a_table(admin: TestClient, open_alert: Any) -> None:
    city = admin.post("/api/areas", json={"name": "西安市"}).json()["id"]
    streets = [
        admin.post("/api/areas", json={"name": name, "parent_id": city}).json()["id"]
        for name in ("北关街道", "土门街道")
    ]
    for area in (1, city, *streets):
        open_alert(300, area_id=area)
    _, *rows = kpis(admin, by="area")["items"]
    assert [(row["area_id"], row["own"], row["alerts"]) for row in rows] == [
        (1, True, 1), (city, True, 1), (streets[0], False, 1), (streets[1], False, 1),
    ]  # fmt: skip


def test_shifts_are_local_and_have_their_hours(admin: TestClient, open_alert: Any) -> None:
    night = open_alert(6 * 3600)  # 06:00 in Xi'an
    _, *rows = kpis(admin, by="shift")["items"]
    assert [(row["key"], row["alerts"]) for row in rows] == [
        ("00:00–08:00", 1), ("08:00–16:00", 0), ("16:00–24:00", 0),
    ]  # fmt: skip
    assert behind(admin, "respond_60", shift="00:00–08:00") == [night]
    assert wrong_fields(admin.get("/api/kpis/respond_60/alerts", params={"shift": "7"})) == ["shift"]


def test_a_supervisor_sees_her_areas(admin: TestClient, as_: SignIn, open_alert: Any) -> None:
    lianhu = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    beilin = admin.post("/api/areas", json={"name": "碑林区"}).json()["id"]
    mine = open_alert(300, area_id=lianhu)
    open_alert(300, area_id=beilin)
    boss = as_("supervisor", areas=[lianhu])
    whole, *rows = kpis(boss, by="area")["items"]
    assert figure(whole, "respond_60")["n"] == 1
    assert [row["label"] for row in rows] == ["莲湖区"]
    assert behind(boss, "respond_60") == [mine]
    assert boss.get("/api/kpis", params={"area": beilin}).status_code == 403
    assert boss.get("/api/kpis/unseen/alerts", params={"area": beilin}).status_code == 403
    assert as_("operator").get("/api/kpis").status_code == 403


def test_no_names_in_the_sums(admin: TestClient, open_alert: Any) -> None:
    open_alert(300)
    assert "王秀兰" not in admin.get("/api/kpis", params={"by": "area"}).text


def test_never_looked_at_means_nobody_ever_acted(
    admin: TestClient, app: Nuanyang, open_alert: Any, as_: SignIn
) -> None:
    over = {"handling": "closed", "condition": "cleared", "cleared_at": 1, "closed_at": 2}
    unseen = open_alert(300, **over)
    seen = open_alert(300, **over)
    with app.state.store.transaction() as tx:
        service.record.happened(tx, service.visible(tx.session, _whoever(), seen), "noted", 1)
    assert behind(admin, "unseen", missed=True) == [unseen]


def _whoever() -> Any:
    from app.identity.roles import Principal, Role

    return Principal(1, "a", "a", Role.admin, 0)


def test_a_claim_that_came_too_late_is_a_collision(admin: TestClient, as_: SignIn, open_alert: Any) -> None:
    alert_id = open_alert(30)
    li, zhao = as_("operator"), as_("operator")
    for who in (li, li, zhao):  # her own second try is impatience
        who.post(f"/api/alerts/{alert_id}/claim", json={"version": 0})
    (whole,) = kpis(admin)["items"]
    found = figure(whole, "collisions")
    assert (found["value"], found["n"], found["against"]) == (100.0, 1, 1)
    timeline = zhao.get(f"/api/alerts/{alert_id}").json()["timeline"]
    assert [entry["action"] for entry in timeline][-2:] == ["claimed", "claim_lost"]


def test_detection_counts_from_receipt(admin: TestClient, app: Nuanyang, open_alert: Any) -> None:
    with app.state.store.transaction() as tx:
        at = tx.now - 5000
        tx.session.add(
            PingRow(slot=slot_of(at), device_id=7, fixed_at=at, message_id="1", received_at=tx.now - 40)
        )
    sos = open_alert(0, kind="sos", priority=1, device_id=7, occurred_at=at)
    with app.state.store.transaction() as tx:
        service.record.happened(tx, service.visible(tx.session, _whoever(), sos), "opened")
    (whole,) = kpis(admin, to=rfc3339(at + HOUR))["items"]
    found = figure(whole, "detect")
    assert (found["value"], found["n"], found["met"]) == (0.04, 1, True)


@pytest.fixture
def asked(app: Nuanyang) -> Any:
    """`asked(alert, ago_s, accepted after s, stage)`: responders were asked about it."""

    def add(alert_id: int, ago_s: float, accepted_s: float | None = None, stage: str = "expired") -> None:
        with app.state.store.transaction() as tx:
            at = tx.now - round(ago_s * 1000)
            accepted = None if accepted_s is None else at + round(accepted_s * 1000)
            task = Task(
                alert_id=alert_id, words="knock", made_by=1, made_at=at, since=at, stage=stage,
                accepted_at=accepted,
            )  # fmt: skip
            tx.session.add(task)

    return add


def test_from_asking_to_accepting(admin: TestClient, open_alert: Any, asked: Any) -> None:
    quick = open_alert(900)
    asked(quick, 800, 30, "completed")
    twice = open_alert(900)  # nobody at first, then somebody: counted from the first asking
    asked(twice, 800)
    asked(twice, 500, 20, "on_scene")
    withdrawn, waits, never_asked = open_alert(900), open_alert(60), open_alert(900)
    asked(withdrawn, 800, None, "withdrawn")
    asked(waits, 30, None, "offered")
    (whole,) = kpis(admin)["items"]
    found = figure(whole, "accept")
    assert (found["value"], found["n"], found["against"], found["met"]) == (320, 2, 1, False)
    assert found["percentiles"] == {"n": 2, "p50": 30, "p90": 320, "p99": 320}
    assert behind(admin, "accept") == [twice, quick]
    assert behind(admin, "accept", missed=True) == [twice]
    asked(never_asked, 800, None, "declined")
    (whole,) = kpis(admin)["items"]
    found = figure(whole, "accept")
    assert (found["value"], found["n"], found["against"], found["met"]) == (None, 3, 2, False)
    assert behind(admin, "accept", missed=True) == [never_asked, twice]


def test_false_alarms_by_kind_and_elder(admin: TestClient, open_alert: Any, elder: dict[str, Any]) -> None:
    for n in range(24):
        false = n < 13
        disposition = "false_device" if false else "safe_home"
        open_alert(300, kind="fall", priority=1, handling="closed", closed_at=1, disposition=disposition)
    open_alert(300, handling="closed", closed_at=1, disposition="safe_home")
    kinds = admin.get("/api/kpis/false_alarms/groups").json()["items"]
    assert [(g["key"], g["closed"], g["false"], g["review"]) for g in kinds] == [
        ("fall", 24, 13, True), ("outside_home", 1, 0, False),
    ]  # fmt: skip
    (one,) = admin.get("/api/kpis/false_alarms/groups", params={"by": "elder"}).json()["items"]
    assert (one["label"], one["pct"], one["review"]) == ("王秀兰", 52.0, True)
    assert admin.get("/api/kpis/false_alarms/groups", params={"by": "device"}).json()["items"] == []
    assert admin.get("/api/access-log").json()["items"][0]["action"] == "false_alarms"


def test_tables_to_take_away(admin: TestClient, open_alert: Any) -> None:
    open_alert(300, answered_s=20)
    answer = admin.get("/api/kpis/table.csv", params={"by": "area", "lang": "en"})
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("rows,from,to,code,figure,value")
    assert sum(",K1," in line for line in lines) == 4
    sheet = admin.get("/api/kpis/table.xlsx")
    assert sheet.content[:2] == b"PK"
    assert "attachment" in sheet.headers["content-disposition"]


@pytest.mark.parametrize(
    "query", ["from=2026-11-24T12:00:00Z&to=2026-11-24T12:00:00Z", "from=2020-01-01T00:00:00Z", "from=x"]
)
def test_odd_windows_are_refused(admin: TestClient, query: str) -> None:
    assert admin.get(f"/api/kpis?{query}").status_code == 422
    assert admin.get(f"/api/kpis/contact/alerts?shift={quote('x')}").status_code == 422


@pytest.mark.parametrize("by", ["area", "shift", "day", "month"])
def test_heartbeats_of_rows_add_up(admin: TestClient, app: Nuanyang, as_: SignIn, by: str) -> None:
    lianhu = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    with app.state.store.transaction() as tx:
        for n in range(40):
            at = tx.now - n * 7 * HOUR - 1
            tx.session.add(Heartbeat(at=at, area_id=lianhu if n % 3 else 1, expected=100, heard=97 + n % 3))
    whole, *rows = kpis(admin, by=by)["items"]
    total = figure(whole, "heartbeats")
    assert (total["n"], total["value"], total["met"]) == (4000, 98.0, False), "97.975 is not 98"
    for field in ("n", "against"):
        assert sum(figure(row, "heartbeats")[field] for row in rows) == total[field]
    boss = as_("supervisor", areas=[lianhu])
    assert figure(kpis(boss, by=by)["items"][0], "heartbeats")["n"] == 2600


def test_the_devices_behind_heartbeats(
    admin: TestClient, app: Nuanyang, as_: SignIn, elder: dict[str, Any]
) -> None:
    watch = admin.post("/api/devices", json={"unique_id": "w1", "elder_id": elder["id"]}).json()["id"]
    lianhu = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    with app.state.store.transaction() as tx:
        day = midnight(tx.now, XIAN)
        tx.session.add(Heartbeat(at=tx.now - HOUR, area_id=1, expected=2, heard=1))
        tx.session.add(Unheard(day=day, device_id=watch, area_id=1, looks=37))
    found = admin.get("/api/kpis/heartbeats/devices").json()
    assert found["looks"] == 1
    assert [(one["unique_id"], one["looks"], one["wearer"]["name"]) for one in found["items"]] == [
        ("w1", 37, "王秀兰")
    ]
    assert as_("supervisor", areas=[lianhu]).get("/api/kpis/heartbeats/devices").json()["items"] == []
    assert as_("operator").get("/api/kpis/heartbeats/devices").status_code == 403
    assert wrong_fields(admin.get("/api/kpis/heartbeats/alerts")) == ["kpi"]
