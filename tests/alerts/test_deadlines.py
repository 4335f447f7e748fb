"""Deadlines: what is due at 45, 60 and 600 seconds, when a lease ends, and 15 minutes later."""

import pytest

from app.alerts import service
from app.geo.presence import Phase
from app.registry.tables import Elder
from tests.alerts.acts import do, reached
from tests.alerts.house import House


def test_nobody_answers_45_60_600(house: House) -> None:
    alert_id = house.leaves()
    house.passes(44)
    assert house.said(alert_id) == ["opened"]
    house.passes(1)
    assert house.said(alert_id) == ["opened", "warned"]
    house.passes(14)
    assert not house.alert(alert_id).breached
    house.passes(1)
    assert house.alert(alert_id).breached
    house.passes(539)
    assert not house.alert(alert_id).act_breached
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.warned, alert.breached, alert.act_breached) == (True, True, True)
    assert (alert.handling, alert.version) == ("open", 0), "time alone changes no handling"
    assert [kind for kind, _ in house.events(alert_id)] == ["opened", "warned", "breached", "act_breached"]
    assert house.due(alert_id) == {}


def test_claiming_is_not_responding(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.passes(60)
    assert house.said(alert_id) == ["opened", "claimed", "warned", "breached"]


def test_a_call_within_the_minute_is(house: House) -> None:
    alert_id = house.leaves()
    house.passes(44)
    do(house, house.li, alert_id, "claim", "call")
    house.passes(100)
    alert = house.alert(alert_id)
    assert (alert.warned, alert.breached) == (False, False)
    house.passes(456)
    assert house.alert(alert_id).act_breached


@pytest.mark.parametrize("act", ["escalate", "dispatch"])
def test_who_is_escalated_or_helped_without_a_call_does_not_breach_the_minute(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.boss, alert_id, "claim", act)
    house.passes(60)
    assert house.said(alert_id)[-1] == "warned"


def test_a_cleared_alert_that_nobody_looked_at_breaches_all_the_same(house: House) -> None:
    alert_id = house.leaves()
    house.returns()
    house.passes(60)
    assert house.alert(alert_id).breached
    assert house.alert(alert_id).handling == "open"


def test_a_lease_without_work_ends_and_the_deadlines_stand(house: House) -> None:
    alert_id = house.leaves()
    house.clock.advance(30)
    do(house, house.li, alert_id, "claim")
    house.passes(89)
    assert house.alert(alert_id).handling == "claimed"
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.claimed_by, alert.lease_until, alert.version) == ("open", None, None, 2)
    assert house.said(alert_id)[-1] == "lease_expired"
    assert house.events(alert_id)[-1][1]["claimed_by"] is None
    assert house.due(alert_id) == {"act": 480}


def test_work_renews_the_lease(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    for _ in range(3):
        house.passes(80)
        do(house, house.li, alert_id, "note")
    assert house.alert(alert_id).handling == "claimed"
    house.passes(90)
    assert house.alert(alert_id).handling == "open"


def test_a_call_without_a_result_falls_back_after_120_seconds(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    responded = house.alert(alert_id).responded_at
    house.passes(119)
    assert house.alert(alert_id).handling == "contacting"
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.responded_at) == ("open", responded), "the response was given all the same"
    assert house.due(alert_id) == {"act": 480}


@pytest.mark.parametrize("act", ["escalate", "dispatch", "close", "release"])
def test_no_lease_runs_on_after_the_work_moved_on(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.boss, alert_id, "claim", "call", act)
    handling = house.alert(alert_id).handling
    house.passes(200)
    assert house.alert(alert_id).handling == handling


# looking again after 15 minutes


def test_reminded_and_home_again_is_resolved(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    assert reached(house, alert_id).handling == "monitoring"
    assert house.due(alert_id) == {"recheck": 900}
    house.passes(600)
    house.returns()
    assert house.alert(alert_id).handling == "monitoring", "a clear never moves what people do"
    house.passes(300)
    assert house.alert(alert_id).handling == "resolved"
    assert house.timeline(alert_id)[-1].detail == {"passed": True}


def test_reminded_and_still_out_is_open_with_a_new_clock(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    reached(house, alert_id)
    house.passes(900)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.claimed_by, alert.responded_at, alert.acted_at) == (
        "open",
        None,
        None,
        None,
    )
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}
    assert house.timeline(alert_id)[-1].detail == {"passed": False}
    assert len(house.alerts()) == 1, "the same case"


def test_an_emergency_that_nobody_closed_comes_back(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    reached(house, alert_id)
    house.passes(900)
    assert house.alert(alert_id).handling == "open"


def test_out_again_after_it_was_resolved_is_the_queue_again(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.returns()
    assert reached(house, alert_id).handling == "resolved"
    house.clock.advance(3600)
    assert house.leaves() == alert_id
    assert house.alert(alert_id).handling == "open"
    house.passes(60)
    assert house.said(alert_id)[-3:] == ["reopened", "warned", "breached"]


def test_closed_while_out_and_still_outside_opens_a_linked_alert(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    house.passes(899)
    assert len(house.alerts()) == 1
    house.passes(1)
    _, again = house.alerts()
    assert (again.previous_id, again.handling, again.dedup_key) == (
        first,
        "open",
        house.alert(first).dedup_key,
    )
    assert again.evidence["rule"] == "still_outside"
    assert house.due(again.id or 0) == {"warn": 45, "respond": 60, "act": 600}
    assert house.alert(first).handling == "closed"


@pytest.mark.parametrize("phase", [Phase.INSIDE, Phase.RETURNING, Phase.UNKNOWN])
def test_closed_while_out_and_home_by_then_stays_closed(house: House, phase: Phase) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    house.stands(phase)
    house.passes(900)
    assert [a.handling for a in house.alerts()] == ["closed"]


def test_closed_while_out_and_free_to_go_by_then_stays_closed(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    with house.tx() as tx:
        tx.session.get_one(Elder, house.elder_id).monitoring_mode = "free"
    house.passes(900)
    assert len(house.alerts()) == 1


def test_reopened_within_ten_minutes_leaves_nothing_to_look_at_again(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    house.passes(300)
    house.returns()
    house.leaves()
    house.passes(900)
    (alert,) = house.alerts()
    assert (alert.id, alert.handling, alert.act_breached) == (first, "open", True)


def test_a_battery_closed_while_low_opens_nothing(house: House) -> None:
    house.show(house.battery(1, 15))
    do(house, house.li, house.newest().id or 0, "claim")
    with house.tx() as tx:
        service.close(tx, house.li, house.newest().id or 0, 1, "assisted_phone", None)
    house.passes(900)
    assert len(house.alerts()) == 1
