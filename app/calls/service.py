"""Calls about an alert: start an attempt, report its result. The alert moves on with them."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from urllib.parse import quote

from sqlmodel import Session, col, select

from app.alerts import machine, record, service
from app.alerts.machine import Action, Handling
from app.alerts.tables import Alert
from app.calls import abandoned, attempts, lines
from app.calls.results import ANSWERED, SETTLED, Line, Outcome, Result
from app.calls.tables import CallAttempt
from app.care import following
from app.clock import rfc3339, rfc3339_or_none
from app.errors import Conflict, Invalid, NotFound
from app.identity.roles import Principal
from app.identity.tables import User
from app.registry.elders import contacts_of
from app.registry.tables import Contact, Elder
from app.store.db import Tx

TEL = "tel"  # the adapter that is always there


@dataclass(frozen=True, slots=True)
class Callee:
    """Whom to call. `contact_id` is None for the elder herself."""

    contact_id: int | None
    name: str
    phone: str


def tel_url(phone: str) -> str:
    """The tel: adapter: the operator's own telephone dials (RFC 3966); the operator reports the outcome."""
    return "tel:" + quote("".join(ch for ch in phone if ch.isdigit() or ch in "+*#;=-"), safe="+*;=-")


def start(
    tx: Tx, who: Principal, alert_id: int, version: int, to: str | int, adapter: str = TEL
) -> tuple[Alert, dict[str, Any]]:
    """Start an attempt. By `tel` she dials herself, and this moment is t_respond if it is the first; a line
    has to accept the attempt first. Whoever has no extension dials herself. Returns the alert and the call.
    """
    alert = service.visible(tx.session, who, alert_id)
    callee = _callee(tx.session, alert, to)
    with service.act(
        tx, who, alert_id, version, Action.CALL, "call_started", to=callee.name, contact_id=callee.contact_id
    ) as alert:
        alert.calls_started += 1
        _take(tx, alert, who)
        _lease(tx, alert)
        call = CallAttempt(
            alert_id=alert_id, contact_id=callee.contact_id, user_id=who.id, adapter=TEL, started_at=tx.now
        )
        extension = tx.session.get_one(User, who.id).extension if adapter != TEL else None
        if extension:
            call.adapter, call.extension = adapter, extension
            call.uid, call.line = f"ny-{token_hex(12)}", Line.PLACING
        else:
            attempts.responds(tx, alert, call.started_at)
        tx.session.add(call)
        tx.session.flush()
        if call.line is not None:
            lines.begin(tx, call)
    return alert, _shape(call, callee)


def _take(tx: Tx, alert: Alert, who: Principal) -> None:
    """Whoever is on the phone holds the alert."""
    if alert.claimed_by != who.id:
        alert.claimed_by, alert.claimed_at, alert.lease_until = who.id, tx.now, None


def _lease(tx: Tx, alert: Alert) -> None:
    if alert.handling == Handling.CONTACTING:
        service.lease(tx, alert, machine.LEASE_CALL_S)
    else:  # nothing falls back to the queue from here, but the caller holds it while on the phone
        alert.lease_until = tx.now + machine.LEASE_CALL_S * 1000


def finish(
    tx: Tx, who: Principal, alert_id: int, call_id: int, version: int, result: Result, outcome: Outcome | None
) -> Alert:
    """Report what came of a call. Once reported it stands: a second report is 409."""
    if outcome is not None and result not in ANSWERED:
        raise Invalid(
            "Only an answered call has an outcome.", errors=[{"field": "outcome", "detail": "not answered"}]
        )
    if result in ANSWERED:  # more of hers may change than this alert: elder first, like every ping
        elder_id = service.visible(tx.session, who, alert_id).elder_id
        if elder_id is not None:
            tx.session.get_one(Elder, elder_id, with_for_update=True)
    call = _unreported(tx, who, alert_id, call_id)
    if result in ANSWERED:
        _spoken_with(tx, who, alert_id, call, result, outcome)
    settled = outcome in SETTLED
    action = Action.REACHED if settled else Action.NOT_REACHED
    detail = {"result": result, "outcome": outcome}
    with service.act(tx, who, alert_id, version, action, "call_ended", **detail) as alert:
        if result is not Result.NETWORK_FAILURE:
            attempts.responds(tx, alert, call.started_at)
        attempts.end(tx, call, result, outcome)
        if settled:
            _settle(tx, alert)
        elif alert.handling == Handling.CONTACTING:
            _renew(tx, alert, who)
    if result not in ANSWERED:
        attempts.escalate_if_exhausted(tx, alert)
    return alert


def _spoken_with(
    tx: Tx, who: Principal, alert_id: int, call: CallAttempt, result: Result, outcome: Outcome | None
) -> None:
    """Whatever it was about: who had telephoned in vain is called back, who was looked for is found."""
    abandoned.called_back(tx, alert_id, call.contact_id)
    elder_id = tx.session.get_one(Alert, alert_id).elder_id
    if elder_id is not None:
        following.spoken_with(tx, elder_id, result, outcome, who.id)


def _unreported(tx: Tx, who: Principal, alert_id: int, call_id: int) -> CallAttempt:
    alert = service.visible(tx.session, who, alert_id, lock=True)
    call = tx.session.get(CallAttempt, call_id)
    if call is None or call.alert_id != alert_id:
        raise NotFound(f"Alert {alert_id} has no call {call_id}.")
    if call.ended_at is not None:
        race = service.race_of(tx.session, alert)
        raise Conflict("The result of this call has been reported.", **race)
    return call


def _renew(tx: Tx, alert: Alert, who: Principal) -> None:
    """The holder's report renews the lease; whoever reports after its end is the holder now."""
    if alert.lease_until is None or alert.lease_until <= tx.now:
        _take(tx, alert, who)
    if alert.claimed_by == who.id:
        service.lease(tx, alert, machine.LEASE_CALL_S)


def _settle(tx: Tx, alert: Alert) -> None:
    """Reached, safe or reminded: t_act; look again in 15 minutes while the cause still holds."""
    service.acted(tx, alert)
    service.end_lease(tx, alert)
    if alert.handling == Handling.MONITORING:
        record.arm(tx, alert, record.RECHECK, tx.now + machine.RECHECK_S * 1000)


def _callee(session: Session, alert: Alert, to: str | int) -> Callee:
    if alert.elder_id is None:
        raise Invalid(
            "This is about the fleet: there is nobody to call.", errors=[{"field": "to", "detail": "nobody"}]
        )
    if to == "elder":
        elder = session.get_one(Elder, alert.elder_id)
        if not elder.phone:
            raise Invalid("She has no telephone number.", errors=[{"field": "to", "detail": "no number"}])
        return Callee(None, elder.name, elder.phone)
    contact = next((c for c in contacts_of(session, alert.elder_id) if str(c.id) == str(to)), None)
    if contact is None:
        raise Invalid(
            "No such contact of this elder.", errors=[{"field": "to", "detail": "elder or contact id"}]
        )
    return Callee(contact.id, contact.name, contact.phone)


def _shape(call: CallAttempt, callee: Callee) -> dict[str, Any]:
    return {
        "id": call.id,
        "to": "elder" if callee.contact_id is None else "contact",
        "contact_id": callee.contact_id,
        "name": callee.name,
        "phone": callee.phone,
        "adapter": call.adapter,
        "line": call.line,
        "dial_url": tel_url(callee.phone) if call.adapter == TEL else None,
        "started_at": rfc3339(call.started_at),
        "ended_at": rfc3339_or_none(call.ended_at),
        "result": call.result,
        "outcome": call.outcome,
    }


def calls_of(session: Session, alert: Alert) -> list[dict[str, Any]]:
    """The attempts about an alert, oldest first."""
    found = session.exec(
        select(CallAttempt).where(CallAttempt.alert_id == alert.id).order_by(col(CallAttempt.id))
    )
    shapes = []
    for call in found:
        person = (
            session.get_one(Contact, call.contact_id)
            if call.contact_id
            else session.get_one(Elder, alert.elder_id)
        )
        shapes.append(_shape(call, Callee(call.contact_id, person.name, person.phone or "")))
    return shapes
