"""Fences and areas over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import SignIn, wrong_fields

RING = [[108.93, 34.26], [108.95, 34.26], [108.95, 34.27], [108.93, 34.27], [108.93, 34.26]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: dict[str, Any] = SQUARE, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": "safe", **properties}}


def test_a_fence_comes_back_as_it_was_drawn(admin: TestClient, elder: dict[str, Any]) -> None:
    made = admin.post("/api/fences", json=feature(elder_id=elder["id"], buffer_m=50, name="小区"))
    assert made.status_code == 201
    assert made.json() == {
        "type": "Feature",
        "id": 2,
        "geometry": SQUARE,
        "properties": {
            "kind": "safe", "elder_id": elder["id"], "radius_m": None, "buffer_m": 50, "name": "小区",
            "version": 0, "learned_at": None, "revision": made.json()["properties"]["revision"],
        },
    }  # fmt: skip
    assert admin.get("/api/fences/2").json() == made.json()
    listed = admin.get("/api/fences", params={"elder_id": elder["id"]}).json()
    assert [f["properties"]["kind"] for f in listed["items"]] == ["home", "safe"]
    assert [f["id"] for f in admin.get("/api/fences", params={"kind": "safe"}).json()["items"]] == [2]


def test_the_home_is_a_point_with_a_radius(admin: TestClient, elder: dict[str, Any]) -> None:
    home = admin.get("/api/fences").json()["items"][0]
    assert home["geometry"] == {"type": "Point", "coordinates": [108.9402, 34.2658]}
    assert (home["properties"]["radius_m"], home["properties"]["version"]) == (100, 0)
    wider = admin.patch("/api/fences/1", json={"properties": {"radius_m": 150}}).json()
    assert (wider["properties"]["radius_m"], wider["properties"]["version"]) == (150, 1)
    assert admin.get(f"/api/elders/{elder['id']}").json()["home"]["radius_m"] == 150
    assert admin.delete("/api/fences/1").status_code == 409


def test_a_fence_is_changed_and_removed(admin: TestClient) -> None:
    admin.post("/api/fences", json=feature(kind="hazard"))
    circle = {"geometry": {"type": "Point", "coordinates": [108.9, 34.2]}, "properties": {"radius_m": 30}}
    assert admin.patch("/api/fences/1", json=circle).json()["geometry"] == circle["geometry"]
    assert (
        admin.patch("/api/fences/1", json={"properties": {"name": "河"}}).json()["properties"]["version"] == 1
    )
    assert admin.delete("/api/fences/1").status_code == 204
    assert admin.get("/api/fences/1").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (feature(kind="moat"), "properties.kind"),
        (feature(), "properties.elder_id"),
        (feature(kind="hazard", elder_id=1), "properties.elder_id"),
        (feature(kind="hazard", buffer_m=-1), "properties.buffer_m"),
        ({**feature(), "type": "Polygon"}, "type"),
        ({"type": "Feature", "properties": {"kind": "hazard"}}, "geometry"),
        (feature({"type": "Point", "coordinates": [108.9, 34.2]}, kind="hazard"), "properties.radius_m"),
        (feature({"type": "Polygon", "coordinates": [[[34, 108], *RING]]}, kind="hazard"),
         "geometry.coordinates.0.0"),
        (feature({"type": "Polygon", "coordinates": [[[10.89, 34.2], *RING]]}, kind="hazard"),
         "geometry.coordinates"),
    ],
)  # fmt: skip
def test_the_wrong_member_is_named(
    admin: TestClient, elder: dict[str, Any], body: dict[str, Any], field: str
) -> None:
    assert wrong_fields(admin.post("/api/fences", json=body)) == [field]


def test_of_two_who_edit_one_fence_the_second_is_told(admin: TestClient) -> None:
    seen = admin.post("/api/fences", json=feature(kind="hazard")).json()["properties"]["revision"]
    renamed = admin.patch("/api/fences/1", json={"properties": {"name": "河"}, "revision": seen})
    late = admin.patch("/api/fences/1", json={"properties": {"buffer_m": 9}, "revision": seen})
    assert (late.status_code, late.json()["kind"]) == (409, "stale_version")
    assert late.json()["revision"] == renamed.json()["properties"]["revision"] != seen
    assert admin.delete("/api/fences/1", params={"revision": seen}).status_code == 409
    again = {"properties": {"buffer_m": 9}, "revision": late.json()["revision"]}
    assert admin.patch("/api/fences/1", json=again).json()["properties"]["name"] == "河"
    assert admin.patch("/api/fences/1", json={"properties": {"buffer_m": 8}}).status_code == 200, "unasked"
    listed = admin.get("/api/fences/1").json()["properties"]["revision"]
    assert admin.delete("/api/fences/1", params={"revision": listed}).status_code == 204


def test_fences_of_a_part_of_the_map(admin: TestClient, elder: dict[str, Any]) -> None:
    admin.post("/api/fences", json=feature(kind="hazard"))

    def inside(box: str) -> list[int]:
        return [f["id"] for f in admin.get("/api/fences", params={"bbox": box}).json()["items"]]

    assert inside("108.9,34.2,109,34.3") == [1, 2]
    assert inside("108.935,34.2,109,34.3") == [1], "the first vertex of the other lies further west"
    assert inside("0,0,1,1") == []
    assert wrong_fields(admin.get("/api/fences", params={"bbox": "1,2,3"})) == ["bbox"]


def test_a_supervisor_moves_no_home_out_of_her_areas(admin: TestClient, as_: SignIn) -> None:
    area = admin.post("/api/areas", json={"name": "莲湖区", "boundary": SQUARE}).json()["id"]
    local = as_("supervisor", areas=[area])
    home = {"type": "Point", "coordinates": [108.94, 34.265]}
    made = admin.post(
        "/api/elders", json={"name": "甲", "home": {"lat": 34.265, "lon": 108.94, "radius_m": 80}}
    )
    mine = {"kind": "home", "elder_id": made.json()["id"], "radius_m": 90}
    away = {"type": "Point", "coordinates": [108.99, 34.265]}
    assert local.post("/api/fences", json=feature(away, **mine)).status_code == 403
    assert local.patch("/api/fences/1", json={"geometry": away}).status_code == 403
    assert local.post("/api/fences", json=feature(home, **mine)).status_code == 201
    assert local.get("/api/fences/1").json()["geometry"] == home, "nothing of a refused change stays"


def test_a_fence_of_an_unknown_elder_is_404(admin: TestClient) -> None:
    assert admin.post("/api/fences", json=feature(elder_id=99)).status_code == 404


def test_supervisors_draw_and_operators_look(as_: SignIn) -> None:
    operator = as_("operator")
    assert operator.get("/api/fences").status_code == 200
    assert operator.post("/api/fences", json=feature(kind="hazard")).status_code == 403
    assert as_("supervisor").post("/api/fences", json=feature(kind="hazard")).status_code == 201
    assert operator.delete("/api/fences/1").status_code == 403
    assert as_("wall").get("/api/fences").status_code == 403


def test_areas_are_a_tree_seen_from_the_own_branch(admin: TestClient, as_: SignIn) -> None:
    lianhu = admin.post("/api/areas", json={"name": "莲湖区", "boundary": SQUARE})
    assert lianhu.status_code == 201
    assert (lianhu.json()["parent_id"], lianhu.json()["kind"]) == (1, "district")
    street = {"name": "北院门街道", "kind": "street", "parent_id": lianhu.json()["id"]}
    admin.post("/api/areas", json=street)
    admin.post("/api/areas", json={"name": "碑林区"})
    assert [a["name"] for a in admin.get("/api/areas").json()["items"]] == [
        "全部", "莲湖区", "北院门街道", "碑林区",
    ]  # fmt: skip
    local = as_("admin", areas=[lianhu.json()["id"]])
    assert [a["name"] for a in local.get("/api/areas").json()["items"]] == ["莲湖区", "北院门街道"]
    assert local.post("/api/areas", json={"name": "外", "parent_id": 1}).status_code == 403
    assert local.post("/api/areas", json={"name": "外"}).status_code == 403
    assert local.post("/api/areas", json={"name": "里", "parent_id": 2}).status_code == 201
    assert as_("supervisor").post("/api/areas", json={"name": "x"}).status_code == 403
    assert wrong_fields(admin.post("/api/areas", json={"name": "x", "boundary": {}})) == ["boundary.type"]
    assert wrong_fields(admin.post("/api/areas", json={"name": "x", "kind": "galaxy"})) == ["kind"]


def test_an_area_is_redrawn_by_admins_and_nobody_is_overwritten(admin: TestClient, as_: SignIn) -> None:
    made = admin.post("/api/areas", json={"name": "莲湖区", "boundary": SQUARE}).json()
    elder = {"name": "甲", "home": {"lat": 34.265, "lon": 108.94, "radius_m": 80}}
    path = f"/api/elders/{admin.post('/api/elders', json=elder).json()['id']}"
    assert admin.get(path).json()["area"]["name"] == "莲湖区"
    away = [[lon + 0.1, lat] for lon, lat in RING]
    border = {"boundary": {"type": "Polygon", "coordinates": [away]}, "revision": made["revision"]}
    assert as_("supervisor").patch(f"/api/areas/{made['id']}", json=border).status_code == 403
    changed = admin.patch(f"/api/areas/{made['id']}", json=border)
    assert changed.json()["boundary"]["coordinates"] == [away]
    assert admin.get(path).json()["area"]["name"] == "全部"
    late = admin.patch(f"/api/areas/{made['id']}", json={"name": "x", "revision": made["revision"]})
    assert (late.status_code, late.json()["kind"]) == (409, "stale_version")
    bad = {"boundary": {"type": "Polygon", "coordinates": [[[108, 34]]]}}
    assert wrong_fields(admin.patch(f"/api/areas/{made['id']}", json=bad)) == ["boundary.coordinates.0"]
    assert admin.patch("/api/areas/99", json={"name": "x"}).status_code == 404
