"""Elders over HTTP: cards, areas, roles, the access log."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import HOME, SignIn, wrong_fields

LIANHU = {
    "type": "Polygon",
    "coordinates": [[[108.90, 34.24], [108.96, 34.24], [108.96, 34.30], [108.90, 34.30], [108.90, 34.24]]],
}


def test_the_card_has_everything_that_was_given(admin: TestClient) -> None:
    body: dict[str, Any] = {
        "name": "王秀兰", "phone": "13800000000", "sex": "f", "birth_year": 1944, "address": "大莲花池街36号",
        "speak_name": "王奶奶", "dialect": "陕西话", "hearing": "左耳弱", "nap_notes": "13:00 午睡",
        "medical_notes": "高血压", "monitoring_mode": "curfew", "risk_tier": "orange",
        "home": HOME, "contacts": [{"name": "王建国", "phone": "13900000000", "relation": "儿子"}],
    }  # fmt: skip
    made = admin.post("/api/elders", json=body)
    assert made.status_code == 201
    card = admin.get(f"/api/elders/{made.json()['id']}").json()
    assert card == made.json()
    assert {key: card[key] for key in body if key != "contacts"} == {
        k: v for k, v in body.items() if k != "contacts"
    }
    assert card["contacts"] == [
        {"id": 1, "name": "王建国", "phone": "13900000000", "relation": "儿子", "rank": 1}
    ]
    assert (card["age"], card["area"]["name"], card["presence"]) == (2026 - 1944, "全部", "unknown")
    assert (card["devices"], card["fix"], card["phase_since"]) == ([], None, None)


def test_name_alone_is_enough(admin: TestClient) -> None:
    card = admin.post("/api/elders", json={"name": "甲"}).json()
    assert (card["monitoring_mode"], card["risk_tier"], card["home"]) == ("stay_home", "green", None)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"phone": "call me"}, ["phone"]),
        ({"sex": "x"}, ["sex"]),
        ({"home": {"lat": 34}}, ["home.lon", "home.radius_m"]),
        ({"home": {**HOME, "lat": 108.9}}, ["home.lat"]),
        ({"home": {**HOME, "radius_m": 0}}, ["home.radius_m"]),
        ({"home": {**HOME, "datum": "mars"}}, ["home.datum"]),
        ({"monitoring_mode": "prison"}, ["monitoring_mode"]),
        ({"risk_tier": "blue"}, ["risk_tier"]),
        ({"contacts": [{"name": "子"}]}, ["contacts.0.phone"]),
        ({"birth_year": 1700}, ["birth_year"]),
    ],
)
def test_the_wrong_field_is_named(admin: TestClient, change: dict[str, Any], fields: list[str]) -> None:
    answer = admin.post("/api/elders", json={"name": "甲", "home": HOME, **change})
    assert wrong_fields(answer) == fields
    assert admin.get("/api/elders").json()["items"] == []


def test_a_wrong_value_is_not_repeated(admin: TestClient) -> None:
    answer = admin.post("/api/elders", json={"name": "甲", "phone": "secret diagnosis"})
    assert "secret" not in answer.text


def test_a_patch_changes_what_is_given_and_null_empties(admin: TestClient, elder: dict[str, Any]) -> None:
    url = f"/api/elders/{elder['id']}"
    changed = admin.patch(url, json={"phone": None, "risk_tier": "red", "name": None}).json()
    assert changed == {**elder, "phone": None, "risk_tier": "red"}
    moved = admin.patch(url, json={"home": {**HOME, "radius_m": 60}}).json()
    assert moved["home"]["radius_m"] == 60


def test_operators_change_cards_and_supervisors_move_homes(as_: SignIn, elder: dict[str, Any]) -> None:
    operator, supervisor, url = as_("operator"), as_("supervisor"), f"/api/elders/{elder['id']}"
    assert operator.patch(url, json={"dialect": "陕西话"}).status_code == 200
    assert operator.patch(url, json={"home": HOME}).status_code == 403
    assert supervisor.patch(url, json={"home": HOME}).status_code == 200
    assert operator.post("/api/elders", json={"name": "乙"}).status_code == 403
    assert supervisor.post("/api/elders", json={"name": "乙"}).status_code == 201


@pytest.mark.parametrize("role", ["wall", "responder"])
@pytest.mark.parametrize("path", ["", "/1", "/1/track", "/1/contacts"])
def test_walls_and_responders_see_no_card(as_: SignIn, elder: dict[str, Any], role: str, path: str) -> None:
    assert as_(role).get(f"/api/elders{path}").status_code == 403


def test_outside_the_own_areas_an_elder_does_not_exist(
    admin: TestClient, as_: SignIn, elder: dict[str, Any]
) -> None:
    lianhu = admin.post("/api/areas", json={"name": "莲湖区", "boundary": LIANHU}).json()["id"]
    beilin = admin.post("/api/areas", json={"name": "碑林区"}).json()["id"]
    assert admin.get(f"/api/elders/{elder['id']}").json()["area"] == {"id": lianhu, "name": "莲湖区"}
    inside, outside = as_("supervisor", areas=[lianhu]), as_("supervisor", areas=[beilin])
    url = f"/api/elders/{elder['id']}"
    assert inside.get(url).status_code == 200
    for attempt in (
        outside.get(url),
        outside.get(f"{url}/track"),
        outside.get(f"{url}/contacts"),
        outside.patch(url, json={"name": "乙"}),
        outside.post(f"{url}/contacts", json={"name": "子", "phone": "139"}),
        outside.get("/api/fences/1"),
        outside.delete("/api/fences/1"),
    ):
        assert attempt.status_code == 404
    assert outside.get("/api/elders").json()["items"] == []
    assert outside.get("/api/elders", params={"area": lianhu}).status_code == 403
    assert [e["id"] for e in inside.get("/api/elders", params={"area": lianhu}).json()["items"]] == [
        elder["id"]
    ]
    assert outside.post("/api/elders", json={"name": "乙", "home": HOME}).status_code == 403


def test_every_reading_of_a_card_is_in_the_access_log(
    admin: TestClient, as_: SignIn, elder: dict[str, Any]
) -> None:
    operator, supervisor = as_("operator"), as_("supervisor")
    operator.get(f"/api/elders/{elder['id']}")
    operator.get(f"/api/elders/{elder['id']}/track", params={"reason": "家属询问"})
    operator.get("/api/elders/99")
    log = supervisor.get("/api/access-log", params={"user_id": 2}).json()["items"]
    assert [(e["user_name"], e["elder_id"], e["action"], e["reason"]) for e in log] == [
        ("operator2", elder["id"], "track", "家属询问"),
        ("operator2", elder["id"], "card", None),
    ]
    page = supervisor.get("/api/access-log", params={"limit": 1}).json()
    older = supervisor.get("/api/access-log", params={"after": page["next"]}).json()
    assert older["items"][0]["id"] < page["items"][0]["id"]
    assert operator.get("/api/access-log").status_code == 403


def test_contacts(admin: TestClient, elder: dict[str, Any]) -> None:
    url = f"/api/elders/{elder['id']}/contacts"
    first = admin.post(url, json={"name": "子", "phone": "139 0000-0000"})
    assert first.status_code == 201
    second = admin.post(url, json={"name": "女", "phone": "138"}).json()
    admin.patch(f"{url}/{first.json()['id']}", json={"rank": 3})
    assert [c["name"] for c in admin.get(url).json()["items"]] == ["女", "子"]
    assert admin.delete(f"{url}/{second['id']}").status_code == 204
    assert [c["name"] for c in admin.get(url).json()["items"]] == ["子"]
    assert admin.delete(f"{url}/{second['id']}").status_code == 404
    assert wrong_fields(admin.post(url, json={"name": "子", "phone": "x"})) == ["phone"]


def test_the_list_is_searched_and_has_nothing_medical(admin: TestClient, elder: dict[str, Any]) -> None:
    admin.post("/api/elders", json={"name": "李四", "medical_notes": "高血压"})
    found = admin.get("/api/elders", params={"q": "秀兰"}).json()
    assert [e["name"] for e in found["items"]] == ["王秀兰"]
    assert "高血压" not in admin.get("/api/elders").text


def test_those_who_stand_together_are_asked_for_by_id(
    admin: TestClient, as_: SignIn, elder: dict[str, Any]
) -> None:
    other = admin.post("/api/elders", json={"name": "李四"}).json()["id"]
    admin.post("/api/elders", json={"name": "张三"})
    found = admin.get("/api/elders", params={"ids": f"{other},{elder['id']},9999"}).json()["items"]
    assert [e["name"] for e in found] == ["王秀兰", "李四"]
    assert wrong_fields(admin.get("/api/elders", params={"ids": "7,x"})) == ["ids"]
    elsewhere = admin.post("/api/areas", json={"name": "碑林区"}).json()["id"]
    stranger = as_("operator", areas=[elsewhere])
    assert stranger.get("/api/elders", params={"ids": str(other)}).json()["items"] == []


def test_whose_number_is_it(admin: TestClient, as_: SignIn) -> None:
    """Hers or a contact's, however it is written; whoever asks is in the access log."""
    son = {"name": "王建国", "phone": "029-8765 4321", "relation": "儿子"}
    body = {"name": "王秀兰", "phone": "138-0000-0000", "contacts": [son]}
    hers = admin.post("/api/elders", json=body).json()["id"]
    admin.post("/api/elders", json={"name": "张三", "phone": "13900000000"})
    li = as_("operator")
    for phone, contact in (
        ("+86 138 0000 0000", None),
        ("02987654321", "王建国"),
        ("0086-29-87654321", "王建国"),
    ):
        (found,) = li.get("/api/elders", params={"phone": phone}).json()["items"]
        assert (found["id"], (found["contact"] or {}).get("name")) == (hers, contact), phone
    for phone in ("138", "13800000001", "anonymous", ""):
        assert li.get("/api/elders", params={"phone": phone}).json()["items"] == [], phone
    log = admin.get("/api/access-log", params={"elder_id": hers}).json()["items"]
    assert [e["action"] for e in log if e["user_name"] == "operator2"] == ["elders_by_phone"] * 3
    assert "138" not in str(log)
