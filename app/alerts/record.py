"""Writing down what happened to an alert: its timeline, its event, its deadlines."""

from typing import Any

from sqlalchemy import text
from sqlmodel import col, delete

from app.alerts import machine, payload
from app.alerts.tables import Alert, AlertEntry, Deadline
from app.store.db import Tx
from app.store.events import Event

WARN, RESPOND, ACT, LEASE, RECHECK, SHELF, RECHECK_CLOSED = (
    "alert.warn", "alert.respond", "alert.act", "alert.lease", "alert.recheck", "alert.shelf",
    "alert.recheck_closed",
)  # fmt: skip

_SET = text(
    "INSERT INTO deadline (kind, subject_id, due_at) VALUES (:kind, :subject_id, :due_at) "
    "ON CONFLICT (kind, subject_id) DO UPDATE SET due_at = excluded.due_at"
)


def happened(
    tx: Tx, alert: Alert, action: str, user_id: int | None = None, detail: dict[str, Any] | None = None
) -> None:
    """Add a line to the timeline and the event `alert.<action>` to the log, in this transaction."""
    assert alert.id is not None
    tx.session.add(
        AlertEntry(alert_id=alert.id, at=tx.now, action=action, user_id=user_id, detail=detail or {})
    )
    tx.session.flush()
    tx.emit(Event(f"alert.{action}", payload.of(tx.session, alert), alert.area_id))


def arm(tx: Tx, alert: Alert, kind: str, due_at: int) -> None:
    """Set or move a deadline of this alert."""
    assert alert.id is not None
    arm_for(tx, kind, alert.id, due_at)


def arm_for(tx: Tx, kind: str, subject_id: int, due_at: int) -> None:
    """Set or move the deadline of this kind and subject."""
    tx.conn.execute(_SET, {"kind": kind, "subject_id": subject_id, "due_at": due_at})


def disarm_for(tx: Tx, kind: str, subject_id: int | None) -> None:
    """Cancel the deadline of this kind and subject."""
    tx.conn.execute(
        text("DELETE FROM deadline WHERE kind = :kind AND subject_id = :subject_id"),
        {"kind": kind, "subject_id": subject_id},
    )


def disarm(tx: Tx, alert: Alert, *kinds: str) -> None:
    """Cancel deadlines of this alert; all of them when no kind is named."""
    statement = delete(Deadline).where(col(Deadline.subject_id) == alert.id)
    statement = statement.where(
        col(Deadline.kind).in_(kinds) if kinds else col(Deadline.kind).startswith("alert.")
    )
    tx.session.execute(statement)


def start_clock(tx: Tx, alert: Alert) -> None:
    """Opened now: deadlines at 45 s, 60 s and 600 s (without an elder only the last), nobody has responded.

    `opened_at` moves along, because every deadline and every response time counts from it; when the case
    first opened stands in the timeline.
    """
    alert.opened_at = tx.now
    alert.respond_by = tx.now + machine.RESPOND_S * 1000
    alert.act_by = tx.now + machine.ACT_S * 1000
    alert.responded_at = alert.acted_at = alert.shown_ms = None
    alert.warned = alert.breached = alert.act_breached = False
    alert.claimed_by = alert.claimed_at = alert.lease_until = None
    if alert.elder_id is None:
        alert.respond_by = alert.act_by  # there is nobody to call
    tx.session.flush()
    if alert.elder_id is not None:
        arm(tx, alert, WARN, tx.now + machine.WARN_S * 1000)
        arm(tx, alert, RESPOND, alert.respond_by)
    arm(tx, alert, ACT, alert.act_by)
    disarm(tx, alert, LEASE, RECHECK, SHELF)
