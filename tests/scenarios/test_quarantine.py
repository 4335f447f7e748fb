"""Fixes that cannot be true raise nothing; what they carry besides counts all the same."""

from typing import Any

import pytest

from app.clock import DAY
from tests.scenarios.story import Story

TOKYO = {"lat": 35.68, "lon": 139.69, "accuracy_m": 10}


def quarantined(story: Story, **fields: Any) -> None:
    assert story.post({**story.ping(), **fields}) == {
        "accepted": 1, "quarantined": 1, "duplicates": 0, "rejected": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("what", "times"),
    [("future", 6), ("zero", 6), ("teleport", 1)],
)
def test_quarantined_fixes_raise_nothing(story: Story, what: str, times: int) -> None:
    story.stays_home()
    for _ in range(times):
        story.passes(60)
        far = story.ping(900)
        quarantined(
            story,
            **{
                "future": far | {"fixed_at": story.ping(at=story.clock.now() + DAY)["fixed_at"]},
                "zero": {"lat": 0, "lon": 0},
                "teleport": TOKYO,
            }[what],
        )
    assert story.told() == []
    card = story.ask("li", "GET", f"/api/elders/{story.elder['id']}")
    assert card["presence"] == "inside"
    assert abs(card["fix"]["lon"] - 108.9402) < 0.001, "the latest position is the last good one"
    story.stays_home(5)
    assert story.told() == []


def test_an_sos_in_a_quarantined_fix_opens_where_she_was_last(story: Story) -> None:
    story.stays_home()
    story.passes(60)
    quarantined(story, **TOKYO, signals=["sos"])
    alert = story.alert()
    assert alert["kind"] == "sos"
    assert abs(alert["fix"]["lon"] - 108.9402) < 0.001


def test_a_watch_from_the_future_is_heard_again_when_its_clock_is_right(story: Story) -> None:
    """The clock of a watch ran a year ahead when she pressed; now it is right and she presses again."""
    story.post(story.ping(at=story.clock.now() + 365 * DAY, signals=["sos"]))
    first = story.alert()
    story.do("li", first, "claim")
    story.do("li", first, "close", disposition="false_accidental")
    story.passes(60)
    story.send(signals=["sos"])
    assert [a["handling"] for a in story.alerts()] == ["closed", "open"]


def test_a_reinstated_jump(story: Story) -> None:
    """One bad fix became the latest; two good ones that agree may not be locked out by it."""
    story.post({**story.ping(), **TOKYO})
    story.passes(60)
    assert story.send(5)["quarantined"] == 1
    story.passes(60)
    assert story.send(3)["quarantined"] == 0
    story.stays_home(5)
    card = story.ask("li", "GET", f"/api/elders/{story.elder['id']}")
    assert (card["presence"], story.told()) == ("inside", [])
    assert abs(card["fix"]["lon"] - 108.9402) < 0.001


def test_she_really_was_taken_far_away(story: Story) -> None:
    """A jump that stands is believed at its second fix, and then it is an exit like any other."""
    story.stays_home()
    for n in range(6):
        story.passes(60)
        answer = story.send(40_000 + n)
        assert answer["quarantined"] == (n == 0)
    assert story.alert()["kind"] == "outside_home"
