"""What lines tell of the calls that they make. Whatever comes twice, late or in another order does no harm.

A result is written down once: by the line when nobody was reached, by the operator when somebody was. Whoever
comes second hears what stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.alerts import machine, record, service
from app.alerts.machine import Action, Handling
from app.alerts.tables import Alert
from app.calls import attempts
from app.calls.results import AFTER_AN_ANSWER, ORDER, Line, Result
from app.calls.tables import CallAttempt
from app.care import following
from app.care.tables import CareCall
from app.clock import SECOND
from app.errors import NotFound
from app.registry.tables import Contact, Elder
from app.store.db import Tx

PLACE_S = 20  # within so long a line must have accepted the order
RING_S = 60  # so long it may ring, both legs together; the line is told
SILENT_S = 90  # so long after accepting it may say nothing

_SAID = {Line.RINGING: "call_ringing", Line.ANSWERED: "call_answered", Line.ENDED: "call_hung_up"}


@dataclass(frozen=True, slots=True)
class Order:
    """A call to be placed: connect `from_extension` with `to`. `uid` makes repeated orders one call.

    It is about an alert, or a care call.
    """

    uid: str
    alert_id: int | None
    from_extension: str
    to: str
    care_call_id: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What stands of an attempt."""

    uid: str
    line: str
    result: str | None


def dialled(phone: str) -> str:
    """The digits of a number, with a leading plus."""
    return ("+" if phone.strip().startswith("+") else "") + "".join(ch for ch in phone if ch.isdigit())


def orders(session: Session) -> list[Order]:
    """What still has to reach the line, oldest first."""
    found = session.exec(
        select(CallAttempt).where(CallAttempt.line == Line.PLACING).order_by(col(CallAttempt.id))
    )
    return [
        Order(
            call.uid or "",
            call.alert_id,
            call.extension or "",
            dialled(_number(session, call)),
            call.care_call_id,
        )
        for call in found
    ]


def _number(session: Session, call: CallAttempt) -> str:
    if call.contact_id is not None:
        return session.get_one(Contact, call.contact_id).phone
    about = (
        session.get_one(Alert, call.alert_id)
        if call.care_call_id is None
        else session.get_one(CareCall, call.care_call_id)
    )
    return session.get_one(Elder, about.elder_id).phone or ""


def begin(tx: Tx, call: CallAttempt) -> None:
    """The order is written down; from now on it has to be accepted in time."""
    record.arm_for(tx, attempts.TIMEOUT, call.id or 0, tx.now + PLACE_S * SECOND)


def moved(tx: Tx, uid: str, to: Line) -> State:
    """The line got further: accepted or ringing, answered, hung up. NotFound when the attempt is unknown."""
    about, call = _locked(tx, uid)
    if call.result is None:
        _move(tx, about, call, to)
    return _state(call)


def missed(tx: Tx, uid: str, result: Result) -> State:
    """The line reached nobody. After an answer only what can still go wrong then is believed."""
    about, call = _locked(tx, uid)
    if call.result is None:
        if call.answered_at is not None and result not in AFTER_AN_ANSWER:
            _move(tx, about, call, Line.ENDED)
        else:
            _miss(tx, about, call, result)
    return _state(call)


def timed_out(tx: Tx, call_id: int) -> None:
    """No acceptance, or no word since: what became of it nobody knows."""
    call = tx.session.get_one(CallAttempt, call_id)
    about, call = _locked(tx, call.uid or "")
    if call.result is None and call.line in (Line.PLACING, Line.RINGING):
        _miss(tx, about, call, Result.NETWORK_FAILURE)


HANDLERS: Mapping[str, Callable[[Tx, int], None]] = {attempts.TIMEOUT: timed_out}


About = Alert | CareCall


def _locked(tx: Tx, uid: str) -> tuple[About, CallAttempt]:
    """What it is about first, as everywhere."""
    known = tx.session.exec(
        select(CallAttempt.id, CallAttempt.alert_id, CallAttempt.care_call_id).where(CallAttempt.uid == uid)
    ).one_or_none()
    if known is None:
        raise NotFound("There is no such call.")
    call_id, alert_id, care_call_id = known
    about = (
        tx.session.get_one(Alert, alert_id, with_for_update=True, populate_existing=True)
        if care_call_id is None
        else following.lock(tx, care_call_id)
    )
    return about, tx.session.get_one(CallAttempt, call_id, populate_existing=True)


def _move(tx: Tx, about: About, call: CallAttempt, to: Line) -> None:
    if to is Line.ANSWERED and call.answered_at is None:
        call.answered_at = tx.now
    if ORDER.index(to) <= ORDER.index(Line(call.line or Line.PLACING)):
        return
    call.line = to
    if to is Line.RINGING:
        record.arm_for(tx, attempts.TIMEOUT, call.id or 0, tx.now + SILENT_S * SECOND)
    else:
        attempts.stop_waiting(tx, call)
    if isinstance(about, Alert):
        _moved_on(tx, about, call, to)
    else:
        about.version += 1  # whoever looks at it reads it again


def _moved_on(tx: Tx, alert: Alert, call: CallAttempt, to: Line) -> None:
    attempts.responds(tx, alert, call.started_at)
    if to is not Line.RINGING:
        _hold(tx, alert, call)
    record.happened(tx, alert, _SAID[to], detail={"call_id": call.id})


def _miss(tx: Tx, about: About, call: CallAttempt, result: Result) -> None:
    if isinstance(about, Alert):
        _missed_about(tx, about, call, result)
    else:
        attempts.end(tx, call, result)
        following.settle(tx, about, call)


def _missed_about(tx: Tx, alert: Alert, call: CallAttempt, result: Result) -> None:
    if result is not Result.NETWORK_FAILURE:
        attempts.responds(tx, alert, call.started_at)
    attempts.end(tx, call, result)
    detail = {"result": result, "call_id": call.id}
    if not service.by_machine(
        tx, alert, Action.LINE_ENDED, "call_ended", lambda: _hold(tx, alert, call), **detail
    ):
        record.happened(tx, alert, "call_ended", detail=detail)
        return
    attempts.escalate_if_exhausted(tx, alert)


def _hold(tx: Tx, alert: Alert, call: CallAttempt) -> None:
    """Whoever made the call keeps the alert while she speaks or writes down."""
    if alert.handling == Handling.CONTACTING and alert.claimed_by == call.user_id:
        service.lease(tx, alert, machine.LEASE_CALL_S)


def _state(call: CallAttempt) -> State:
    return State(call.uid or "", call.line or "", call.result)
