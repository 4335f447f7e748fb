"""Calls that a line makes: when they count, how they end, and who may say so."""

from itertools import permutations
from typing import Any

import pytest

from app.alerts import deadlines
from app.calls import lines
from app.calls import service as calls
from app.calls.lines import PLACE_S, SILENT_S
from app.calls.results import AFTER_AN_ANSWER, BY_LINE, Line, Outcome, Result
from app.errors import Conflict, NotFound
from app.identity.tables import User
from tests.alerts.house import House
from tests.calls.acts import claimed, finish


def dials(house: House, alert_id: int, to: str | int = "elder") -> dict[str, Any]:
    """Li has an extension, so the line dials."""
    with house.tx() as tx:
        tx.session.get_one(User, house.li.id).extension = "8001"
        version = house.alert(alert_id).version
        return calls.start(tx, house.li, alert_id, version, to, "webhook")[1]


def uid(house: House) -> str:
    with house.store.snapshot() as session:
        (order,) = lines.orders(session)
    return order.uid


def moved(house: House, attempt: str, *to: Line) -> lines.State:
    for line in to:
        with house.tx() as tx:
            state = lines.moved(tx, attempt, line)
    return state


def missed(house: House, attempt: str, result: Result = Result.NO_ANSWER) -> lines.State:
    with house.tx() as tx:
        return lines.missed(tx, attempt, result)


def passes(house: House, seconds: float) -> None:
    house.clock.advance(seconds)
    deadlines.run_due(house.store, {**deadlines.HANDLERS, **lines.HANDLERS})


def of(house: House, alert_id: int) -> dict[str, Any]:
    with house.store.snapshot() as session:
        return calls.calls_of(session, house.alert(alert_id))[-1]


def test_an_order_names_the_extension_and_the_digits(house: House) -> None:
    alert_id = claimed(house)
    call = dials(house, alert_id)
    assert (call["adapter"], call["line"], call["dial_url"]) == ("webhook", "placing", None)
    with house.store.snapshot() as session:
        (order,) = lines.orders(session)
    assert (order.alert_id, order.from_extension, order.to) == (alert_id, "8001", "+8613900000000")
    assert len(order.uid) > 20, "no other database may have it"


def test_whoever_has_no_extension_dials_herself(house: House) -> None:
    alert_id = claimed(house)
    with house.tx() as tx:
        _, call = calls.start(tx, house.li, alert_id, 1, "elder", "webhook")
    assert (call["adapter"], call["line"]) == ("tel", None)
    assert house.alert(alert_id).responded_at == house.clock.now()


def test_the_response_is_when_the_line_accepts(house: House) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    assert (house.alert(alert_id).responded_at, "respond" in house.due(alert_id)) == (None, True)
    house.clock.advance(3)
    moved(house, uid(house), Line.RINGING)
    assert house.alert(alert_id).responded_at == house.clock.now()
    assert house.due(alert_id).keys() == {"act", "lease", "call.timeout"}
    assert house.said(alert_id)[-2:] == ["call_started", "call_ringing"]


def test_a_line_that_fails_at_once_is_no_response(house: House) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    missed(house, uid(house), Result.NETWORK_FAILURE)
    alert = house.alert(alert_id)
    assert (alert.responded_at, alert.handling) == (None, "contacting")
    passes(house, 60)
    assert house.alert(alert_id).breached, "a minute passed, and nobody's telephone rang"


@pytest.mark.parametrize("result", sorted(BY_LINE))
def test_who_reached_nobody_need_not_report(house: House, result: Result) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    attempt = uid(house)
    moved(house, attempt, Line.RINGING)
    version = house.alert(alert_id).version
    assert missed(house, attempt, result) == lines.State(attempt, "ended", result)
    alert = house.alert(alert_id)
    assert (alert.version, alert.lease_until) == (version + 1, house.clock.now() + 120_000)
    assert (of(house, alert_id)["result"], "call.timeout" in house.due(alert_id)) == (result, False)


def test_an_answer_waits_for_the_operator(house: House) -> None:
    alert_id = claimed(house)
    call = dials(house, alert_id)
    attempt = uid(house)
    assert moved(house, attempt, Line.RINGING, Line.ANSWERED, Line.ENDED).result is None
    passes(house, SILENT_S - 1)
    assert of(house, alert_id)["result"] is None
    assert finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.REMINDED) == "monitoring"
    assert missed(house, attempt, Result.DROPPED).result == "answered_elder", "the line hears what stands"


@pytest.mark.parametrize("order", list(permutations([Line.RINGING, Line.ANSWERED, Line.ENDED])))
def test_news_in_any_order_and_twice_come_to_the_same(house: House, order: tuple[Line, ...]) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    attempt = uid(house)
    assert moved(house, attempt, *order, *order) == lines.State(attempt, "ended", None)
    said = house.said(alert_id)
    assert len(said) == len(set(said)), "nothing is told twice"
    assert missed(house, attempt, Result.NO_ANSWER).result is None, "something did answer"


@pytest.mark.parametrize("result", sorted(AFTER_AN_ANSWER))
def test_what_can_still_go_wrong_after_an_answer(house: House, result: Result) -> None:
    dials(house, claimed(house))
    attempt = uid(house)
    moved(house, attempt, Line.ANSWERED)
    assert missed(house, attempt, result).result == result


def test_an_order_that_nobody_accepts_ends_by_its_deadline(house: House) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    passes(house, PLACE_S - 1)
    assert of(house, alert_id)["result"] is None
    passes(house, 1)
    assert (of(house, alert_id)["result"], house.alert(alert_id).responded_at) == ("network_failure", None)
    with house.store.snapshot() as session:
        assert lines.orders(session) == []


def test_a_line_that_says_nothing_more_ends_by_its_deadline(house: House) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    moved(house, uid(house), Line.RINGING)
    passes(house, SILENT_S)
    assert of(house, alert_id)["result"] == "network_failure"
    assert house.alert(alert_id).responded_at is not None


def test_one_result_stands_and_both_hear_it(house: House) -> None:
    alert_id = claimed(house)
    call = dials(house, alert_id)
    attempt = uid(house)
    missed(house, attempt, Result.BUSY)
    with pytest.raises(Conflict, match="has been reported") as refused:
        finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.SAFE)
    assert refused.value.extra["alert"] == house.payload(alert_id)
    assert missed(house, attempt, Result.NO_ANSWER).result == "busy"


def test_the_operator_may_be_first(house: House) -> None:
    alert_id = claimed(house)
    call = dials(house, alert_id)
    attempt = uid(house)
    finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.UNCLEAR)
    assert house.alert(alert_id).responded_at is not None, "she spoke with her, whatever the line said"
    before = house.said(alert_id)
    assert moved(house, attempt, Line.RINGING, Line.ANSWERED) == lines.State(
        attempt, "ended", "answered_elder"
    )
    assert house.said(alert_id) == before


def test_the_line_may_lead_up_the_ladder(house: House) -> None:
    alert_id = claimed(house)
    for to in ("elder", "elder", *house.contacts):
        dials(house, alert_id, to)
        missed(house, uid(house))
    assert house.alert(alert_id).handling == "escalated"


def test_news_after_the_case_was_closed_are_noted_and_move_nothing(house: House) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    attempt = uid(house)
    moved(house, attempt, Line.RINGING)
    with house.tx() as tx:
        calls.service.close(tx, house.li, alert_id, house.alert(alert_id).version, "safe_home", None)
    version = house.alert(alert_id).version
    assert missed(house, attempt).result == "no_answer"
    alert = house.alert(alert_id)
    assert (alert.handling, alert.version, house.said(alert_id)[-1]) == ("closed", version, "call_ended")


def test_a_call_nobody_knows(house: House) -> None:
    for tell in (moved, missed):
        with pytest.raises(NotFound):
            tell(house, "ny-nobody", Line.RINGING if tell is moved else Result.BUSY)  # type: ignore[arg-type]


def test_no_event_carries_a_number(house: House) -> None:
    alert_id = claimed(house)
    dials(house, alert_id)
    attempt = uid(house)
    moved(house, attempt, Line.RINGING, Line.ANSWERED)
    missed(house, attempt, Result.DROPPED)
    assert "139" not in str(house.events(alert_id))
