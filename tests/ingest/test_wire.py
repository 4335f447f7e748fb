"""`POST /api/pings` over a real socket: what is taken, what is refused, and how."""

import json
from typing import Any

import pytest

from tests.ingest.wire import NDJSON, Wire, answer, problem
from tests.people import give, take_in


def test_one_object(wire: Wire, second: int) -> None:
    response = wire.post(wire.wang.ping(second, 0))
    assert response.status_code == 200
    assert response.json() == answer(accepted=1)
    assert wire.post(wire.wang.ping(second, 0)).json() == answer(duplicates=1)


def test_an_array_and_an_empty_one(wire: Wire, second: int) -> None:
    pings = [wire.wang.ping(second + i, 0) for i in range(3)]
    assert wire.post([*pings, pings[0]]).json() == answer(accepted=3, duplicates=1)
    assert wire.post([]).json() == answer()


def test_ndjson_with_blank_lines_and_both_kinds_of_line_ends(wire: Wire, second: int) -> None:
    lines = [json.dumps(wire.wang.ping(second + i, 0)).encode() for i in range(3)]
    body = lines[0] + b"\n\n" + lines[1] + b"\r\n" + lines[2] + b"\n"
    assert wire.post(body, **NDJSON).json() == answer(accepted=3)
    assert wire.post(body, **{"content-type": "application/x-ndjson; charset=utf-8"}).json() == answer(
        duplicates=3
    )
    assert wire.post(b"", **NDJSON).json() == answer()


def test_a_body_larger_than_one_batch(wire: Wire, second: int) -> None:
    pings = [wire.wang.ping(second + i / 10, battery_pct=50) for i in range(2_345)]
    assert wire.post(pings).json() == answer(accepted=2_345)


DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"   ", id="blank"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"not json", id="words"),
        pytest.param(b'{"device":"a"} {"device":"a"}', id="two objects"),
        pytest.param(b'[{"device":"a"}', id="array cut off"),
        pytest.param(b'[{"device":1}, oops]', id="broken after a wrong item"),
        pytest.param(b'{"device":"8800000001","fixed_at":1,"lat":NaN,"lon":1}', id="NaN"),
        pytest.param(b'[{"device":"8800000001","fixed_at":1,"lat":NaN,"lon":1}]', id="NaN in an array"),
        pytest.param(b'{"device":"8800000001","fixed_at":1,"lat":-Infinity,"lon":1}', id="Infinity"),
        pytest.param(b'{"device":"\xff","fixed_at":1,"battery_pct":1}', id="not UTF-8"),
        pytest.param('{"device":"a"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"device":"\\ud800","fixed_at":1,"battery_pct":1}', id="half a surrogate"),
        pytest.param(DEEP, id="deep"),
        pytest.param(b'{"x":' + DEEP, id="deep in an unknown member"),
        pytest.param(b'[{"device":1},' + DEEP, id="deep after a wrong item"),
        pytest.param(b'[{"x":' + DEEP[:50_000] + b"]" * 50_000 + b"}]", id="deep and complete"),
        pytest.param(b"\x00\x01\x02", id="bytes"),
    ],
)
def test_what_is_not_json_is_400(wire: Wire, body: bytes) -> None:
    before = wire.stored()
    problem(wire.post(body), 400, "bad_request")
    problem(wire.post(body or b"{", **NDJSON) if body.strip() else wire.post(body), 400, "bad_request")
    assert wire.stored() == before


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"lat": 91}, "$.lat"),
        ({"lat": -90.0001}, "$.lat"),
        ({"lon": 180.5}, "$.lon"),
        ({"lat": "34.2"}, "$.lat"),
        ({"lat": True}, "$.lat"),
        ({"lat": None}, "lat and lon"),
        ({"lon": None}, "lat and lon"),
        ({"device": 7}, "$.device"),
        ({"device": ""}, "$.device"),
        ({"device": "x" * 129}, "$.device"),
        ({"fixed_at": "yesterday"}, "$.fixed_at"),
        ({"fixed_at": "2026-11-24T08:00:00"}, "offset"),
        ({"fixed_at": None}, "$.fixed_at"),
        ({"fixed_at": True}, "$.fixed_at"),
        ({"fixed_at": -1}, "1970"),
        ({"fixed_at": 10**400}, "$.fixed_at"),
        ({"fixed_at": 1_790_000_000_000}, "in seconds"),
        ({"fixed_at": [1]}, "$.fixed_at"),
        ({"source": "gps"}, "$.source"),
        ({"datum": "utm"}, "$.datum"),
        ({"accuracy_m": -1}, "$.accuracy_m"),
        ({"speed_mps": 1e9}, "$.speed_mps"),
        ({"battery_pct": 101}, "$.battery_pct"),
        ({"charging": "yes"}, "$.charging"),
        ({"signals": "sos"}, "$.signals"),
        ({"signals": [1]}, "$.signals"),
        ({"signals": ["s"] * 17}, "$.signals"),
        ({"message_id": 5}, "$.message_id"),
        ({"message_id": ""}, "$.message_id"),
        ({"message_id": "a\0"}, "NUL"),
        ({"device": "8800000001\0"}, "NUL"),
        ({"signals": ["so\0s"]}, "NUL"),
    ],
)
def test_a_wrong_item_is_refused_with_its_place_and_the_good_ones_are_taken(
    wire: Wire, second: int, changes: dict[str, Any], detail: str
) -> None:
    wrong = wire.wang.ping(second + 1, 0) | changes
    for body, headers in (
        (json.dumps([wire.wang.ping(second, 0), wrong, wire.wang.ping(second + 2, 0)]).encode(), {}),
        (b"\n".join(json.dumps(p).encode() for p in [wire.wang.ping(second + 3, 0), wrong]), NDJSON),
    ):
        response = wire.post(body, **headers)
        assert response.status_code == 200, response.text
        told = response.json()
        assert told["accepted"] == (1 if headers else 2)
        (refused,) = told["rejected"]
        assert (refused["index"], refused["code"]) == (1, "invalid")
        assert detail in refused["detail"]


@pytest.mark.parametrize("item", [5, None, "ping", [], {}, True])
def test_an_item_that_is_no_ping_at_all_is_refused_alone(wire: Wire, second: int, item: Any) -> None:
    told = wire.post([item, wire.wang.ping(second, 0), item]).json()
    assert told["accepted"] == 1
    assert [(r["index"], r["code"]) for r in told["rejected"]] == [(0, "invalid"), (2, "invalid")]


def test_numbers_out_of_range_are_refused_alone(wire: Wire, second: int) -> None:
    good = json.dumps(wire.wang.ping(second, 0)).encode()
    huge = b'{"device":"8800000001","fixed_at":1,"lat":1e400,"lon":1}'
    told = wire.post(b"[" + huge + b"," + good + b"]").json()
    assert told["accepted"] == 1
    assert [r["index"] for r in told["rejected"]] == [0]


def test_a_ping_without_position_needs_signals_or_battery(wire: Wire, second: int) -> None:
    nothing = wire.wang.ping(second)
    told = wire.post([nothing, nothing | {"battery_pct": 50}, nothing | {"signals": ["hello"]}]).json()
    assert told["accepted"] == 2
    assert [(r["index"], r["code"]) for r in told["rejected"]] == [(0, "invalid")]


def test_unknown_members_are_ignored(wire: Wire, second: int) -> None:
    ping = wire.wang.ping(second, 0, satellites=7, vendor={"model": "X"})
    assert wire.post(ping).json() == answer(accepted=1)


def test_an_unknown_device_is_refused_alone(wire: Wire, second: int) -> None:
    good = wire.wang.ping(second, 0)
    told = wire.post([good | {"device": "nobody"}, good]).json()
    assert told["accepted"] == 1
    (refused,) = told["rejected"]
    assert (refused["index"], refused["code"]) == (0, "unknown_device")
    assert "nobody" in refused["detail"]


def test_a_device_posts_only_for_itself(wire: Wire, second: int) -> None:
    other = take_in(wire.app.state.store, f"other-{second}")
    told = wire.post([other.ping(second, 0), wire.wang.ping(second, 0)], wire.wang.key).json()
    assert told["accepted"] == 1
    assert [(r["index"], r["code"]) for r in told["rejected"]] == [(0, "forbidden_device")]


def test_refusals_come_in_the_order_of_the_items(wire: Wire, second: int) -> None:
    good, nobody, wrong = wire.wang.ping(second, 0), {"device": "nobody"}, {"lat": 91}
    told = wire.post([good | nobody, good | wrong, good, good | nobody, good | wrong]).json()
    assert [(r["index"], r["code"]) for r in told["rejected"]] == [
        (0, "unknown_device"),
        (1, "invalid"),
        (3, "unknown_device"),
        (4, "invalid"),
    ]


def test_several_devices_in_one_body(wire: Wire, second: int) -> None:
    watch = give(wire.app.state.store, wire.wang.id, f"watch-{second}")
    told = wire.post([wire.wang.ping(second, 0), watch.ping(second + 1, 0), wire.wang.ping(second + 2, 0)])
    assert told.json() == answer(accepted=3)
