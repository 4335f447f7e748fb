"""The express lane answers as the ordinary way does: each request is sent both ways over a raw socket."""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.clock import ManualClock
from app.main import Nuanyang
from tests.ingest.test_pressure import occupied, sick
from tests.live import application, eventually, serving
from tests.people import Wearer, gateway, take_in

NOW = ManualClock().now() // 1000


@dataclass(slots=True)
class Line:
    """One connection."""

    socket: socket.socket

    def read(self) -> tuple[int, dict[str, str], Any]:
        """Status, headers and JSON of the next answer."""
        response = HTTPResponse(self.socket)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        for vary in ("date", "connection"):
            headers.pop(vary, None)
        return response.status, headers, json.loads(response.read())


@dataclass(frozen=True, slots=True)
class Express:
    app: Nuanyang
    address: tuple[str, int]
    wang: Wearer
    key: str

    def connect(self) -> Line:
        return Line(socket.create_connection(self.address, timeout=10))

    def request(self, body: Any, *extra: str, key: str | None = None) -> bytes:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = ["POST /api/pings HTTP/1.1", "Host: care.example", f"Content-Length: {len(content)}", *extra]
        if key != "":
            lines.append(f"Authorization: Bearer {key or self.key}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content

    def stored(self) -> int:
        with self.app.state.store.snapshot() as session:
            return int(session.connection().execute(text("SELECT COUNT(*) FROM ping")).scalar_one())

    def warm_up(self) -> None:
        """The lane takes keys that are known already; from here on the answers count what went through."""
        with self.connect().socket as raw:
            raw.sendall(self.request(self.wang.ping(NOW - 86_400, 0)))
            assert Line(raw).read()[0] == 200


@pytest.fixture
def lane(template: bytes, tmp_path: Path) -> Iterator[Express]:
    path = tmp_path / "express.db"
    path.write_bytes(template)
    app = application(path, ManualClock(), max_pending_pings=4, max_body_bytes=20_000)
    store = app.state.store
    wang, key = take_in(store), gateway(store)
    with serving(app) as address:
        host, _, port = address.partition(":")
        made = Express(app, (host, int(port)), wang, key)
        made.warm_up()
        yield made


def cases(lane: Express, at: int) -> list[tuple[str, bytes]]:
    """Requests, each with pings of its own second."""
    good = lane.wang.ping(at, 0)
    return [
        ("one", lane.request(good)),
        ("again", lane.request(good)),
        ("one in an array", lane.request([lane.wang.ping(at + 1, 0)])),
        ("good and wrong", lane.request([lane.wang.ping(at + 2, 0), good | {"lat": 91}])),
        ("wrong and good", lane.request([good | {"lat": 91}, lane.wang.ping(at + 3, 0)])),
        ("wrong", lane.request(good | {"lat": 91})),
        ("unknown device", lane.request(good | {"device": "nobody"})),
        ("several", lane.request([lane.wang.ping(at + 4, 0), lane.wang.ping(at + 5, 0)])),
        ("none", lane.request([])),
        ("quarantined", lane.request(good | {"lat": 0, "lon": 0})),
        ("no json", lane.request(b"{")),
        ("empty", lane.request(b"")),
        ("no key", lane.request(good, key="")),
        ("wrong key", lane.request(good, key="nyk_wrong")),
        ("json with charset", lane.request(lane.wang.ping(at + 6, 0), "Content-Type: application/json; a=b")),
        ("ndjson", lane.request(lane.wang.ping(at + 7, 0), "Content-Type: application/x-ndjson")),
        ("unusual header", lane.request(lane.wang.ping(at + 8, 0), "X-Trace: 1")),
        ("rather large", lane.request(lane.wang.ping(at + 9, 0, vendor="x" * 10_000))),
        ("too large", lane.request(b" " * 20_001)),
    ]


def test_both_ways_answer_alike(lane: Express) -> None:
    one, two = lane.connect(), lane.connect()
    with one.socket, two.socket:
        # Two worlds of pings, one each way, so that neither sees the other's as duplicates.
        for (name, plain), (_, other) in zip(cases(lane, NOW - 3000), cases(lane, NOW - 2000), strict=True):
            one.socket.sendall(plain)
            first = one.read()
            two.socket.sendall(other.replace(b"Host:", b"X-Way: ordinary\r\nHost:", 1))
            second = two.read()
            assert first == second, name


def test_pipelined_requests_are_answered_in_order(lane: Express) -> None:
    requests = [lane.request([lane.wang.ping(NOW - 900 + i, 0)] * (i % 3 + 1)) for i in range(9)]
    with lane.connect().socket as raw:
        line = Line(raw)
        raw.sendall(requests[0])
        for request in requests[1:]:
            raw.sendall(request)
        answers = [line.read()[2] for _ in requests]
    assert [(a["accepted"], a["duplicates"]) for a in answers] == [(1, i % 3) for i in range(9)]


def test_connection_close_is_honoured(lane: Express) -> None:
    with lane.connect().socket as raw:
        raw.sendall(lane.request(lane.wang.ping(NOW - 800, 0), "Connection: close"))
        assert Line(raw).read()[0] == 200
        assert raw.recv(1) == b""


def test_what_follows_a_refused_head_is_its_body_and_no_request(lane: Express) -> None:
    """A 401 is answered before the body has come; the body must not be taken for requests of its own."""
    inner = lane.request(lane.wang.ping(NOW - 700, 0))
    head = lane.request(b"x" * len(inner), key="nyk_wrong")[: -len(inner)]
    before = lane.stored()
    with lane.connect().socket as raw:
        line = Line(raw)
        raw.sendall(head)
        assert line.read()[0] == 401
        raw.sendall(inner)
        raw.sendall(lane.request(lane.wang.ping(NOW - 699, 0)))
        status, _, body = line.read()
        assert (status, body["accepted"]) == (200, 1)
    assert lane.stored() == before + 1


def test_a_request_in_the_middle_of_anothers_head_is_part_of_it(lane: Express) -> None:
    before = lane.stored()
    with lane.connect().socket as raw:
        raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Odd: ")
        eventually(lambda: True)
        raw.sendall(lane.request(lane.wang.ping(NOW - 600, 0)))
        assert Line(raw).read()[0] in {200, 400}
    assert lane.stored() == before


def test_clients_that_leave_while_their_ping_waits(lane: Express) -> None:
    with occupied(lane.app.state.store):
        for i in range(3):
            with lane.connect().socket as raw:
                raw.sendall(lane.request(lane.wang.ping(NOW - 500 + i, 0)))
                eventually(lambda n=i + 1: lane.app.state.batcher.pending == n)
    eventually(lambda: lane.app.state.batcher.pending == 0)
    assert lane.stored() == 4


def test_pressure_is_told_on_the_lane_too(lane: Express) -> None:
    store = lane.app.state.store
    lines = [lane.connect() for _ in range(5)]
    with occupied(store):
        for i, line in enumerate(lines[:4]):
            line.socket.sendall(lane.request(lane.wang.ping(NOW - 400 + i, 0)))
        eventually(lambda: lane.app.state.batcher.pending == 4)
        lines[4].socket.sendall(lane.request(lane.wang.ping(NOW - 300, 0)))
        status, headers, body = lines[4].read()
        assert (status, headers["retry-after"], body["kind"]) == (429, "1", "too_many")
    assert [line.read()[2]["accepted"] for line in lines[:4]] == [1] * 4
    with sick(store):
        lines[0].socket.sendall(lane.request(lane.wang.ping(NOW - 200, 0)))
        status, headers, body = lines[0].read()
        assert (status, headers["content-type"], body["kind"]) == (
            503,
            "application/problem+json",
            "unavailable",
        )
    lines[0].socket.sendall(lane.request(lane.wang.ping(NOW - 200, 0)))
    assert lines[0].read()[2]["accepted"] == 1
    for line in lines:
        line.socket.close()
