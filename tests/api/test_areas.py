"""Areas that move in the tree, change their border, or go."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.clock import DAY, rfc3339
from app.main import Nuanyang
from tests.api.conftest import SignIn, wrong_fields

HERE = {"lat": 34.2658, "lon": 108.9402, "radius_m": 100}  # where the elder of the fixture lives


def box(west: float, south: float) -> dict[str, Any]:
    ring = [
        [west, south],
        [west + 0.02, south],
        [west + 0.02, south + 0.02],
        [west, south + 0.02],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def area(admin: TestClient, name: str, **more: Any) -> dict[str, Any]:
    answer = admin.post("/api/areas", json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def seen(client: TestClient) -> set[str]:
    return {one["name"] for one in client.get("/api/areas").json()["items"]}


def move(client: TestClient, moved: dict[str, Any], below: int, **more: Any) -> Any:
    return client.patch(f"/api/areas/{moved['id']}", json={"parent_id": below, **more})


def test_a_street_moves_to_another_district_and_who_sees_it_with_it(admin: TestClient, as_: SignIn) -> None:
    lianhu, beilin = area(admin, "莲湖区"), area(admin, "碑林区")
    street = area(admin, "北院门街道", parent_id=lianhu["id"])
    grid = area(admin, "一网格", parent_id=street["id"])
    of_lianhu, of_beilin = (as_("operator", areas=[one["id"]]) for one in (lianhu, beilin))
    assert seen(of_lianhu) == {"莲湖区", "北院门街道", "一网格"}
    moved = move(admin, street, beilin["id"], revision=street["revision"])
    assert moved.json()["parent_id"] == beilin["id"]
    assert (seen(of_lianhu), seen(of_beilin)) == ({"莲湖区"}, {"碑林区", "北院门街道", "一网格"})
    late = move(admin, street, 1, revision=street["revision"])
    assert (late.status_code, late.json()["kind"]) == (409, "stale_version")
    for wrong in (street["id"], grid["id"], 99):
        assert wrong_fields(move(admin, street, wrong)) == ["parent_id"]
    assert wrong_fields(move(admin, {"id": 1}, street["id"])) == ["parent_id"], "the root"


def test_an_admin_of_some_areas_moves_only_what_lies_between_them(admin: TestClient, as_: SignIn) -> None:
    lianhu, beilin = area(admin, "莲湖区"), area(admin, "碑林区")
    street, other = (area(admin, name, parent_id=lianhu["id"]) for name in ("北院门街道", "青年路街道"))
    local = as_("admin", areas=[lianhu["id"]])
    assert move(local, other, street["id"]).status_code == 200
    assert move(local, street, beilin["id"]).status_code == 403
    assert move(local, lianhu, street["id"]).status_code == 422
    assert move(local, beilin, lianhu["id"]).status_code == 404
    assert local.delete(f"/api/areas/{street['id']}").json()["holds"] == {"areas": 1}
    for one in (other, street):
        assert local.delete(f"/api/areas/{one['id']}").status_code == 204
    assert local.delete(f"/api/areas/{lianhu['id']}").status_code == 403
    assert as_("supervisor").delete(f"/api/areas/{beilin['id']}").status_code == 403


def test_what_an_area_still_holds_is_said(admin: TestClient, as_: SignIn) -> None:
    made = area(admin, "莲湖区", boundary=box(108.93, 34.26))
    path = f"/api/areas/{made['id']}"
    elder = admin.post("/api/elders", json={"name": "甲", "home": HERE}).json()
    below = area(admin, "北院门街道", parent_id=made["id"])
    user = admin.post(
        "/api/users",
        json={"username": "li", "password": "12345678", "role": "operator", "areas": [made["id"]]},
    ).json()
    assert admin.put(f"{path}/curfew", json={"starts": "22:00", "ends": "06:00"}).status_code == 200
    threshold = f"/api/thresholds/battery.low_pct/area/{made['id']}"
    assert admin.put(threshold, json={"value": 30}).status_code == 204
    until = rfc3339(admin.app.state.store.clock.now() + DAY)  # type: ignore[attr-defined]
    order = {"name": "高温", "reason": "40 °C", "area_id": made["id"], "ends_at": until}
    directive = admin.post("/api/directives", json=order).json()
    held = admin.delete(path)
    assert held.status_code == 409
    assert held.json()["holds"] == {
        "areas": 1, "elders": 1, "curfews": 1, "thresholds": 1, "users": 1, "directives": 1,
    }  # fmt: skip
    admin.post(f"/api/directives/{directive['id']}/end")
    admin.delete(threshold)
    admin.delete(f"{path}/curfew")
    admin.patch(f"/api/users/{user['id']}", json={"areas": [below["id"]]})
    admin.patch(path, json={"boundary": box(108.0, 34.0)})
    assert admin.get(f"/api/elders/{elder['id']}").json()["area"]["id"] == 1
    assert admin.delete(path).json()["holds"] == {"areas": 1}
    assert move(admin, below, 1).status_code == 200
    now = next(one for one in admin.get("/api/areas").json()["items"] if one["id"] == made["id"])
    assert admin.delete(path, params={"revision": made["revision"]}).status_code == 409
    assert admin.delete(path, params={"revision": now["revision"]}).status_code == 204
    assert admin.delete(path).status_code == 404
    assert admin.delete("/api/areas/1").status_code == 422
    assert seen(admin) == {"全部", "北院门街道"}
    assert wrong_fields(admin.post("/api/areas", json={"name": "x", "parent_id": made["id"]})) == [
        "parent_id"
    ]


def test_figures_of_the_past_stay(admin: TestClient, open_alert: Any) -> None:
    city, other = area(admin, "西安市"), area(admin, "咸阳市")
    gone, empty = (area(admin, name, parent_id=city["id"]) for name in ("旧街道", "空街道"))
    area(admin, "新街道", parent_id=city["id"])
    open_alert(300, area_id=gone["id"], handling="closed", closed_at=1, disposition="safe_home")
    for one in (gone, empty):
        assert admin.delete(f"/api/areas/{one['id']}").status_code == 204
    _, *rows = admin.get("/api/kpis", params={"by": "area"}).json()["items"]
    assert {row["label"]: row["alerts"] for row in rows if not row["own"]} == {"西安市": 1, "咸阳市": 0}
    _, *rows = admin.get("/api/kpis", params={"by": "area", "area": city["id"]}).json()["items"]
    assert {row["label"]: row["alerts"] for row in rows if not row["own"]} == {"旧街道": 1, "新街道": 0}
    assert other["id"] != gone["id"]


@pytest.mark.parametrize("how", ["border", "home", "home in a table", "area in a table"])
def test_open_alerts_follow_their_elder_and_closed_ones_stay(
    admin: TestClient, as_: SignIn, app: Nuanyang, elder: dict[str, Any], open_alert: Any, how: str
) -> None:
    closed = open_alert(600, handling="closed", closed_at=1, disposition="safe_home")
    still = open_alert(300)
    lianhu = area(admin, "莲湖区", boundary=box(108.93, 34.26) if how == "border" else box(108.0, 34.0))
    if how == "home":
        home = {"lat": 34.01, "lon": 108.01, "radius_m": 100}
        assert admin.patch(f"/api/elders/{elder['id']}", json={"home": home}).status_code == 200
    if how == "area in a table":  # which is what counts of an elder without a home
        with app.state.store.transaction() as tx:
            tx.conn.exec_driver_sql("DELETE FROM fence")
    if "table" in how:
        heading, cells = ("纬度,经度", "34.01,108.01") if how == "home in a table" else ("区域", "莲湖区")
        table = f"姓名,电话,出生年份,{heading}\n王秀兰,13800000000,1944,{cells}\n"
        answer = admin.post(
            "/api/imports", content=table.encode(), params={"file_name": "moved.csv", "existing": "update"}
        )
        assert answer.status_code == 202, answer.text
        app.state.imports.wait()
    moved = admin.get(f"/api/alerts/{still}").json()
    assert moved["area"]["name"] == "莲湖区"
    last = moved["timeline"][-1]
    assert (last["action"], last["detail"]) == ("moved", {"from": "全部", "to": "莲湖区"})
    assert moved["version"] == 0, "nobody's claim is stale"
    assert admin.get(f"/api/alerts/{closed}").json()["area"]["name"] == "全部"
    assert as_("operator", areas=[lianhu["id"]]).get(f"/api/alerts/{still}").status_code == 200
