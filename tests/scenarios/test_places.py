"""Hazards that concern everybody, and the living area of one elder."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.people import METRES_PER_DEGREE
from tests.scenarios.story import LAT, LON, Story

METRE = 1 / METRES_PER_DEGREE
EAST = METRE / 0.826  # a metre east at this latitude, in degrees


def strip(west_m: float, east_m: float) -> dict[str, Any]:
    """A strip from north to south, metres east of her door."""
    west, east = LON + west_m * EAST, LON + east_m * EAST
    south, north = LAT - 2000 * METRE, LAT + 2000 * METRE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def draw(story: Story, geometry: dict[str, Any], **properties: Any) -> Any:
    body = {"type": "Feature", "geometry": geometry, "properties": properties}
    return story.ask("wang", "POST", "/api/fences", body)


def moat(story: Story, west_m: float = 300, east_m: float = 360) -> Any:
    """The city moat."""
    return draw(story, strip(west_m, east_m), kind="hazard", name="护城河")


@pytest.fixture
def free(begin: Callable[..., Story]) -> Story:
    return begin(monitoring_mode="free")


def test_one_good_fix_in_the_moat_is_enough_and_two_minutes_on_the_bank_end_it(free: Story) -> None:
    moat(free)
    free.stays_home()
    free.walks(100, 200, 290)
    assert free.alerts() == [], "on the bank"
    free.walks(330)
    alert = free.alert()
    assert (alert["kind"], alert["priority"], alert["condition"]) == ("hazard_fence", 1, "active")
    assert "护城河" in alert["evidence"]["text_zh"]
    assert alert["evidence"]["probability"] > 0.5
    free.walks(280, 270)
    assert free.alert()["condition"] == "active"
    free.walks(260)
    assert (free.alert()["condition"], free.alert()["handling"]) == ("cleared", "open")


def test_a_position_of_the_network_in_the_moat_is_none(free: Story) -> None:
    moat(free)
    free.stays_home()
    free.passes(60)
    free.send(330, source="cell", accuracy_m=800)
    free.passes(60)
    free.send(330, source="wifi", accuracy_m=120)
    assert free.alerts() == []


def test_the_moat_beside_the_house_is_no_news_every_night(free: Story) -> None:
    """She lives on the bank; the fixes of a night indoors fall into the water now and then."""
    moat(free, 40, 80)
    free.stays_home(30)
    for metres in (5, 45, 12, 52, -3, 48, 8):
        free.walks(metres)
    assert free.alerts() == []


def test_a_moat_that_is_drawn_while_she_is_in_it_and_one_that_is_removed(free: Story) -> None:
    free.stays_home()
    free.goes_out()
    free.walks(330)
    assert free.alerts() == []
    fence = moat(free)
    free.walks(331)
    assert free.alert()["condition"] == "active"
    free.ask("wang", "DELETE", f"/api/fences/{fence['id']}")
    free.walks(332)
    assert free.alert()["condition"] == "cleared"


def test_closed_while_she_is_in_it_and_still_in_it_a_quarter_of_an_hour_later(free: Story) -> None:
    moat(free)
    free.walks(330)
    alert = free.alert()
    free.do("li", alert, "claim")
    free.do("li", alert, "close", disposition="safe_with_companion")
    free.passes(15 * 60 + 1)
    again = free.alerts()[-1]
    assert (again["previous_id"], again["handling"]) == (alert["id"], "open")


@pytest.fixture
def roams(begin: Callable[..., Story]) -> Story:
    """Her living area: from her door to 600 m east."""
    story = begin(monitoring_mode="living_area")
    draw(story, strip(-200, 600), kind="safe", elder_id=story.elder["id"], name="小区和市场")
    return story


def test_going_out_within_her_living_area_is_normal_life(roams: Story) -> None:
    roams.stays_home()
    roams.walks(150, 300, 450, 500, 480, 510, 490, 300, 100, 0, 3, -4, 5)
    assert roams.alerts() == []


def test_leaving_her_living_area_and_coming_back(roams: Story) -> None:
    roams.stays_home()
    roams.walks(*range(100, 1200, 90))
    alert = roams.alert()
    assert (alert["kind"], alert["priority"], alert["condition"]) == ("left_safe_area", 2, "active")
    assert "活动范围" in alert["evidence"]["text_zh"]
    roams.walks(900, 700, 500, 450, 470, 440, 460, 450)
    assert (roams.alert()["condition"], roams.alert()["handling"]) == ("cleared", "open")


def test_a_second_safe_fence_holds_her_too(roams: Story) -> None:
    """Her daughter lives 2 km away; on the way there she is outside of both."""
    draw(roams, strip(1900, 2100), kind="safe", elder_id=roams.elder["id"], name="女儿家")
    roams.stays_home()
    roams.walks(*range(100, 1800, 100))
    assert roams.alert()["condition"] == "active"
    roams.walks(1900, 1990, 2010, 2000, 1990, 2005, 2000)
    assert roams.alert()["condition"] == "cleared"


def test_without_a_safe_fence_there_is_no_area_to_leave(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="living_area")
    story.stays_home()
    story.goes_out()
    assert story.alerts() == []


def test_the_living_area_does_not_matter_in_another_mode(roams: Story) -> None:
    roams.ask("wang", "PATCH", f"/api/elders/{roams.elder['id']}", {"monitoring_mode": "free"})
    roams.stays_home()
    roams.walks(*range(100, 1200, 90))
    assert roams.alerts() == []


def test_the_mode_begins_while_she_is_outside_of_it(roams: Story) -> None:
    elder = f"/api/elders/{roams.elder['id']}"
    roams.ask("wang", "PATCH", elder, {"monitoring_mode": "free"})
    roams.stays_home()
    roams.walks(*range(100, 1200, 90))
    roams.ask("wang", "PATCH", elder, {"monitoring_mode": "living_area"})
    alert = roams.alert()
    assert (alert["kind"], alert["condition"]) == ("left_safe_area", "active")
    assert "已在范围外" in alert["evidence"]["text_zh"]
    roams.ask("wang", "PATCH", elder, {"monitoring_mode": "free"})
    assert roams.alert()["condition"] == "cleared"
