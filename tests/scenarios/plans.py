"""What the stories about plans share: walks, outings, directives."""

import json
from collections.abc import Callable
from typing import Any

from app.clock import rfc3339
from app.store.events import read
from tests.scenarios.story import LAT, LON, Story

Begin = Callable[..., Story]
AROUND = {
    "type": "Polygon",
    "coordinates": [[[LON - 0.01, LAT - 0.01], [LON + 0.01, LAT - 0.01], [LON, LAT + 0.01]]],
}
ELSEWHERE = {
    "type": "Polygon",
    "coordinates": [
        [[LON + 0.02, LAT], [LON + 0.03, LAT], [LON + 0.03, LAT + 0.01], [LON + 0.02, LAT + 0.01]]
    ],
}


def out_for_a_walk(begin: Begin, mode: str = "free", **elder: Any) -> Story:
    """She is outside, and nobody minds."""
    story = begin(monitoring_mode=mode, **elder)
    story.stays_home()
    story.goes_out()
    assert told(story) == []
    return story


def stays_out(story: Story, minutes: int) -> None:
    """In the park, a fix every five minutes."""
    for _ in range(minutes // 5):
        story.walks(420, seconds=300)


def plans(story: Story, minutes: int, status: int | None = None, **fields: Any) -> dict[str, Any]:
    """An outing from now on, so many minutes long."""
    now = story.clock.now()
    body = {
        "starts_at": rfc3339(now),
        "expected_back_at": rfc3339(now + minutes * 60_000),
        "destination": "兴庆宫公园",
    } | fields
    path = f"/api/elders/{story.elder['id']}/outings"
    outing: dict[str, Any] = story.ask("li", "POST", path, body, status)
    return outing


def directs(story: Story, hours: float, **fields: Any) -> dict[str, Any]:
    body = {
        "name": "防疫", "reason": "本土病例", "geometry": AROUND,
        "ends_at": rfc3339(story.clock.now() + round(hours * 3_600_000)),
    } | fields  # fmt: skip
    made: dict[str, Any] = story.ask("wang", "POST", "/api/directives", body)
    story.passes(0)
    return made


def plan(story: Story) -> dict[str, Any]:
    found: dict[str, Any] = story.ask("li", "GET", f"/api/elders/{story.elder['id']}/plan")
    return found


KINDS = ("outside_home", "not_returned", "left_safe_area")  # a bench in the park is another story


def alerts(story: Story) -> list[dict[str, Any]]:
    """Those that plans govern, oldest first."""
    return [a for a in story.alerts() if a["kind"] in KINDS]


def alert(story: Story) -> dict[str, Any]:
    """The only one of them, in full."""
    (only,) = alerts(story)
    shape: dict[str, Any] = story.ask("li", "GET", f"/api/alerts/{only['id']}")
    return shape


def standing(story: Story) -> list[tuple[str, str, str]]:
    return [(a["kind"], a["condition"], a["handling"]) for a in alerts(story)]


def told(story: Story) -> list[str]:
    """What was said about them in the log, in order."""
    with story.store.snapshot() as session:
        logged = read(session.connection(), 0, 10_000)
    heard = [e for e in logged if e.kind.startswith("alert.") and json.loads(e.payload)["kind"] in KINDS]
    return [e.kind.removeprefix("alert.") for e in heard]
