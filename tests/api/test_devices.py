"""Devices, integrations and their keys over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.clock import ManualClock
from app.main import Nuanyang
from tests.api.conftest import SignIn, wrong_fields

WATCH = {"unique_id": "867584030012345", "kind": "watch", "expected_interval_s": 120}


def posts(client: TestClient, key: str) -> int:
    """The status of posting a ping of the watch with this key."""
    ping = {"device": WATCH["unique_id"], "fixed_at": 1_790_000_000, "lat": 34.2658, "lon": 108.9402}
    return client.post("/api/pings", json=ping, headers={"authorization": f"Bearer {key}"}).status_code


def test_a_device_gets_a_key_to_post_with(
    admin: TestClient, client: TestClient, elder: dict[str, Any]
) -> None:
    made = admin.post("/api/devices", json={**WATCH, "elder_id": elder["id"]})
    assert made.status_code == 201
    body = made.json()
    key = body.pop("key")
    assert key.startswith("nyk_")
    assert admin.get(f"/api/devices/{body['id']}").json() == body
    assert admin.get("/api/devices").json() == {"items": [body], "next": None}
    assert admin.get(f"/api/elders/{elder['id']}").json()["devices"] == [body]
    assert posts(client, key) == 200
    assert client.get("/api/me", headers={"authorization": f"Bearer {key}"}).status_code == 401, "ingest only"


def test_a_second_device_of_that_id_is_409(admin: TestClient) -> None:
    admin.post("/api/devices", json=WATCH)
    answer = admin.post("/api/devices", json=WATCH)
    assert (answer.status_code, answer.json()["kind"]) == (409, "conflict")
    admin.post("/api/devices", json={**WATCH, "unique_id": "w2"})
    assert admin.patch("/api/devices/2", json={"unique_id": WATCH["unique_id"]}).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unique_id": " "}, "unique_id"),
        ({"elder_id": 99}, "elder_id"),
        ({"expected_interval_s": 0}, "expected_interval_s"),
        ({"datum": "mars"}, "datum"),
    ],
)
def test_the_wrong_field_is_named(admin: TestClient, change: dict[str, Any], field: str) -> None:
    assert wrong_fields(admin.post("/api/devices", json={**WATCH, **change})) == [field]


def test_keys_are_rotated_and_revoked(admin: TestClient, client: TestClient, clock: ManualClock) -> None:
    first = admin.post("/api/devices", json=WATCH).json()["key"]
    second = admin.post("/api/devices/1/keys").json()["key"]
    assert [posts(client, first), posts(client, second)] == [200, 200]
    assert admin.delete("/api/devices/1/keys").status_code == 204
    clock.advance(5)
    assert [posts(client, first), posts(client, second)] == [401, 401]
    assert posts(client, admin.post("/api/devices/1/keys").json()["key"]) == 200
    assert admin.post("/api/devices/9/keys").status_code == 404


def test_a_device_is_taken_from_its_elder(admin: TestClient, elder: dict[str, Any]) -> None:
    admin.post("/api/devices", json={**WATCH, "elder_id": elder["id"]})
    assert admin.patch("/api/devices/1", json={"elder_id": None}).json()["elder_id"] is None
    assert admin.get(f"/api/elders/{elder['id']}").json()["devices"] == []
    assert admin.patch("/api/devices/1", json={"kind": None}).json()["kind"] == "watch"


def test_an_integration_posts_for_every_device(admin: TestClient, client: TestClient) -> None:
    admin.post("/api/devices", json=WATCH)
    made = admin.post("/api/integrations", json={"name": "traccar"})
    assert made.status_code == 201
    assert posts(client, made.json()["key"]) == 200
    assert [i["name"] for i in admin.get("/api/integrations").json()["items"]] == ["traccar"]
    assert admin.post("/api/integrations", json={"name": "traccar"}).status_code == 409
    assert "key" not in admin.get("/api/integrations").json()["items"][0]
    assert admin.delete("/api/integrations/1/keys").status_code == 204
    assert admin.delete("/api/integrations/9/keys").status_code == 404


def test_who_may_do_what(as_: SignIn, app: Nuanyang) -> None:
    operator, supervisor = as_("operator"), as_("supervisor")
    assert operator.get("/api/devices").status_code == 200
    assert operator.post("/api/devices", json=WATCH).status_code == 403
    assert supervisor.post("/api/devices", json=WATCH).status_code == 201
    assert supervisor.post("/api/devices/1/keys").status_code == 403
    assert supervisor.post("/api/integrations", json={"name": "x"}).status_code == 403
    assert as_("wall").get("/api/devices").status_code == 403
