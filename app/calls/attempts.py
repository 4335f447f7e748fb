"""Attempts of an alert: what they say together, and how one begins to count and ends.

Whoever changes an attempt has locked its alert.
"""

from typing import Any

from sqlmodel import Session, col, select

from app.alerts import record, service
from app.alerts.kinds import Kind
from app.alerts.machine import Action, Handling
from app.alerts.tables import Alert
from app.calls import ladder
from app.calls.ladder import Attempt, Next, Step
from app.calls.results import Line, Outcome, Result
from app.calls.tables import CallAttempt
from app.clock import rfc3339_or_none
from app.registry.elders import contacts_of
from app.registry.tables import Elder
from app.store.db import Tx

TIMEOUT = "call.timeout"  # the deadline of an attempt that a line makes


def responds(tx: Tx, alert: Alert, began_at: int) -> None:
    """t_respond, if this is the first attempt since the alert (last) opened that began at all, or the first
    call that came in and was answered."""
    if alert.responded_at is None and began_at >= alert.opened_at:
        alert.responded_at = tx.now
        record.disarm(tx, alert, record.WARN, record.RESPOND)


def end(tx: Tx, call: CallAttempt, result: Result, outcome: Outcome | None = None) -> None:
    """Once and for good."""
    call.ended_at, call.result, call.outcome = tx.now, result, outcome
    if call.line is not None:
        call.line = Line.ENDED
        stop_waiting(tx, call)
    tx.session.flush()


def stop_waiting(tx: Tx, call: CallAttempt) -> None:
    record.disarm_for(tx, TIMEOUT, call.id)


def escalate_if_exhausted(tx: Tx, alert: Alert) -> None:
    """Her attempts and the whole contact list, nobody reached: up the ladder."""
    if alert.elder_id is not None and ladder.exhausted(
        _attempts(tx.session, alert), *_reachable(tx.session, alert.elder_id)
    ):
        service.by_machine(tx, alert, Action.EXHAUSTED, "escalated", lambda: service.end_lease(tx, alert))


def next_step(session: Session, alert: Alert) -> dict[str, Any] | None:
    """What the desk proposes now, in the shape of the API; None when there is nothing to propose."""
    if alert.elder_id is None:
        return None
    step = ladder.next_step(
        Handling(alert.handling), _attempts(session, alert), *_reachable(session, alert.elder_id)
    )
    if step is None:
        return None
    if step.do is Next.CALL_ELDER and (caller := _waits_for_us(session, alert)) is not None:
        step = Step(Next.CALL_CONTACT, contact_id=caller)
    return {"do": step.do, "at": rfc3339_or_none(step.at), "contact_id": step.contact_id}


def _waits_for_us(session: Session, alert: Alert) -> int | None:
    """The contact who telephoned and gave up, as long as nobody has called her back."""
    caller = alert.evidence.get("contact_id") if alert.kind == Kind.INBOUND_ABANDONED else None
    if caller is None or caller not in _reachable(session, alert.elder_id or 0)[1]:
        return None
    return None if any(a.contact_id == caller for a in _attempts(session, alert)) else int(caller)


def _attempts(session: Session, alert: Alert) -> list[Attempt]:
    """Since the alert (last) opened, oldest first."""
    found = session.exec(
        select(CallAttempt)
        .where(CallAttempt.alert_id == alert.id, CallAttempt.started_at >= alert.opened_at)
        .order_by(col(CallAttempt.id))
    )
    return [
        Attempt(
            call.contact_id,
            call.started_at,
            Result(call.result) if call.result else None,
            Outcome(call.outcome) if call.outcome else None,
        )
        for call in found
    ]


def _reachable(session: Session, elder_id: int) -> tuple[bool, list[int]]:
    """Has she a telephone, and whom else to call, in order."""
    elder = session.get_one(Elder, elder_id)
    return bool(elder.phone), [contact.id for contact in contacts_of(session, elder_id)]
