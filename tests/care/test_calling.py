"""Taking, calling and reporting care calls, and what becomes of the alert."""

from typing import Any

import pytest

from app.alerts.kinds import Kind
from app.calls.inbound import State as Ringing
from app.calls.results import Outcome, Result
from app.care import calling
from app.care.rules import Reason
from app.errors import Conflict, Invalid, NotFound, StaleVersion
from app.identity.roles import Principal, Role
from app.registry import outings
from app.settings import Settings
from app.store.db import Store
from tests.alerts.acts import do
from tests.alerts.house import hire
from tests.alerts.test_concurrency import N, at_once
from tests.calls.acts import finish, start
from tests.calls.ringing import SONS, rings, told
from tests.care.round import Round

HOUR_S = 3600


@pytest.fixture(autouse=True)
def planned(round_: Round) -> None:
    round_.plan()


def take(round_: Round, who: Principal) -> None:
    call = round_.call()
    with round_.tx() as tx:
        calling.take(tx, who, call.id or 0, call.version)


def alert_of(round_: Round) -> tuple[Any, ...] | None:
    found = [a for a in round_.alerts() if a.kind == Kind.CARE_CALL_MISSED]
    return (found[-1].priority, found[-1].condition, found[-1].handling) if found else None


@pytest.mark.parametrize("nodes", [1, 2])
def test_of_twenty_who_take_her_call_one_has_it(round_: Round, settings: Settings, nodes: int) -> None:
    with round_.tx() as tx:
        people = [hire(tx, f"operator {n}") for n in range(N)]
    stores = [round_.store, *(Store(settings.database_url, round_.clock) for _ in range(nodes - 1))]
    call = round_.call()

    def one(n: int) -> int:
        with stores[n % nodes].transaction() as tx:
            return calling.take(tx, people[n], call.id or 0, call.version).version

    results = at_once(one)
    for store in stores[1:]:
        store.close()
    (winner,) = [n for n in range(N) if results[n] == 1]
    lost = [r for r in results if isinstance(r, StaleVersion)]
    assert len(lost) == N - 1, results
    for refused in lost:
        assert refused.extra["claimed_by"] == {"id": people[winner].id, "name": f"operator {winner}"}


def test_who_has_it_calls_and_nobody_else(round_: Round) -> None:
    take(round_, round_.li)
    for refused in (lambda: take(round_, round_.zhao), lambda: round_.tries(who=round_.zhao)):
        with pytest.raises(Conflict, match=r"li\.na has it"):
            refused()
    assert round_.tries(Result.ANSWERED_ELDER, Outcome.SAFE).state == "reached"
    assert (round_.call().reached_by, round_.call().claimed_by) == (round_.li.id, None)


def test_a_claim_without_work_ends(round_: Round) -> None:
    take(round_, round_.li)
    round_.passes(5 * 60)
    take(round_, round_.zhao)
    assert round_.call().claimed_by == round_.zhao.id


def test_nobody_calls_her_while_somebody_is_at_work_on_a_case_of_hers(round_: Round) -> None:
    alert_id = round_.presses()
    do(round_, round_.li, alert_id, "claim")
    with pytest.raises(Conflict, match=r"li\.na is at work on a case of hers \(sos\)") as refused:
        take(round_, round_.zhao)
    assert refused.value.extra["claimed_by"]["name"] == "li.na"
    take(round_, round_.li)  # herself


def test_three_attempts_in_two_hours_open_an_alert_and_an_hour_later_it_is_p2(round_: Round) -> None:
    round_.passes(HOUR_S)
    for _ in range(3):
        assert alert_of(round_) is None
        round_.tries()
        round_.passes(20 * 60)
    assert alert_of(round_) == (3, "active", "open")
    assert round_.newest().evidence["attempts"] == 3
    round_.passes(39 * 60)
    assert alert_of(round_) == (3, "active", "open")
    round_.passes(61)
    assert alert_of(round_) == (2, "active", "open")
    assert round_.said(round_.newest().id or 0)[-1] == "reactivated"
    round_.tries(Result.ANSWERED_ELDER, Outcome.SAFE)
    assert alert_of(round_) == (2, "cleared", "open")


def test_calls_that_our_network_lost_are_no_attempts(round_: Round) -> None:
    for _ in range(4):
        round_.tries(Result.NETWORK_FAILURE)
    assert alert_of(round_) is None


def test_the_window_ends_and_nobody_called(round_: Round) -> None:
    round_.passes(3 * HOUR_S)
    assert round_.call().state == "missed"
    assert alert_of(round_) == (3, "active", "open")
    assert "11:00" in round_.newest().evidence["window_local"]


def test_whoever_speaks_with_her_as_the_window_ends_is_not_cut_short(round_: Round) -> None:
    round_.passes(3 * HOUR_S - 60)
    take(round_, round_.li)
    round_.passes(120)
    assert round_.call().state == "planned"
    assert round_.tries(Result.ANSWERED_ELDER).state == "reached"
    assert alert_of(round_) is None


def test_reached_too_late_stays_missed_and_ends_the_alert(round_: Round) -> None:
    round_.passes(4 * HOUR_S)
    call = round_.tries(Result.ANSWERED_OTHER, Outcome.SAFE)
    assert (call.state, call.reached_at) == ("missed", round_.clock.now())
    assert alert_of(round_) == (3, "cleared", "open")
    round_.passes(2 * HOUR_S)
    assert alert_of(round_) == (3, "cleared", "open"), "it does not become urgent afterwards"
    with pytest.raises(Conflict):
        round_.tries()


@pytest.mark.parametrize(("number", "reached"), [("+86 139-0000-0000", True), (SONS, False)])
def test_she_telephones_herself_after_an_attempt(round_: Round, number: str, reached: bool) -> None:
    for _ in range(3):
        round_.tries()
    told(round_, rings(round_, number), Ringing.ANSWERED)
    assert (round_.call().state == "reached") is reached, "that her son telephones says nothing of her"
    assert alert_of(round_) == (3, "cleared" if reached else "active", "open")


def test_she_telephones_before_anybody_tried(round_: Round) -> None:
    told(round_, rings(round_), Ringing.ANSWERED)
    assert round_.call().state == "planned", "what the plan wants to know has not been asked"


def test_a_call_about_the_alert_reaches_her(round_: Round) -> None:
    round_.passes(4 * HOUR_S)
    alert_id = round_.newest().id or 0
    do(round_, round_.li, alert_id, "claim")
    daughter = start(round_, alert_id, round_.contacts[0])
    assert finish(round_, alert_id, daughter, Result.ANSWERED_OTHER, Outcome.SAFE) == "resolved"
    assert alert_of(round_) == (3, "cleared", "resolved")
    assert round_.call().reached_at is not None


def test_while_another_case_of_hers_is_in_hand_the_alert_waits(round_: Round) -> None:
    alert_id = round_.presses()
    do(round_, round_.li, alert_id, "claim", "call")
    round_.passes(4 * HOUR_S)
    do(round_, round_.li, alert_id, "claim")
    assert alert_of(round_) == (3, "active", "open"), "the claim had long ended: nobody was at work"


def test_the_alert_waits_while_somebody_is_at_work(round_: Round) -> None:
    round_.passes(3 * HOUR_S - 30)
    alert_id = round_.presses()
    do(round_, round_.li, alert_id, "claim", "call")
    round_.passes(60)
    assert alert_of(round_) == (3, "active", "suppressed")
    round_.passes(15 * 60)
    assert alert_of(round_) == (3, "active", "open"), "a quarter of an hour later it is looked at again"


def test_out_as_planned(round_: Round) -> None:
    with round_.tx() as tx:
        now = tx.now
        outings.plan(
            tx,
            round_.elder_id,
            {"starts_at": now, "expected_back_at": now + 5 * HOUR_S * 1000, "destination": "公园"},
        )
    round_.passes(3 * HOUR_S)
    assert (round_.call().state, round_.call().reason) == ("skipped", "outing")
    assert alert_of(round_) is None


def test_attempts_during_an_outing_hold_the_alert_back(round_: Round) -> None:
    with round_.tx() as tx:
        now = tx.now
        outings.plan(
            tx,
            round_.elder_id,
            {"starts_at": now, "expected_back_at": now + 2 * HOUR_S * 1000, "destination": "公园"},
        )
    for _ in range(3):
        round_.tries()
    assert alert_of(round_) == (3, "active", "suppressed")


def test_who_asks_for_help_has_a_case_and_whoever_heard_it_has_the_case(round_: Round) -> None:
    round_.tries(Result.ANSWERED_ELDER, Outcome.NEEDS_HELP)
    alert = round_.newest()
    assert (alert.kind, alert.priority, alert.handling) == ("sos", 1, "claimed")
    assert (alert.claimed_by, alert.responded_at) == (round_.li.id, round_.clock.now())
    assert round_.call().state == "reached"


def test_a_call_is_reported_before_the_next_and_only_once(round_: Round) -> None:
    call = round_.call()
    with round_.tx() as tx:
        _, attempt = calling.start(tx, round_.li, call.id or 0, call.version)
    with pytest.raises(Conflict, match="Report"), round_.tx() as tx:
        calling.start(tx, round_.li, call.id or 0, round_.call().version)
    for n in range(2):
        with round_.tx() as tx:
            if n:
                with pytest.raises(Conflict, match="has been reported"):
                    calling.finish(tx, round_.li, call.id or 0, attempt.id or 0, Result.BUSY, None, None)
            else:
                calling.finish(tx, round_.li, call.id or 0, attempt.id or 0, Result.BUSY, None, "tired")
    assert (round_.call().note, round_.call().attempts) == ("tired", 1)


def test_skipping_needs_a_reason_that_says_something(round_: Round) -> None:
    call = round_.call()
    with pytest.raises(Invalid), round_.tx() as tx:
        calling.skip(tx, round_.li, call.id or 0, call.version, Reason.other, " ")
    with round_.tx() as tx:
        calling.skip(tx, round_.li, call.id or 0, call.version, Reason.family, None)
    round_.passes(4 * HOUR_S)
    assert (round_.call().state, alert_of(round_)) == ("skipped", None)
    with pytest.raises(Conflict):
        round_.tries()


def test_who_lives_elsewhere_is_nobodys_business(round_: Round) -> None:
    stranger = Principal(
        round_.li.id, "x", "x", Role.operator, session_id=0, areas=(99,), area_ids=frozenset({99})
    )
    with pytest.raises(NotFound):
        take(round_, stranger)
