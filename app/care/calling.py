"""What people do with a care call: take it, call, report, skip, note. One transaction each."""

from secrets import token_hex
from typing import Any

from sqlmodel import Session, col, select

from app.alerts.machine import Handling
from app.alerts.tables import Alert
from app.calls import attempts, lines
from app.calls.results import ANSWERED, Line, Outcome, Result
from app.calls.service import TEL, tel_url
from app.calls.tables import CallAttempt
from app.care import following, missing, rules
from app.care.rules import CareState, Reason
from app.care.tables import CareCall
from app.clock import rfc3339, rfc3339_or_none
from app.errors import Conflict, NotFound, StaleVersion, wrong
from app.identity.roles import Principal
from app.identity.tables import User
from app.registry.tables import Elder
from app.store.db import Tx


def visible(session: Session, who: Principal, call_id: int) -> CareCall:
    """The call, if she lives in this person's areas; NotFound otherwise."""
    call = session.get(CareCall, call_id)
    elder = session.get(Elder, call.elder_id) if call else None
    if call is None or elder is None or not who.may_see(elder.area_id):
        raise NotFound(f"There is no care call {call_id}.")
    return call


def take(tx: Tx, who: Principal, call_id: int, version: int) -> CareCall:
    """It is theirs for five minutes, for longer from the start of a call on. One of many wins.

    StaleVersion or Conflict (409) name who has it, or who speaks with her about something more urgent.
    """
    call = _at_version(tx, who, call_id, version)
    if _holder(call, tx.now) is not None:
        raise _taken(tx.session, call)
    _callable(tx, who, call)
    call.version += 1
    _lease(tx, call, who, rules.LEASE_MS)
    return call


def release(tx: Tx, who: Principal, call_id: int, version: int) -> CareCall:
    """Back to the list, for anybody."""
    call = _at_version(tx, who, call_id, version)
    _not_anothers(tx, who, call)
    call.version += 1
    call.claimed_by = call.claimed_at = call.lease_until = None
    return call


def start(
    tx: Tx, who: Principal, call_id: int, version: int, adapter: str = TEL
) -> tuple[CareCall, CallAttempt]:
    """Call her, by the line if there is one and the caller has an extension; takes the call if need be."""
    call = _at_version(tx, who, call_id, version)
    _not_anothers(tx, who, call)
    _callable(tx, who, call)
    if not tx.session.get_one(Elder, call.elder_id).phone:
        raise wrong("call", "she has no telephone number")
    if _holder(call, tx.now) == who.id and _under_way(tx.session, call) is not None:
        raise Conflict("Report the call that is going on first.", **race_of(tx.session, call))
    attempt = CallAttempt(care_call_id=call.id, user_id=who.id, adapter=TEL, started_at=tx.now)
    extension = tx.session.get_one(User, who.id).extension if adapter != TEL else None
    if extension:
        attempt.adapter, attempt.extension = adapter, extension
        attempt.uid, attempt.line = f"ny-{token_hex(12)}", Line.PLACING
    tx.session.add(attempt)
    call.version += 1
    call.attempts += 1
    _lease(tx, call, who, rules.LEASE_CALL_MS)
    tx.session.flush()
    if attempt.line is not None:
        lines.begin(tx, attempt)
    return call, attempt


def finish(
    tx: Tx,
    who: Principal,
    call_id: int,
    attempt_id: int,
    result: Result,
    outcome: Outcome | None,
    note: str | None,
) -> CareCall:
    """Report what came of an attempt. Once reported it stands: a second report is 409."""
    if outcome is not None and result not in ANSWERED:
        raise wrong("outcome", "only an answered call has one")
    visible(tx.session, who, call_id)
    call = following.lock(tx, call_id)
    attempt = tx.session.get(CallAttempt, attempt_id, populate_existing=True)
    if attempt is None or attempt.care_call_id != call_id:
        raise NotFound(f"Care call {call_id} has no attempt {attempt_id}.")
    if attempt.ended_at is not None:
        raise Conflict("The result of this call has been reported.", **race_of(tx.session, call))
    if note is not None:
        call.note = note or None
    attempts.end(tx, attempt, result, outcome)
    following.settle(tx, call, attempt)
    if outcome is Outcome.NEEDS_HELP:
        missing.needs_help(tx, who, call)
    return call


def skip(tx: Tx, who: Principal, call_id: int, version: int, reason: Reason, note: str | None) -> CareCall:
    """It need not be made. Only what is still planned can be skipped."""
    if reason is Reason.other and not (note or "").strip():
        raise wrong("note", "required with the reason other")
    call = _at_version(tx, who, call_id, version)
    _not_anothers(tx, who, call)
    if call.state != CareState.planned:
        raise Conflict(f"The care call is {call.state} already.", **race_of(tx.session, call))
    call.version += 1
    call.state, call.reason = CareState.skipped, reason
    call.note = note or call.note
    call.claimed_by = call.claimed_at = call.lease_until = None
    return call


def write(tx: Tx, who: Principal, call_id: int, version: int, note: str) -> CareCall:
    """What is to be remembered of it; in place of what was written before."""
    call = _at_version(tx, who, call_id, version)
    call.version += 1
    call.note = note or None
    return call


def race_of(session: Session, call: CareCall) -> dict[str, Any]:
    """What every 409 adds to its body."""
    holder = session.get(User, call.claimed_by) if call.claimed_by else None
    return {
        "claimed_by": {"id": holder.id, "name": holder.name} if holder else None,
        "claimed_at": rfc3339_or_none(call.claimed_at),
        "call": {"id": call.id, "version": call.version, "state": call.state},
    }


def attempt_shape(attempt: CallAttempt, phone: str | None, by: str) -> dict[str, Any]:
    """`dial_url` only of a call that she dials herself and that has not ended."""
    open_ = attempt.ended_at is None
    return {
        "id": attempt.id,
        "by": {"id": attempt.user_id, "name": by},
        "adapter": attempt.adapter,
        "line": attempt.line,
        "dial_url": tel_url(phone) if phone and open_ and attempt.adapter == TEL else None,
        "started_at": rfc3339(attempt.started_at),
        "ended_at": rfc3339_or_none(attempt.ended_at),
        "result": attempt.result,
        "outcome": attempt.outcome,
    }


def _at_version(tx: Tx, who: Principal, call_id: int, version: int) -> CareCall:
    """Locked, and as it was seen."""
    visible(tx.session, who, call_id)
    call = tx.session.get_one(CareCall, call_id, with_for_update=True, populate_existing=True)
    if call.version != version:
        raise _taken(tx.session, call)
    return call


def _taken(session: Session, call: CareCall) -> StaleVersion:
    race = race_of(session, call)
    who = race["claimed_by"]["name"] if race["claimed_by"] else None
    return StaleVersion(f"{who} has it." if who else "The care call has changed meanwhile.", **race)


def _holder(call: CareCall, now: int) -> int | None:
    return call.claimed_by if rules.held(call.lease_until, now) else None


def _not_anothers(tx: Tx, who: Principal, call: CareCall) -> None:
    if _holder(call, tx.now) not in (None, who.id):
        raise _taken(tx.session, call)


def _callable(tx: Tx, who: Principal, call: CareCall) -> None:
    """Is she still to be reached, and does nobody else speak with her about a case of hers?"""
    if call.state not in (CareState.planned, CareState.missed) or call.reached_at is not None:
        raise Conflict(f"The care call is {call.state} already.", **race_of(tx.session, call))
    row = tx.session.exec(
        select(Alert, User)
        .join(User, col(User.id) == Alert.claimed_by)
        .where(
            Alert.elder_id == call.elder_id,
            col(Alert.handling).in_((Handling.CLAIMED, Handling.CONTACTING)),
            col(Alert.lease_until) > tx.now,
            User.id != who.id,
        )
    ).first()
    if row is not None:
        alert, holder = row
        race = race_of(tx.session, call) | {
            "claimed_by": {"id": holder.id, "name": holder.name},
            "claimed_at": rfc3339_or_none(alert.claimed_at),
            "alert_id": alert.id,
        }
        raise Conflict(f"{holder.name} is at work on a case of hers ({alert.kind}).", **race)


def _under_way(session: Session, call: CareCall) -> CallAttempt | None:
    return session.exec(
        select(CallAttempt).where(CallAttempt.care_call_id == call.id, col(CallAttempt.ended_at).is_(None))
    ).first()


def _lease(tx: Tx, call: CareCall, who: Principal, ms: int) -> None:
    if call.claimed_by != who.id or call.claimed_at is None:
        call.claimed_by, call.claimed_at = who.id, tx.now
    call.lease_until = tx.now + ms
