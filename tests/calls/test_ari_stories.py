"""Calls through Asterisk as operators live them: out to her, and in from her son."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from app.clock import ManualClock
from app.main import create_app
from app.settings import Settings
from tests.calls.asterisk import PASSWORD, USER
from tests.calls.pbx import PATIENCE_S, TRUNK, channels, pbx, short
from tests.calls.test_exchange import Desk, story_users
from tests.live import eventually

__all__ = ["pbx", "short"]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


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
