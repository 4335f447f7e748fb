"""What watches are asked to do: in their words, when they are there, with what they answered."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from app.identity.keys import Poster
from app.identity.roles import Role
from app.ingest.pings import decode
from app.ingest.watch_orders import orders
from app.registry import commands
from app.registry.commands import CommandKind
from tests.ingest.day import outing
from tests.ingest.watch_client import LK, Port
from tests.live import eventually
from tests.people import PASSWORD, hire


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [
        ("locate", {}, [(b"CR",)]),
        ("find", {}, [(b"FIND",)]),
        ("interval", {"interval_s": 600}, [(b"UPLOAD", b"600")]),
        ("message", {"text": "早a"}, [(b"MESSAGE", b"65E90061")]),
        (
            "sos_numbers",
            {"numbers": ["138 0000-0000", "+86 29 0000"]},
            [(b"SOS1", b"13800000000"), (b"SOS2", b"+86290000")],
        ),
    ],
)
def test_commands_in_the_words_of_a_watch(kind: str, parameters: Any, words: Any) -> None:
    assert orders(CommandKind(kind), parameters) == words


class Desk:
    """Somebody who asks a watch for something, over HTTP."""

    def __init__(self, port: Port, client: httpx2.Client) -> None:
        hire(port.app.state.store, "zhao", Role.supervisor)
        self.client = client
        answer = self.client.post("/api/session", json={"username": "zhao", "password": PASSWORD})
        self.client.headers["authorization"] = f"Bearer {answer.json()['token']}"
        self.client.cookies.clear()
        self.path = f"/api/devices/{port.wang.device_id}/commands"

    def asks(self, **command: Any) -> dict[str, Any]:
        answer = self.client.post(self.path, json=command)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def states(self) -> list[tuple[str, str, str | None]]:
        items = self.client.get(self.path).json()["items"]
        return [(item["command"], item["state"], item["answer"]) for item in items]


@pytest.fixture
def desk(port: Port) -> Iterator[Desk]:
    with httpx2.Client(base_url=f"http://{port.address}") as client:
        yield Desk(port, client)


def test_a_connected_watch_is_told_at_once_and_its_answer_is_shown(port: Port, desk: Desk) -> None:
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        made = desk.asks(command="find")
        assert (made["state"], made["requested_by"]["name"]) == ("queued", "zhao")
        watch.hears(b"FIND")
        eventually(lambda: desk.states() == [("find", "sent", None)])
        watch.says(b"[3G*%b*0004*FIND]")
        eventually(lambda: desk.states() == [("find", "answered", "FIND")])


def test_a_watch_that_is_not_there_is_told_when_it_comes(port: Port, desk: Desk) -> None:
    desk.asks(command="message", text="早点回家")
    desk.asks(command="interval", interval_s=300)
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        watch.hears(b"MESSAGE,65E970B956DE5BB6")
        watch.hears(b"UPLOAD,300")
        watch.says(b"[3G*%b*0006*UPLOAD]")
        watch.says(b"[3G*%b*0007*MESSAGE]")
        eventually(
            lambda: desk.states() == [("interval", "answered", "UPLOAD"), ("message", "answered", "MESSAGE")]
        )


def test_the_last_of_several_frames_answers_for_all(port: Port, desk: Desk) -> None:
    desk.asks(command="sos_numbers", numbers=["13700000001", "13700000002"])
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        watch.hears(b"SOS1,13700000001")
        watch.hears(b"SOS2,13700000002")
        watch.says(b"[3G*%b*0004*SOS1]")
        watch.says(LK)
        watch.hears(b"LK")
        assert desk.states() == [("sos_numbers", "sent", None)]
        watch.says(b"[3G*%b*0004*SOS2]")
        eventually(lambda: desk.states() == [("sos_numbers", "answered", "SOS2")])


def test_what_nobody_answers_is_told_three_times_and_then_ends(port: Port, desk: Desk) -> None:
    desk.asks(command="find")
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        for _ in range(3):
            watch.hears(b"FIND")
            port.clock.advance(61)
        port.clock.advance(15 * 60)
        watch.says(LK)
        watch.hears(b"LK")
        assert desk.states() == [("find", "expired", None)]


def test_what_a_watch_says_unasked_answers_nothing(port: Port, desk: Desk) -> None:
    desk.asks(command="find")
    store = port.app.state.store
    with store.transaction() as tx:
        assert not commands.answered(tx, port.wang.device_id, CommandKind.FIND, "FIND"), "not told yet"
        (order,) = commands.due(tx.session, tx.now, [port.wang.device_id])
        assert commands.due(tx.session, tx.now, [port.wang.device_id + 1]) == []
        commands.sent(tx, [order.id])
        assert commands.due(tx.session, tx.now) == []
        assert not commands.answered(tx, port.wang.device_id, CommandKind.LOCATE, "CR")
        assert commands.answered(tx, port.wang.device_id, CommandKind.FIND, "FIND")
        assert not commands.answered(tx, port.wang.device_id, CommandKind.FIND, "FIND"), "once"


def test_while_it_is_undecided_whether_she_left_her_watch_is_asked(port: Port) -> None:
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        pipeline = port.app.state.batcher._write.__self__
        for ping in outing(port.wang)[:13]:
            (decoded,) = decode(json.dumps(ping).encode()).pings
            pipeline.write([(decoded, Poster(port.wang.device_id))])
        watch.hears(b"CR")
