"""The alert API at its edges: what cannot be meant is refused with the field's name, and breaks nothing."""

from typing import Any

import pytest

from tests.scenarios.story import Story

HUGE = 10**30


@pytest.fixture
def alert(story: Story) -> dict[str, Any]:
    story.stays_home()
    story.goes_out()
    story.do("li", story.alert(), "claim")
    return story.alert()


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("claim", {"version": -1}, "version"),
    ("claim", {"version": "two"}, "version"),
    ("calls", {"to": HUGE}, "to"),
    ("calls", {"to": "²"}, "to"),
    ("calls", {"to": "a neighbour"}, "to"),
    ("calls", {}, "to"),
    ("notes", {"note": "  "}, "note"),
    ("notes", {"note": "a\x00b"}, "note"),
    ("notes", {"note": "x" * 2001}, "note"),
    ("dispatch", {"to": ""}, "to"),
    ("dispatch", {"to": "a\x00b"}, "to"),
    ("takeover", {"reason": " "}, "reason"),
    ("release", {"reason": "a\x00b"}, "reason"),
    ("shelve", {"minutes": 121, "reason": "x"}, "minutes"),
    ("shelve", {"minutes": 30}, "reason"),
    ("close", {"disposition": "went_fine"}, "disposition"),
    ("close", {"disposition": "fire_119"}, "disposition"),
    ("close", {"disposition": "other"}, "note"),
    ("close", {"disposition": "other", "note": " \n"}, "note"),
]


def test_what_cannot_be_meant_is_422_and_changes_nothing(story: Story, alert: dict[str, Any]) -> None:
    for act, body, field in REFUSED:
        answer = story.do("li", alert, act, 422, **body)
        assert field in answer["errors"][0]["field"], (act, body)
    for path in (f"/{HUGE}", f"?after={HUGE}", f"?elder_id={HUGE}", f"?area={HUGE}"):
        story.ask("li", "GET", f"/api/alerts{path}", status=422)
    assert story.alert() == alert


def test_an_alert_that_is_not_there_is_404(story: Story) -> None:
    assert story.ask("li", "GET", "/api/alerts/999", status=404)["kind"] == "not_found"
    story.ask("li", "POST", "/api/alerts/999/claim", {"version": 0}, status=404)


def test_a_second_claim_is_409_even_for_its_holder(story: Story, alert: dict[str, Any]) -> None:
    for version in (0, alert["version"]):
        body = story.ask("li", "POST", f"/api/alerts/{alert['id']}/claim", {"version": version}, status=409)
        assert body["claimed_by"] == alert["claimed_by"]
        assert body["claimed_at"] == alert["claimed_at"]
        assert body["alert"]["version"] == alert["version"]


def test_an_operator_takes_over_only_when_the_lease_is_over(story: Story, alert: dict[str, Any]) -> None:
    assert "takeover" not in story.alert("zhao")["actions"]
    story.do("zhao", alert, "takeover", 403, reason="she is at lunch")
    story.do("wang", alert, "takeover", reason="she is at lunch")
    assert story.alert()["claimed_by"]["name"] == "wang"
    story.do("li", alert, "escalate", 403)


def test_every_button_works(story: Story, alert: dict[str, Any]) -> None:
    """The detail promises actions; the API keeps the promise."""
    paths = {"call": "calls", "note": "notes"}
    bodies: dict[str, dict[str, Any]] = {
        "call": {"to": "elder"},
        "note": {"note": "her daughter is on her way"},
        "dispatch": {"to": "medical_120"},
        "shelve": {"minutes": 5, "reason": "x"},
        "close": {"disposition": "safe_home"},
    }
    wanted = ["note", "call", "release", "claim", "dispatch", "close"]
    for action in wanted:
        assert action in story.alert()["actions"], action
        story.do("li", alert, paths.get(action, action), **bodies.get(action, {}))
    assert (story.alert()["actions"], story.alert()["handling"]) == ([], "closed")


def test_lists_filter_and_page(story: Story, alert: dict[str, Any]) -> None:
    story.send(signals=["sos"])
    story.passes(1)
    story.send(signals=["fall"])

    def ids(query: str) -> list[int]:
        return [a["id"] for a in story.ask("li", "GET", f"/api/alerts?{query}")["items"]]

    assert ids("") == [3, 2, 1]
    assert ids("handling=claimed") == [1]
    assert ids("handling=open,claimed&kind=sos,outside_home") == [2, 1]
    assert ids(f"elder_id={story.elder['id']}&limit=2") == [3, 2]
    assert ids("limit=2&after=2") == [1]
    assert ids("elder_id=999") == []
    assert ids("limit=0") == [3], "clamped, never refused"
