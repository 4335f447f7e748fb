"""Two weeks of walks, and what is usual for her."""

from typing import Any

import pytest

from app.clock import DAY, HOUR, MINUTE
from tests.scenarios.plans import Begin, alerts, plans, standing, stays_out
from tests.scenarios.story import Story

MARKET_M = 600


def usual_day(story: Story, began: int) -> list[dict[str, Any]]:
    """At home but for the morning: to the market, an hour there, and back; a fix every ten minutes."""
    place = {8: MARKET_M / 2, 9: MARKET_M}
    pings = []
    for minute in range(0, 24 * 60, 10):
        east = place.get(minute // 60, 0) + (minute * 7) % 20 - 10
        pings.append(story.ping(east, at=began + minute * MINUTE, backlog=True))
    return pings


@pytest.fixture
def known(begin: Begin) -> Story:
    """An elder in the mode `living_area` who has been followed for nine days."""
    story = begin(monitoring_mode="living_area")
    now = story.clock.now()
    for day in range(9, 0, -1):
        story.post(*usual_day(story, now - day * DAY - 6 * HOUR))
    story.stays_home()
    return story


def propose(story: Story, status: int | None = None) -> dict[str, Any]:
    path = f"/api/elders/{story.elder['id']}/living-area/proposal"
    found: dict[str, Any] = story.ask("wang", "GET", path, status=status)
    return found


def accept(story: Story) -> dict[str, Any]:
    path = f"/api/elders/{story.elder['id']}/living-area"
    body = {"geometry": propose(story)["geometry"], "name": "平日活动范围"}
    fence: dict[str, Any] = story.ask("wang", "POST", path, body)
    return fence


def test_too_few_days_say_nothing(story: Story) -> None:
    story.stays_home()
    assert propose(story, status=409)["kind"] == "conflict"
    story.ask("li", "GET", f"/api/elders/{story.elder['id']}/living-area/proposal", status=403)


def test_the_market_is_hers_once_somebody_has_agreed(known: Story) -> None:
    found = propose(known)
    assert found["days"] >= 8
    assert found["covered"] > 0.9
    assert known.ask("li", "GET", f"/api/fences?elder_id={known.elder['id']}&kind=safe")["items"] == []
    fence = accept(known)
    assert fence["properties"]["learned_at"] is not None
    for metres in (200, 400, 600, 600, 600, 600, 600, 600):
        known.walks(metres)
    assert alerts(known) == []
    for metres in (900, 1300, 1700, 2100, 2100, 2100, 2100, 2100, 2100):
        known.walks(metres)
    assert standing(known) == [("left_safe_area", "active", "open")]


def test_an_outing_holds_the_living_area_back_too(known: Story) -> None:
    accept(known)
    plans(known, 60)
    for metres in (400, 900, 1300, 1700, 2100, 2100, 2100, 2100, 2100):
        known.walks(metres)
    assert standing(known) == [("left_safe_area", "active", "suppressed")]
    for _ in range(20):
        known.walks(2100, seconds=300)
    assert standing(known) == [("left_safe_area", "active", "suppressed"), ("not_returned", "active", "open")]


def test_a_new_proposal_takes_the_place_of_the_old_and_drawing_ends_it(known: Story) -> None:
    first, second = accept(known), accept(known)
    assert second["id"] == first["id"]
    path = f"/api/fences/{first['id']}"
    renamed = known.ask("wang", "PATCH", path, {"properties": {"name": "菜场一带"}})
    assert renamed["properties"]["learned_at"] is not None
    drawn = known.ask("wang", "PATCH", path, {"geometry": first["geometry"]})
    assert drawn["properties"]["learned_at"] is None
    assert accept(known)["id"] != first["id"]


def test_a_mode_that_asks_for_the_area_while_she_is_beyond_it(known: Story) -> None:
    accept(known)
    her = f"/api/elders/{known.elder['id']}"
    known.ask("li", "PATCH", her, {"monitoring_mode": "free"})
    for metres in (400, 900, 1300, 1700, 2100, 2100, 2100, 2100, 2100):
        known.walks(metres)
    stays = alerts(known)
    assert stays == []
    known.ask("li", "PATCH", her, {"monitoring_mode": "living_area"})
    assert standing(known) == [("left_safe_area", "active", "open")]
    known.ask("li", "PATCH", her, {"monitoring_mode": "free"})
    assert standing(known) == [("left_safe_area", "cleared", "open")]
    stays_out(known, 20)
    assert len(alerts(known)) == 1
