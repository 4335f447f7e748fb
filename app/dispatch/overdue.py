"""Whoever accepted is not heard of: an alert about the same elder, until they check in."""

from datetime import UTC

from app.alerts import opening, record, tuning
from app.alerts.evidence import Looked, Subject
from app.alerts.kinds import KINDS, Kind
from app.alerts.thresholds import Values
from app.clock import MINUTE
from app.dispatch import steps
from app.dispatch.machine import Stage
from app.dispatch.steps import Going
from app.registry.tables import Elder
from app.store.db import Tx

OVERDUE = "task.overdue"  # the deadline of a task's next check-in
AWAITED = (Stage.ACCEPTED, Stage.EN_ROUTE)  # stages in which they are expected to go on
KIND = Kind.RESPONDER_OVERDUE


def arm(tx: Tx, going: Going) -> None:
    """From now on they are expected to be heard of."""
    due = tx.now + round(_values(tx, going)["responder_overdue.after_min"] * MINUTE)
    record.arm_for(tx, OVERDUE, going.task.id or 0, due)


def checked_in(tx: Tx, going: Going) -> None:
    """They were heard of, or need not be any more."""
    record.disarm_for(tx, OVERDUE, going.task.id)
    opening.show(tx, _about(going), [Looked(KIND, False, tx.now, tx.now, place=going.task.id)])


def due(tx: Tx, task_id: int) -> None:
    going = steps.locked(tx, task_id)
    task = going.task
    if task.stage not in AWAITED:
        return
    evidence = {
        "task_id": task_id,
        "case_id": going.alert.id,
        "stage": task.stage,
        "responder": steps.name_of(tx, task.responder_id),
        "minutes": (tx.now - task.since) // MINUTE,
        "threshold_min": _values(tx, going)["responder_overdue.after_min"],
    }
    late = Looked(
        KIND, True, tx.now, tx.now, KINDS[KIND].priority, evidence,
        place=task_id, previous_id=going.alert.id,
    )  # fmt: skip
    opening.show(tx, _about(going), [late])


def _about(going: Going) -> Subject:
    assert going.alert.elder_id is not None  # nobody is sent to the fleet
    return Subject(going.alert.elder_id, "", "", UTC)  # neither her mode nor the hour matters


def _values(tx: Tx, going: Going) -> Values:
    elder = tx.session.get_one(Elder, going.alert.elder_id)
    return tuning.load(tx.conn, [elder.id or 0]).of(elder.id, elder.risk_tier, elder.area_id)
