"""`POST /api/pings`: keys, sizes, methods, clients that leave, and any bytes at all."""

import json
import socket
from contextlib import closing

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.ingest.wire import MOST, NDJSON, NOW, Wire, answer, problem


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
