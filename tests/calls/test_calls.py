"""Calls about an alert: who is called, and where that leads."""

import pytest

from app.alerts.tables import Alert
from app.calls import service as calls
from app.calls.results import ANSWERED, SETTLED, Outcome, Result
from app.errors import Conflict, Invalid
from app.registry import elders
from app.registry.tables import Contact, Elder
from tests.alerts.acts import do
from tests.alerts.house import House
from tests.calls.acts import UNANSWERED, claimed, finish, start, without_phone


def test_a_call_is_the_response_and_holds_for_two_minutes(house: House) -> None:
    alert_id = claimed(house)
    house.clock.advance(30)
    call = start(house, alert_id)
    alert, now = house.alert(alert_id), house.clock.now()
    assert (alert.handling, alert.version, alert.calls_started) == ("contacting", 2, 1)
    assert (alert.responded_at, alert.lease_until) == (now, now + 120_000)
    assert house.due(alert_id) == {"act": 570, "lease": 120}
    assert (call["to"], call["name"], call["dial_url"]) == ("elder", "李秀英", "tel:+86139-0000-0000")
    assert house.timeline(alert_id)[-1].detail == {"to": "李秀英", "contact_id": None}


def test_the_first_call_counts(house: House) -> None:
    alert_id = claimed(house)
    start(house, alert_id)
    first = house.alert(alert_id).responded_at
    house.clock.advance(30)
    call = start(house, alert_id, house.contacts[0])
    assert (call["to"], call["contact_id"], call["name"]) == ("contact", house.contacts[0], "儿子")
    alert = house.alert(alert_id)
    assert (alert.responded_at, alert.lease_until) == (first, house.clock.now() + 120_000)


def test_an_open_alert_wants_a_claim_before_a_call(house: House) -> None:
    alert_id = house.leaves()
    with pytest.raises(Conflict):
        start(house, alert_id)


@pytest.mark.parametrize("to", ["", "daughter", "0", 0, -1, 10**30, str(10**30), "²", "1.0", 999])
def test_nobody_else_is_called(house: House, to: str | int) -> None:
    alert_id = claimed(house)
    with pytest.raises(Invalid) as refused:
        start(house, alert_id, to)
    assert refused.value.extra["errors"][0]["field"] == "to"


def test_a_contact_may_be_named_as_text(house: House) -> None:
    assert start(house, claimed(house), str(house.contacts[1]))["contact_id"] == house.contacts[1]


def test_contacts_of_others_are_not_hers(house: House) -> None:
    with house.tx() as tx:
        other = Elder(name="张", area_id=1, created_at=0)
        tx.session.add(other)
        tx.session.flush()
        theirs = tx.save(Contact(elder_id=other.id or 0, name="x", phone="1", phone_key="1"), taken="")
    with pytest.raises(Invalid):
        start(house, claimed(house), theirs)


def test_she_may_have_no_telephone(house: House) -> None:
    without_phone(house)
    with pytest.raises(Invalid, match="no telephone"):
        start(house, claimed(house))


@pytest.mark.parametrize(
    ("phone", "url"),
    [
        ("+86 139-0000-0000", "tel:+86139-0000-0000"),
        ("(029) 8765 4321", "tel:02987654321"),
        ("12345#7", "tel:12345%237"),
        ('1"><script>', "tel:1"),
    ],
)
def test_tel_links(phone: str, url: str) -> None:
    assert calls.tel_url(phone) == url


@pytest.mark.parametrize("outcome", sorted(SETTLED))
@pytest.mark.parametrize("result", sorted(ANSWERED))
def test_reached_is_watched_while_she_is_out(house: House, result: Result, outcome: Outcome) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    house.clock.advance(60)
    assert finish(house, alert_id, call, result, outcome) == "monitoring"
    alert = house.alert(alert_id)
    assert (alert.acted_at, alert.lease_until) == (house.clock.now(), None)
    assert house.due(alert_id) == {"recheck": 900}


def test_reached_and_home_is_resolved(house: House) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    house.returns()
    assert finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.SAFE) == "resolved"
    assert house.due(alert_id) == {}


@pytest.mark.parametrize("outcome", [None, Outcome.NEEDS_HELP, Outcome.UNCLEAR])
def test_a_conversation_that_settles_nothing_goes_on(house: House, outcome: Outcome | None) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    house.clock.advance(60)
    assert finish(house, alert_id, call, Result.ANSWERED_ELDER, outcome) == "contacting"
    alert = house.alert(alert_id)
    assert (alert.acted_at, alert.lease_until) == (None, house.clock.now() + 120_000)


def test_help_under_way_stays_under_way(house: House) -> None:
    alert_id = claimed(house)
    do(house, house.li, alert_id, "dispatch")
    call = start(house, alert_id)
    assert finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.SAFE) == "dispatched"


@pytest.mark.parametrize("result", UNANSWERED)
def test_two_attempts_then_the_contacts_then_up_the_ladder(house: House, result: Result) -> None:
    alert_id = claimed(house)
    for to in ("elder", "elder", house.contacts[0]):
        assert finish(house, alert_id, start(house, alert_id, to), result) == "contacting"
    assert finish(house, alert_id, start(house, alert_id, house.contacts[1]), result) == "escalated"
    alert = house.alert(alert_id)
    assert (alert.lease_until, alert.acted_at) == (None, None)
    assert set(house.due(alert_id)) == {"act"}
    assert house.said(alert_id)[-2:] == ["call_ended", "escalated"]
    (_, ended), (_, escalated) = house.events(alert_id)[-2:]
    assert (ended["handling"], escalated["handling"]) == ("contacting", "escalated")
    assert escalated["version"] == ended["version"] + 1


def test_the_order_of_the_calls_does_not_matter(house: House) -> None:
    alert_id = claimed(house)
    for to in (house.contacts[1], "elder", house.contacts[0]):
        assert finish(house, alert_id, start(house, alert_id, to)) == "contacting"
    assert finish(house, alert_id, start(house, alert_id)) == "escalated"


def test_a_call_that_still_rings_is_no_failure(house: House) -> None:
    alert_id = claimed(house)
    finish(house, alert_id, start(house, alert_id))
    ringing = start(house, alert_id)
    for contact in house.contacts:
        assert finish(house, alert_id, start(house, alert_id, contact)) == "contacting"
    assert finish(house, alert_id, ringing) == "escalated"


def test_an_answer_is_no_failure(house: House) -> None:
    alert_id = claimed(house)
    finish(house, alert_id, start(house, alert_id), Result.ANSWERED_ELDER, Outcome.UNCLEAR)
    for to in (*house.contacts, "elder"):
        assert finish(house, alert_id, start(house, alert_id, to)) == "contacting"
    assert finish(house, alert_id, start(house, alert_id)) == "escalated"


def test_without_a_telephone_the_contacts_are_enough(house: House) -> None:
    without_phone(house)
    alert_id = claimed(house)
    assert finish(house, alert_id, start(house, alert_id, house.contacts[0])) == "contacting"
    assert finish(house, alert_id, start(house, alert_id, house.contacts[1])) == "escalated"


def test_a_new_clock_counts_attempts_anew(house: House) -> None:
    alert_id = claimed(house)
    for to in ("elder", *house.contacts):
        finish(house, alert_id, start(house, alert_id, to))
    finish(house, alert_id, start(house, alert_id), Result.ANSWERED_ELDER, Outcome.REMINDED)
    house.passes(900)
    do(house, house.li, alert_id, "claim")
    assert finish(house, alert_id, start(house, alert_id)) == "contacting"


def test_escalated_and_then_reached(house: House) -> None:
    alert_id = claimed(house)
    for to in ("elder", "elder", *house.contacts):
        finish(house, alert_id, start(house, alert_id, to))
    call = start(house, alert_id, who=house.zhao)
    assert house.alert(alert_id).claimed_by == house.zhao.id
    with pytest.raises(Conflict, match=r"zhao\.wei is at work"):
        start(house, alert_id)
    outcome = finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.REMINDED, house.zhao)
    assert outcome == "monitoring"


def test_the_list_of_calls(house: House) -> None:
    alert_id = claimed(house)
    finish(house, alert_id, start(house, alert_id), Result.BUSY)
    start(house, alert_id, house.contacts[0])
    with house.store.snapshot() as session:
        first, second = calls.calls_of(session, house.alert(alert_id))
    assert (first["to"], first["result"], first["ended_at"] is None) == ("elder", "busy", False)
    assert (second["contact_id"], second["result"], second["phone"]) == (
        house.contacts[0],
        None,
        "13700000001",
    )


def test_a_contact_who_was_called_may_be_removed_and_stays_on_record(house: House) -> None:
    alert_id = claimed(house)
    with house.tx() as tx:
        contact = elders.contacts_of(tx.session, house.elder_id)[0]
    start(house, alert_id, contact.id)
    with house.tx() as tx:
        elders.remove_contact(tx, house.elder_id, contact.id)
    with house.tx() as tx:
        shown = calls.calls_of(tx.session, tx.session.get_one(Alert, alert_id))
        left = [c.id for c in elders.contacts_of(tx.session, house.elder_id)]
    assert [call["name"] for call in shown] == [contact.name]
    assert contact.id not in left
    with pytest.raises(Invalid):
        start(house, alert_id, contact.id)
