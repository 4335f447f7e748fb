"""The Home Assistant companion: what it says of the phone, and what it asks about another home."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadRequest
from app.ingest.hass import Webhook, decode
from app.ingest.pings import Ping
from tests.ingest.samples import NOW, load
from tests.ingest.test_osmand import ANY

SAMPLES = load("other_apps")


def _heard(body: Any) -> Webhook:
    return decode(json.dumps(body).encode(), "8800000001", NOW)


def _one(body: Any) -> Ping:
    (ping,) = _heard(body).decoded.pings
    return ping


def test_a_location() -> None:
    ping = _one(SAMPLES["ha-mobile-app-update-location"]["body"])
    assert (ping.device, ping.fixed_at, ping.lat, ping.lon) == ("8800000001", NOW, 31.2304, 121.4737)
    assert (ping.accuracy_m, ping.battery_pct, ping.speed_mps) == (20, 80, 1)
    assert (ping.heading_deg, ping.altitude_m) == (90, 12)


def test_only_the_name_of_a_zone_is_contact() -> None:
    body = SAMPLES["ha-mobile-app-zone-only"]["body"]
    body["data"]["battery"] = 15
    ping = _one(body)
    assert (ping.lat, ping.battery_pct) == (None, 15)


@pytest.mark.parametrize("gps", [[], [31.2], "here", [91, 0], [None, 3], {"lat": 1}])
def test_a_position_that_cannot_be(gps: Any) -> None:
    found = _heard({"type": "update_location", "data": {"gps": gps}})
    assert [r.code for r in found.decoded.refused] == ["invalid"]
    assert (found.status, found.answer) == (200, {}), "the app would only send it again"


def test_sensors() -> None:
    sensors = [
        {"unique_id": "battery_level", "type": "sensor", "state": 42},
        {"unique_id": "battery_state", "type": "sensor", "state": "Charging"},
        {"unique_id": "pedometer_steps", "type": "sensor", "state": 1200},
        {"unique_id": "connectivity_ssid", "type": "sensor", "state": "<not connected>"},
        7,
    ]
    found = _heard({"type": "update_sensor_states", "data": sensors})
    (ping,) = found.decoded.pings
    assert (ping.battery_pct, ping.charging, ping.steps) == (42, True, 1200)
    assert found.answer["battery_level"] == {"success": True}
    assert set(found.answer) == {"battery_level", "battery_state", "pedometer_steps", "connectivity_ssid"}


@pytest.mark.parametrize(
    ("sensor", "charging"),
    [(("is_charging", True), True), (("is_charging", "off"), False), (("battery_state", "Full"), True),
     (("battery_state", "Not Charging"), False), (("battery_state", "?"), None)],
)  # fmt: skip
def test_charging(sensor: tuple[str, Any], charging: bool | None) -> None:
    said = {"unique_id": sensor[0], "state": sensor[1]}
    assert _one({"type": "update_sensor_states", "data": [said]}).charging is charging


def test_a_sensor_that_registers() -> None:
    found = _heard({"type": "register_sensor", "data": {"unique_id": "battery_level", "state": 42}})
    assert (found.status, found.answer) == (201, {"success": True})
    assert found.decoded.pings[0].battery_pct == 42


@pytest.mark.parametrize(
    ("kind", "answer"), [("get_zones", []), ("fire_event", {}), ("render_template", {}), ("call_service", {})]
)
def test_everything_else_is_answered_harmlessly(kind: str, answer: Any) -> None:
    found = _heard({"type": kind, "data": {}})
    assert (found.answer, found.status, found.decoded.pings) == (answer, 200, [])


def test_a_home_that_is_none_of_ours_has_no_position() -> None:
    assert "latitude" not in _heard({"type": "get_config"}).answer


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"type":7.5}', b'{"type":"encrypted","encrypted":true,"encrypted_data":"x"}',
     b'{"type":"update_location","encrypted":true,"encrypted_data":"x"}'],
)  # fmt: skip
def test_what_cannot_be_read_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest):
        decode(body, "1", NOW)


@given(st.sampled_from(["update_location", "update_sensor_states", "register_sensor", "x"]), ANY)
def test_no_data_does_harm(kind: str, data: Any) -> None:
    found = _heard({"type": kind, "data": data})
    assert len(found.decoded.pings) + len(found.decoded.refused) + len(found.decoded.ignored) == 1
    json.dumps(found.answer)


@given(
    st.fixed_dictionaries(
        {},
        optional={"gps": ANY | st.lists(ANY, max_size=3), "gps_accuracy": ANY, "battery": ANY, "speed": ANY},
    )
)
def test_no_location_does_harm(data: Any) -> None:
    assert _heard({"type": "update_location", "data": data}).answer == {}
