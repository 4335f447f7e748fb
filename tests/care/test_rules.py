"""What results make of a care call, in every state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls.results import ANSWERED, Outcome, Result
from app.care import rules
from app.care.rules import CareState
from app.clock import MINUTE

RESULTS, STATES = st.sampled_from(Result), st.sampled_from(CareState)
OUTCOMES = st.one_of(st.none(), st.sampled_from(Outcome))


@given(STATES, RESULTS, OUTCOMES)
def test_only_what_is_planned_becomes_reached(
    state: CareState, result: Result, outcome: Outcome | None
) -> None:
    after = rules.after_result(state, result, outcome)
    assert after is state or (state, after) == (CareState.planned, CareState.reached)
    assert (after is CareState.reached) == (
        state is CareState.reached or (state is CareState.planned and rules.reaches(result, outcome))
    )


@given(RESULTS, OUTCOMES)
def test_an_attempt_reaches_her_or_counts_or_never_rang(result: Result, outcome: Outcome | None) -> None:
    reaches, tried = rules.reaches(result, outcome), rules.tried(result, outcome)
    assert reaches + tried == (result is not Result.NETWORK_FAILURE)
    assert not reaches or result in ANSWERED
    assert not rules.tried(None, outcome), "it still rings"


@pytest.mark.parametrize(
    ("result", "outcome", "reached"),
    [
        (Result.ANSWERED_ELDER, None, True),
        (Result.ANSWERED_ELDER, Outcome.NEEDS_HELP, True),
        (Result.ANSWERED_OTHER, Outcome.SAFE, True),
        (Result.ANSWERED_OTHER, Outcome.UNCLEAR, False),
        (Result.VOICEMAIL, None, False),
    ],
)
def test_who_has_been_reached(result: Result, outcome: Outcome | None, reached: bool) -> None:
    assert rules.reaches(result, outcome) is reached


@given(st.lists(st.integers(0, 600 * MINUTE), max_size=12).map(sorted), st.integers(1, 5))
def test_given_up_means_so_many_attempts_within_so_long(tries: list[int], least: int) -> None:
    within = 120 * MINUTE
    expected = len([t for t in tries if t >= tries[-1] - within]) >= least if tries else False
    assert rules.given_up(tries, least, within) is expected


@given(STATES, st.integers(0, 100), st.one_of(st.none(), st.integers(0, 100)), st.integers(0, 100))
def test_missed_only_when_over_and_in_nobodys_hands(
    state: CareState, due_until: int, lease: int | None, now: int
) -> None:
    missed = rules.is_missed(state, due_until, lease, now)
    assert missed is (state is CareState.planned and now >= due_until and (lease is None or lease <= now))
