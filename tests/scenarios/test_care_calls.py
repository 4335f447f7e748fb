"""Planned care calls, as operators and supervisors live through them."""

from typing import Any

import pytest

from app.calls import inbound
from app.calls.inbound import News, State
from app.clock import HOUR, parse_instant, rfc3339
from tests.scenarios.story import Story

DAILY = {"days": [0, 1, 2, 3, 4, 5, 6], "starts": "09:00", "ends": "11:00", "topics": "外孙周末来不来"}
HOUR_S, DAY_S = 3600, 24 * 3600


@pytest.fixture
def hour() -> str:
    return "08:30"


@pytest.fixture
def story(begin: Any) -> Story:
    """Mr Zhao, called every morning; it is Tuesday."""
    contacts = [{"name": "赵敏", "relation": "女儿", "phone": "13700000001"}]
    made: Story = begin(interval_s=DAY_S, name="赵建国", speak_name="赵大爷", contacts=contacts)
    made.ask("wang", "PUT", f"/api/elders/{made.elder['id']}/care-plan", DAILY)
    return made


def todays(story: Story) -> dict[str, Any]:
    (only,) = story.ask("li", "GET", "/api/care-calls")["items"]
    call: dict[str, Any] = only
    return call


def tries(story: Story, who: str = "li", *, result: str, **more: Any) -> dict[str, Any]:
    """Call him and report."""
    call = todays(story)
    path = f"/api/care-calls/{call['id']}"
    begun = story.ask(who, "POST", f"{path}/calls", {"version": call["version"]})
    attempt = begun["calls"][-1]
    assert attempt["dial_url"] == "tel:13900000000"
    after: dict[str, Any] = story.ask(
        who, "POST", f"{path}/calls/{attempt['id']}/result", {"result": result, **more}
    )
    return after


def test_mr_zhao_does_not_answer_on_thursday(story: Story) -> None:
    """He is called every morning; on Thursday he does not answer three times, an alert opens, and it is his
    daughter who can say that he is with her."""
    for _ in range(2):
        story.passes(HOUR_S)
        assert tries(story, result="answered_elder", outcome="safe", note="睡得好")["state"] == "reached"
        story.passes(DAY_S - HOUR_S)
        for name in ("li", "zhao"):  # another shift
            story.signs_in(name)
    story.passes(HOUR_S)
    assert todays(story)["day"] == "2026-11-26"
    for n in range(3):
        assert story.alerts() == []
        assert tries(story, result="no_answer")["attempts"] == n + 1
        story.passes(15 * 60)
    alert = story.alert()
    assert (alert["kind"], alert["priority"]) == ("care_call_missed", 3)
    assert "3" in alert["evidence"]["text_zh"]
    assert "09:00–11:00" in alert["evidence"]["text_en"]
    story.do("zhao", alert, "claim")
    call = todays(story)
    refused = story.ask("li", "POST", f"/api/care-calls/{call['id']}/take", {"version": call["version"]}, 409)
    assert refused["claimed_by"]["name"] == "zhao", "two people do not call him at once"
    (daughter,) = story.elder["contacts"]
    after = story.call("zhao", alert, daughter["id"], "answered_other", "safe")
    assert (after["condition"], after["handling"]) == ("cleared", "resolved")
    assert todays(story)["state"] == "reached"
    assert story.do("zhao", alert, "close", disposition="family_attended")["handling"] == "closed"
    story.passes(3 * HOUR_S)
    assert len(story.alerts()) == 1


def test_nobody_had_time_and_he_calls_himself(story: Story) -> None:
    story.passes(2.5 * HOUR_S)
    assert todays(story)["state"] == "missed"
    assert (story.alert()["priority"], story.alert()["condition"]) == (3, "active")
    story.passes(HOUR_S)
    assert story.alert()["priority"] == 2
    with story.store.transaction() as tx:
        for state in (State.RINGING, State.ANSWERED):
            inbound.told(tx, News("in-1", state, tx.now, number="139 0000 0000"))
    assert story.alert()["condition"] == "cleared"
    call = todays(story)
    assert (call["state"], call["reached_at"] is not None) == ("missed", True), "late is not in time"
    kpis = story.ask("wang", "GET", "/api/kpis")["items"][0]["figures"]
    (figure,) = [one for one in kpis if one["kpi"] == "care_calls"]
    assert (figure["value"], figure["n"], figure["against"]) == (0, 1, 1)


def test_what_one_operator_takes_the_others_see(story: Story) -> None:
    call = todays(story)
    path = f"/api/care-calls/{call['id']}"
    taken = story.ask("li", "POST", f"{path}/take", {"version": call["version"]})
    assert todays(story)["claimed_by"]["name"] == "li"
    lost = story.ask("zhao", "POST", f"{path}/take", {"version": call["version"]}, 409)
    assert (lost["claimed_by"]["name"], lost["kind"]) == ("li", "stale_version")
    assert story.ask("zhao", "POST", f"{path}/calls", {"version": taken["version"]}, 409)["claimed_by"]
    story.ask("li", "POST", f"{path}/release", {"version": taken["version"]})
    assert todays(story)["claimed_by"] is None


def test_a_call_for_help_is_a_case_in_the_hands_of_whoever_heard_it(story: Story) -> None:
    story.passes(HOUR_S)
    tries(story, result="answered_elder", outcome="needs_help", note="胸闷")
    alert = story.alert()
    assert (alert["kind"], alert["priority"], alert["claimed_by"]["name"]) == ("sos", 1, "li")
    assert "需要帮助" in alert["evidence"]["text_zh"]
    story.passes(61)
    assert not story.alert()["breached"], "the conversation is the response"


def test_reading_him_is_in_the_access_log_and_the_list_says_little(story: Story) -> None:
    call = todays(story)
    assert not {"phone", "hearing", "nap_notes", "topics", "address"} & set(call)
    seen = story.ask("li", "GET", f"/api/care-calls/{call['id']}")
    assert (seen["phone"], seen["topics"], seen["speak_name"]) == ("13900000000", DAILY["topics"], "赵大爷")
    story.ask("li", "GET", f"/api/elders/{story.elder['id']}/care-plan")
    log = story.ask("wang", "GET", f"/api/access-log?elder_id={story.elder['id']}")["items"]
    assert [one["action"] for one in log if one["action"].startswith("care")] == [
        "care_plan", "care_call", "care_plan.set",
    ]  # fmt: skip


def test_operators_call_and_supervisors_plan(story: Story) -> None:
    path = f"/api/elders/{story.elder['id']}/care-plan"
    story.ask("li", "PUT", path, {**DAILY, "version": 0}, 403)
    story.ask("li", "POST", "/api/care-plans", DAILY, 403)
    story.ask("wang", "PUT", path, {**DAILY, "version": 7}, 409)
    story.ask("wang", "PUT", path, {**DAILY, "version": 0, "ends": "08:00"}, 422)
    given = story.ask("wang", "POST", "/api/care-plans", {**DAILY, "risk_tiers": ["red"]})
    assert (given["elders"], given["changed"]) == (0, 0)


def test_pages_and_counts_of_a_day(story: Story) -> None:
    for n in range(3):
        other = story.ask("wang", "POST", "/api/elders", {"name": f"老人 {n}", "phone": "13900000008"})
        hours = {**DAILY, "starts": f"1{n}:00", "ends": f"1{n + 2}:00"}
        story.ask("wang", "PUT", f"/api/elders/{other['id']}/care-plan", hours)
    page = story.ask("li", "GET", "/api/care-calls?limit=3")
    due = [one["due_until"] for one in page["items"]]
    assert due == sorted(due)
    (last,) = story.ask("li", "GET", f"/api/care-calls?after={page['next']}")["items"]
    assert last["due_until"] > due[-1]
    story.ask("li", "GET", "/api/care-calls?after=x", status=422)
    assert [one["elder"]["name"] for one in story.ask("li", "GET", "/api/care-calls?q=建国")["items"]] == [
        "赵建国"
    ]
    story.passes(HOUR_S)
    counts = story.ask("li", "GET", "/api/care-calls/counts")
    assert (counts["planned"], counts["due"], counts["reached"]) == (4, 1, 0)
    yesterday = rfc3339(parse_instant("2026-11-23T00:00:00Z") + HOUR)[:10]
    assert story.ask("li", "GET", f"/api/care-calls?day={yesterday}")["items"] == []
