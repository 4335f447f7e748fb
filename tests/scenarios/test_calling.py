"""Who is called, and what the desk proposes next."""

from app.clock import parse_instant
from tests.scenarios.story import Story


def test_nobody_answers_until_somebody_goes(story: Story) -> None:
    """Mrs Li is out and does not answer; neither does her son. The desk leads through it, step by step."""
    story.stays_home()
    story.goes_out()
    assert story.alert()["next_step"] is None, "nobody has claimed it"
    story.do("li", story.alert(), "claim")
    assert story.alert()["next_step"] == {"do": "call_elder", "at": None, "contact_id": None}

    called_at = story.clock.now()
    call = story.do("li", story.alert(), "calls", to="elder")
    assert call["alert"]["next_step"] is None, "it rings"
    story.passes(30)
    after = story.do("li", story.alert(), f"calls/{call['call']['id']}/result", result="no_answer")
    assert after["next_step"]["do"] == "call_elder"
    assert parse_instant(after["next_step"]["at"]) == called_at + 120_000, "two minutes after the first"

    story.passes(90)
    after = story.call("li", story.alert(), "elder", "no_answer")
    (son,) = story.elder["contacts"]
    assert after["next_step"] == {"do": "call_contact", "at": None, "contact_id": son["id"]}
    after = story.call("li", story.alert(), son["id"], "busy")
    assert (after["handling"], after["next_step"]["do"]) == ("escalated", "dispatch")
    after = story.do("li", story.alert(), "dispatch", to="grid_leader")
    assert after["next_step"] is None


def test_whoever_asks_for_help_on_the_telephone_gets_somebody(story: Story) -> None:
    story.send(signals=["sos"])
    story.do("li", story.alert(), "claim")
    after = story.call("li", story.alert(), "elder", "answered_elder", "needs_help")
    assert (after["handling"], after["next_step"]["do"]) == ("contacting", "dispatch")
