"""What a result makes of a care call, and when she counts as not reached. Pure; ms."""

from collections.abc import Sequence
from enum import StrEnum

from app.calls.results import SETTLED, Outcome, Result

LEASE_MS = 5 * 60_000  # taken, and nothing done: anybody may take it
LEASE_CALL_MS = 20 * 60_000  # from the start of a call: people talk


class CareState(StrEnum):
    """`missed` is final: the window was the promise, whatever comes later."""

    planned = "planned"
    reached = "reached"
    missed = "missed"
    skipped = "skipped"


class Reason(StrEnum):
    """Why a call is not made."""

    hospital = "hospital"
    outing = "outing"
    moved_away = "moved_away"
    deceased = "deceased"
    family = "family"  # somebody is with her
    declined = "declined"  # she does not want one today
    other = "other"  # a note says what


def reaches(result: Result, outcome: Outcome | None) -> bool:
    """She herself spoke; or somebody else answered and says that she is well."""
    return result is Result.ANSWERED_ELDER or (result is Result.ANSWERED_OTHER and outcome in SETTLED)


def tried(result: Result | None, outcome: Outcome | None) -> bool:
    """Was this an attempt that did not reach her? A call that our network lost never rang."""
    return result not in (None, Result.NETWORK_FAILURE) and not reaches(Result(result), outcome)


def given_up(tries: Sequence[int], least: int, within: int) -> bool:
    """Do the newest `least` of these attempts (starts, oldest first) lie within that time of each other?"""
    return len(tries) >= least and tries[-1] - tries[-least] <= within


def after_result(state: CareState, result: Result, outcome: Outcome | None) -> CareState:
    """What a call comes to with this result. What has ended stays as it ended."""
    return CareState.reached if state is CareState.planned and reaches(result, outcome) else state


def is_missed(state: CareState, due_until: int, lease_until: int | None, now: int) -> bool:
    """The window is over, nobody was reached, and nobody has it in hand."""
    return state is CareState.planned and due_until <= now and not held(lease_until, now)


def held(lease_until: int | None, now: int) -> bool:
    """Does somebody have it now?"""
    return lease_until is not None and lease_until > now
