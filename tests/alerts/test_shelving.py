"""Escalating, dispatching and shelving."""

from dataclasses import replace

import pytest

from app.alerts import queries, service
from app.alerts.changes import Open, Suppression
from app.alerts.kinds import Kind
from app.alerts.opening import carry_out, standing
from app.alerts.rules import _change
from app.errors import Conflict, Invalid
from app.reports import board
from tests.alerts.acts import do
from tests.alerts.house import FIX, NUMBERS, House


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


def held_back(house: House, seconds: int = 3600) -> int:
    """She goes out on an outing that was planned; the id of the silent alert."""
    key = f"{house.elder_id}:outside_home:{house.fence_id}"
    until = house.clock.now() + seconds * 1000
    opening = Open(
        Kind.OUTSIDE_HOME, key, 2, house.clock.now(), {"rule": "presence", "mode": "stay_home", **NUMBERS},
        fix=FIX, fence_id=house.fence_id, suppressed=Suppression("outing", until),
    )  # fmt: skip
    with house.tx() as tx:
        carry_out(tx, house.elder_id, [opening])
    return house.newest().id or 0


def test_what_the_machine_holds_back_is_counted_and_silent(house: House) -> None:
    alert_id = held_back(house)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.suppressed_by, alert.condition) == ("suppressed", "outing", "active")
    assert house.due(alert_id) == {"shelf": 3600}
    house.passes(3599)
    assert house.said(alert_id) == ["suppressed"]
    with house.store.snapshot() as session:
        figures = board.figures(session, None, house.clock.now(), "Asia/Shanghai")
    assert (figures.alerts_today, figures.respond_n) == (0, 0)


def test_still_out_when_the_window_ends_opens_with_a_fresh_clock(house: House) -> None:
    alert_id = held_back(house)
    house.passes(3600)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.suppressed_by, alert.shelved_until) == ("open", None, None)
    assert alert.opened_at == house.clock.now()
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}


def test_over_when_the_window_ends_closes_and_was_never_anybodys(house: House) -> None:
    alert_id = held_back(house)
    house.returns()
    house.passes(3600)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.disposition) == ("closed", "auto_returned")
    assert house.due(alert_id) == {}
    with house.store.snapshot() as session:
        figures = board.figures(session, None, house.clock.now(), "Asia/Shanghai")
    assert (figures.alerts_today, figures.respond_n, figures.recently_closed) == (0, 0, [])


def test_a_new_exit_that_nothing_excuses_rings(house: House) -> None:
    """The outing was cancelled; a second exit is not held back any more."""
    alert_id = held_back(house)
    house.returns()
    house.leaves()
    alert = house.alert(alert_id)
    assert (alert.handling, alert.suppressed_by, alert.count) == ("open", None, 2)
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}


def test_an_excused_exit_soon_after_closing_is_a_silent_alert_of_its_own(house: House) -> None:
    first = house.leaves()
    house.returns()
    do(house, house.li, first, "claim", "close")
    house.passes(60)
    key = f"{house.elder_id}:outside_home:{house.fence_id}"
    about = Open(Kind.OUTSIDE_HOME, key, 2, 0, {}, suppressed=Suppression("outing", house.clock.now() + 1))
    with house.tx() as tx:
        change = _change(about, standing(tx.session, [key])[key], tx.now)
    assert change == replace(about, previous_id=first)


def test_in_a_flood_what_can_wait_is_shelved_and_what_cannot_stays(house: House) -> None:
    left, pressed = house.leaves(), house.presses()
    with house.tx() as tx:
        shelved, refused = service.shelve_many(
            tx, house.boss, [(pressed, 0), (left, 0), (999, 0)], 30, "电信断网"
        )
    assert shelved == [left]
    assert [(i, e.status) for i, e in refused.items()] == [(pressed, 409), (999, 404)]
    assert house.alert(left).handling == "suppressed"
    assert house.alert(pressed).handling == "open"
    with house.tx() as tx:
        shelved, refused = service.shelve_many(tx, house.boss, [(left, 0)], 30, "again")
    assert (shelved, [e.kind for e in refused.values()]) == ([], ["stale_version"])
    with pytest.raises(Invalid), house.tx() as tx:
        service.shelve_many(tx, house.boss, [(left, 1)], 121, "too long")
