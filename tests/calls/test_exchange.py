"""Orders over real HTTP, and callbacks into the whole application."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from starlette.testclient import TestClient

from app.calls import service as calls
from app.calls import signing
from app.clock import ManualClock
from app.identity.roles import Role
from app.identity.tables import User
from app.main import create_app
from app.settings import Settings
from tests.alerts.house import House
from tests.calls.acts import claimed
from tests.calls.provider import SECRET, Provider, news, providing
from tests.live import eventually
from tests.people import hire
from tests.scenarios.story import Story

WEBHOOK: dict[str, Any] = {
    "calls": "webhook",
    "calls_secret": SecretStr(SECRET),
    "public_url": "https://care.example/",
}


class Desk(Story):
    """A story whose operators have telephones that the provider can ring."""

    def claims(self) -> dict[str, Any]:
        self.send(signals=["sos"])
        self.do("li", self.alert(), "claim")
        return self.alert()

    def dials(self, who: str = "li") -> dict[str, Any]:
        call: dict[str, Any] = self.do(who, self.alert(), "calls", to="elder")["call"]
        return call

    def call_now(self) -> dict[str, Any]:
        call: dict[str, Any] = self.alert()["calls"][-1]
        return call

    def hears(self, attempt: str, state: str, result: str | None = None, status: int = 200) -> dict[str, Any]:
        """A callback of the provider."""
        body, headers = news(self.clock.now() // 1000, attempt, state, result)
        answer = self.client.post("/api/calls/callback", content=body, headers=headers)
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told


@contextmanager
def desk(settings: Settings, clock: ManualClock, provider: Provider) -> Iterator[Desk]:
    app = create_app(settings.model_copy(update={**WEBHOOK, "calls_url": provider.url}), clock)
    with TestClient(app, base_url="http://care.example") as client:
        story = Desk(app, client, clock)
        users = {user["username"]: user["id"] for user in story_users(story)}
        for name, extension in (("li", "8001"), ("zhao", "8002")):
            story.ask("chief", "PATCH", f"/api/users/{users[name]}", {"extension": extension})
        yield story


def story_users(story: Story) -> list[dict[str, Any]]:
    hire(story.store, "chief", Role.admin)
    story.signs_in("chief")
    found: list[dict[str, Any]] = story.ask("chief", "GET", "/api/users")["items"]
    return found


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def test_a_call_from_the_key_to_the_answer(settings: Settings, clock: ManualClock) -> None:
    with providing(now_s=clock.now() // 1000) as provider, desk(settings, clock, provider) as story:
        alert = story.claims()
        call = story.dials()
        assert (call["line"], call["dial_url"]) == ("placing", None)
        assert provider.heard.wait(10)
        (order,) = provider.orders
        assert order == {
            "attempt": order["attempt"],
            "alert": alert["id"],
            "from": "8001",
            "to": "13900000000",
            "ring_s": 60,
            "callback_url": "https://care.example/api/calls/callback",
        }
        assert provider.forged == 0
        eventually(lambda: story.call_now()["line"] == "ringing")
        assert story.alert()["responded_at"] is not None
        assert story.hears(order["attempt"], "answered")["line"] == "answered"
        told = story.do(
            "li", story.alert(), f"calls/{call['id']}/result", result="answered_elder", outcome="safe"
        )
        assert told["handling"] in ("monitoring", "resolved")
        assert story.hears(order["attempt"], "ended") == {
            "attempt": order["attempt"],
            "line": "ended",
            "result": "answered_elder",
        }
        assert {"call_started", "call_ringing", "call_answered", "call_ended"} <= set(story.told())


def test_what_may_succeed_is_asked_again_with_the_same_id(settings: Settings, clock: ManualClock) -> None:
    with (
        providing(503, 429, 409, now_s=clock.now() // 1000) as provider,
        desk(settings, clock, provider) as story,
    ):
        story.claims()
        story.dials()
        eventually(lambda: story.call_now()["line"] == "ringing", 20)
        assert len({order["attempt"] for order in provider.orders}) == 1
        assert len(provider.orders) == 3


def test_what_is_refused_is_not_asked_again(settings: Settings, clock: ManualClock) -> None:
    with providing(400, now_s=clock.now() // 1000) as provider, desk(settings, clock, provider) as story:
        story.claims()
        story.dials()
        eventually(lambda: story.call_now()["result"] == "network_failure")
        assert (len(provider.orders), story.alert()["responded_at"]) == (1, None)


def test_an_order_survives_a_restart(settings: Settings, clock: ManualClock) -> None:
    """The power goes between the commit and the request; the next process carries the order."""
    store = create_app(settings, clock).state.store
    house = House(store, clock)
    alert_id = claimed(house)
    with house.tx() as tx:
        tx.session.get_one(User, house.li.id).extension = "8001"
        calls.start(tx, house.li, alert_id, 1, "elder", "webhook")
    with providing(now_s=clock.now() // 1000) as provider:
        app = create_app(settings.model_copy(update={**WEBHOOK, "calls_url": provider.url}), clock)
        with TestClient(app):
            assert provider.heard.wait(10)
            eventually(lambda: house.alert(alert_id).responded_at)
    store.close()


def test_a_callback_races_the_operators_report(settings: Settings, clock: ManualClock) -> None:
    """Twenty at once: one result stands, every other one hears which."""
    with providing(now_s=clock.now() // 1000) as provider, desk(settings, clock, provider) as story:
        story.claims()
        call = story.dials()
        eventually(lambda: story.call_now()["line"] == "ringing")
        attempt = provider.orders[0]["attempt"]
        alert, gate = story.alert(), threading.Barrier(20)
        version = alert["version"]
        answers: list[tuple[str, int, Any]] = []

        def operator() -> None:
            gate.wait()
            answer = story.client.post(
                f"/api/alerts/{alert['id']}/calls/{call['id']}/result",
                json={"version": version, "result": "voicemail"},
                headers={"Authorization": f"Bearer {story.tokens['li']}"},
            )
            answers.append(("operator", answer.status_code, answer.json()))

        def line() -> None:
            body, headers = news(clock.now() // 1000, attempt, "ended", "busy")
            gate.wait()
            answer = story.client.post("/api/calls/callback", content=body, headers=headers)
            answers.append(("line", answer.status_code, answer.json()))

        threads = [threading.Thread(target=work) for work in [operator, line] * 10]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        stands = story.call_now()["result"]
        assert stands in ("busy", "voicemail")
        assert story.told().count("call_ended") == 1
        won = [who for who, status, _ in answers if who == "operator" and status == 200]
        assert len(won) == (1 if stands == "voicemail" else 0)
        for who, status, told in answers:
            assert status in ((200, 409) if who == "operator" else (200,))
            if who == "line":
                assert told["result"] == stands
            elif status == 409:
                assert told["alert"]["version"] == version + 1


FORGED: list[dict[str, str]] = [
    {},
    {signing.SIGNATURE: "sha256=00"},
    {signing.TIMESTAMP: "1790000000"},
]


def test_callbacks_that_are_not_the_lines(settings: Settings, clock: ManualClock) -> None:
    with providing(now_s=clock.now() // 1000) as provider, desk(settings, clock, provider) as story:
        now = clock.now() // 1000
        body, _ = news(now, "ny-unknown", "ringing")
        for told in FORGED:
            answer = story.client.post("/api/calls/callback", content=body, headers=told)
            assert answer.status_code == 401
        for seconds in (-301, 301):
            stale, old = news(now + seconds, "ny-unknown", "ringing")
            assert story.client.post("/api/calls/callback", content=stale, headers=old).status_code == 401
        story.hears("ny-unknown", "ringing", status=404)
        story.hears("ny-unknown", "asleep", status=422)
        story.hears("ny-unknown", "ended", "answered_elder", status=422)
        nonsense = b"\xff{"
        signed = signing.headers(SECRET, now, nonsense)
        assert story.client.post("/api/calls/callback", content=nonsense, headers=signed).status_code in (
            400,
            422,
        )
        large = b" " * 65_537
        signed = signing.headers(SECRET, now, large)
        assert story.client.post("/api/calls/callback", content=large, headers=signed).status_code == 413


def test_without_a_secret_nobody_is_believed(client: TestClient, clock: ManualClock) -> None:
    body, headers = news(clock.now() // 1000, "ny-unknown", "ringing")
    assert client.post("/api/calls/callback", content=body, headers=headers).status_code == 401


@pytest.mark.parametrize("missing", ["calls_url", "calls_secret", "public_url"])
def test_half_a_setting_is_told_at_the_start(tmp_path: Path, missing: str) -> None:
    given = {**WEBHOOK, "calls_url": "http://127.0.0.1:1/"} | {missing: None}
    with pytest.raises(ValidationError, match="NUANYANG_CALLS"):
        Settings(_env_file=None, **given)  # type: ignore[call-arg]
