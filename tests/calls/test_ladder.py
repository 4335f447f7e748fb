"""Who is called next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alerts.machine import Handling
from app.calls.ladder import APART, AT_ONCE, Attempt, Next, Step, exhausted, next_step
from app.calls.results import ANSWERED, Outcome, Result

CONTACTS = [11, 12]
SLOW = sorted(set(Result) - ANSWERED - AT_ONCE - {Result.INVALID_NUMBER})
CALLING = (Handling.CLAIMED, Handling.CONTACTING)

attempts = st.builds(
    Attempt,
    st.sampled_from([None, *CONTACTS]),
    st.integers(0, 10**9),
    st.sampled_from([None, *Result]),
    st.sampled_from([None, *Outcome]),
)


def asked(
    *made: Attempt,
    handling: Handling = Handling.CONTACTING,
    phone: bool = True,
    contacts: list[int] = CONTACTS,
) -> Step | None:
    return next_step(handling, made, phone, contacts)


def miss(contact_id: int | None = None, at: int = 0, result: Result = Result.NO_ANSWER) -> Attempt:
    return Attempt(contact_id, at, result)


@pytest.mark.parametrize("handling", CALLING)
def test_first_she_is_called_now(handling: Handling) -> None:
    assert asked(handling=handling) == Step(Next.CALL_ELDER)


@pytest.mark.parametrize("result", SLOW)
def test_the_second_attempt_is_two_minutes_after_the_start_of_the_first(result: Result) -> None:
    assert asked(miss(at=5_000, result=result)) == Step(Next.CALL_ELDER, at=125_000)


@pytest.mark.parametrize("result", sorted(AT_ONCE))
def test_a_line_that_broke_is_tried_again_at_once(result: Result) -> None:
    assert asked(miss(at=5_000, result=result)) == Step(Next.CALL_ELDER)


def test_then_the_contacts_in_order_then_somebody_goes() -> None:
    made = [miss(), miss(at=APART)]
    assert asked(*made) == Step(Next.CALL_CONTACT, contact_id=11)
    assert asked(*made, miss(11)) == Step(Next.CALL_CONTACT, contact_id=12)
    assert asked(*made, miss(12)) == Step(Next.CALL_CONTACT, contact_id=11)
    assert asked(*made, miss(11), miss(12)) == Step(Next.DISPATCH)
    assert asked(*made, contacts=[]) == Step(Next.DISPATCH)


def test_without_a_telephone_or_with_a_wrong_number_the_contacts_come_at_once() -> None:
    assert asked(phone=False) == Step(Next.CALL_CONTACT, contact_id=11)
    assert asked(miss(result=Result.INVALID_NUMBER)) == Step(Next.CALL_CONTACT, contact_id=11)


def test_while_a_call_goes_on_nothing_is_proposed() -> None:
    assert asked(miss(), Attempt(None, 1, None)) is None


def test_whoever_needs_help_gets_somebody() -> None:
    asks = Attempt(None, 0, Result.ANSWERED_ELDER, Outcome.NEEDS_HELP)
    assert asked(asks) == Step(Next.DISPATCH)
    assert asked(asks, miss(at=9)) == Step(Next.CALL_ELDER, at=9 + APART)


def test_a_conversation_that_settled_nothing_is_no_miss() -> None:
    unclear = Attempt(None, 0, Result.ANSWERED_ELDER, Outcome.UNCLEAR)
    assert asked(unclear) == Step(Next.CALL_ELDER)
    assert asked(unclear, miss(at=1)) == Step(Next.CALL_ELDER, at=1 + APART)


def test_up_the_ladder_somebody_goes() -> None:
    assert asked(handling=Handling.ESCALATED) == Step(Next.DISPATCH)


@pytest.mark.parametrize("handling", sorted(set(Handling) - {*CALLING, Handling.ESCALATED}))
def test_nobodys_turn(handling: Handling) -> None:
    assert asked(miss(), handling=handling) is None


@given(st.lists(attempts, max_size=6), st.booleans(), st.permutations(CONTACTS))
def test_when_everything_failed_somebody_goes_and_nothing_is_proposed_that_was_done(
    made: list[Attempt], phone: bool, contacts: list[int]
) -> None:
    step = next_step(Handling.CONTACTING, made, phone, contacts)
    pending = any(a.result is None for a in made)
    assert (step is None) == pending
    if step and exhausted(made, phone, contacts):
        assert step.do is Next.DISPATCH
    if step and step.do is Next.CALL_CONTACT:
        assert step.contact_id not in {a.contact_id for a in made}
