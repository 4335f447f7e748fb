"""She was not reached: the alert `care_call_missed`, until somebody has spoken with her.

P3 after three attempts within two hours, or when the window ended; P2 an hour later. While she is out as
planned, or another case of hers is in somebody's hands, it stands back: she is being looked after already.
"""

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Literal

from sqlmodel import col, select

from app.alerts import opening, record, service, tuning
from app.alerts.causes import OUTING
from app.alerts.changes import Suppression, dedup_key
from app.alerts.evidence import Judged, Looked, Subject
from app.alerts.kinds import Kind
from app.alerts.machine import Handling
from app.alerts.policy import GRACE
from app.alerts.tables import Alert
from app.alerts.thresholds import Values
from app.calls import attempts
from app.care.tables import CareCall, CarePlan
from app.clock import MINUTE
from app.identity.roles import Principal
from app.registry.tables import Elder, Outing
from app.store.db import Tx

URGENT = "care.urgent"  # the deadline of an elder who has not been reached
IN_HAND = "in_hand"  # why it stands back: somebody is at work on another case of hers
IN_HAND_FOR = 15 * MINUTE
_AT_WORK = (
    Handling.CLAIMED, Handling.CONTACTING, Handling.MONITORING, Handling.ESCALATED, Handling.DISPATCHED,
)  # fmt: skip


def values_of(tx: Tx, elder: Elder) -> Values:
    """The thresholds that hold for her."""
    return tuning.load(tx.conn, [elder.id or 0]).of(elder.id, elder.risk_tier, elder.area_id)


def lock(tx: Tx, elder_id: int) -> None:
    """Elder, then her alert: before any care call of hers."""
    tx.session.get_one(Elder, elder_id, with_for_update=True)
    opening.standing(tx.session, [dedup_key(elder_id, Kind.CARE_CALL_MISSED)])


def show(tx: Tx, call: CareCall, why: Literal["attempts", "window"], tries: int, values: Values) -> None:
    """She has not been reached. Whoever calls has locked the elder."""
    plan = tx.session.get_one(CarePlan, call.plan_id)
    evidence = {
        "why": why,
        "care_call_id": call.id,
        "attempts": tries,
        "window_local": f"{plan.starts}–{plan.ends}",
        "threshold": values["care_call_missed.attempts"],
        "within_min": values["care_call_missed.within_min"],
    }
    held = _held(tx, call.elder_id)
    looked = Looked(Kind.CARE_CALL_MISSED, True, tx.now, tx.now, 3, evidence, suppressed=held)
    if opening.show(tx, _about(call.elder_id), [looked]):
        due_at = tx.now + round(values["care_call_missed.urgent_min"] * MINUTE)
        record.arm_for(tx, URGENT, call.elder_id, due_at)


def over(tx: Tx, elder_id: int) -> None:
    """Somebody has spoken with her."""
    record.disarm_for(tx, URGENT, elder_id)
    opening.show(tx, _about(elder_id), [Looked(Kind.CARE_CALL_MISSED, False, tx.now, tx.now)])


def needs_help(tx: Tx, who: Principal, call: CareCall) -> None:
    """She asked for help in a care call: a case like a pressed button, and whoever heard it has it.

    The conversation is the response (t_respond).
    """
    cry = Judged(Kind.SOS, True, None, tx.now, 1, evidence={"rule": "care_call", "care_call_id": call.id})
    for alert in opening.show(tx, _about(call.elder_id), [cry]):
        attempts.responds(tx, alert, tx.now)
        if alert.handling == Handling.OPEN:
            service.claim(tx, who, alert.id or 0, alert.version)


def urgent(tx: Tx, elder_id: int) -> None:
    """An hour, and still nobody has reached her."""
    elder = tx.session.get_one(Elder, elder_id, with_for_update=True)
    alert = opening.newest(tx.session, elder_id, Kind.CARE_CALL_MISSED)
    if alert is None or alert.condition != "active" or alert.handling == Handling.CLOSED:
        return
    evidence = {**alert.evidence, "urgent_min": values_of(tx, elder)["care_call_missed.urgent_min"]}
    looked = Looked(Kind.CARE_CALL_MISSED, True, alert.occurred_at, tx.now, 2, evidence)
    opening.show(tx, _about(elder_id), [looked])


HANDLERS: Mapping[str, Callable[[Tx, int], None]] = {URGENT: urgent}


def _held(tx: Tx, elder_id: int) -> Suppression | None:
    back_at = tx.session.exec(
        select(Outing.expected_back_at).where(
            Outing.elder_id == elder_id,
            Outing.starts_at <= tx.now,
            Outing.expected_back_at > tx.now,
            col(Outing.cancelled_at).is_(None),
            col(Outing.returned_at).is_(None),
        )
    ).all()
    if back_at:
        return Suppression(OUTING, max(back_at) + GRACE)
    at_work = select(Alert.id).where(
        Alert.elder_id == elder_id,
        col(Alert.handling).in_(_AT_WORK),
        Alert.kind != Kind.CARE_CALL_MISSED,
    )
    return Suppression(IN_HAND, tx.now + IN_HAND_FOR) if tx.session.exec(at_work).first() else None


def _about(elder_id: int) -> Subject:
    return Subject(elder_id, "", "", UTC)  # neither her mode nor the hour matters
