"""Carrying out what the rules decided: opening, clearing, reopening, repeating."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.alerts import record, rules
from app.alerts.machine import Handling
from app.alerts.rules import Change, Clear, Open, Reactivate, Reopen, Repeat, Standing
from app.alerts.tables import Alert
from app.registry.tables import Elder
from app.store.db import Tx


def standing(session: Session, keys: Iterable[str]) -> Mapping[str, Standing]:
    """The newest alert of each dedup key, where there is one."""
    newest = (
        select(func.max(Alert.id)).where(col(Alert.dedup_key).in_(sorted(keys))).group_by(Alert.dedup_key)
    )
    found = session.exec(select(Alert).where(col(Alert.id).in_(newest)))
    return {
        a.dedup_key: Standing(
            a.id or 0, a.handling, a.condition == "active", a.priority, a.last_signal_at, a.closed_at
        )
        for a in found
    }


def carry_out(tx: Tx, elder_id: int, changes: Sequence[Change]) -> list[Alert]:
    """Write the changes of one elder; returns the alerts touched."""
    return [_carry_out(tx, elder_id, change) for change in changes]


def _carry_out(tx: Tx, elder_id: int, change: Change) -> Alert:
    if isinstance(change, Open):
        return _open(tx, elder_id, change)
    alert = tx.session.get_one(Alert, change.alert_id, with_for_update=True)
    match change:
        case Clear():
            alert.condition, alert.cleared_at = "cleared", tx.now
            record.happened(tx, alert, "cleared")
        case Reactivate():
            _again(alert, change.opening)
            record.happened(tx, alert, "reactivated")
        case Repeat():
            _again(alert, change.opening)
            alert.count += 1
            record.happened(tx, alert, "repeated")
        case Reopen():
            _again(alert, change.opening)
            alert.count += 1
            reopen(tx, alert)
            record.happened(tx, alert, "reopened")
    return alert


def _open(tx: Tx, elder_id: int, change: Open) -> Alert:
    elder = tx.session.get_one(Elder, elder_id)
    alert = Alert(
        dedup_key=change.dedup_key,
        kind=change.kind,
        priority=change.priority,
        elder_id=elder_id,
        area_id=elder.area_id,
        device_id=change.device_id,
        fence_id=change.fence_id,
        count=change.count,
        occurred_at=change.occurred_at,
        last_signal_at=change.signal_at,
        opened_at=tx.now,
        respond_by=tx.now,
        act_by=tx.now,
        delayed=change.delayed,
        fix=change.fix,
        evidence=change.evidence,
        previous_id=change.previous_id,
    )
    tx.session.add(alert)
    record.start_clock(tx, alert)
    record.happened(tx, alert, "opened")
    return alert


def _again(alert: Alert, opening: rules.Open) -> None:
    """The cause holds (again): newer evidence, never a lower priority."""
    alert.condition, alert.cleared_at = "active", None
    alert.priority = min(alert.priority, opening.priority)
    alert.fix = opening.fix or alert.fix
    alert.evidence = opening.evidence
    alert.last_signal_at = opening.signal_at or alert.last_signal_at


def reopen(tx: Tx, alert: Alert) -> None:
    """Back to open with a new clock; the caller records why."""
    alert.handling = Handling.OPEN
    alert.version += 1
    alert.closed_at = alert.disposition = alert.shelved_until = None
    record.start_clock(tx, alert)
