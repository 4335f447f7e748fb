"""NDJSON pings over a WebSocket: one answer a frame, after the commit."""

import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.identity import keys
from app.registry import devices
from tests.ingest.wire import MOST, Wire, answer


def _connect(wire: Wire, key: str | None) -> ClientConnection:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    host, port = wire.address
    return connect(f"ws://{host}:{port}/api/ingest/stream", additional_headers=headers, max_size=None)


def _ask(socket: ClientConnection, *pings: Any) -> Any:
    socket.send("\n".join(json.dumps(ping) for ping in pings))
    return json.loads(socket.recv(timeout=10))


def test_each_frame_is_answered(wire: Wire, second: int) -> None:
    before = wire.stored()
    with _connect(wire, wire.key) as socket:
        assert _ask(socket, wire.wang.ping(second, 0), wire.wang.ping(second + 1, 0)) == answer(accepted=2)
        assert wire.stored() == before + 2, "the answer comes after the commit"
        got = _ask(socket, wire.wang.ping(second, 0), {**wire.wang.ping(second + 2, 0), "lat": 91})
        assert (got["duplicates"], got["rejected"][0]["index"]) == (1, 1)


def test_what_cannot_be_read_is_a_problem_and_the_socket_goes_on(wire: Wire, second: int) -> None:
    with _connect(wire, wire.key) as socket:
        for frame in ("", "{", "[1", "\n\n"):
            socket.send(frame)
            assert json.loads(socket.recv(timeout=10))["kind"] == "bad_request"
        socket.send(" " * (MOST + 1))
        assert json.loads(socket.recv(timeout=10))["kind"] == "too_large"
        assert _ask(socket, wire.wang.ping(second, 0)) == answer(accepted=1)


def test_the_first_frame_may_hold_the_key(wire: Wire, second: int) -> None:
    with _connect(wire, None) as socket:
        socket.send(json.dumps({"key": wire.key}))
        assert _ask(socket, wire.wang.ping(second, 0)) == answer(accepted=1)


@pytest.mark.parametrize(("first", "code"), [('{"key": "nyk_wrong"}', 4401), ("hello", 4400), ("{}", 4400)])
def test_without_a_good_key_the_socket_is_closed(wire: Wire, first: str, code: int) -> None:
    with _connect(wire, None) as socket:
        socket.send(first)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


def test_a_sandbox_may_use_it_too(wire: Wire, second: int) -> None:
    with wire.app.state.store.transaction() as tx:
        made = devices.create_integration(tx, "socket sandbox", sandbox=True)
        key = keys.issue(tx, integration_id=made.id)
    before = wire.stored()
    with _connect(wire, key) as socket:
        assert _ask(socket, wire.wang.ping(second, 0)) == answer(accepted=1)
    assert wire.stored() == before


def test_a_disabled_integration_ends_with_its_next_frame(wire: Wire, second: int) -> None:
    with _connect(wire, wire.key) as socket:
        assert _ask(socket, wire.wang.ping(second, 0)) == answer(accepted=1)
        ring = wire.app.state.keys
        with wire.app.state.store.transaction() as tx:
            devices.change_integration(tx, 1, {}, disabled=True)
            tx.after_commit(ring.forget)
        socket.send(json.dumps(wire.wang.ping(second + 1, 0)))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
