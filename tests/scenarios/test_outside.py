"""She goes out."""

from collections.abc import Callable

import pytest

from tests.scenarios.story import Story


@pytest.mark.parametrize("hour", ["01:48"])
def test_mrs_li_leaves_at_two_and_nobody_answers(story: Story) -> None:
    story.stays_home()
    assert story.alerts() == []
    story.goes_out()
    alert = story.alert()
    assert (alert["kind"], alert["priority"], alert["condition"], alert["handling"]) == (
        "outside_home", 1, "active", "open",
    )  # fmt: skip
    assert alert["occurred_at"] == "2026-11-23T18:00:00.000Z", "when she left, not when we were sure"
    assert alert["opened_at"] > alert["occurred_at"]
    assert alert["distance_m"] > 0
    assert "在外概率" in alert["evidence"]["text_zh"]

    for missed in ("warned", "breached"):
        story.passes(60)
        assert missed in story.told()
    assert story.alert()["breached"]

    story.do("li", alert, "claim")
    for _ in range(2):
        after = story.call("li", alert, "elder", "no_answer")
        assert after["handling"] == "contacting"
    son = story.elder["contacts"][0]["id"]
    after = story.call("li", alert, son, "unreachable")
    assert after["handling"] == "escalated"
    assert [c["result"] for c in after["calls"]] == ["no_answer", "no_answer", "unreachable"]

    story.passes(600)
    after = story.alert("wang")
    assert after["act_breached"]
    assert "dispatch" in after["actions"]
    after = story.do("wang", alert, "dispatch", to="police_110")
    assert (after["handling"], after["acted_at"] is not None) == ("dispatched", True)
    story.do("wang", alert, "close", disposition="police_110")
    assert story.told() == [
        "opened", "warned", "breached", "claimed",
        *["call_started", "call_ended"] * 3, "escalated", "act_breached", "dispatched", "closed",
    ]  # fmt: skip
    by = [entry["by"] and entry["by"]["name"] for entry in story.alert()["timeline"]]
    assert by == [None, None, None, *["li"] * 7, None, None, "wang", "wang"]


def test_she_comes_home_before_anyone_looked(story: Story) -> None:
    story.stays_home()
    story.goes_out()
    assert story.alert()["priority"] == 2
    story.comes_home()
    alert = story.alert()
    assert (alert["condition"], alert["handling"], alert["version"]) == ("cleared", "open", 0)
    assert alert["cleared_at"] is not None
    assert alert["breached"], "nobody looked: it still needs one look and never vanishes"
    assert "auto_returned" in alert["dispositions"]
    story.do("li", alert, "claim")
    story.do("li", alert, "close", disposition="auto_returned")
    story.passes(3600)
    assert [a["handling"] for a in story.alerts()] == ["closed"]


def test_reminded_and_returning(story: Story) -> None:
    story.stays_home()
    story.goes_out()
    alert = story.alert()
    story.do("li", alert, "claim")
    after = story.call("li", alert, "elder", "answered_elder", "reminded")
    assert after["handling"] == "monitoring"
    assert after["acted_at"] is not None
    story.comes_home()
    assert (story.alert()["condition"], story.alert()["handling"]) == ("cleared", "monitoring")
    story.passes(600)
    assert story.alert()["handling"] == "resolved"
    story.do("zhao", alert, "close", disposition="reminded_returning")
    assert story.told() == [
        "opened", "claimed", "call_started", "call_ended", "cleared", "rechecked", "closed",
    ]  # fmt: skip


def test_reminded_and_still_out(story: Story) -> None:
    story.stays_home()
    story.goes_out()
    alert = story.alert()
    story.do("li", alert, "claim")
    story.call("li", alert, "elder", "answered_elder", "reminded")
    story.walks(*[420] * 15)
    after = story.alert()
    assert (after["handling"], after["claimed_by"], after["responded_at"]) == ("open", None, None)
    assert after["id"] == alert["id"]


def test_closed_while_out_and_still_out_a_quarter_of_an_hour_later(story: Story) -> None:
    story.stays_home()
    story.goes_out()
    first = story.alert()
    story.do("li", first, "claim")
    story.do("li", first, "close", disposition="safe_out_expected")
    story.walks(*[420] * 15)
    closed, again = story.alerts()
    assert (closed["handling"], again["handling"], again["previous_id"]) == ("closed", "open", first["id"])


def test_out_again_soon_after_closing_is_the_same_case(story: Story) -> None:
    story.stays_home()
    story.goes_out()
    alert = story.alert()
    story.comes_home()
    story.do("li", alert, "claim")
    story.do("li", alert, "close", disposition="safe_home")
    story.goes_out()
    again = story.alert()
    assert (again["id"], again["handling"], again["count"], again["disposition"]) == (
        alert["id"],
        "open",
        2,
        None,
    )
    assert story.told()[-1] == "reopened"


def test_a_whole_walk_out_of_a_backlog_is_one_alert_already_cleared(story: Story) -> None:
    """No coverage in the lift, none in the park: the watch sends everything when she is home."""
    story.stays_home()
    began = story.clock.now()
    way = [70, 140, 210, 280, 350, 420, 420, 280, 140, 20, 5, -4, 6, 2, -3]
    story.passes(60 * len(way))
    answer = story.post(
        *[story.ping(m, at=began + (n + 1) * 60_000, backlog=True) for n, m in enumerate(way)]
    )
    assert answer["accepted"] == len(way)
    alert = story.alert()
    assert (alert["handling"], alert["condition"]) == ("open", "cleared")
    assert story.told() == ["opened", "cleared"]


def test_free_to_go(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="free")
    story.stays_home()
    story.goes_out()
    assert story.alerts() == []
    card = story.ask("li", "GET", f"/api/elders/{story.elder['id']}")
    assert card["presence"] == "outside"


@pytest.mark.parametrize(("hour", "expected"), [("14:00", 0), ("21:47", 1)])
def test_curfew(begin: Callable[..., Story], hour: str, expected: int) -> None:
    story = begin(monitoring_mode="curfew")
    story.stays_home()
    story.goes_out()
    assert [a["priority"] for a in story.alerts()] == [1] * expected


@pytest.mark.parametrize("hour", ["22:00"])
def test_a_night_at_home_raises_nothing(story: Story) -> None:
    began = story.clock.now()
    for hour in range(8):
        story.passes(3600)
        minutes = range(hour * 60 + 1, hour * 60 + 61)
        drift = [story.ping((n * 7) % 60 - 30, at=began + n * 60_000) for n in minutes]
        assert story.post(*drift)["accepted"] == 60
    assert story.alerts() == []
    assert story.told() == []


def test_shelved_for_the_afternoon(story: Story) -> None:
    story.stays_home()
    story.goes_out()
    alert = story.alert()
    story.do("li", alert, "shelve", minutes=30, reason="at the daughter's, comes home at four")
    story.passes(1799)
    assert story.alert()["handling"] == "suppressed"
    story.passes(1)
    assert (story.alert()["handling"], story.alert()["breached"]) == ("open", False)
    assert story.last_payload()["handling"] == "open"
