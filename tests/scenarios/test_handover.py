"""The night shift ends: what is open goes to whoever stays, and nothing is left between two chairs."""

from typing import Any

import pytest

from app.clock import rfc3339
from tests.scenarios.story import Story


def held(story: Story, who: str = "li") -> dict[str, Any]:
    """She pressed SOS, `who` reached her, and the case is watched for a quarter of an hour."""
    story.send(0, signals=["sos"])
    alert = story.alerts()[-1]
    story.do(who, alert, "claim")
    story.call(who, alert, "elder", "answered_elder", "safe")
    found: dict[str, Any] = story.ask(who, "GET", f"/api/alerts/{alert['id']}")
    return found


def give(story: Story, who: str, *ids: int, status: int = 201, note: str | None = None, **item: Any) -> Any:
    body = {"note": note, "items": [{"alert_id": one} | item for one in ids]}
    return story.ask(who, "POST", "/api/handovers", body, status)


@pytest.fixture
def hour() -> str:
    return "07:55"


def test_the_night_shift_hands_over(story: Story) -> None:
    case = held(story)
    given = give(story, "li", case["id"], note="电梯停运到明早")
    assert (given["given_by"]["name"], given["waiting"]) == ("li", 1)
    assert story.alert()["claimed_by"]["name"] == "li", "it stays hers until somebody takes it"
    (seen,) = story.ask("zhao", "GET", "/api/handovers?standing=true")["items"]
    assert seen["items"][0]["alert"]["id"] == case["id"]
    story.passes(30)
    taken = story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {})
    assert (taken["waiting"], taken["ended_by"]["name"]) == (0, "zhao")
    assert taken["items"][0]["accepted_at"] == rfc3339(story.clock.now())
    after = story.alert("zhao")
    assert (after["claimed_by"]["name"], after["handling"]) == ("zhao", "monitoring")
    assert after["version"] == case["version"] + 1
    entry = after["timeline"][-1]
    assert (entry["action"], entry["by"]["name"], entry["detail"]) == ("handed_over", "zhao", {"by": "li"})
    assert story.told()[-1] == "handed_over"
    assert story.ask("zhao", "GET", "/api/handovers?standing=true")["items"] == []
    story.do("zhao", after, "close", disposition="safe_home")


def test_the_recheck_still_comes_after_the_handover(story: Story) -> None:
    """A case that changes hands keeps its quarter of an hour."""
    story.goes_out()
    alert = story.alert()
    story.do("li", alert, "claim")
    story.call("li", alert, "elder", "answered_elder", "reminded")
    given = give(story, "li", alert["id"])
    story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {"alert_ids": [alert["id"]]})
    for _ in range(16):
        story.walks(420)
    assert story.alert()["handling"] == "open", "still outside: the re-check failed"


def test_a_claim_changes_hands_with_a_lease_of_its_own(story: Story) -> None:
    story.send(0, signals=["fall"])
    alert = story.alert()
    story.do("li", alert, "claim")
    given = give(story, "li", alert["id"])
    story.passes(80)
    story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {})
    story.passes(80)
    assert story.alert()["claimed_by"]["name"] == "zhao"
    assert story.alert()["breached"] is True, "handing over is not responding"
    story.passes(11)
    assert story.alert()["handling"] == "open", "and then it is everybody's again"


def test_what_the_lease_took_back_is_only_acknowledged(story: Story) -> None:
    story.send(0, signals=["fall"])
    alert = story.alert()
    story.do("li", alert, "claim")
    given = give(story, "li", alert["id"])
    story.passes(91)
    story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {})
    assert story.alert()["claimed_by"] is None
    assert story.alert()["timeline"][-1]["action"] == "handed_over"


def test_a_case_that_was_closed_meanwhile_needs_nobody(story: Story) -> None:
    case = held(story)
    given = give(story, "li", case["id"])
    story.do("li", case, "close", disposition="safe_home")
    (seen,) = story.ask("zhao", "GET", "/api/handovers?standing=true")["items"]
    assert seen["waiting"] == 0
    ended = story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {})
    assert ended["items"][0]["accepted_by"] is None
    assert ended["ended_by"]["name"] == "zhao"


def test_the_first_to_take_it_has_it(story: Story) -> None:
    case = held(story)
    given = give(story, "li", case["id"])
    story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {"alert_ids": [case["id"]]})
    late = story.ask("wang", "POST", f"/api/handovers/{given['id']}/accept", {}, 409)
    assert "zhao" in late["detail"]


def test_of_two_cases_one_is_taken_and_the_other_waits(story: Story) -> None:
    first = held(story)
    story.send(0, signals=["fall"])
    second = story.alerts()[-1]
    story.do("li", second, "claim")
    given = give(story, "li", first["id"], second["id"])
    path = f"/api/handovers/{given['id']}/accept"
    half = story.ask("zhao", "POST", path, {"alert_ids": [first["id"]]})
    assert (half["waiting"], half["ended_at"]) == (1, None)
    race = story.ask("wang", "POST", path, {"alert_ids": [first["id"]]}, 409)
    assert race["claimed_by"]["name"] == "zhao"
    rest = story.ask("wang", "POST", path, {})
    assert [item["accepted_by"]["name"] for item in rest["items"]] == ["zhao", "wang"]
    assert rest["ended_by"]["name"] == "wang"


def test_what_cannot_be_given(story: Story) -> None:
    case = held(story)
    assert fields(give(story, "zhao", case["id"], status=422)) == ["items.0.alert_id"], "it is li's"
    assert fields(give(story, "li", status=422)) == ["items"], "nothing at all"
    assert fields(give(story, "li", case["id"], case["id"], status=422)) == ["items.1.alert_id"]
    assert fields(give(story, "li", 999, status=422)) == ["items.0.alert_id"]
    given = give(story, "wang", case["id"])
    assert "already" in give(story, "li", case["id"], status=409)["detail"]
    story.ask("wang", "POST", f"/api/handovers/{given['id']}/accept", {}, 403)
    story.ask("zhao", "POST", f"/api/handovers/{given['id']}/withdraw", None, 403)
    kept = story.ask("wang", "POST", f"/api/handovers/{given['id']}/withdraw")
    assert kept["withdrawn"] is True
    story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {}, 409)
    story.do("li", case, "close", disposition="safe_home")
    assert fields(give(story, "li", case["id"], status=422)) == ["items.0.alert_id"], "it is closed"


def test_a_word_to_the_next_shift_needs_no_case(story: Story) -> None:
    given = give(story, "li", note="3 号楼电梯停运到明早")
    ended = story.ask("zhao", "POST", f"/api/handovers/{given['id']}/accept", {})
    assert ended["ended_by"]["name"] == "zhao"


def fields(problem: dict[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]
