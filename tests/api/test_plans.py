"""Plans over HTTP: who may do what, where, and what is noted."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.clock import ManualClock, rfc3339
from tests.api.conftest import HOME, SignIn, wrong_fields

NIGHT = {"starts": "21:00", "ends": "05:30"}


@pytest.fixture
def soon(clock: ManualClock) -> dict[str, Any]:
    """An outing from now on, for an hour."""
    now = clock.now()
    return {"starts_at": rfc3339(now), "expected_back_at": rfc3339(now + 3_600_000), "destination": "公园"}


def square(lat: float = HOME["lat"], lon: float = HOME["lon"]) -> dict[str, Any]:
    ring = [
        [lon - 0.01, lat - 0.01],
        [lon + 0.01, lat - 0.01],
        [lon + 0.01, lat + 0.01],
        [lon - 0.01, lat + 0.01],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def districts(admin: TestClient) -> tuple[int, int]:
    """Two areas: one around HOME, one far away."""
    ids = []
    for name, lat in (("北院门", HOME["lat"]), ("郊区", HOME["lat"] + 1)):
        made = admin.post("/api/areas", json={"name": name, "kind": "street", "boundary": square(lat)})
        ids.append(made.json()["id"])
    return ids[0], ids[1]


def test_operators_plan_outings_and_supervisors_the_rest(
    as_: SignIn, elder: dict[str, Any], soon: dict[str, Any], clock: ManualClock
) -> None:
    her = f"/api/elders/{elder['id']}"
    until = rfc3339(clock.now() + 3_600_000)
    order = {"name": "高温", "reason": "40 °C", "geometry": square(), "ends_at": until}
    operator, supervisor = as_("operator"), as_("supervisor")
    assert operator.post(f"{her}/outings", json=soon).status_code == 201
    for client, expected in ((operator, 403), (supervisor, None)):
        for answer in (
            client.put(f"{her}/curfew", json=NIGHT),
            client.delete(f"{her}/curfew"),
            client.put(f"/api/areas/{elder['area']['id']}/curfew", json=NIGHT),
            client.delete(f"/api/areas/{elder['area']['id']}/curfew"),
            client.post("/api/directives/preview", json={"geometry": square()}),
            client.post("/api/directives", json=order),
            client.post("/api/directives/1/end"),
        ):
            assert answer.status_code == expected if expected else answer.is_success, answer.text
    for role in ("wall", "responder"):
        other = as_(role)
        assert other.get(f"{her}/plan").status_code == 403
        assert other.post(f"{her}/outings", json=soon).status_code == 403
        assert other.get("/api/directives/1").status_code == 403
    assert as_("responder").get("/api/directives").status_code == 403
    told = as_("wall").get("/api/directives").json()["items"]
    assert [(d["name"], d["reason"]) for d in told] == [("高温", "")], "a reason may speak of people"
    assert operator.get("/api/directives").json()["items"][0]["reason"] == "40 °C"


def test_other_areas_are_not_there(
    as_: SignIn, elder: dict[str, Any], soon: dict[str, Any], districts: tuple[int, int], clock: ManualClock
) -> None:
    here, there = districts
    her = f"/api/elders/{elder['id']}"
    stranger, near = as_("supervisor", areas=[there]), as_("supervisor", areas=[here])
    outing = near.post(f"{her}/outings", json=soon).json()["id"]
    for answer in (
        stranger.get(f"{her}/plan"),
        stranger.get(f"{her}/outings"),
        stranger.post(f"{her}/outings", json=soon),
        stranger.patch(f"/api/outings/{outing}", json={"note": "x"}),
        stranger.post(f"/api/outings/{outing}/cancel"),
        stranger.post(f"/api/outings/{outing}/return"),
        stranger.put(f"{her}/curfew", json=NIGHT),
        stranger.get(f"{her}/curfew"),
        stranger.put(f"/api/areas/{here}/curfew", json=NIGHT),
    ):
        assert answer.status_code == 404, answer.text

    until = rfc3339(clock.now() + 3_600_000)
    order = {"name": "高温", "reason": "40 °C", "ends_at": until}
    assert stranger.post("/api/directives", json=order | {"area_id": here}).status_code == 403
    drawn = stranger.post("/api/directives", json=order | {"geometry": square()}).json()
    assert (drawn["elders"], drawn["areas"]) == (0, [there]), "a polygon reaches no further than one's areas"
    ours = near.post("/api/directives", json=order | {"area_id": here}).json()
    assert (ours["elders"], ours["outside"]) == (1, 0)
    assert [d["id"] for d in near.get("/api/directives").json()["items"]] == [ours["id"]]
    assert stranger.get(f"/api/directives/{ours['id']}").status_code == 404
    assert stranger.post(f"/api/directives/{ours['id']}/end").status_code == 404
    everywhere = as_("supervisor").post("/api/directives", json=order | {"geometry": square()}).json()
    assert near.post(f"/api/directives/{everywhere['id']}/end").status_code == 403, "it reaches further"
    assert near.get(f"/api/directives/{everywhere['id']}").json()["elders"] == 1


def test_what_is_read_about_her_is_noted(
    as_: SignIn, admin: TestClient, elder: dict[str, Any], soon: dict[str, Any]
) -> None:
    operator = as_("operator")
    operator.post(f"/api/elders/{elder['id']}/outings", json=soon)
    assert operator.get(f"/api/elders/{elder['id']}/plan").json()["outing"]["destination"] == "公园"
    assert operator.get(f"/api/elders/{elder['id']}/outings").json()["next"] is None
    noted = admin.get("/api/access-log").json()["items"]
    assert {"plan", "outings"} <= {entry["action"] for entry in noted if entry["elder_id"] == elder["id"]}


def test_a_plan_says_what_holds_and_why(admin: TestClient, elder: dict[str, Any], clock: ManualClock) -> None:
    her = f"/api/elders/{elder['id']}"
    plan = admin.get(f"{her}/plan").json()
    assert (plan["mode"], plan["own_mode"], plan["outside_alerts"]) == ("stay_home", "stay_home", True)
    assert (plan["directive"], plan["curfew"], plan["outings"], plan["until"]) == (None, None, [], None)
    admin.patch(her, json={"monitoring_mode": "curfew"})
    admin.put(f"{her}/curfew", json=NIGHT | {"days": [5, 6, 5], "time_zone": "Europe/Berlin"})
    curfew = admin.get(f"{her}/plan").json()["curfew"]
    assert curfew == {
        "starts": "21:00", "ends": "05:30", "days": [5, 6], "time_zone": "Europe/Berlin",
        "source": "elder", "holds": False,
    }  # fmt: skip
    assert admin.get(f"{her}/curfew").json()["days"] == [5, 6]
    assert admin.delete(f"{her}/curfew").status_code == 204
    assert admin.get(f"{her}/curfew").json() is None
    assert admin.get(f"{her}/plan").json()["curfew"]["source"] == "default"


def test_a_curfew_that_cannot_be_meant(admin: TestClient, elder: dict[str, Any]) -> None:
    path = f"/api/elders/{elder['id']}/curfew"
    for zone in ("Mars/Olympus", "../etc/passwd", "/etc/passwd", "asia", "Asia"):
        assert wrong_fields(admin.put(path, json=NIGHT | {"time_zone": zone})) == ["time_zone"]
    assert wrong_fields(admin.put(path, json=NIGHT | {"days": [7]})) == ["days.0"]
    assert wrong_fields(admin.put(path, json={"starts": "25:00", "ends": "06:00"})) == ["starts"]
    assert admin.get(path).json() is None


def test_a_directive_that_cannot_be_meant(admin: TestClient, clock: ManualClock) -> None:
    later, past = rfc3339(clock.now() + 3_600_000), rfc3339(clock.now() - 1000)
    order = {"name": "x", "reason": "y", "geometry": square(), "ends_at": later}
    for body, field in (
        ({"ends_at": past}, "ends_at"),
        ({"ends_at": rfc3339(clock.now() + 400 * 86_400_000)}, "ends_at"),
        ({"starts_at": later}, "ends_at"),
        ({"reason": " "}, "reason"),
        ({"area_id": 999, "geometry": None}, "area_id"),
        ({"area_id": 1}, "area_id"),
        ({"geometry": None}, "area_id"),
        ({"geometry": {"type": "Point", "coordinates": [108, 34]}}, "geometry.type"),
    ):
        assert wrong_fields(admin.post("/api/directives", json=order | body)) == [field], body
    assert admin.get("/api/directives").json()["items"] == []


def test_a_directive_from_planned_to_ended(
    admin: TestClient, elder: dict[str, Any], clock: ManualClock
) -> None:
    now = clock.now()
    order = {"name": "暴雨", "reason": "红色预警", "area_id": elder["area"]["id"]}
    order |= {"starts_at": rfc3339(now + 60_000), "ends_at": rfc3339(now + 120_000)}
    made = admin.post("/api/directives", json=order).json()
    seen = []
    for _ in range(3):
        seen.append(admin.get(f"/api/directives/{made['id']}").json()["state"])
        clock.advance(60)
    assert seen == ["planned", "in_force", "ended"]
    assert admin.post(f"/api/directives/{made['id']}/end").status_code == 409
    again = admin.post(
        "/api/directives", json=order | {"starts_at": None, "ends_at": now / 1000 + 9999}
    ).json()
    assert admin.post(f"/api/directives/{again['id']}/end").json()["ends_at"] == rfc3339(clock.now())


def test_an_outing_that_has_ended_is_left_alone(
    admin: TestClient, elder: dict[str, Any], soon: dict[str, Any], clock: ManualClock
) -> None:
    path = f"/api/elders/{elder['id']}/outings"
    first = admin.post(path, json=soon).json()["id"]
    later = soon | {"starts_at": rfc3339(clock.now() + 600_000)}
    second = admin.post(path, json=later).json()
    assert second["state"] == "planned"
    assert admin.post(f"/api/outings/{second['id']}/return").status_code == 409, "it has not begun"
    changed = admin.patch(f"/api/outings/{first}", json={"companion": "女儿", "destination": None}).json()
    assert (changed["companion"], changed["destination"]) == ("女儿", "公园")
    assert wrong_fields(admin.patch(f"/api/outings/{first}", json={"expected_back_at": 1})) == [
        "expected_back_at"
    ]
    assert admin.post(f"/api/outings/{first}/return").json()["state"] == "returned"
    for call in (
        admin.patch(f"/api/outings/{first}", json={"note": "x"}),
        admin.post(f"/api/outings/{first}/return"),
        admin.post(f"/api/outings/{first}/cancel"),
    ):
        assert call.status_code == 409
    assert admin.post(f"/api/outings/{second['id']}/cancel").json()["state"] == "cancelled"
    page = admin.get(path, params={"limit": 1}).json()
    assert [o["id"] for o in page["items"]] == [first]
    assert admin.get(path, params={"after": page["next"]}).json()["items"][0]["id"] == second["id"]
    assert admin.get(f"/api/elders/{elder['id']}/plan").json()["outings"] == []


@pytest.mark.parametrize("moment", [{}, [], True, None, "noon", "2026-11-24T08:00:00"])
def test_what_is_no_instant_names_its_field(admin: TestClient, elder: dict[str, Any], moment: Any) -> None:
    outing = {
        "destination": "兴庆宫公园",
        "starts_at": moment,
        "expected_back_at": "2026-11-24T16:00:00+08:00",
    }
    answer = admin.post(f"/api/elders/{elder['id']}/outings", json=outing)
    assert wrong_fields(answer) == ["starts_at"]
