"""What becomes of a care call when an attempt at it ends, or she is spoken with in another way.

Whoever changes a care call has locked the elder, her alert, and the call, in that order.
"""

from sqlmodel import col, select

from app.calls.results import Outcome, Result
from app.calls.tables import CallAttempt
from app.care import missing, rules
from app.care.rules import CareState
from app.care.tables import CareCall
from app.clock import MINUTE
from app.errors import NotFound
from app.registry.tables import Elder
from app.store.db import Tx


def lock(tx: Tx, call_id: int) -> CareCall:
    """NotFound when there is none."""
    elder_id = tx.session.exec(select(CareCall.elder_id).where(CareCall.id == call_id)).first()
    if elder_id is None:
        raise NotFound(f"There is no care call {call_id}.")
    missing.lock(tx, elder_id)
    return tx.session.get_one(CareCall, call_id, with_for_update=True, populate_existing=True)


def settle(tx: Tx, call: CareCall, attempt: CallAttempt) -> None:
    """The attempt has its result: it reached her, or it counts towards the alert. The claim ends."""
    result = Result(attempt.result or "")
    outcome = Outcome(attempt.outcome) if attempt.outcome else None
    call.version += 1
    call.claimed_by = call.claimed_at = call.lease_until = None
    call.result, call.outcome = result, outcome
    if rules.reaches(result, outcome):
        _reached(tx, call, attempt.user_id, result, outcome)
        missing.over(tx, call.elder_id)
    elif rules.tried(result, outcome) and call.reached_at is None:
        _count(tx, call)


def spoken_with(tx: Tx, elder_id: int, result: Result, outcome: Outcome | None, by: int | None) -> None:
    """Somebody spoke with her about something else, or she telephoned herself: whoever was looked for in vain
    has been reached. A care call that nobody has tried yet is still to be made: its questions are open."""
    if not rules.reaches(result, outcome):
        return
    missing.lock(tx, elder_id)
    open_ = (CareCall.state == CareState.planned) & (CareCall.attempts > 0) | (
        CareCall.state == CareState.missed
    )
    found = tx.session.exec(
        select(CareCall)
        .where(CareCall.elder_id == elder_id, open_, col(CareCall.reached_at).is_(None))
        .order_by(col(CareCall.id).desc())
        .limit(1)
        .with_for_update()
    ).all()
    for call in found:
        call.version += 1
        call.claimed_by = call.claimed_at = call.lease_until = None
        _reached(tx, call, by, result, outcome)
    missing.over(tx, elder_id)


def _reached(tx: Tx, call: CareCall, by: int | None, result: Result, outcome: Outcome | None) -> None:
    call.state = rules.after_result(CareState(call.state), result, outcome)
    call.result, call.outcome = result, outcome
    call.reached_at, call.reached_by = tx.now, by
    tx.session.flush()


def _count(tx: Tx, call: CareCall) -> None:
    tx.session.flush()
    tries = tries_of(tx, call)
    values = missing.values_of(tx, tx.session.get_one(Elder, call.elder_id))
    least, within = (round(values[f"care_call_missed.{name}"]) for name in ("attempts", "within_min"))
    if rules.given_up(tries, least, within * MINUTE):
        missing.show(tx, call, "attempts", len(tries), values)


def tries_of(tx: Tx, call: CareCall) -> list[int]:
    """When the attempts began that did not reach her, oldest first."""
    found = tx.session.exec(
        select(CallAttempt).where(CallAttempt.care_call_id == call.id).order_by(col(CallAttempt.id))
    )
    return [
        one.started_at
        for one in found
        if rules.tried(
            Result(one.result) if one.result else None, Outcome(one.outcome) if one.outcome else None
        )
    ]
