"""Whoever telephones and gives up is called back, or stands in the list until somebody is done with it."""

import pytest

from app.calls import attempts, inbound_list
from app.calls.inbound import State
from app.calls.results import Outcome, Result
from app.errors import NotFound
from tests.alerts.acts import do
from tests.alerts.house import House
from tests.calls.acts import claimed, finish, start
from tests.calls.ringing import SONS, events, gives_up, rings, told, waiting


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
