"""She presses the button; she falls; the battery runs down."""

from app.clock import MINUTE
from tests.scenarios.story import Story


def test_sos_without_a_fix(story: Story) -> None:
    assert story.send(signals=["sos"]) == {"accepted": 1, "quarantined": 0, "duplicates": 0, "rejected": []}
    alert = story.alert()
    assert (alert["kind"], alert["priority"], alert["fix"], alert["delayed"]) == ("sos", 1, None, False)
    assert alert["evidence"]["text_en"] == "The SOS button was pressed; no position is known."
    story.do("li", alert, "shelve", 409, minutes=30, reason="x")


def test_sos_without_a_fix_shows_where_she_was_last(story: Story) -> None:
    story.stays_home()
    story.passes(30)
    story.send(signals=["SOS"])
    fix = story.alert()["fix"]
    assert abs(fix["lon"] - 108.9402) < 0.001
    assert fix["fixed_at"] < story.alert()["occurred_at"]


def test_an_sos_an_hour_late(story: Story) -> None:
    story.stays_home()
    pressed = story.clock.now() - 60 * MINUTE
    story.post(story.ping(at=pressed, signals=["sos"], backlog=True))
    alert = story.alert()
    assert (alert["delayed"], alert["priority"], alert["handling"]) == (True, 1, "open")
    assert alert["occurred_at"] < alert["opened_at"]
    assert alert["respond_by"] > alert["opened_at"], "the minute counts from when we knew"
    assert "消息迟到" in alert["evidence"]["text_zh"]


def test_an_sos_from_a_backlog_counts_even_after_a_newer_one_was_closed(story: Story) -> None:
    """She pressed in the lift, where nothing gets out, and again upstairs."""
    in_the_lift = story.clock.now()
    story.passes(300)
    story.send(signals=["sos"])
    first = story.alert()
    story.do("li", first, "claim")
    story.do("li", first, "close", disposition="false_accidental")
    story.post(story.ping(at=in_the_lift, signals=["sos"], backlog=True))
    assert [(a["handling"], a["previous_id"]) for a in story.alerts()] == [
        ("closed", None),
        ("open", first["id"]),
    ]


def test_the_same_sos_three_times(story: Story) -> None:
    ping = story.ping(signals=["sos"])
    assert story.post(ping)["accepted"] == 1
    assert story.post(ping)["duplicates"] == 1
    assert story.post({**ping, "battery_pct": 71})["accepted"] == 1, "the same press in another message"
    assert story.alert()["count"] == 1
    assert story.told() == ["opened"]


def test_the_same_sos_after_the_case_was_closed(story: Story) -> None:
    ping = story.ping(signals=["sos"])
    story.post(ping)
    alert = story.alert()
    story.do("li", alert, "claim")
    story.call("li", alert, "elder", "answered_elder", "safe")
    story.do("li", alert, "close", disposition="false_accidental")
    story.post(ping, {**ping, "battery_pct": 71})
    assert story.alert()["handling"] == "closed"


def test_a_second_press_rings_again(story: Story) -> None:
    story.send(signals=["sos"])
    alert = story.alert()
    story.do("li", alert, "claim")
    story.passes(10)
    story.send(signals=["sos"])
    after = story.alert()
    assert (after["count"], after["version"], after["handling"]) == (2, 1, "claimed")
    assert story.told() == ["opened", "claimed", "repeated"]
    assert story.last_payload()["count"] == 2


def test_a_press_after_closing_is_a_new_linked_alert(story: Story) -> None:
    story.send(signals=["sos"])
    first = story.alert()
    story.do("li", first, "claim")
    story.do("li", first, "close", disposition="false_accidental")
    story.passes(5)
    story.send(signals=["sos"])
    assert [a["previous_id"] for a in story.alerts()] == [None, first["id"]]


def test_a_fall_while_the_battery_is_low_is_both(story: Story) -> None:
    story.send(5, signals=["fall"], battery_pct=7)
    battery, fall = sorted(story.alerts(), key=lambda a: a["kind"])
    assert (battery["kind"], battery["priority"]) == ("battery", 3)
    assert (fall["kind"], fall["priority"]) == ("fall", 1)
    assert fall["fix"] is not None


def test_a_battery_runs_down_and_is_charged(story: Story) -> None:
    for percent in (35, 21, 20, 22, 19, 9, 8, 25, 29):
        story.passes(600)
        story.send(5, battery_pct=percent)
    alert = story.alert()
    assert (alert["kind"], alert["priority"], alert["condition"]) == ("battery", 3, "active")
    assert story.told().count("opened") == 1
    story.passes(600)
    story.send(5, battery_pct=12, charging=True)
    assert story.alert()["condition"] == "cleared"


def test_smoke_and_gas_are_one_case(story: Story) -> None:
    story.send(signals=["smoke"])
    story.passes(5)
    story.send(signals=["gas"])
    alert = story.alert()
    assert (alert["kind"], alert["count"]) == ("smoke_gas_co", 2)
    assert "fire_119" in alert["dispositions"]
