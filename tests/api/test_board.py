"""The wall's figures."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from app.clock import HOUR, MINUTE, SECOND, ManualClock, parse_instant, rfc3339
from app.main import Nuanyang
from app.registry.tables import Device
from app.reports.periods import midnight
from tests.api.conftest import HOME, SignIn

FIGURES = ("alerts_today", "respond_n", "respond_within_60_pct", "respond_mean_s", "breached_open")


def board(client: TestClient, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/board", params=params)
    assert answer.status_code == 200, answer.text
    figures: dict[str, Any] = answer.json()
    return figures


def test_an_empty_house(admin: TestClient) -> None:
    figures = board(admin)
    assert [figures[name] for name in FIGURES] == [0, 0, None, None, 0]
    assert (figures["elders"], figures["devices"], figures["devices_online"]) == (0, 0, 0)
    assert figures["seats_online"] == 1
    assert (figures["by_area"], figures["by_kind"], figures["recently_closed"]) == ([], [], [])


def test_the_minute_counts_calls(admin: TestClient, open_alert: Any) -> None:
    open_alert(300, answered_s=20)
    open_alert(300, answered_s=60)
    open_alert(300, answered_s=100, breached=True)
    open_alert(300, breached=True, claimed_at=1)  # claimed is not answered: missed
    open_alert(30)  # young: not counted yet
    figures = board(admin)
    assert [figures[name] for name in FIGURES] == [5, 4, 50.0, 60.0, 1]


def test_what_does_not_count_for_the_minute(admin: TestClient, open_alert: Any) -> None:
    open_alert(300, handling="suppressed")
    open_alert(300, handling="closed", disposition="test", closed_at=1)
    open_alert(300, handling="closed", disposition="duplicate", closed_at=1)
    open_alert(300, priority=3)
    figures = board(admin)
    assert [figures[name] for name in FIGURES] == [3, 0, None, None, 0]
    open_alert(300, handling="closed", disposition="auto_returned", closed_at=1)
    assert board(admin)["respond_n"] == 1, "who came home unseen was missed all the same"


def test_quarter_hours_and_kinds_and_areas(admin: TestClient, open_alert: Any, clock: ManualClock) -> None:
    clock.advance((-clock.now() % (15 * MINUTE)) / 1000 + 60)  # one minute into a quarter of an hour
    open_alert(30)
    open_alert(120, kind="sos", priority=1)
    open_alert(150, kind="sos", priority=1)
    open_alert(2 * 3600)
    figures = board(admin)
    slots = figures["per_quarter_hour"]
    assert len(slots) == 96
    assert [(s["total"], s["p1"]) for s in slots[-2:]] == [(2, 2), (1, 0)]
    assert sum(s["total"] for s in slots) == 4
    assert slots[-1]["at"] == rfc3339(clock.now() - MINUTE)
    assert figures["by_kind"] == [{"kind": "outside_home", "count": 2}, {"kind": "sos", "count": 2}]
    assert figures["by_area"] == [{"area_id": 1, "name": "全部", "count": 3}]


def test_recently_closed_newest_first(admin: TestClient, open_alert: Any, clock: ManualClock) -> None:
    for i in range(12):
        open_alert(300, handling="closed", disposition="safe_home", closed_at=clock.now() + i)
    closed = board(admin)["recently_closed"]
    assert [c["id"] for c in closed] == list(range(12, 2, -1))
    assert closed[0] == {
        "id": 12, "elder": {"id": 1, "name": "王秀兰"}, "kind": "outside_home", "disposition": "safe_home",
        "closed_at": rfc3339(clock.now() + 11),
    }  # fmt: skip


def test_devices_are_online_for_three_intervals_or_15_minutes(
    admin: TestClient, app: Nuanyang, elder: dict[str, Any]
) -> None:
    with app.state.store.transaction() as tx:
        for i, (interval_s, silent_s) in enumerate(
            [(60, 899), (60, 901), (600, 1799), (600, 1801), (60, None)]
        ):
            heard = None if silent_s is None else tx.now - silent_s * SECOND
            tx.session.add(
                Device(
                    unique_id=str(i), elder_id=elder["id"], expected_interval_s=interval_s,
                    last_contact_at=heard, created_at=0,
                )
            )  # fmt: skip
        tx.session.add(Device(unique_id="spare", last_contact_at=tx.now, created_at=0))
    figures = board(admin)
    assert (figures["devices"], figures["devices_online"]) == (5, 2)


def test_a_wall_sees_only_its_own_areas(admin: TestClient, as_: SignIn, open_alert: Any) -> None:
    boundary = {"type": "Polygon", "coordinates": [[[108, 34], [109, 34], [109, 35], [108, 35]]]}
    lianhu = admin.post("/api/areas", json={"name": "莲湖区", "boundary": boundary}).json()["id"]
    beilin = admin.post("/api/areas", json={"name": "碑林区"}).json()["id"]
    open_alert(300, area_id=lianhu)
    open_alert(300, area_id=beilin)
    admin.post("/api/elders", json={"name": "乙", "home": {**HOME, "lat": 31.2}})
    wall = as_("wall", areas=[lianhu])
    assert (board(wall)["elders"], board(wall)["alerts_today"]) == (1, 1)
    assert (board(admin)["elders"], board(admin)["alerts_today"]) == (2, 2)
    assert board(admin, area=beilin)["alerts_today"] == 1
    assert wall.get("/api/board", params={"area": beilin}).status_code == 403
    assert as_("responder").get("/api/board").status_code == 403


def test_seats_are_people_at_work(as_: SignIn, admin: TestClient, clock: ManualClock) -> None:
    operator = as_("operator")
    as_("wall")
    assert board(admin)["seats_online"] == 2
    clock.advance(11 * 60)
    operator.get("/api/me")
    assert board(admin)["seats_online"] == 2
    operator.delete("/api/session")
    assert board(admin)["seats_online"] == 1


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-11-24T15:59:59Z", "2026-11-23T16:00:00Z"),
        ("2026-11-24T16:00:00Z", "2026-11-24T16:00:00Z"),
    ],
)
def test_today_is_a_day_in_xian(now: str, began: str) -> None:
    assert midnight(parse_instant(now), ZoneInfo("Asia/Shanghai")) == parse_instant(began)


def test_yesterday_is_not_today(admin: TestClient, open_alert: Any, clock: ManualClock) -> None:
    today = midnight(clock.now(), ZoneInfo("Asia/Shanghai"))
    open_alert((clock.now() - today) / 1000 + 1)
    assert board(admin)["alerts_today"] == 0
    assert clock.now() - today < 24 * HOUR
