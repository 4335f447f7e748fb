"""OsmAnd and the Traccar Client: the messages of Traccar's own tests, and traps."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import parse_instant
from app.errors import BadRequest
from app.ingest.fields import KNOT
from app.ingest.osmand import decode_form, decode_json
from app.ingest.pings import Decoded, Ping
from tests.ingest.samples import NOW, load

SAMPLES = load("osmand")


def _form(query: str, own: str | None = None) -> Decoded:
    return decode_form(parse_qsl(query, keep_blank_values=True), NOW, own)


def _one(query: str) -> Ping:
    (ping,) = _form(query).pings
    return ping


@pytest.mark.parametrize("name", SAMPLES)
def test_messages_of_traccars_tests(name: str) -> None:
    sample = SAMPLES[name]
    http, meant = sample["input"]["http"], sample["reference"]
    query = urlsplit(http["url"]).query
    found = decode_json(http["body"].encode(), NOW) if "body" in http else _form(query)
    (ping,) = found.pings
    assert (ping.device, ping.lat, ping.lon) == (
        meant["device_id"], meant.get("latitude"), meant.get("longitude"),
    )  # fmt: skip
    assert ping.accuracy_m == meant.get("accuracy_m")
    assert ping.speed_mps == meant.get("speed_mps")
    assert ping.heading_deg == meant.get("course_deg")
    assert ping.altitude_m == meant.get("altitude_m")
    assert ping.battery_pct == meant.get("battery_pct")
    assert ping.charging == meant.get("charging")
    when = meant["fix_time_utc"]
    if isinstance(when, dict):
        when = when["local_naive"] + "Z"
    assert ping.fixed_at == (NOW if when == "server time" else parse_instant(when))


@pytest.mark.parametrize(
    ("timestamp", "means"),
    [
        ("1780279200", "2026-06-01T02:00:00Z"),
        ("1780279200000", "2026-06-01T02:00:00Z"),
        ("1780279200.5", "2026-06-01T02:00:00.500Z"),
        ("2147483646", "2038-01-19T03:14:06Z"),
        ("2147483647", "1970-01-25T20:31:23.647Z"),
        ("2026-06-01T02:00:00Z", "2026-06-01T02:00:00Z"),
        ("2026-06-01T10:00:00.120%2B0800", "2026-06-01T02:00:00.120Z"),
        ("2026-06-01T10:00:00+08:00", "2026-06-01T02:00:00Z"),  # not escaped: arrives as a blank
        ("2026-06-01T02:00:00", "2026-06-01T02:00:00Z"),
        ("2026-06-01%2002:00:00", "2026-06-01T02:00:00Z"),
        ("2026-06-01+02:00:00", "2026-06-01T02:00:00Z"),
    ],
)
def test_times(timestamp: str, means: str) -> None:
    assert _one(f"id=1&lat=34.2&lon=108.9&timestamp={timestamp}").fixed_at == parse_instant(means)


@pytest.mark.parametrize("timestamp", ["soon", "2026-13-01 00:00:00", "-5", "1e400", "9e15", "T" * 100_000])
def test_a_time_that_is_none_refuses_a_position_but_never_a_cry_for_help(timestamp: str) -> None:
    assert [r.code for r in _form(f"id=1&lat=34.2&lon=108.9&timestamp={timestamp}").refused] == ["invalid"]
    help_ = _one(f"id=1&lat=34.2&lon=108.9&timestamp={timestamp}&alarm=sos")
    assert (help_.fixed_at, help_.signals) == (NOW, ["sos"])


def test_a_full_form_of_client_10() -> None:
    ping = _one(
        "id=48241179&lat=34.2672&lon=108.9268&timestamp=1780279200&accuracy=12.5&altitude=400&speed=2.16"
        "&bearing=90&batt=81&charge=true&alarm=sos"
    )
    assert (ping.accuracy_m, ping.altitude_m, ping.heading_deg) == (12.5, 400, 90)
    assert ping.speed_mps == pytest.approx(1.111, abs=0.001), "the wire speaks knots"
    assert (ping.battery_pct, ping.charging, ping.signals) == (81, True, ["sos"])


def test_unknown_is_minus_one() -> None:
    ping = _one("id=1&lat=34.2&lon=108.9&accuracy=-1&speed=-1&bearing=-1&batt=-100&altitude=nan")
    assert (ping.accuracy_m, ping.speed_mps, ping.heading_deg, ping.battery_pct) == (None,) * 4
    assert (ping.lat, ping.altitude_m) == (34.2, None)


@pytest.mark.parametrize(
    ("said", "metres"),
    [("hdop=12", 12), ("hdop=0.9", 5), ("hdop=0", None), ("hdop=0.9&accuracy=30", 30), ("hdop=-1", None)],
)
def test_hdop_stands_in_for_accuracy(said: str, metres: float | None) -> None:
    assert _one(f"id=1&lat=34.2&lon=108.9&{said}").accuracy_m == metres


def test_a_location_in_one_field() -> None:
    ping = _one("deviceid=1&location=34.2672,108.9268")
    assert (ping.device, ping.lat, ping.lon) == ("1", 34.2672, 108.9268)


@pytest.mark.parametrize("said", ["", "valid=false&lat=34.2&lon=108.9", "lat=0&lon=0", "lat=&lon="])
def test_a_heartbeat_is_contact_and_carries_the_battery(said: str) -> None:
    ping = _one(f"id=1&batt=42&{said}")
    assert (ping.lat, ping.lon, ping.battery_pct, ping.fixed_at) == (None, None, 42, NOW)


@pytest.mark.parametrize("said", ["valid=0&lat=34.2&lon=108.9", "lat=91&lon=200", "lat=34.2", "lat=x&lon=y"])
def test_an_sos_outlives_its_position(said: str) -> None:
    ping = _one(f"id=1&alarm=sos&timestamp=1780279200&{said}")
    assert (ping.signals, ping.lat) == (["sos"], None)


@pytest.mark.parametrize(
    ("alarm", "signals"),
    [
        ("sos", ["sos"]),
        ("lowBattery,sos", ["sos", "low_battery"]),
        ("fallDown", ["fall"]),
        ("removing", ["device_removed"]),
        ("door", ["door_alarm"]),
        ("smoke", ["smoke"]),
        ("hardBraking, sos ,,sos", ["sos", "hard_braking"]),
        (",".join(f"x{i}" for i in range(40)) + ",sos", ["sos", *(f"x{i}" for i in range(15))]),
        ("", []),
    ],
)
def test_alarms(alarm: str, signals: list[str]) -> None:
    assert _one(f"id=1&alarm={alarm}").signals == signals


def test_several_alarm_fields_are_all_heard() -> None:
    assert _one("id=1&alarm=lowBattery&alarm=sos").signals == ["sos", "low_battery"]


def test_an_address_for_push_messages_is_nothing_to_store() -> None:
    found = _form("id=1&notificationToken=abc")
    assert (found.pings, found.refused, len(found.ignored)) == ([], [], 1)


def test_a_message_says_whose_it_is_or_its_key_does() -> None:
    with pytest.raises(BadRequest):
        _form("lat=34.2&lon=108.9")
    with pytest.raises(BadRequest):
        decode_json(b'{"location":{}}', NOW)
    (ping,) = _form("lat=34.2&lon=108.9", own="8800000001").pings
    assert ping.device == "8800000001"


def test_client_9_presses_the_button_without_a_fix() -> None:
    body = {"device_id": 7, "location": {"timestamp": "2026-06-01T02:00:00.120Z", "extras": {"alarm": "sos"}}}
    (ping,) = decode_json(json.dumps(body).encode(), NOW).pings
    assert (ping.device, ping.signals, ping.lat) == ("7", ["sos"], None)
    assert ping.fixed_at == parse_instant("2026-06-01T02:00:00.120Z")


@pytest.mark.parametrize("where", ["location", "extras", "body"])
def test_client_9_may_say_its_alarm_in_three_places(where: str) -> None:
    body: dict[str, Any] = {"device_id": "7", "location": {"extras": {}}}
    {"location": body["location"], "extras": body["location"]["extras"], "body": body}[where]["alarm"] = "sos"
    (ping,) = decode_json(json.dumps(body).encode(), NOW).pings
    assert ping.signals == ["sos"]


def test_the_same_message_is_the_same_ping() -> None:
    query = "id=1&lat=34.2&lon=108.9&timestamp=1780279200&alarm=sos"
    assert _one(query).message_id == _one(query).message_id
    assert _one(query).message_id != _one(query.replace("200&", "201&")).message_id


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["id", "deviceid", "lat", "lon", "location", "timestamp", "valid", "speed", "accuracy", "hdop", "batt",
     "charge", "alarm", "cell", "notificationToken"]
)  # fmt: skip


@given(st.lists(st.tuples(NAMES, st.text(max_size=30) | st.floats().map(str)), max_size=20))
def test_no_form_does_harm(fields: list[tuple[str, str]]) -> None:
    found = decode_form(fields, NOW, own="1")
    assert len(found.pings) + len(found.refused) + len(found.ignored) == 1


@given(
    st.binary(max_size=100)
    | st.fixed_dictionaries(
        {},
        optional={
            "device_id": ANY,
            "alarm": ANY,
            "location": ANY
            | st.fixed_dictionaries(
                {},
                optional={"timestamp": ANY, "coords": ANY, "battery": ANY, "extras": ANY, "alarm": ANY},
            ),
        },
    ).map(lambda body: json.dumps(body).encode())
)
def test_no_json_does_harm(body: bytes) -> None:
    try:
        found = decode_json(body, NOW, own="1")
    except BadRequest:
        return
    assert len(found.pings) + len(found.refused) == 1


@given(st.floats(0, 700))
def test_knots(speed: float) -> None:
    assert _one(f"id=1&lat=34.2&lon=108.9&speed={speed}").speed_mps == pytest.approx(speed * KNOT)
