"""Overland's batches, as its README has them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import parse_instant
from app.errors import BadRequest
from app.ingest.overland import decode

FIRST = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [121.4737, 31.2304]},
    "properties": {
        "timestamp": "2026-06-01T10:00:00+0800", "altitude": 12, "speed": 1.4, "horizontal_accuracy": 8,
        "vertical_accuracy": -1, "speed_accuracy": 0.5, "course": 90, "motion": ["walking"],
        "battery_state": "unplugged", "battery_level": 0.42, "wifi": "", "device_id": "grandpa-phone",
        "unique_id": "A1",
    },
}  # fmt: skip
SECOND = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [121.4738, 31.2305]},
    "properties": {
        "timestamp": "2026-06-01T10:00:20-0000", "speed": -1, "course": -1, "horizontal_accuracy": 30,
        "motion": [], "battery_state": "charging", "battery_level": -1, "device_id": "grandpa-phone",
    },
}  # fmt: skip


def _decode(*features: Any) -> Any:
    return decode(json.dumps({"locations": features}).encode())


def test_a_batch() -> None:
    first, second = _decode(FIRST, SECOND).pings
    assert (first.device, first.lat, first.lon, first.accuracy_m) == ("grandpa-phone", 31.2304, 121.4737, 8)
    assert first.fixed_at == parse_instant("2026-06-01T02:00:00Z")
    assert (first.speed_mps, first.heading_deg, first.altitude_m) == (1.4, 90, 12)
    assert (first.battery_pct, first.charging) == (42, False)
    assert second.fixed_at == parse_instant("2026-06-01T10:00:20Z")
    assert (second.speed_mps, second.heading_deg, second.battery_pct) == (None, None, None), "-1 is unknown"
    assert second.charging is True


def test_one_bad_feature_harms_no_other() -> None:
    nowhere = {**FIRST, "geometry": {"type": "Point", "coordinates": [121.4737, 91]}}
    nameless = {**FIRST, "properties": {**FIRST["properties"], "device_id": None, "unique_id": None}}  # type: ignore[dict-item]
    found = _decode(nowhere, FIRST, nameless, 7)
    assert found.indexes == [1]
    assert [(r.index, r.code) for r in found.refused] == [(0, "invalid"), (2, "invalid"), (3, "invalid")]
    assert "lat" in found.refused[0].detail
    assert "device" in found.refused[1].detail


@pytest.mark.parametrize(
    ("said", "own", "device"),
    [
        ({}, None, "grandpa-phone"),
        ({"device_id": ""}, None, "A1"),
        ({"device_id": None}, "8800000001", "A1"),
        ({"device_id": "", "unique_id": None}, "8800000001", "8800000001"),
    ],
)
def test_whose_it_is(said: dict[str, Any], own: str | None, device: str) -> None:
    feature = {**FIRST, "properties": {**FIRST["properties"], **said}}  # type: ignore[dict-item]
    (ping,) = decode(json.dumps({"locations": [feature]}).encode(), own).pings
    assert ping.device == device


def test_an_impossible_course_costs_the_course_only() -> None:
    odd = {**FIRST, "properties": {**FIRST["properties"], "course": 720, "altitude": 1e7}}  # type: ignore[dict-item]
    (ping,) = _decode(odd).pings
    assert (ping.lat, ping.heading_deg, ping.altitude_m, ping.speed_mps) == (31.2304, None, None, 1.4)


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"\xff", b'{"locations": 3}', b"[" * 100_000])
def test_what_is_no_batch_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest):
        decode(body)


@given(st.binary(max_size=200) | st.text().map(lambda t: json.dumps({"locations": [t]}).encode()))
def test_no_bytes_do_harm(body: bytes) -> None:
    try:
        found = decode(body)
    except BadRequest:
        return
    assert len(found.pings) + len(found.refused) <= 1_000
