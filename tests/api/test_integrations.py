"""Integrations that are disabled and enabled, and keys that are changed: on every way in, at once."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.clock import ManualClock, rfc3339

Sender = tuple[str, dict[str, Any]]
WATCH = {"unique_id": "w1"}


@pytest.fixture
def gateway(admin: TestClient) -> dict[str, Any]:
    admin.post("/api/devices", json=WATCH)
    made: dict[str, Any] = admin.post("/api/integrations", json={"name": "traccar"}).json()
    return made


def ways(client: TestClient, key: str, clock: ManualClock) -> dict[str, int]:
    """What each way in answers to this key."""
    bearer = {"authorization": f"Bearer {key}"}
    at = clock.now() // 1000
    fix = {"lat": 34.26, "lon": 108.94}
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "/api/pings": ("POST", {"json": {"device": "w1", "fixed_at": at, **fix}}),
        "/api/ingest/owntracks": ("POST", {"json": {"_type": "location", "tid": "w1", "tst": at, **fix}}),
        "/api/ingest/osmand": ("GET", {"params": {"id": "w1", "timestamp": at, **fix}}),
        "/api/ingest/overland": ("POST", {"json": {"locations": []}}),
        "/api/ingest/gpslogger": ("GET", {"params": {"id": "w1", "time": rfc3339(clock.now()), **fix}}),
        "/api/ingest/traccar/positions": ("POST", {"json": {}}),
    }
    return {
        path: client.request(method, path, headers=bearer, **said).status_code
        for path, (method, said) in asked.items()
    }


def test_a_disabled_integration_is_refused_at_once_on_every_way_in(
    admin: TestClient, client: TestClient, gateway: dict[str, Any], clock: ManualClock
) -> None:
    path, key = f"/api/integrations/{gateway['id']}", gateway["key"]
    before = ways(client, key, clock)
    assert 401 not in before.values()
    journal = f"{path}/messages"
    noted = len(admin.get(journal).json()["items"])
    assert admin.patch(path, json={"disabled": True}).json()["disabled"] is True
    assert set(ways(client, key, clock).values()) == {401}, "the clock stands still: nothing is remembered"
    told = client.post("/api/pings", json=[], headers={"authorization": f"Bearer {key}"}).json()
    assert "disabled" in told["detail"]
    first, *older = admin.get(journal).json()["items"]
    assert [item["code"] for item in first["items"]] == ["disabled"]
    assert len(older) == noted, "said once a minute, not each time"
    clock.advance(60)
    ways(client, key, clock)
    assert len(admin.get(journal).json()["items"]) == noted + 2
    assert admin.patch(path, json={"datum": "gcj02"}).json()["disabled"] is True
    assert admin.patch(path, json={"disabled": False}).json()["disabled"] is False
    assert ways(client, key, clock) == before
    assert admin.get("/api/integrations").json()["items"][0]["disabled"] is False


def test_the_devices_own_keys_go_on(admin: TestClient, client: TestClient, clock: ManualClock) -> None:
    device = admin.post("/api/devices", json=WATCH).json()
    made = admin.post("/api/integrations", json={"name": "traccar"}).json()
    admin.patch(f"/api/integrations/{made['id']}", json={"disabled": True})
    assert ways(client, device["key"], clock)["/api/pings"] == 200


def test_a_key_is_changed_in_one_step(
    admin: TestClient, client: TestClient, gateway: dict[str, Any], clock: ManualClock
) -> None:
    path, old = f"/api/integrations/{gateway['id']}/keys", gateway["key"]
    beside = admin.post(path).json()["key"]
    assert [ways(client, key, clock)["/api/pings"] for key in (old, beside)] == [200, 200]
    only = admin.post(path, params={"replace": True}).json()["key"]
    assert [ways(client, key, clock)["/api/pings"] for key in (old, beside, only)] == [401, 401, 200]
