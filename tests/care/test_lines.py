"""Care calls by a line: the same orders and the same news as calls about alerts."""

import pytest

from app.calls import lines
from app.calls.results import Line, Outcome, Result
from app.calls.tables import CallAttempt
from app.care import calling
from app.identity.tables import User
from tests.care.round import Round


@pytest.fixture
def attempt(round_: Round) -> CallAttempt:
    """Li, who has an extension, calls her by a line."""
    round_.plan()
    call = round_.call()
    with round_.tx() as tx:
        tx.session.get_one(User, round_.li.id).extension = "8001"
    with round_.tx() as tx:
        return calling.start(tx, round_.li, call.id or 0, call.version, "webhook")[1]


def test_the_line_is_told_whom_to_call_and_about_what(round_: Round, attempt: CallAttempt) -> None:
    with round_.store.snapshot() as session:
        (order,) = lines.orders(session)
    assert (order.alert_id, order.care_call_id) == (None, round_.call().id)
    assert (order.uid, order.from_extension, order.to) == (attempt.uid, "8001", "+8613900000000")


def test_nobody_answers_and_the_line_says_so(round_: Round, attempt: CallAttempt) -> None:
    before = round_.call().version
    with round_.tx() as tx:
        assert lines.moved(tx, attempt.uid or "", Line.RINGING).line == "ringing"
    assert round_.call().version > before, "whoever looks reads it again"
    for _ in range(2):  # it may say so twice
        with round_.tx() as tx:
            assert lines.missed(tx, attempt.uid or "", Result.BUSY).result == "busy"
    assert (round_.call().result, round_.call().claimed_by) == ("busy", None)


def test_she_answers_and_the_operator_says_how_she_is(round_: Round, attempt: CallAttempt) -> None:
    for news in (Line.ANSWERED, Line.ENDED):
        with round_.tx() as tx:
            lines.moved(tx, attempt.uid or "", news)
    call = round_.call()
    assert (call.state, call.claimed_by) == ("planned", round_.li.id)
    with round_.tx() as tx:
        calling.finish(
            tx, round_.li, call.id or 0, attempt.id or 0, Result.ANSWERED_ELDER, Outcome.SAFE, None
        )
    assert round_.call().state == "reached"


def test_a_line_that_says_nothing_has_lost_the_call(round_: Round, attempt: CallAttempt) -> None:
    with round_.tx() as tx:
        lines.timed_out(tx, attempt.id or 0)
    assert round_.call().result == "network_failure"
