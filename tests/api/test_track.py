"""The way an elder went, over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.clock import HOUR, MINUTE, ManualClock, rfc3339
from app.ingest.tables import PingRow, slot_of
from app.main import Nuanyang
from app.registry.tables import Device
from tests.api.conftest import wrong_fields


@pytest.fixture
def url(app: Nuanyang, elder: dict[str, Any], clock: ManualClock) -> str:
    """Ten fixes, one a minute, the last one now; the third is quarantined; one ping without a position."""
    with app.state.store.transaction() as tx:
        tx.session.add(Device(id=1, unique_id="w1", elder_id=elder["id"], created_at=tx.now))
        common: dict[str, Any] = {"device_id": 1, "elder_id": elder["id"], "received_at": tx.now}
        for i in range(10):
            at = tx.now - (9 - i) * MINUTE
            row = PingRow(**common, slot=slot_of(at), fixed_at=at, message_id=f"m.{i}", source=1)
            row.lat, row.lon, row.accuracy_m = 34.0 + i / 1000, 108.9, 12
            row.signals = "sos,fall" if i == 0 else None
            row.quarantine = "speed" if i == 2 else None
            tx.session.add(row)
        tx.session.add(PingRow(**common, slot=slot_of(tx.now), fixed_at=tx.now, message_id="battery"))
        other = {**common, "elder_id": 99}
        row = PingRow(**other, slot=slot_of(tx.now), fixed_at=tx.now, message_id="other", lat=1, lon=1)
        tx.session.add(row)
    return f"/api/elders/{elder['id']}/track"


def test_oldest_first_and_page_by_page(admin: TestClient, url: str) -> None:
    lats, after, pages = [], None, 0
    while pages == 0 or after:
        page = admin.get(url, params={"limit": 4, **({"after": after} if after else {})}).json()
        lats += [round((item["lat"] - 34) * 1000) for item in page["items"]]
        after, pages = page["next"], pages + 1
    assert (lats, pages) == ([0, 1, 3, 4, 5, 6, 7, 8, 9], 3)


def test_what_a_device_saw_stays_hers_when_it_changes_hands(
    admin: TestClient, url: str, elder: dict[str, Any]
) -> None:
    before = admin.get(url).json()["items"]
    other = admin.post("/api/elders", json={"name": "李", "home": elder["home"]}).json()
    assert admin.patch("/api/devices/1", json={"elder_id": other["id"]}).status_code == 200
    assert admin.get(url).json()["items"] == before
    assert admin.get(f"/api/elders/{other['id']}/track").json()["items"] == []


def test_years_without_a_ping_are_no_obstacle(
    app: Nuanyang, admin: TestClient, url: str, elder: dict[str, Any]
) -> None:
    long_ago = {"device_id": 1, "elder_id": elder["id"], "received_at": 1, "lat": 33.0, "lon": 108.9}
    with app.state.store.transaction() as tx:
        tx.session.add(PingRow(**long_ago, slot=slot_of(MINUTE), fixed_at=MINUTE, message_id="old"))
    answer = admin.get(url, params={"from": "0", "reason": "走失调查", "limit": 2}).json()
    assert [item["lat"] for item in answer["items"]] == [33.0, 34.0]


def test_a_point(admin: TestClient, url: str, clock: ManualClock) -> None:
    assert admin.get(url, params={"limit": 1}).json()["items"] == [
        {
            "fixed_at": rfc3339(clock.now() - 9 * MINUTE), "received_at": rfc3339(clock.now()),
            "lat": 34.0, "lon": 108.9, "accuracy_m": 12.0, "source": "wifi", "speed_mps": None,
            "heading_deg": None, "altitude_m": None, "battery_pct": None, "charging": None, "vitals": None,
            "signals": ["sos", "fall"], "device_id": 1, "quarantine": None,
        }
    ]  # fmt: skip


def test_quarantined_fixes_only_when_asked_for(admin: TestClient, url: str) -> None:
    items = admin.get(url, params={"quarantined": "true"}).json()["items"]
    assert [item["quarantine"] for item in items] == [None, None, "speed", *[None] * 7]


@pytest.mark.parametrize(
    "spell", [rfc3339, lambda ms: str(ms / 1000), lambda ms: rfc3339(ms)[:-1] + "+00:00"]
)
def test_a_window_in_either_spelling(admin: TestClient, url: str, clock: ManualClock, spell: Any) -> None:
    window = {"from": spell(clock.now() - 6 * MINUTE), "to": spell(clock.now() - 4 * MINUTE)}
    items = admin.get(url, params=window).json()["items"]
    assert [round((item["lat"] - 34) * 1000) for item in items] == [3, 4, 5]
    unescaped = "&".join(f"{key}={value}" for key, value in window.items())
    assert admin.get(f"{url}?{unescaped}").json()["items"] == items


def test_before_the_last_24_hours_a_reason_is_required(
    admin: TestClient, url: str, clock: ManualClock
) -> None:
    old = {"from": rfc3339(clock.now() - 25 * HOUR)}
    assert wrong_fields(admin.get(url, params=old)) == ["reason"]
    assert wrong_fields(admin.get(url, params={**old, "reason": "  "})) == ["reason"]
    assert admin.get(url, params={**old, "reason": "走失调查"}).status_code == 200
    assert admin.get(url, params={"from": rfc3339(clock.now() - 24 * HOUR)}).status_code == 200


@pytest.mark.parametrize(("query", "field"), [({"from": "yesterday"}, "from"), ({"to": "2026-01-01"}, "to")])
def test_an_unreadable_time_is_named(admin: TestClient, url: str, query: dict[str, str], field: str) -> None:
    assert wrong_fields(admin.get(url, params=query)) == [field]


@pytest.mark.parametrize("after", ["x", "1.2", "1.x.y", f"{10**20}.1.x", f"1.{10**20}.x"])
def test_a_made_up_cursor_is_400(admin: TestClient, url: str, after: str) -> None:
    assert admin.get(url, params={"after": after}).status_code == 400
