"""Somebody telephones: who it is, who answered, who gave up."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.alerts import deadlines
from app.alerts.kinds import Kind
from app.calls import attempts, inbound, inbound_list
from app.calls.inbound import News, State
from app.calls.results import Outcome, Result
from app.calls.tables import InboundCall
from app.errors import NotFound
from app.identity.roles import Principal, Role
from app.identity.tables import User
from app.registry import areas, elders
from app.registry.words import AreaKind
from app.store.events import read
from tests.alerts.acts import do
from tests.alerts.house import House
from tests.calls.acts import claimed, finish, start

HERS, SONS = "0139 0000 0000", "+8613700000001"
_uids = itertools.count()


def rings(house: House, number: str | None = HERS) -> str:
    uid = f"in-{next(_uids)}"
    assert told(house, uid, State.RINGING, number=number) is State.RINGING
    return uid


def told(house: House, uid: str, state: State, **more: Any) -> State:
    with house.tx() as tx:
        return inbound.told(tx, News(uid, state, **{"at": tx.now, **more}))


def gives_up(house: House, number: str | None = HERS, after_s: float = 11) -> str:
    uid = rings(house, number)
    house.clock.advance(after_s)
    assert told(house, uid, State.ENDED) is State.MISSED
    return uid


def call_of(house: House, uid: str) -> InboundCall:
    with house.store.snapshot() as session:
        return session.exec(select(InboundCall).where(InboundCall.uid == uid)).one()


def waiting(house: House, who: Principal | None = None) -> list[inbound_list.Waiting]:
    with house.store.snapshot() as session:
        return inbound_list.waiting(session, who or house.li, 100)


def events(house: House) -> list[tuple[str, int | None, dict[str, Any]]]:
    with house.store.snapshot() as session:
        logged = read(session.connection(), 0, 10_000)
    return [(e.kind, e.area_id, json.loads(e.payload)) for e in logged if e.kind.startswith("inbound.")]


def neighbours(house: House, *phones: str) -> list[int]:
    with house.tx() as tx:
        return [elders.create(tx, {"name": f"邻居{n}", "phone": p}) for n, p in enumerate(phones)]


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


@pytest.mark.parametrize(("seconds", "opened"), [(10, 0), (10.9, 1), (60, 1)])
def test_who_gives_up_after_ten_seconds_is_called_back(house: House, seconds: float, opened: int) -> None:
    gives_up(house, after_s=seconds)
    assert len(house.alerts()) == opened
    assert len(waiting(house)) == 1 - opened, "what has an alert is in the queue"
    if opened:
        alert = house.newest()
        assert (alert.kind, alert.priority, alert.handling) == ("inbound_abandoned", 2, "open")
        assert alert.occurred_at == house.clock.now() - seconds * 1000
        assert alert.evidence["waited_s"] == int(seconds)


def test_a_stranger_who_gives_up_stands_in_the_list_until_somebody_is_done_with_it(house: House) -> None:
    gives_up(house, "02987654321", after_s=30)
    assert house.alerts() == []
    (call,) = waiting(house)
    assert (call.state, call.number, call.waited_s, call.callers) == (State.MISSED, "02987654321", 30, [])
    for _ in range(2):
        with house.tx() as tx:
            inbound_list.done(tx, house.li, call.id)
    assert waiting(house) == []
    assert [kind for kind, *_ in events(house)].count("inbound.done") == 1
    with pytest.raises(NotFound), house.tx() as tx:
        inbound_list.done(tx, house.li, 999)


def test_a_withheld_number(house: House) -> None:
    gives_up(house, None)
    assert (waiting(house)[0].number, house.alerts()) == (None, [])


def test_giving_up_again_is_the_same_case_and_rings_again(house: House) -> None:
    gives_up(house)
    gives_up(house)
    (alert,) = house.alerts()
    assert (alert.count, house.said(alert.id or 0)) == (2, ["opened", "repeated"])


def test_calling_back_ends_it(house: House) -> None:
    gives_up(house)
    alert_id = house.newest().id or 0
    do(house, house.li, alert_id, "claim")
    call = start(house, alert_id)
    assert finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.SAFE) == "resolved"
    assert house.alert(alert_id).condition == "cleared"


def test_calling_and_not_reaching_her_does_not(house: House) -> None:
    gives_up(house)
    alert_id = house.newest().id or 0
    do(house, house.li, alert_id, "claim")
    finish(house, alert_id, start(house, alert_id))
    assert house.alert(alert_id).condition == "active"


def test_the_contact_who_gave_up_is_called_first(house: House) -> None:
    gives_up(house, SONS)
    alert_id = house.newest().id or 0
    do(house, house.li, alert_id, "claim")
    with house.store.snapshot() as session:
        step = attempts.next_step(session, house.alert(alert_id))
    assert step == {"do": "call_contact", "at": None, "contact_id": house.contacts[0]}
    finish(house, alert_id, start(house, alert_id))  # she knows nothing of it
    assert house.alert(alert_id).condition == "active"
    call = start(house, alert_id, house.contacts[0])
    finish(house, alert_id, call, Result.ANSWERED_OTHER, Outcome.SAFE)
    assert house.alert(alert_id).condition == "cleared"


def test_telephoning_again_and_being_answered_ends_it_too(house: House) -> None:
    gives_up(house)
    told(house, rings(house), State.ANSWERED)
    alert = house.newest()
    assert (alert.condition, alert.responded_at) == ("cleared", house.clock.now())


def test_after_a_call_back_she_gives_up_once_more(house: House) -> None:
    alert_id = claimed(house)
    gives_up(house)
    abandoned = house.newest().id or 0
    finish(house, alert_id, start(house, alert_id), Result.ANSWERED_ELDER, Outcome.SAFE)
    assert house.alert(abandoned).condition == "cleared", "a call about another alert is a call back as well"
    gives_up(house)
    assert house.alert(abandoned).condition == "active"


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
    uid, began = f"in-{next(_uids)}", house.clock.now()
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
