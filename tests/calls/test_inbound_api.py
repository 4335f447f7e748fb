"""A line tells of calls that come in, over HTTP; operators read who calls."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from app.clock import ManualClock
from app.main import create_app
from app.settings import Settings
from tests.calls.provider import SECRET, signed
from tests.scenarios.story import Story

CALLS = "/api/calls/inbound"


@contextmanager
def centre(settings: Settings, clock: ManualClock) -> Iterator[Story]:
    """Operators who dial themselves, and a line that tells who calls."""
    app = create_app(settings.model_copy(update={"calls_secret": SecretStr(SECRET)}), clock)
    with TestClient(app, base_url="http://care.example") as client:
        yield Story(app, client, clock)


def tells(story: Story, state: str, status: int = 200, call: str = "in-7", **more: Any) -> Any:
    body, headers = signed(story.clock.now() // 1000, {"call": call, "state": state, **more})
    answer = story.client.post(CALLS, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def waiting(story: Story, who: str = "li") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = story.ask(who, "GET", CALLS)["items"]
    return items


def test_a_call_from_the_first_ring_to_calling_back(settings: Settings, clock: ManualClock) -> None:
    with centre(settings, clock) as story:
        assert tells(story, "ringing", number="+8613900000000") == {"call": "in-7", "state": "ringing"}
        (call,) = waiting(story)
        assert (call["state"], call["number"]) == ("ringing", "+8613900000000")
        assert call["callers"] == [
            {
                "elder_id": story.elder["id"],
                "elder_name": "李秀英",
                "contact_name": None,
                "relation": None,
                "alert_id": None,
            }
        ]
        clock.advance(25)
        assert tells(story, "ended")["state"] == "missed"
        assert waiting(story) == []
        alert = story.alert()
        assert (alert["kind"], alert["priority"]) == ("inbound_abandoned", 2)
        assert "25" in alert["evidence"]["text_zh"]
        assert "gave up" in alert["evidence"]["text_en"]
        story.do("li", alert, "claim")
        story.call("li", alert, "elder", "answered_elder", "safe")
        assert (story.alert()["handling"], story.alert()["condition"]) == ("resolved", "cleared")


def test_strangers_are_ticked_off(settings: Settings, clock: ManualClock) -> None:
    with centre(settings, clock) as story:
        tells(story, "ringing", number="02911112222", at=clock.now() / 1000)
        clock.advance(40)
        tells(story, "ended", at=clock.now() / 1000)
        (call,) = waiting(story)
        assert (call["state"], call["waited_s"], call["callers"]) == ("missed", 40, [])
        story.ask("zhao", "POST", f"{CALLS}/{call['id']}/done")
        assert waiting(story) == []
        story.ask("zhao", "POST", f"{CALLS}/999/done", status=404)


def test_only_the_line_tells_and_only_desks_read(settings: Settings, clock: ManualClock) -> None:
    with centre(settings, clock) as story:
        body, _ = signed(clock.now() // 1000, {"call": "in-7", "state": "ringing"})
        assert story.client.post(CALLS, content=body).status_code == 401
        assert story.client.get(CALLS).status_code == 401
        tells(story, "asleep", status=422)
        tells(story, "ringing", status=422, call="")


def test_numbers_are_not_logged(
    settings: Settings, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), centre(settings, clock) as story:
        tells(story, "ringing", number="13900000000")
        waiting(story)
    assert "1390000" not in caplog.text
