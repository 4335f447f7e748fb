"""Who is called next: her, twice, two minutes apart; then the contacts in order; then somebody goes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.alerts.machine import Handling
from app.calls.results import ANSWERED, Outcome, Result
from app.clock import MINUTE

ATTEMPTS = 2  # to the elder, before the contact list counts
APART = 2 * MINUTE  # between the starts of two attempts: she may be on her way to the telephone
AT_ONCE = frozenset({Result.DROPPED, Result.NETWORK_FAILURE})  # she need not be given time to come


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call about the alert since it (last) opened. `contact_id` is None for the elder; ms."""

    contact_id: int | None
    started_at: int
    result: Result | None
    outcome: Outcome | None = None

    @property
    def missed(self) -> bool:
        return self.result is not None and self.result not in ANSWERED


class Next(StrEnum):
    CALL_ELDER = "call_elder"
    CALL_CONTACT = "call_contact"
    DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True)
class Step:
    """`at`: not before this instant, in ms; None is now."""

    do: Next
    at: int | None = None
    contact_id: int | None = None


def next_step(
    handling: Handling, attempts: Sequence[Attempt], has_phone: bool, contacts: Sequence[int]
) -> Step | None:
    """What the desk proposes; None while nothing is to be proposed (nobody's case, a call is going on, done).

    `attempts` oldest first, `contacts` in the order of calling.
    """
    if handling not in (Handling.CLAIMED, Handling.CONTACTING, Handling.ESCALATED):
        return None
    if any(attempt.result is None for attempt in attempts):
        return None
    if handling is Handling.ESCALATED or (attempts and attempts[-1].outcome is Outcome.NEEDS_HELP):
        return Step(Next.DISPATCH)
    if not elder_done(attempts, has_phone):
        return Step(Next.CALL_ELDER, at=_not_before(attempts))
    tried = {attempt.contact_id for attempt in attempts}
    untried = next((contact for contact in contacts if contact not in tried), None)
    return Step(Next.DISPATCH) if untried is None else Step(Next.CALL_CONTACT, contact_id=untried)


def exhausted(attempts: Sequence[Attempt], has_phone: bool, contacts: Sequence[int]) -> bool:
    """Her attempts and the whole contact list, all without an answer; a call that still rings is none."""
    missed = {attempt.contact_id for attempt in attempts if attempt.missed}
    return elder_done(attempts, has_phone) and set(contacts) <= missed


def elder_done(attempts: Sequence[Attempt], has_phone: bool) -> bool:
    """Is there no sense in calling her again? A number that does not exist is not tried twice."""
    to_her = [attempt for attempt in attempts if attempt.contact_id is None and attempt.missed]
    invalid = any(attempt.result is Result.INVALID_NUMBER for attempt in to_her)
    return not has_phone or invalid or len(to_her) >= ATTEMPTS


def _not_before(attempts: Sequence[Attempt]) -> int | None:
    last = next((a for a in reversed(attempts) if a.contact_id is None), None)
    if last is None or not last.missed or last.result in AT_ONCE:
        return None
    return last.started_at + APART
