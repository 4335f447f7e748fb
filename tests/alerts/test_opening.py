"""Opening, ringing again, reopening, clearing."""

import pytest

from app.alerts import service
from tests.alerts.acts import do
from tests.alerts.house import House


def test_an_alert_opens_with_three_deadlines_from_its_own_commit(house: House) -> None:
    began = house.clock.now()
    house.clock.advance(240)
    house.show(house.exit(began))
    alert, now = house.newest(), house.clock.now()
    assert (alert.occurred_at, alert.opened_at) == (began, now)
    assert (alert.respond_by, alert.act_by) == (now + 60_000, now + 600_000)
    assert house.due(alert.id or 0) == {"warn": 45, "respond": 60, "act": 600}
    assert (alert.handling, alert.condition, alert.version, alert.count) == ("open", "active", 0, 1)
    assert [kind for kind, _ in house.events(alert.id or 0)] == house.said(alert.id or 0) == ["opened"]


def test_the_same_press_three_times_is_one_alert_and_one_event(house: House) -> None:
    at = house.clock.now()
    alert_id = house.presses("sos", at)
    for _ in range(2):
        house.clock.advance(5)
        house.show(house.signal("sos", at))
    assert [a.count for a in house.alerts()] == [1]
    assert [kind for kind, _ in house.events(alert_id)] == ["opened"]


def test_a_second_press_rings_again_and_moves_no_version(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(10)
    house.presses()
    alert = house.alert(alert_id)
    assert (alert.count, alert.version, alert.handling) == (2, 1, "claimed")
    assert house.events(alert_id)[-1] == ("repeated", house.payload(alert_id))
    do(house, house.li, alert_id, "note")


def test_a_press_after_closing_is_a_linked_alert_and_a_resend_is_not(house: House) -> None:
    first_at = house.clock.now()
    first = house.presses("sos", first_at)
    do(house, house.li, first, "claim", "call", "close")
    house.clock.advance(30)
    house.show(house.signal("sos", first_at))
    assert len(house.alerts()) == 1
    second_at = house.clock.now()
    second = house.presses("sos", second_at)
    assert house.alert(second).previous_id == first
    do(house, house.li, second, "claim", "close")
    house.show(house.signal("sos", first_at), house.signal("sos", second_at))
    assert len(house.alerts()) == 2, "a resend of any press ever heard is no news"


def test_reopening_is_the_same_case_with_a_new_clock(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    house.returns()
    closed = do(house, house.li, alert_id, "close")
    house.clock.advance(599)
    assert house.leaves() == alert_id
    alert = house.alert(alert_id)
    assert (alert.handling, alert.count, alert.version) == ("open", 2, closed.version + 1)
    assert (alert.disposition, alert.closed_at, alert.claimed_by, alert.responded_at) == (None,) * 4
    assert alert.respond_by - alert.opened_at == 60_000, "every response time counts from opened_at"
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}
    assert house.said(alert_id)[-1] == "reopened"


def test_out_again_later_is_a_new_alert_that_names_the_one_before(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim")
    house.returns()
    do(house, house.li, first, "close")
    house.clock.advance(601)
    second = house.leaves()
    assert (house.alert(second).previous_id, house.alert(first).handling) == (first, "closed")


def test_a_whole_excursion_in_one_batch_is_open_and_cleared(house: House) -> None:
    house.show(house.exit(), house.enter())
    alert = house.newest()
    assert (alert.handling, alert.condition) == ("open", "cleared")
    assert house.said(alert.id or 0) == ["opened", "cleared"]


@pytest.mark.parametrize("clear_first", [True, False])
def test_clear_then_claim_ends_like_claim_then_clear(house: House, clear_first: bool) -> None:
    alert_id = house.leaves()
    steps = [house.returns, lambda: do(house, house.li, alert_id, "claim")]
    for step in steps if clear_first else reversed(steps):
        step()
    alert = house.alert(alert_id)
    assert (alert.handling, alert.condition, alert.version) == ("claimed", "cleared", 1)
    assert alert.claimed_by == house.li.id
    assert alert.lease_until == house.clock.now() + 90_000
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600, "lease": 90}


def test_a_clear_never_makes_a_claim_stale(house: House) -> None:
    alert_id = house.leaves()
    house.returns()
    with house.tx() as tx:
        assert service.claim(tx, house.li, alert_id, 0).version == 1
