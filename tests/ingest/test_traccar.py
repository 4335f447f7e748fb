"""What a Traccar server forwards, old and new, and what makes two messages one."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import parse_instant
from app.errors import BadRequest
from app.ingest.pings import Decoded, Ping
from app.ingest.traccar import decode_event, decode_position
from tests.ingest.samples import NOW, load
from tests.ingest.test_osmand import ANY

SAMPLES = load("traccar_forward")
NEW = SAMPLES["synthetic-6x-position"]["body"]
NETWORK = SAMPLES["synthetic-6x-position-network"]["body"]
SOS = SAMPLES["synthetic-event-sos"]["body"]
AT = parse_instant("2026-06-01T02:00:00Z")


def _position(body: Any) -> Decoded:
    return decode_position(json.dumps(body).encode(), NOW)


def _event(body: Any) -> Decoded:
    return decode_event(json.dumps(body).encode(), NOW)


def _changed(body: Any, attributes: Any = None, **position: Any) -> dict[str, Any]:
    body = copy.deepcopy(body)
    body["position"] |= position
    if attributes is not None:
        body["position"]["attributes"] = attributes
    return dict(body)


def _one(body: Any) -> Ping:
    (ping,) = _position(body).pings
    return ping


def test_a_position() -> None:
    ping = _one(NEW)
    assert (ping.device, ping.fixed_at, ping.lat, ping.lon) == ("8800000015", AT, 31.2304, 121.4737)
    assert ping.speed_mps == pytest.approx(4 / 3.6, abs=1e-4), "the wire speaks knots"
    assert (ping.accuracy_m, ping.source) == (None, "gnss"), "an accuracy of 0 is unknown"
    assert (ping.heading_deg, ping.altitude_m, ping.battery_pct, ping.signals) == (90, 12, 60, [])


def test_an_old_body_of_a_meitrack_whose_sos_is_a_number() -> None:
    sample = SAMPLES["real-2022-meitrack-sos"]
    ping = _one(sample["body"])
    assert (ping.device, ping.signals) == (sample["expect"]["device_key"], ["sos"])
    assert ping.fixed_at == parse_instant(sample["expect"]["fix_time_utc"])
    assert ping.lat is None, "not valid"
    other = _changed(sample["body"], protocol="gl200")
    assert _one(other).signals == []


def test_two_alarms_without_a_fix() -> None:
    ping = _one(NETWORK)
    assert (ping.signals, ping.battery_pct, ping.lat, ping.fixed_at) == (["sos", "low_battery"], 9, None, AT)


def test_three_positions_numbered_0_are_three_pings() -> None:
    pings = [_one(body) for body in SAMPLES["synthetic-same-id-0"]["bodies"]]
    assert len({(ping.fixed_at, ping.message_id) for ping in pings}) == 3


def test_a_position_sent_again_is_the_same_ping_whatever_the_server_adds() -> None:
    again = _changed(NEW, id=991, serverTime="2026-06-01T02:09:00.000+00:00", address="Somewhere")
    again["device"]["status"] = "offline"
    assert _one(again) == _one(NEW)


@pytest.mark.parametrize("arrives", ["before the position", "after it"])
def test_an_alarm_as_position_and_as_event_is_one_ping(arrives: str) -> None:
    forwarded = {**SOS, "position": {**SOS["position"], "id": 0}}
    assert _event(SOS).pings == _position(forwarded).pings
    two = _changed(forwarded, {"alarm": "lowBattery,sos", "batteryLevel": 9})
    (as_event,) = _event({**two, "event": SOS["event"]}).pings
    (as_position,) = _position(two).pings
    assert (as_event.fixed_at, as_event.message_id) == (as_position.fixed_at, as_position.message_id)


def test_two_presses_without_a_new_fix_are_two() -> None:
    """Without a fix the server repeats the last one, at its old time."""
    old = {"fixTime": "2026-06-01T01:59:40.000+00:00", "latitude": 31.2304, "longitude": 121.4737}
    first = _one(_changed(NETWORK, valid=True, **old))
    second = _one(_changed(NETWORK, valid=True, **old, deviceTime="2026-06-01T02:00:20.000+00:00"))
    assert (first.fixed_at, second.fixed_at) == (AT, AT + 20_000)
    assert first.message_id != second.message_id
    assert (first.lat, second.lat) == (31.2304, 31.2304), "a fix that is some seconds old is still one"


def test_an_old_fix_is_told_at_its_own_time_and_the_news_at_theirs() -> None:
    old = _changed(NEW, fixTime="2026-06-01T01:00:00.000+00:00")
    news, fix = _position(old).pings
    assert (news.fixed_at, news.lat, news.battery_pct) == (AT, None, 60)
    assert (fix.fixed_at, fix.lat, fix.battery_pct) == (AT - 3_600_000, 31.2304, None)
    later = _changed(old, {"batteryLevel": 59}, deviceTime="2026-06-01T02:05:00.000+00:00")
    assert _position(later).pings[1] == fix, "remembered for as long as it likes, it stays one ping"


@pytest.mark.parametrize("said", [{"outdated": True}, {"valid": False}, {"latitude": 0, "longitude": 0}])
def test_no_fix(said: dict[str, Any]) -> None:
    ping = _one(_changed(NEW, **said))
    assert (ping.lat, ping.battery_pct, ping.fixed_at) == (None, 60, AT)


@pytest.mark.parametrize(("network", "source"), [(NETWORK["position"]["network"], "wifi"), (None, "cell")])
def test_what_the_server_looked_up_says_so(network: Any, source: str) -> None:
    ping = _one(_changed(NEW, {"approximate": True}, network=network, accuracy=80, outdated=True))
    assert (ping.source, ping.accuracy_m, ping.lat) == (source, 80, 31.2304)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"fixTime": "2026-06-01T02:00:00.000+0000", "deviceTime": None}, AT),
        ({"fixTime": None}, AT),
        ({"fixTime": None, "deviceTime": None, "serverTime": "2026-06-01T02:00:05.120+0000"}, AT + 5_120),
        ({"fixTime": None, "deviceTime": "x", "serverTime": {}}, NOW),
        ({"fixTime": AT, "deviceTime": AT}, AT),
    ],
)
def test_times(said: dict[str, Any], at: int) -> None:
    assert _one(_changed(NEW, **said)).fixed_at == at


def test_what_watches_measure() -> None:
    ping = _one(_changed(NEW, {
        "heartRate": 72, "steps": 1200, "pressureHigh": 128, "pressureLow": 79, "charge": True,
        "archive": True,
    }))  # fmt: skip
    assert (ping.heart_rate_bpm, ping.steps, ping.charging, ping.backlog) == (72, 1200, True, True)
    assert ping.vitals is not None
    assert (ping.vitals.systolic_mmhg, ping.vitals.diastolic_mmhg) == (128, 79)
    odd = _one(_changed(NEW, {"heartRate": 9999, "steps": -1, "pressureHigh": 4000, "batteryLevel": "60"}))
    assert (odd.heart_rate_bpm, odd.steps, odd.vitals, odd.battery_pct, odd.lat) == (
        None, None, None, 60, 31.2304,
    )  # fmt: skip


@pytest.mark.parametrize("attributes", [[], None, "x", {"alarm": 7}])
def test_attributes_that_a_relay_has_mangled(attributes: Any) -> None:
    body = copy.deepcopy(NEW)
    body["position"]["attributes"] = attributes
    ping = _one(body)
    assert (ping.lat, ping.signals) == (31.2304, [])


@pytest.mark.parametrize("name", ["synthetic-event-geofence-exit", "synthetic-event-offline"])
def test_traccars_own_conclusions_are_drawn_here(name: str) -> None:
    found = _event(SAMPLES[name]["body"])
    assert (found.pings, found.refused, len(found.ignored)) == ([], [], 1)


@pytest.mark.parametrize("field", ["eventTime", "serverTime"])
def test_an_alarm_without_its_position(field: str) -> None:
    event = {"type": "alarm", "attributes": {"alarm": "sos"}, field: "2026-06-01T02:00:00.000+0000"}
    (ping,) = _event({"event": event, "device": SOS["device"]}).pings
    assert (ping.fixed_at, ping.signals, ping.lat) == (AT, ["sos"], None)


def test_an_alarm_that_only_the_event_names() -> None:
    (ping,) = _event({**SOS, "position": {**SOS["position"], "attributes": {}}}).pings
    assert (ping.signals, ping.lat) == (["sos"], 31.2304)


def test_without_a_device_it_is_refused() -> None:
    for body in ({"position": NEW["position"]}, {**NEW, "device": {"id": 42}}, {**NEW, "device": []}):
        assert [r.code for r in _position(body).refused] == ["invalid"]
    assert [r.code for r in _event({"event": {}}).refused] == ["invalid"]


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"\xff", b"{" * 100_000, b'{"a":' * 50_000])
def test_what_is_no_object_is_a_bad_request(body: bytes) -> None:
    for decode in (decode_position, decode_event):
        with pytest.raises(BadRequest):
            decode(body, NOW)


FIELDS = {
    "attributes": ANY | st.fixed_dictionaries({}, optional={"alarm": ANY, "event": ANY, "steps": ANY}),
    "protocol": ANY, "serverTime": ANY, "deviceTime": ANY, "fixTime": ANY, "valid": ANY, "outdated": ANY,
    "latitude": ANY, "longitude": ANY, "speed": ANY, "accuracy": ANY, "network": ANY,
}  # fmt: skip
POSITION = ANY | st.fixed_dictionaries({}, optional=FIELDS)


@given(POSITION, st.sampled_from(["8800000015", 7]), ANY | st.fixed_dictionaries({"type": st.just("alarm")}))
def test_no_body_does_harm(position: Any, device: Any, event: Any) -> None:
    body = {"position": position, "device": {"uniqueId": device}, "event": event}
    for decode in (decode_position, decode_event):
        found = decode(json.dumps(body).encode(), NOW)
        assert 1 <= len(found.pings) + len(found.refused) + len(found.ignored) <= 2
        assert len(found.pings) == len(found.indexes)


@given(POSITION)
def test_a_button_that_was_pressed_is_never_lost(position: Any) -> None:
    body = {"position": position, "device": {"uniqueId": "1"}, "event": SOS["event"]}
    found = decode_event(json.dumps(body).encode(), NOW)
    assert any("sos" in ping.signals for ping in found.pings)
