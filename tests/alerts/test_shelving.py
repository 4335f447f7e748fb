"""Escalating, dispatching and shelving."""

import pytest

from app.alerts import queries, service
from app.errors import Conflict, Invalid
from tests.alerts.acts import do
from tests.alerts.house import House


def test_escalated_is_everybodys(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    alert = do(house, house.boss, alert_id, "escalate")
    assert (alert.handling, alert.lease_until) == ("escalated", None)
    assert "lease" not in house.due(alert_id)
    assert "act" in house.due(alert_id), "escalating is not acting"
    assert do(house, house.zhao, alert_id, "dispatch").handling == "dispatched"


def test_dispatching_is_acting(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(30)
    alert = do(house, house.li, alert_id, "dispatch")
    assert (alert.handling, alert.acted_at) == ("dispatched", house.clock.now())
    assert "act" not in house.due(alert_id)
    assert house.timeline(alert_id)[-1].detail["to"] == "medical_120"


def test_shelving_is_silent_until_it_comes_back_with_a_new_clock(house: House) -> None:
    alert_id = house.leaves()
    alert = do(house, house.li, alert_id, "shelve")
    assert (alert.handling, alert.shelved_until) == ("suppressed", house.clock.now() + 30 * 60_000)
    assert house.due(alert_id) == {"shelf": 1800}
    house.passes(1799)
    assert house.said(alert_id) == ["opened", "shelved"]
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.version, alert.shelved_until) == ("open", 2, None)
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}
    assert house.said(alert_id)[-1] == "unshelved"


def test_a_shelf_that_began_in_a_claim_has_no_holder(house: House) -> None:
    alert_id = house.leaves()
    alert = do(house, house.li, alert_id, "claim", "shelve")
    assert (alert.claimed_by, alert.lease_until) == (None, None)
    assert house.due(alert_id) == {"shelf": 1800}


def test_returned_while_shelved_comes_back_cleared_and_never_vanishes(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "shelve")
    house.returns()
    house.passes(1800)
    assert (house.alert(alert_id).handling, house.alert(alert_id).condition) == ("open", "cleared")


def test_an_emergency_is_never_shelved(house: House) -> None:
    alert_id = house.presses()
    with pytest.raises(Conflict, match="P1") as refused:
        do(house, house.boss, alert_id, "shelve")
    assert {"claimed_by", "claimed_at", "alert"} <= set(refused.value.extra)


@pytest.mark.parametrize("minutes", [-1, 0, 121, 10**9])
def test_at_most_two_hours_on_the_shelf(house: House, minutes: int) -> None:
    alert_id = house.leaves()
    with pytest.raises(Invalid) as refused, house.tx() as tx:
        service.shelve(tx, house.li, alert_id, 0, minutes, "x")
    assert refused.value.extra["errors"][0]["field"] == "minutes"


def test_suppressed_alerts_can_be_counted(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "shelve")
    with house.store.snapshot() as session:
        found, _ = queries.find(session, house.li, queries.Filter(handling=["suppressed"]))
    assert [a["id"] for a in found] == [alert_id]
