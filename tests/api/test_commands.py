"""Who may ask a device for what."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import SignIn, wrong_fields


@pytest.fixture
def url(admin: TestClient, elder: dict[str, Any]) -> str:
    made = admin.post("/api/devices", json={"unique_id": "8800000001", "elder_id": elder["id"]})
    return f"/api/devices/{made.json()['id']}/commands"


def test_an_operator_locates_rings_and_sends_texts(as_: SignIn, url: str, elder: dict[str, Any]) -> None:
    operator, admin = as_("operator"), as_("admin")
    for body in ({"command": "locate"}, {"command": "find"}, {"command": "message", "text": "早点回家"}):
        answer = operator.post(url, json=body)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert (made["command"], made["state"], made["sent_at"]) == (body["command"], "queued", None)
    first = operator.get(url, params={"limit": 2}).json()
    assert [item["command"] for item in first["items"]] == ["message", "find"]
    assert first["items"][0]["parameters"] == {"text": "早点回家"}
    rest = operator.get(url, params={"after": first["next"]}).json()
    assert ([item["command"] for item in rest["items"]], rest["next"]) == (["locate"], None)
    log = admin.get("/api/access-log", params={"elder_id": elder["id"]}).json()["items"]
    assert [entry["action"] for entry in log][:3] == ["command.message", "command.find", "command.locate"]


@pytest.mark.parametrize(
    "body",
    [{"command": "interval", "interval_s": 600}, {"command": "sos_numbers", "numbers": ["13800000000"]}],
)
def test_how_a_device_is_set_is_for_supervisors(as_: SignIn, url: str, body: dict[str, Any]) -> None:
    assert as_("operator").post(url, json=body).status_code == 403
    assert as_("supervisor").post(url, json=body).status_code == 201
    assert as_("wall").post(url, json={"command": "locate"}).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"command": "reset"}, "body"),
        ({"command": "message"}, "text"),
        ({"command": "message", "text": " "}, "text"),
        ({"command": "interval", "interval_s": 5}, "interval_s"),
        ({"command": "sos_numbers", "numbers": []}, "numbers"),
        ({"command": "sos_numbers", "numbers": ["1380000]"]}, "numbers.0"),
    ],
)
def test_what_makes_no_sense_is_refused(
    admin: TestClient, url: str, body: dict[str, Any], field: str
) -> None:
    (named,) = wrong_fields(admin.post(url, json=body))
    assert named.endswith(field)


def test_devices_of_other_areas_are_not_there(as_: SignIn, url: str, admin: TestClient) -> None:
    ring = {"lat": [34.0, 34.1], "lon": [108.0, 108.1]}
    corners = [[x, y] for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    boundary = {"type": "Polygon", "coordinates": [[[ring["lon"][x], ring["lat"][y]] for x, y in corners]]}
    area = admin.post("/api/areas", json={"name": "别处", "kind": "street", "boundary": boundary})
    assert area.status_code == 201, area.text
    elsewhere = as_("supervisor", areas=[area.json()["id"]])
    assert elsewhere.post(url, json={"command": "locate"}).status_code == 404
    assert elsewhere.get(url).status_code == 404
    assert admin.get(url).json()["items"] == []
