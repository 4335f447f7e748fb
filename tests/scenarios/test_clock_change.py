"""Nights in which the clocks are changed."""

import pytest

from app.clock import ManualClock, parse_instant
from tests.scenarios.plans import Begin, alerts, out_for_a_walk, stays_out, told
from tests.scenarios.plans import alert as the_alert


@pytest.fixture
def clock() -> ManualClock:
    """02:00 in Berlin, an hour before it is 02:00 again."""
    return ManualClock(parse_instant("2027-10-31T02:00:00+02:00"))


def test_the_night_in_berlin_in_which_the_clocks_go_back(begin: Begin) -> None:
    """25 hours: the curfew 02:30-05:00 begins with the first 02:30 and ends once."""
    story = begin(monitoring_mode="curfew")
    her = f"/api/elders/{story.elder['id']}/curfew"
    body = {"starts": "02:30", "ends": "05:00", "time_zone": "Europe/Berlin"}
    story.ask("wang", "PUT", her, body)
    story.ask("wang", "PUT", her, body | {"time_zone": "Europe/Bärlin"}, status=422)
    story.stays_home()
    story.goes_out()
    assert alerts(story) == []
    stays_out(story, 10)
    alert = the_alert(story)
    assert alert["occurred_at"] == "2027-10-31T00:30:00.000Z"
    stays_out(story, 60)
    assert [kind for kind in told(story) if kind in ("cleared", "reactivated", "opened")] == ["opened"]
    stays_out(story, 150)
    assert the_alert(story)["condition"] == "cleared"
    assert the_alert(story)["cleared_at"] == "2027-10-31T04:00:00.000Z"


def test_the_same_walk_in_xian_is_any_night(begin: Begin) -> None:
    story = out_for_a_walk(begin, "curfew")
    body = {"starts": "02:30", "ends": "05:00", "time_zone": "Asia/Shanghai"}
    story.ask("wang", "PUT", f"/api/elders/{story.elder['id']}/curfew", body)
    stays_out(story, 120)
    assert alerts(story) == []
