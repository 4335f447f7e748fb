"""`POST /api/pings` over a real socket: what is taken, what is refused, and how."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.clock import ManualClock
from app.main import Nuanyang
from tests.live import application, serving
from tests.people import Wearer, gateway, give, take_in

NOW = ManualClock().now() / 1000
NDJSON = {"content-type": "application/x-ndjson"}
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Wire:
    client: httpx2.Client
    app: Nuanyang
    wang: Wearer
    key: str  # of an integration
    address: tuple[str, int]

    def post(self, body: Any, key: str | None = None, **headers: str) -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            "/api/pings",
            content=content,
            headers={"authorization": f"Bearer {key or self.key}", **headers},
        )

    def stored(self) -> int:
        with self.app.state.store.snapshot() as session:
            return int(session.connection().execute(text("SELECT COUNT(*) FROM ping")).scalar_one())


@pytest.fixture(scope="module")
def wire(template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    path: Path = tmp_path_factory.mktemp("wire") / "nuanyang.db"
    path.write_bytes(template)
    app = application(path, ManualClock(), max_body_bytes=MOST)
    store = app.state.store
    wang = take_in(store)
    key = gateway(store)
    with serving(app) as address, httpx2.Client(base_url=f"http://{address}", timeout=10) as client:
        host, _, port = address.partition(":")
        yield Wire(client, app, wang, key, (host, int(port)))


@pytest.fixture
def second(wire: Wire, request: pytest.FixtureRequest) -> int:
    """A second of its own for each test, so that no ping of one is a duplicate of another's."""
    return round(NOW) - 1_000_000 + 1_000 * list(request.session.items).index(request.node)


def answer(accepted: int = 0, quarantined: int = 0, duplicates: int = 0, *rejected: Any) -> dict[str, Any]:
    return {
        "accepted": accepted, "quarantined": quarantined, "duplicates": duplicates, "rejected": list(rejected)
    }  # fmt: skip


def problem(response: httpx2.Response, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["kind"]) == (status, kind)
    assert all(body[member] for member in ("type", "title", "detail"))
    return body


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


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer nyk_wrong"},
        {"authorization": "Bearer \xe9\xe8".encode("latin-1")},
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic \xe9\xe8".encode("latin-1")},
        {"authorization": "Basic Og=="},
        {"authorization": "Digest x"},
    ],
)
def test_without_a_good_key_it_is_401(wire: Wire, headers: dict[str, str | bytes]) -> None:
    response = wire.client.post("/api/pings", json=wire.wang.ping(NOW, 0), headers=headers)  # type: ignore[arg-type]
    problem(response, 401, "unauthenticated")
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_basic_auth_takes_the_key_as_password(wire: Wire, second: int) -> None:
    ping = wire.wang.ping(second, 0)
    response = wire.client.post("/api/pings", json=ping, auth=("anything", wire.wang.key))
    assert response.json() == answer(accepted=1)


def test_a_body_too_large_is_413_announced_or_not(wire: Wire) -> None:
    big = b"[" + b" " * MOST + b"]"
    problem(wire.post(big), 413, "too_large")
    headers = {"authorization": f"Bearer {wire.key}"}
    pieces = (b"[" if i == 0 else b" " * 10_000 for i in range(30))
    problem(wire.client.post("/api/pings", content=pieces, headers=headers), 413, "too_large")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_post(wire: Wire, method: str) -> None:
    response = wire.client.request(method, "/api/pings")
    problem(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 500\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n1f4\r\n"],
    ids=["length", "chunked"],
)
def test_a_client_that_leaves_in_the_middle_of_a_body_stores_nothing(
    wire: Wire, second: int, head: bytes
) -> None:
    before = wire.stored()
    with closing(socket.create_connection(wire.address)) as raw:
        raw.sendall(
            b"POST /api/pings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + wire.key.encode()
            + b"\r\n"
            + head
        )
        raw.sendall(json.dumps(wire.wang.ping(second, 0)).encode())
    assert wire.post(wire.wang.ping(second + 1, 0)).json() == answer(accepted=1)
    assert wire.stored() == before + 1


def test_a_client_that_leaves_before_the_answer_has_its_ping_stored(wire: Wire, second: int) -> None:
    body = json.dumps(wire.wang.ping(second, 0)).encode()
    with closing(socket.create_connection(wire.address)) as raw:
        raw.sendall(
            b"POST /api/pings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            % (wire.key.encode(), len(body), body)
        )
    # One writer, first come first served: this one's answer comes after that one's commit.
    assert wire.post(wire.wang.ping(second + 1, 0)).json() == answer(accepted=1)
    told = wire.post(wire.wang.ping(second, 0)).json()
    assert told in (answer(duplicates=1), answer(accepted=1))
    assert wire.post(wire.wang.ping(second, 0)).json() == answer(duplicates=1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
OPTIONAL = ("accuracy_m", "source", "datum", "battery_pct", "signals", "message_id", "speed_mps", "backlog")
NEARLY = st.fixed_dictionaries(
    {"device": st.just("8800000001"), "fixed_at": st.floats(0, 3e9) | st.datetimes().map(str)},
    optional=dict.fromkeys(OPTIONAL, JSON) | {"lat": st.floats(-90, 90), "lon": st.floats(-180, 180)},
)


@given(
    st.binary(max_size=300)
    | (JSON | NEARLY | st.lists(NEARLY, max_size=5)).map(lambda v: json.dumps(v).encode())
)
@example(b'[{"device":1}')
@example(b'{"device":"8800000001","fixed_at":0,"lat":0,"lon":0}')
@example(b'{"device":"8800000001","fixed_at":7258118399.9996,"lat":0,"lon":0}')
@example(b'{"device":"8800000001","fixed_at":5,"lat":-90,"lon":180,"datum":"bd09"}')
@example(b'{"device":"8800000001","fixed_at":5,"battery_pct":1,"message_id":"\\u0000"}')
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_is_answered_and_never_with_5xx(wire: Wire, body: bytes) -> None:
    for headers in ({}, NDJSON):
        response = wire.post(body, **headers)
        assert response.status_code in {200, 400}, (response.status_code, response.text)
        if response.status_code == 200:
            told = response.json()
            assert all(r["code"] in {"invalid", "unknown_device"} for r in told["rejected"]), told


def test_several_devices_in_one_body(wire: Wire, second: int) -> None:
    watch = give(wire.app.state.store, wire.wang.id, f"watch-{second}")
    told = wire.post([wire.wang.ping(second, 0), watch.ping(second + 1, 0), wire.wang.ping(second + 2, 0)])
    assert told.json() == answer(accepted=3)
