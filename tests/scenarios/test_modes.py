"""Her mode and her curfew: rules that begin and end while she is out."""

import pytest

from app.clock import rfc3339
from tests.scenarios.plans import Begin, alerts, out_for_a_walk, plan, standing, stays_out, told
from tests.scenarios.plans import alert as the_alert


@pytest.mark.parametrize("hour", ["21:10"])
def test_the_curfew_begins_while_she_is_out(begin: Begin) -> None:
    story = out_for_a_walk(begin, "curfew")
    until = plan(story)["until"]
    assert until == "2026-11-24T14:00:00.000Z"
    stays_out(story, 20)
    assert alerts(story) == []
    stays_out(story, 10)
    alert = the_alert(story)
    assert (alert["kind"], alert["priority"], alert["handling"]) == ("outside_home", 1, "open")
    assert alert["occurred_at"] == "2026-11-24T14:00:00.000Z", "when it became wrong, not when she left"
    assert alert["evidence"]["out_since"] < alert["occurred_at"]
    assert "11-24 22:00" in alert["evidence"]["text_zh"]
    assert "the curfew" in alert["evidence"]["text_en"]
    assert 310 < alert["distance_m"] < 330
    assert plan(story)["curfew"]["holds"]
    story.comes_home()
    assert the_alert(story)["condition"] == "cleared"


@pytest.mark.parametrize("hour", ["21:20"])
def test_the_curfew_begins_and_she_is_home_or_free(begin: Begin) -> None:
    story = out_for_a_walk(begin, "curfew")
    story.comes_home()
    story.stays_home(40)
    assert told(story) == []


@pytest.mark.parametrize("hour", ["05:20"])
def test_the_curfew_ends_and_somebody_still_has_to_look(begin: Begin) -> None:
    story = begin(monitoring_mode="curfew")
    story.stays_home()
    story.goes_out()
    assert standing(story) == [("outside_home", "active", "open")]
    stays_out(story, 30)
    assert standing(story) == [("outside_home", "cleared", "open")]
    stays_out(story, 60)
    assert len(alerts(story)) == 1


@pytest.mark.parametrize("hour", ["19:20"])
def test_a_schedule_of_her_own_goes_before_that_of_her_area(begin: Begin) -> None:
    story = out_for_a_walk(begin, "curfew")
    area = story.elder["area"]["id"]
    story.ask("wang", "PUT", f"/api/areas/{area}/curfew", {"starts": "20:00", "ends": "07:00"})
    story.ask("wang", "PUT", f"/api/elders/{story.elder['id']}/curfew", {"starts": "21:00", "ends": "05:00"})
    assert plan(story)["curfew"]["source"] == "elder"
    stays_out(story, 60)
    assert alerts(story) == []
    stays_out(story, 45)
    assert standing(story) == [("outside_home", "active", "open")]


@pytest.mark.parametrize("hour", ["19:20"])
def test_the_schedule_of_her_area_goes_before_the_default(begin: Begin) -> None:
    story = out_for_a_walk(begin, "curfew")
    area = story.elder["area"]["id"]
    story.ask("wang", "PUT", f"/api/areas/{area}/curfew", {"starts": "20:00", "ends": "07:00"})
    stays_out(story, 45)
    assert standing(story) == [("outside_home", "active", "open")]
    assert plan(story)["curfew"]["source"] == "area"


# her mode


def test_free_and_then_stay_home_while_she_is_out(begin: Begin) -> None:
    story = out_for_a_walk(begin)
    path = f"/api/elders/{story.elder['id']}"
    story.ask("li", "PATCH", path, {"monitoring_mode": "living_area"})
    assert alerts(story) == []
    story.ask("li", "PATCH", path, {"monitoring_mode": "stay_home"})
    alert = the_alert(story)
    assert (alert["kind"], alert["handling"]) == ("outside_home", "open")
    assert alert["occurred_at"] == rfc3339(story.clock.now())
    story.ask("li", "PATCH", path, {"monitoring_mode": "stay_home", "address": "大莲花池街36号"})
    assert told(story) == ["opened"], "nothing has begun"
    story.ask("li", "PATCH", path, {"monitoring_mode": "free"})
    assert standing(story) == [("outside_home", "cleared", "open")]


def test_free_and_then_stay_home_while_she_is_home(begin: Begin) -> None:
    story = begin(monitoring_mode="free")
    story.stays_home()
    story.ask("li", "PATCH", f"/api/elders/{story.elder['id']}", {"monitoring_mode": "stay_home"})
    assert alerts(story) == []
