"""Calls through Asterisk: every story on a double of it, and on itself where it is installed."""

import asyncio
import base64
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError
from starlette.testclient import TestClient
from websockets.asyncio.client import connect

from app.calls import ari, causes
from app.calls.ari import Ari, Trunk
from app.calls.exchange import Placed
from app.calls.lines import Order
from app.calls.results import BY_LINE, Line, Result
from app.clock import ManualClock
from app.main import create_app
from app.settings import Settings
from tests.calls.asterisk import PASSWORD, USER, asterisk, double
from tests.calls.test_exchange import Desk, story_users
from tests.live import eventually

TRUNK = Trunk("Local/{extension}@phones", "Local/{number}@outside", "02987654321")
PATIENCE_S = 20.0


@pytest.fixture(scope="module", params=["double", "asterisk"])
def pbx(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a telephone exchange's REST interface."""
    if request.param == "double":
        with double() as url:
            yield url
        return
    command = shutil.which("asterisk")
    if command is None:
        pytest.skip("Asterisk is not installed")
    with asterisk(command) as url:
        yield url


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for half a minute here. Asterisk counts in whole seconds."""
    monkeypatch.setattr(ari, "OPERATOR_RING_S", 2)
    monkeypatch.setattr(ari, "RING_S", 4)
    monkeypatch.setattr(ari, "ASIDE_S", 0.1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def channels(pbx: str) -> list[str]:
    found = httpx.get(f"{pbx}/channels", auth=(USER, PASSWORD)).raise_for_status().json()
    return [channel["id"] for channel in found if channel["id"].startswith("ny-")]


@contextmanager
def desk(
    settings: Settings, clock: ManualClock, pbx: str, number: str = "1000", extension: str = "8001"
) -> Iterator[Desk]:
    """Li's telephone is `extension`; the elder's number is `number`."""
    chosen = {
        "calls": "ari",
        "ari_url": pbx,
        "ari_user": USER,
        "ari_password": SecretStr(PASSWORD),
        "ari_operator": TRUNK.operator,
        "ari_outside": TRUNK.outside,
    }
    app = create_app(settings.model_copy(update=chosen), clock)
    with TestClient(app, base_url="http://care.example") as client:
        story = Desk(app, client, clock, phone=number)
        users = {user["username"]: user["id"] for user in story_users(story)}
        story.ask("chief", "PATCH", f"/api/users/{users['li']}", {"extension": extension})
        eventually(lambda: app.state.exchange._line._follows)
        story.claims()
        yield story
    eventually(lambda: not channels(pbx))


def test_she_answers_and_hangs_up(settings: Settings, clock: ManualClock, pbx: str) -> None:
    with desk(settings, clock, pbx) as story:
        call = story.dials()
        assert (call["adapter"], call["line"], call["dial_url"]) == ("ari", "placing", None)
        eventually(lambda: story.call_now()["line"] == "answered", PATIENCE_S)
        assert story.alert()["responded_at"] is not None
        eventually(lambda: story.call_now()["line"] == "ended", PATIENCE_S)
        assert story.call_now()["result"] is None
        body = {"result": "answered_elder", "outcome": "safe"}
        told = story.do("li", story.alert(), f"calls/{call['id']}/result", **body)
        assert told["handling"] in ("monitoring", "resolved")
        eventually(lambda: not channels(pbx), PATIENCE_S)


@pytest.mark.parametrize(("number", "result"), [("2017", "busy"), ("1001", "no_answer")])
def test_nobody_is_reached(
    settings: Settings, clock: ManualClock, pbx: str, number: str, result: str
) -> None:
    with desk(settings, clock, pbx, number) as story:
        story.dials()
        eventually(lambda: story.call_now()["result"] == result, PATIENCE_S)
        assert story.call_now()["line"] == "ended"


@pytest.mark.parametrize("extension", ["8002", "8003"])
def test_the_operator_herself_does_not_pick_up(
    settings: Settings, clock: ManualClock, pbx: str, extension: str
) -> None:
    with desk(settings, clock, pbx, extension=extension) as story:
        story.dials()
        eventually(lambda: story.call_now()["result"] == "network_failure", PATIENCE_S)


@pytest.mark.parametrize("number", ["1001", "1002"])
def test_the_operator_hangs_up(settings: Settings, clock: ManualClock, pbx: str, number: str) -> None:
    """While it rings, or after the answer: the other side is let go, and what came of it she writes down."""
    with desk(settings, clock, pbx, number) as story:
        story.dials()
        eventually(lambda: len(channels(pbx)) >= 2, PATIENCE_S)
        if number == "1002":
            eventually(lambda: story.call_now()["line"] == "answered", PATIENCE_S)
        hers = next(name for name in channels(pbx) if len(name) == 27)
        httpx.delete(f"{pbx}/channels/{hers}", auth=(USER, PASSWORD)).raise_for_status()
        eventually(lambda: story.call_now()["line"] == "ended", PATIENCE_S)
        eventually(lambda: not channels(pbx), PATIENCE_S)
        assert story.call_now()["result"] is None


def calls_in(pbx: str, name: str, extension: str) -> None:
    """Somebody telephones the centre; with Asterisk it is one of its own test telephones."""
    call = {
        "endpoint": "Local/1002@outside",
        "channelId": name,
        "callerId": "13700000001",
        "context": "incoming",
        "extension": extension,
        "priority": 1,
        "timeout": 5,
    }
    httpx.post(f"{pbx}/channels", json=call, auth=(USER, PASSWORD)).raise_for_status()


def hangs_up(pbx: str, name: str) -> None:
    httpx.delete(f"{pbx}/channels/{name}", auth=(USER, PASSWORD)).raise_for_status()


def test_her_son_telephones_and_is_answered(settings: Settings, clock: ManualClock, pbx: str) -> None:
    with desk(settings, clock, pbx) as story:
        calls_in(pbx, "in-answered", "s")
        eventually(lambda: story.alert()["responded_at"], PATIENCE_S)
        last = story.alert()["timeline"][-1]
        assert (last["action"], last["by"]["name"]) == ("inbound_answered", "li")
        hangs_up(pbx, "in-answered")
        assert len(story.alerts()) == 1


def test_her_son_telephones_and_gives_up(settings: Settings, clock: ManualClock, pbx: str) -> None:
    with desk(settings, clock, pbx) as story:
        calls_in(pbx, "in-missed", "slow")
        (call,) = eventually(lambda: story.ask("li", "GET", "/api/calls/inbound")["items"], PATIENCE_S)
        assert (call["state"], call["number"], call["callers"][0]["contact_name"]) == (
            "ringing",
            "13700000001",
            "儿子",
        )
        clock.advance(15)
        hangs_up(pbx, "in-missed")
        eventually(lambda: story.alerts()[-1]["kind"] == "inbound_abandoned", PATIENCE_S)


def order(n: int, to: str = "1002", extension: str = "8001") -> Order:
    return Order(f"ny-{n:024x}", 7, extension, to)


class Heard:
    """A line without the rest of the application, and what it tells."""

    def __init__(self, pbx: str, password: str = PASSWORD, trunk: Trunk = TRUNK) -> None:
        self.told: list[tuple[str, Line | Result]] = []
        self.ari = Ari(
            pbx, USER, password, trunk, lambda uid, news: self.told.append((uid, news)), lambda *_: None
        )

    async def __aenter__(self) -> "Heard":
        self.follower = asyncio.create_task(self.ari.follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.follower.cancel()
        await asyncio.gather(self.follower, return_exceptions=True)
        await self.ari.close()

    async def until(self, check: Any) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not check():
                await asyncio.sleep(0.01)


def test_the_same_order_twice_is_one_call(pbx: str) -> None:
    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            assert [await line.ari.place(order(1)) for _ in range(2)] == [Placed.ACCEPTED] * 2
            await line.until(lambda: line.told)
            assert len(channels(pbx)) <= 4, "Asterisk's own test telephones have two channels each"
            await line.ari._clear(order(1).uid)
            await line.until(lambda: (order(1).uid, Line.ENDED) in line.told)
            assert [news for _, news in line.told][:2] == [Line.ANSWERED, Line.ENDED]
            await line.until(lambda: not channels(pbx))

    asyncio.run(story())


def test_why_nobody_was_reached(pbx: str) -> None:
    """Asterisk's causes in the domain's words; many calls at once."""
    expected = {
        "2001": Result.INVALID_NUMBER,
        "2017": Result.BUSY,
        "2018": Result.NO_ANSWER,
        "2020": Result.UNREACHABLE,
        "2021": Result.REJECTED,
        "2027": Result.UNREACHABLE,
        "2028": Result.INVALID_NUMBER,
        "2034": Result.NETWORK_FAILURE,
        "2038": Result.NETWORK_FAILURE,
        "2042": Result.NETWORK_FAILURE,
    }
    orders = {order(int(number), to=number).uid: result for number, result in expected.items()}

    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            for number in expected:
                assert await line.ari.place(order(int(number), to=number)) is Placed.ACCEPTED
            await line.until(lambda: {uid for uid, _ in line.told} == set(orders))
            first = dict(reversed(line.told))
            assert first == orders
            await line.until(lambda: not channels(pbx))

    asyncio.run(story())


def test_whoever_is_not_listening_places_nothing(pbx: str, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with Heard(pbx, password="wrong and secret") as line:
            await line.until(lambda: "cannot be reached" in caplog.text)
            assert await line.ari.place(order(2)) is Placed.UNSURE
        assert not channels(pbx)

    with caplog.at_level(logging.DEBUG, logger="app"):
        asyncio.run(story())
    assert "wrong and secret" not in caplog.text


def test_a_trunk_that_is_not_there_is_asked_again(pbx: str) -> None:
    async def story() -> None:
        async with Heard(pbx, trunk=replace(TRUNK, operator="NONE/{extension}")) as line:
            await line.until(lambda: line.ari._follows)
            assert await line.ari.place(order(3)) is Placed.UNSURE

    asyncio.run(story())


def test_another_node_takes_over_and_leaves_again(pbx: str) -> None:
    basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    address = pbx.replace("http", "ws") + "/events?app=nuanyang"

    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            async with connect(address, additional_headers={"Authorization": f"Basic {basic}"}):
                await line.until(lambda: not line.ari._follows)
                assert await line.ari.place(order(4)) is Placed.UNSURE
            await line.until(lambda: line.ari._follows)

    asyncio.run(story())


def test_numbers_are_not_logged(pbx: str, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with Heard(pbx) as line:
            await line.until(lambda: line.ari._follows)
            await line.ari.place(order(5, to="2017"))
            await line.until(lambda: line.told)
            await line.until(lambda: not channels(pbx))

    with caplog.at_level(logging.INFO):
        asyncio.run(story())
    assert "2017" not in caplog.text
    assert caplog.text.count("HTTP Request") >= 2


@given(st.none() | st.integers(-1, 200))
def test_every_cause_is_something_that_a_line_can_tell(cause: int | None) -> None:
    news = causes.unanswered(cause)
    assert news is Line.ENDED if cause == causes.NORMAL else news in BY_LINE


@pytest.mark.parametrize(
    "given_",
    [
        {"ari_url": None},
        {"ari_password": None},
        {"ari_outside": None},
        {"ari_outside": "PJSIP/{extension}@trunk"},
        {"ari_outside": "PJSIP/trunk"},
        {"ari_operator": "PJSIP/{extension}{0}"},
    ],
)
def test_half_a_setting_is_told_at_the_start(tmp_path: Path, given_: dict[str, Any]) -> None:
    whole = {
        "calls": "ari",
        "ari_url": "http://127.0.0.1:8088/ari",
        "ari_password": "x",
        "ari_outside": "PJSIP/{number}@trunk",
    }
    Settings(_env_file=None, **whole)  # type: ignore[arg-type,call-arg]
    with pytest.raises(ValidationError, match="NUANYANG_ARI"):
        Settings(_env_file=None, **{**whole, **given_})  # type: ignore[arg-type]
