"""She said that she would go out."""

import pytest

from app.clock import rfc3339
from tests.scenarios.plans import Begin, alerts, plan, plans, standing, stays_out, told
from tests.scenarios.plans import alert as the_alert
from tests.scenarios.story import Story


def test_an_outing_and_she_is_back_in_time(story: Story) -> None:
    story.stays_home()
    outing = plans(story, 60, companion="女儿")
    assert outing["state"] == "under_way"
    story.goes_out()
    alert = the_alert(story)
    assert (alert["kind"], alert["handling"], alert["suppressed_by"]) == (
        "outside_home",
        "suppressed",
        "outing",
    )
    assert plan(story)["outing"]["companion"] == "女儿"
    stays_out(story, 10)
    story.comes_home()
    story.stays_home(60)
    assert standing(story) == [("outside_home", "cleared", "closed")], "nobody ever heard of it"
    assert "opened" not in told(story)
    (known,) = story.ask("li", "GET", f"/api/elders/{story.elder['id']}/outings")["items"]
    assert known["state"] == "returned"
    assert known["returned_at"] < known["expected_back_at"]


@pytest.mark.parametrize("mode", ["stay_home", "free"])
def test_an_outing_and_she_is_not_back(begin: Begin, mode: str) -> None:
    story = begin(monitoring_mode=mode)
    story.stays_home()
    plans(story, 30)
    story.goes_out()
    stays_out(story, 25)
    held = [("outside_home", "active", "suppressed")] if mode == "stay_home" else []
    assert standing(story) == held
    stays_out(story, 15)
    assert standing(story) == [*held, ("not_returned", "active", "open")], "one alert rings"
    alert = alerts(story)[-1]
    assert alert["priority"] == 2
    shown = story.ask("li", "GET", f"/api/alerts/{alert['id']}")["evidence"]
    assert "14:40" in shown["text_zh"]
    assert plan(story)["outings"][0]["state"] == "overdue"
    stays_out(story, 45)
    assert [a["priority"] for a in alerts(story) if a["kind"] == "not_returned"] == [1]
    assert len(alerts(story)) == len(held) + 1
    story.comes_home()
    assert alerts(story)[-1]["condition"] == "cleared"
    story.stays_home(30)
    assert standing(story)[-1] == ("not_returned", "cleared", "open"), "somebody has to look"
    assert plan(story)["outings"] == []
    if held:
        assert standing(story)[0] == ("outside_home", "cleared", "closed")


def test_out_again_after_an_outing_is_an_exit_like_any_other(story: Story) -> None:
    story.stays_home()
    plans(story, 30)
    story.goes_out()
    story.comes_home()
    story.stays_home(40)
    story.goes_out()
    assert standing(story) == [("outside_home", "cleared", "closed"), ("outside_home", "active", "open")]


def test_an_outing_that_is_prolonged_is_not_missed_yet(begin: Begin) -> None:
    story = begin(monitoring_mode="free")
    story.stays_home()
    outing = plans(story, 20)
    story.goes_out()
    stays_out(story, 40)
    assert standing(story) == [("not_returned", "active", "open")]
    later = rfc3339(story.clock.now() + 30 * 60_000)
    story.ask("li", "PATCH", f"/api/outings/{outing['id']}", {"expected_back_at": later})
    assert standing(story) == [("not_returned", "cleared", "open")]
    stays_out(story, 50)
    assert standing(story) == [("not_returned", "active", "open")], "the same case again"


def test_an_outing_that_is_called_off_while_she_is_out(story: Story) -> None:
    story.stays_home()
    outing = plans(story, 120)
    story.goes_out()
    assert standing(story) == [("outside_home", "active", "suppressed")]
    story.ask("li", "POST", f"/api/outings/{outing['id']}/cancel")
    assert standing(story) == [("outside_home", "active", "open")]
    assert the_alert(story)["suppressed_by"] is None
    story.ask("li", "POST", f"/api/outings/{outing['id']}/cancel", status=409)


def test_she_is_said_to_be_back_and_the_watch_agrees_later_or_does_not(story: Story) -> None:
    story.stays_home()
    outing = plans(story, 120)
    story.goes_out()
    story.ask("li", "POST", f"/api/outings/{outing['id']}/return")
    stays_out(story, 10)
    assert standing(story) == [("outside_home", "active", "suppressed")]
    stays_out(story, 10)
    assert standing(story) == [("outside_home", "active", "open")]


def test_an_outing_does_not_silence_what_rings_already(story: Story) -> None:
    story.stays_home()
    story.goes_out()
    plans(story, 30)
    assert standing(story) == [("outside_home", "active", "open")]
    stays_out(story, 60)
    assert [kind for kind, _, _ in standing(story)] == ["outside_home"], "no second alert for one cause"


@pytest.mark.parametrize("hour", ["21:20"])
def test_an_outing_in_the_evening_goes_on_into_the_curfew(begin: Begin) -> None:
    story = begin(monitoring_mode="curfew")
    story.stays_home()
    plans(story, 90)
    story.goes_out()
    stays_out(story, 60)
    assert standing(story) == [("outside_home", "active", "suppressed")]
    story.comes_home()
    story.stays_home(60)
    assert standing(story) == [("outside_home", "cleared", "closed")]
    assert "opened" not in told(story)


def test_an_outing_that_makes_no_sense_is_refused(story: Story) -> None:
    for minutes in (0, -30, 40 * 24 * 60):
        assert "expected_back_at" in plans(story, minutes, 422)["errors"][0]["field"]
    assert "destination" in plans(story, 30, 422, destination=" ")["errors"][0]["field"]
