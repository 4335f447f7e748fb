"""Somebody telephones: who it is, who answered, who gave up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.alerts import deadlines
from app.alerts.kinds import Kind
from app.calls import inbound, inbound_list
from app.calls.inbound import State
from app.errors import NotFound
from app.identity.roles import Principal, Role
from app.identity.tables import User
from app.registry import areas, elders
from app.registry.words import AreaKind
from app.store.events import read
from tests.alerts.house import House
from tests.calls.ringing import (
    HERS,
    SONS,
    call_of,
    events,
    gives_up,
    neighbours,
    new_uid,
    rings,
    told,
    waiting,
)


def test_she_telephones_and_everybody_at_a_desk_sees_who(house: House) -> None:
    uid = rings(house)
    ((kind, area_id, payload),) = events(house)
    assert (kind, area_id, payload["state"]) == ("inbound.changed", 1, "ringing")
    assert payload["elder"] == {"id": house.elder_id, "name": "李秀英"}
    (call,) = waiting(house)
    assert (call.state, call.number, call.waited_s) == (State.RINGING, HERS, None)
    assert [(c.elder_id, c.contact_name) for c in call.callers] == [(house.elder_id, None)]
    assert told(house, uid, State.ANSWERED) is State.ANSWERED
    assert waiting(house) == []
    assert told(house, uid, State.ENDED) is State.ENDED
    assert [p["state"] for _, _, p in events(house)] == ["ringing", "answered", "ended"]


def test_no_event_carries_a_number(house: House) -> None:
    gives_up(house)
    gives_up(house, "02987654321")
    with house.store.snapshot() as session:
        logged = "".join(e.payload for e in read(session.connection(), 0, 10_000))
    assert "1390000" not in logged
    assert "8765" not in logged


def test_a_contact_telephones_about_her(house: House) -> None:
    rings(house, SONS)
    (call,) = waiting(house)
    assert [(c.elder_name, c.contact_name) for c in call.callers] == [("李秀英", "儿子")]
    assert events(house)[0][2]["contact"]["name"] == "儿子"


def test_whoever_was_taken_off_the_list_is_a_stranger(house: House) -> None:
    with house.tx() as tx:
        elders.remove_contact(tx, house.elder_id, house.contacts[0])
    rings(house, SONS)
    assert waiting(house)[0].callers == []


def test_a_changed_number_is_found_and_the_old_one_is_not(house: House) -> None:
    with house.tx() as tx:
        elders.change(tx, house.elder_id, {"phone": "029-8765 4321"})
        elders.change_contact(tx, house.elder_id, house.contacts[0], {"phone": "13612345678"})
    for number, known in (("+862987654321", 1), ("8613612345678", 1), (HERS, 0), (SONS, 0)):
        rings(house, number)
        assert len(waiting(house)[0].callers) == known, number


def test_a_couple_shares_a_telephone(house: House) -> None:
    (he,) = neighbours(house, "13900000000")
    uid = rings(house)
    assert {c.elder_id for c in waiting(house)[0].callers} == {house.elder_id, he}
    (_, area_id, payload) = events(house)[0]
    assert (area_id, payload["elder"]) == (1, None), "both live there; which of them nobody knows"
    house.clock.advance(11)
    told(house, uid, State.ENDED)
    assert [(a.elder_id, a.evidence["others"]) for a in house.alerts()] == [(house.elder_id, 1)]


def test_an_answered_call_is_the_response_to_what_is_open(house: House) -> None:
    with house.tx() as tx:
        tx.session.get_one(User, house.li.id).extension = "8001"
    alert_id = house.leaves()
    uid = rings(house)
    house.clock.advance(20)
    assert house.alert(alert_id).responded_at is None
    told(house, uid, State.ANSWERED, extension="8001")
    alert = house.alert(alert_id)
    assert (alert.responded_at, alert.handling, alert.version) == (house.clock.now(), "open", 0)
    assert house.due(alert_id) == {"act": 580}
    entry = house.timeline(alert_id)[-1]
    assert (entry.action, entry.user_id) == ("inbound_answered", house.li.id)
    assert events(house)[-1][2]["answered_by"] == {"id": house.li.id, "name": "li.na"}


def test_a_call_answered_before_the_alert_opened_is_no_response_to_it(house: House) -> None:
    uid = rings(house)
    answered = house.clock.now()
    house.clock.advance(5)
    alert_id = house.leaves()
    told(house, uid, State.ANSWERED, at=answered)
    assert house.alert(alert_id).responded_at is None


def test_a_warden_of_many_responds_to_nobody(house: House) -> None:
    with house.tx() as tx:
        for elder_id in [elders.create(tx, {"name": "张"}), elders.create(tx, {"name": "王"})]:
            elders.add_contact(tx, elder_id, {"name": "儿子", "phone": SONS})
    alert_id = house.leaves()
    told(house, rings(house, SONS), State.ANSWERED)
    assert house.alert(alert_id).responded_at is None


def test_an_extension_that_two_share_names_nobody(house: House) -> None:
    with house.tx() as tx:
        for who in (house.li, house.zhao):
            tx.session.get_one(User, who.id).extension = "8001"
    uid = rings(house)
    told(house, uid, State.ANSWERED, extension="8001")
    assert call_of(house, uid).answered_by is None


def test_a_line_that_loses_a_call_does_not_leave_it_ringing(house: House) -> None:
    uid = rings(house)
    house.clock.advance(inbound.RING_MOST_S)
    deadlines.run_due(house.store, {**deadlines.HANDLERS, **inbound.HANDLERS})
    assert call_of(house, uid).ended_at == house.clock.now()
    assert house.newest().kind == Kind.INBOUND_ABANDONED
    assert told(house, uid, State.ENDED) is State.MISSED


def test_news_that_come_late_tell_the_truth(house: House) -> None:
    """The answer is told after the end: nobody gave up."""
    began = house.clock.now()
    house.clock.advance(30)
    uid = "in-late"
    ended = house.clock.now()
    told(house, uid, State.ENDED, number=HERS, called_at=began)
    assert house.newest().condition == "active"
    house.clock.advance(5)
    assert told(house, uid, State.ANSWERED, at=began + 12_000) is State.ENDED
    call = call_of(house, uid)
    assert (call.called_at, call.answered_at, call.ended_at) == (began, began + 12_000, ended)
    assert house.newest().condition == "cleared"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([State.RINGING, State.ANSWERED, State.ENDED] * 2))
def test_whatever_order_the_news_come_in(house: House, order: list[State]) -> None:
    uid, began = new_uid(), house.clock.now()
    house.clock.advance(40)
    at = {State.RINGING: began, State.ANSWERED: began + 5_000, State.ENDED: began + 30_000}
    for state in order:
        told(house, uid, state, at=at[state], called_at=began, number=HERS)
    call = call_of(house, uid)
    assert (call.called_at, call.answered_at, call.ended_at) == (
        began,
        at[State.ANSWERED],
        at[State.ENDED],
    )
    assert [a.condition for a in house.alerts() if a.kind == Kind.INBOUND_ABANDONED][-1:] in (
        [],
        ["cleared"],
    )


def test_operators_of_other_areas_neither_see_nor_end_her_calls(house: House) -> None:
    with house.tx() as tx:
        far = areas.create(tx, "长安区", AreaKind.district).id
    stranger = Principal(9, "ma", "ma", Role.operator, 0, (far,), frozenset({far}))
    gives_up(house, after_s=5)
    gives_up(house, "02987654321")
    assert [c.number for c in waiting(house, stranger)] == ["02987654321"]
    hers = waiting(house)[-1]
    with pytest.raises(NotFound), house.tx() as tx:
        inbound_list.done(tx, stranger, hers.id)


def test_her_most_urgent_alert_is_named(house: House) -> None:
    outside, sos = house.leaves(), house.presses()
    rings(house)
    assert sos != outside
    assert waiting(house)[0].callers[0].alert_id == sos
