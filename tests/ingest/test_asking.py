"""While it is undecided whether she has left, her device is asked for a burst of fixes."""

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from app.clock import ManualClock
from app.identity.keys import Poster
from app.ingest.asking import AGAIN, Asker, Doubt
from app.ingest.pings import decode
from app.ingest.pipeline import Pipeline
from app.main import create_app
from app.registry import devices
from app.settings import Settings
from app.store.db import Store
from tests.ingest.day import ZONE, outing
from tests.people import Wearer, take_in

SECRET = "a shared secret"


class Gateway:
    """A gateway's endpoint, as an integrator would write it."""

    def __init__(self, status: int = 204) -> None:
        self.heard: list[tuple[dict[str, Any], str]] = []
        self.got = threading.Event()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                expected = hmac.new(SECRET.encode(), body, sha256).hexdigest()
                verdict = "good" if self.headers["X-Nuanyang-Signature"] == f"sha256={expected}" else "forged"
                gateway.heard.append((json.loads(body), verdict))
                self.send_response(status)
                self.end_headers()
                gateway.got.set()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/locate"


@contextmanager
def gateway(status: int = 204) -> Iterator[Gateway]:
    made = Gateway(status)
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        thread.join()
        made.server.server_close()


def integration(store: Store, url: str | None) -> int:
    with store.transaction() as tx:
        return devices.create_integration(tx, "gateway", downlink_url=url).id


class Listening:
    """A pipeline whose doubts are kept instead of sent."""

    def __init__(self, store: Store, integration_id: int | None) -> None:
        self.asker = Asker(store, SECRET)
        self.asked: list[str] = []
        self.asker._put = lambda doubt: self.asked.append(doubt.unique_id)  # type: ignore[method-assign]
        self.asker._loop = _AtOnce()  # type: ignore[assignment]
        self.pipeline = Pipeline(store, ZONE, asker=self.asker)
        self.poster = Poster(integration_id=integration_id)

    def write(self, *pings: dict[str, Any]) -> None:
        for ping in pings:
            (decoded,) = decode(json.dumps(ping).encode()).pings
            self.pipeline.write([(decoded, self.poster)])


class _AtOnce:
    def call_soon_threadsafe(self, call: Any, *args: Any) -> None:
        call(*args)


def test_a_doubt_is_asked_about_once_and_certainty_is_not(store: Store, wang: Wearer) -> None:
    listening = Listening(store, integration(store, "http://gateway.example/"))
    pings = outing(wang)
    listening.write(*pings[:10])
    assert listening.asked == [], "at home, and surely so"
    listening.write(*pings[10:13])
    assert listening.asked == [wang.device]


@pytest.mark.parametrize("mode", ["free"])
def test_nobody_asks_about_an_elder_whose_going_out_is_nobodys_business(store: Store, mode: str) -> None:
    wang = take_in(store, mode=mode)
    listening = Listening(store, integration(store, "http://gateway.example/"))
    listening.write(*outing(wang))
    assert listening.asked == []


def test_nobody_is_asked_who_cannot_be_reached(store: Store, wang: Wearer) -> None:
    for through in (None, integration(store, None)):
        listening = Listening(store, through)
        listening.write(*[p | {"message_id": f"{through}-{i}"} for i, p in enumerate(outing(wang))])
        assert listening.asked == []


def test_a_device_is_asked_again_after_five_minutes_at_the_earliest(store: Store, clock: ManualClock) -> None:
    through = integration(store, "http://gateway.example/")
    listening = Listening(store, through)
    assert listening.asker.interested()
    one, other = Doubt(1, "8800000001", through), Doubt(2, "8800000002", through)
    listening.asker.hear([one])
    clock.advance(AGAIN / 1000 - 1)
    listening.asker.hear([one, other])
    assert listening.asked == ["8800000001", "8800000002"]
    clock.advance(1)
    listening.asker.hear([one, other])
    assert listening.asked == ["8800000001", "8800000002", "8800000001"]


def test_the_gateway_hears_a_signed_request(store: Store, wang: Wearer, clock: ManualClock) -> None:
    with gateway(500) as sick, gateway() as well:
        through = [integration(store, sick.url)]
        with store.transaction() as tx:
            through.append(devices.create_integration(tx, "nowhere", downlink_url="http://[::1/locate").id)
            through.append(devices.create_integration(tx, "another", downlink_url=well.url).id)
        app = create_app(
            Settings(database_url=store.engine.url.render_as_string(), downlink_secret=SecretStr(SECRET)),
            clock,
        )
        with TestClient(app):
            pipeline = app.state.batcher._write.__self__
            for integration_id in through:
                other = take_in(store, f"990000{integration_id:04}")
                for ping in outing(other)[:13]:
                    (decoded,) = decode(json.dumps(ping).encode()).pings
                    pipeline.write([(decoded, Poster(integration_id=integration_id))])
            assert sick.got.wait(10)
            assert well.got.wait(10), "one that is sick, or no address at all, does not silence the others"
    ((said, verdict),) = well.heard
    assert verdict == "good"
    assert said == {"command": "locate", "device": f"990000{through[-1]:04}", "every_s": 10, "for_s": 120}
