"""Phone apps and gateways over a real socket: keys in their places, answers, and what each may not do."""

import logging
from typing import Any

import pytest
from sqlalchemy import text

from app.clock import rfc3339
from app.ingest import journal
from tests.ingest.wire import Wire, answer, problem

FORM = {"content-type": "application/x-www-form-urlencoded"}


def _bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def _refused(wire: Wire, **whose: int) -> list[tuple[str, str]]:
    """What the journal has of a sender, newest first: (wire, code)."""
    with wire.app.state.store.snapshot() as session:
        return [(m.wire, m.items[0]["code"]) for m in journal.page(session, None, 10, **whose)]


def _stored(wire: Wire, battery_pct: int) -> dict[str, Any]:
    """The only ping with this battery, as it is in the database."""
    query = text("SELECT * FROM ping WHERE battery_pct = :battery_pct")
    with wire.app.state.store.snapshot() as session:
        return dict(session.connection().execute(query, {"battery_pct": battery_pct}).mappings().one())


def _said(wire: Wire, second: int, **more: Any) -> dict[str, Any]:
    return {"id": wire.wang.device, "lat": 34.2658, "lon": 108.9402, "timestamp": second, **more}


def test_osmand_by_query_and_by_form(wire: Wire, second: int) -> None:
    got = wire.client.get("/api/ingest/osmand", params=_said(wire, second), headers=_bearer(wire.key))
    assert (got.status_code, got.json()) == (200, answer(accepted=1))
    again = wire.client.post("/api/ingest/osmand", data=_said(wire, second), headers=_bearer(wire.key) | FORM)
    assert again.json() == answer(duplicates=1), "the same content, whichever way it comes"
    by_query = wire.client.post(
        "/api/ingest/osmand", params=_said(wire, second + 1), headers=_bearer(wire.key)
    )
    assert by_query.json() == answer(accepted=1), "old clients post an empty body"


def test_osmand_with_the_key_in_the_path(wire: Wire, second: int) -> None:
    path = f"/api/ingest/osmand/{wire.wang.key}"
    said = _said(wire, second)
    del said["id"]
    assert wire.client.post(path, data=said).json() == answer(accepted=1), "the key says whose it is"
    body = {"location": {"timestamp": rfc3339((second + 1) * 1000), "coords": {}, "battery": {"level": 0.5}}}
    assert wire.client.post(path, json=body).json() == answer(accepted=1)
    assert wire.client.get(path, params=_said(wire, second + 2)).json() == answer(accepted=1)
    problem(wire.client.post("/api/ingest/osmand/nyk_nobodys", data=said), 401, "unauthenticated")
    problem(wire.client.post("/api/ingest/osmand", data=said), 401, "unauthenticated")
    by_an_integration = wire.client.post(f"/api/ingest/osmand/{wire.key}", data=said)
    problem(by_an_integration, 400, "bad_request")


def test_what_a_client_would_send_for_ever_is_answered_and_noted(wire: Wire, second: int) -> None:
    for changed, code in (({"id": "stranger"}, "unknown_device"), ({"lat": 91}, "invalid")):
        said = {**_said(wire, second), **changed}
        got = wire.client.post("/api/ingest/osmand", data=said, headers=_bearer(wire.key))
        assert (got.status_code, [r["code"] for r in got.json()["rejected"]]) == (200, [code])
        assert _refused(wire, integration_id=1)[0] == ("osmand", code)
    own = wire.client.post(f"/api/ingest/osmand/{wire.wang.key}", data=_said(wire, second, id="another"))
    assert [r["code"] for r in own.json()["rejected"]] == ["unknown_device"]
    assert _refused(wire, device_id=wire.wang.device_id)[0] == ("osmand", "unknown_device")


def test_the_journal_does_not_know_the_key_in_a_path(wire: Wire) -> None:
    wire.client.get(f"/api/ingest/osmand/{wire.wang.key}", params={"id": "stranger"})
    with wire.app.state.store.snapshot() as session:
        newest = journal.page(session, None, 1, device_id=wire.wang.device_id)[0]
    assert newest.raw == "id=stranger"


def test_no_log_knows_a_key_in_a_path(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for path in ("ingest/osmand", "webhook"):
        for key in (wire.wang.key, "nyk_nobodys"):
            for body in (b"", b"{", b'{"type":"x"}', b"id=stranger"):
                wire.client.post(f"/api/{path}/{key}", content=body)
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    assert not [line for line in ours if "nyk_" in line]


def _traccar(wire: Wire, second: int, **attributes: Any) -> dict[str, Any]:
    at = rfc3339(second * 1000)
    position = {
        "id": 0, "attributes": attributes, "protocol": "watch", "deviceTime": at, "fixTime": at,
        "valid": True, "latitude": 34.2658, "longitude": 108.9402, "speed": 0.5, "accuracy": 0.0,
    }  # fmt: skip
    return {"position": position, "device": {"id": 1, "uniqueId": wire.wang.device}}


def test_traccar_forwards_positions_and_events(wire: Wire, second: int) -> None:
    body = _traccar(wire, second, alarm="sos", batteryLevel=60)
    headers = _bearer(wire.key)
    assert wire.client.post("/api/ingest/traccar/positions", json=body, headers=headers).json() == answer(
        accepted=1
    )
    event = {**body, "event": {"type": "alarm", "attributes": {"alarm": "sos"}}}
    assert wire.client.post("/api/ingest/traccar/events", json=event, headers=headers).json() == answer(
        duplicates=1
    )
    offline = {"event": {"type": "deviceOffline"}, "device": body["device"]}
    before = wire.stored()
    assert wire.client.post("/api/ingest/traccar/events", json=offline, headers=headers).json() == answer()
    assert wire.stored() == before


@pytest.mark.parametrize("path", ["positions", "events"])
def test_traccar_hears_that_a_stranger_is_done(wire: Wire, second: int, path: str) -> None:
    body = _traccar(wire, second) | {"device": {"uniqueId": "stranger"}}
    body |= {"event": {"type": "alarm", "attributes": {"alarm": "sos"}}}
    got = wire.client.post(f"/api/ingest/traccar/{path}", json=body, headers=_bearer(wire.key))
    assert (got.status_code, got.json()["rejected"][0]["code"]) == (200, "unknown_device")
    assert _refused(wire, integration_id=1)[0] == ("traccar", "unknown_device")


def test_gpslogger(wire: Wire, second: int) -> None:
    said = {"lat": 34.2658, "lon": 108.9402, "timestamp": second, "acc": 17, "spd": 1.4, "batt": 65}
    basic = wire.client.get("/api/ingest/gpslogger", params=said, auth=("anybody", wire.wang.key))
    assert (basic.status_code, basic.json()) == (200, answer(accepted=1))
    assert _stored(wire, 65)["speed_mps"] == 1.4
    form = {"latitude": 34.2658, "longitude": 108.9402, "device": wire.wang.device}
    got = wire.client.post("/api/ingest/gpslogger", data=form, headers=_bearer(wire.key))
    assert got.json() == answer(accepted=1)
    missing = wire.client.post("/api/ingest/gpslogger", data={"device": "1"}, headers=_bearer(wire.key))
    problem(missing, 422, "invalid")


def test_the_webhook_is_named_by_the_devices_key(wire: Wire) -> None:
    body = {"type": "update_location", "data": {"gps": [34.2658, 108.9402], "battery": 80}}
    got = wire.client.post(f"/api/webhook/{wire.wang.key}", json=body)
    assert (got.status_code, got.json()) == (200, {})
    assert _stored(wire, 80)["device_id"] == wire.wang.device_id
    problem(wire.client.post("/api/webhook/nyk_nobodys", json=body), 401, "unauthenticated")
    problem(wire.client.post(f"/api/webhook/{wire.key}", json=body), 400, "bad_request")


def test_the_webhook_is_named_by_the_device_when_the_key_is_in_the_header(wire: Wire) -> None:
    body = {"type": "update_location", "data": {"gps": [34.2658, 108.9402], "battery": 79}}
    got = wire.client.post(f"/api/webhook/{wire.wang.device}", json=body, headers=_bearer(wire.key))
    assert (got.status_code, got.json()) == (200, {})
    assert _stored(wire, 79)["device_id"] == wire.wang.device_id
    stranger = wire.client.post("/api/webhook/stranger", json=body, headers=_bearer(wire.key))
    assert (stranger.status_code, stranger.json()) == (200, {})
    assert _refused(wire, integration_id=1)[0] == ("hass", "unknown_device")


def test_the_webhook_answers_sensors_and_questions(wire: Wire) -> None:
    path = f"/api/webhook/{wire.wang.key}"
    battery = {"unique_id": "battery_level", "state": 42, "type": "sensor", "name": "Battery Level"}
    assert wire.client.post(path, json={"type": "register_sensor", "data": battery}).status_code == 201
    got = wire.client.post(path, json={"type": "update_sensor_states", "data": [battery]})
    assert got.json() == {"battery_level": {"success": True}}
    assert wire.client.post(path, json={"type": "get_zones"}).json() == []
    problem(wire.client.post(path, json={"type": "encrypted", "encrypted": True}), 400, "bad_request")
