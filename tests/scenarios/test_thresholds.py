"""Thresholds over the API: who may choose what for whom, and that the rules obey."""

import json
from collections.abc import Callable
from typing import Any

from app.store.events import read
from tests.scenarios.story import Story

LOW = "/api/thresholds/battery.low_pct"


def of(story: Story, name: str) -> dict[str, Any]:
    items = story.ask("li", "GET", "/api/thresholds")["items"]
    found: dict[str, Any] = next(item for item in items if item["name"] == name)
    return found


def test_the_table_says_what_it_means(story: Story) -> None:
    low = of(story, "battery.low_pct")
    assert (low["kind"], low["default"], low["min"], low["max"], low["unit"]) == ("battery", 20, 5, 50, "%")
    assert low["text_zh"]
    assert low["overrides"] == []


def test_an_elder_with_an_old_battery(story: Story) -> None:
    mine = f"{LOW}/elder/{story.elder['id']}"
    story.ask("wang", "PUT", mine, {"value": 40})
    assert [(o["scope"], o["value"], o["set_by"]) for o in of(story, "battery.low_pct")["overrides"]] == [
        ("elder", 40, "wang")
    ]
    story.send(5, battery_pct=39)
    alert = story.alert()
    assert alert["evidence"]["text_en"] == "The battery is down to 39 % (threshold 40 %)."
    story.ask("wang", "DELETE", mine)
    assert of(story, "battery.low_pct")["overrides"] == []
    with story.store.snapshot() as session:
        told = [e for e in read(session.connection(), 0) if e.kind == "threshold.changed"]
    assert [json.loads(e.payload)["value"] for e in told] == [40, None]
    assert json.loads(told[0].payload)["by"]["name"] == "wang"
    log = story.ask("wang", "GET", "/api/access-log")["items"]
    assert [entry["reason"] for entry in log if entry["action"] == "threshold"][-1].endswith(": 40")


def test_a_whole_tier(begin: Callable[..., Story]) -> None:
    story = begin(risk_tier="orange")
    story.ask("wang", "PUT", f"{LOW}/tier/red", {"value": 45})
    story.send(5, battery_pct=39)
    assert story.alerts() == []
    story.ask("wang", "PUT", f"{LOW}/tier/orange", {"value": 45})
    story.passes(60)
    story.send(5, battery_pct=38)
    assert story.alert()["kind"] == "battery"


def test_refusals(story: Story) -> None:
    elder = story.elder["id"]
    story.ask("li", "PUT", f"{LOW}/elder/{elder}", {"value": 40}, 403)
    story.ask("wang", "PUT", f"{LOW}/elder/{elder}", {"value": 51}, 422)
    story.ask("wang", "PUT", f"{LOW}/elder/999", {"value": 40}, 404)
    story.ask("wang", "PUT", f"{LOW}/elder/x", {"value": 40}, 404)
    story.ask("wang", "PUT", f"{LOW}/tier/purple", {"value": 40}, 404)
    story.ask("wang", "PUT", f"{LOW}/street/1", {"value": 40}, 422)
    story.ask("wang", "PUT", f"/api/thresholds/nothing/elder/{elder}", {"value": 40}, 404)
    story.ask("wang", "DELETE", f"{LOW}/elder/{elder}", None, 404)
    assert of(story, "battery.low_pct")["overrides"] == []
