"""Carrying out what the rules decided: opening, clearing, reopening, repeating."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.alerts import record, rules
from app.alerts.changes import (
    Change,
    Clear,
    Open,
    Press,
    Reactivate,
    Reopen,
    Repeat,
    Standing,
    Suppression,
    dedup_key,
)
from app.alerts.evidence import Evidence, Subject
from app.alerts.kinds import Kind
from app.alerts.machine import Handling
from app.alerts.tables import Alert, AlertEntry
from app.clock import parse_instant, rfc3339
from app.registry import areas
from app.registry.tables import Elder
from app.store.db import Tx


def standing(session: Session, keys: Iterable[str]) -> Mapping[str, Standing]:
    """The newest alert of each dedup key, where there is one; locked, for changes will follow."""
    wanted = sorted(keys)
    newest = select(func.max(Alert.id)).where(col(Alert.dedup_key).in_(wanted)).group_by(Alert.dedup_key)
    found = session.exec(
        select(Alert)
        .where(col(Alert.id).in_(newest))
        .order_by(col(Alert.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    signalled = [a.dedup_key for a in found if a.last_signal_at is not None]
    heard = _heard(session, signalled) if signalled else {}
    return {
        a.dedup_key: Standing(
            a.id,
            a.handling,
            a.condition == "active",
            a.priority,
            a.closed_at,
            frozenset(heard.get(a.dedup_key, ())),
            a.suppressed_by is not None,
        )
        for a in found
    }


def _heard(session: Session, keys: Iterable[str]) -> Mapping[str, set[Press]]:
    """The presses in the timelines of these keys' alerts, earlier ones included: a resend may come late."""
    heard: dict[str, set[Press]] = {}
    for key, detail in session.exec(
        select(Alert.dedup_key, AlertEntry.detail)
        .join(AlertEntry, col(AlertEntry.alert_id) == Alert.id)
        .where(col(Alert.dedup_key).in_(keys), col(AlertEntry.action).in_(_PRESSED))
    ):
        press = (detail["device_id"], detail["signal"], parse_instant(detail["fixed_at"]))
        heard.setdefault(key, set()).add(press)
    return heard


def carry_out(tx: Tx, elder_id: int | None, changes: Sequence[Change]) -> list[Alert]:
    """Write the changes of one elder, or of the fleet; returns the alerts touched."""
    opened: dict[str, Alert] = {}
    return [_carry_out(tx, elder_id, change, opened) for change in changes]


def _carry_out(tx: Tx, elder_id: int | None, change: Change, opened: dict[str, Alert]) -> Alert:
    if isinstance(change, Open):
        opened[change.dedup_key] = _open(tx, elder_id, change)
        return opened[change.dedup_key]
    key = change.dedup_key if isinstance(change, Clear) else change.opening.dedup_key
    alert = opened[key] if change.alert_id is None else tx.session.get_one(Alert, change.alert_id)
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
            record.happened(tx, alert, "repeated", detail=_pressed(change.opening))
        case Reopen():
            _again(alert, change.opening)
            alert.count += 1
            reopen(tx, alert)
            record.happened(tx, alert, "reopened", detail=_pressed(change.opening))
    return alert


def newest(session: Session, elder_id: int, kind: Kind, place: int | str | None = None) -> Alert | None:
    """The newest alert about this cause."""
    key = dedup_key(elder_id, kind, place)
    return session.exec(select(Alert).where(Alert.dedup_key == key).order_by(col(Alert.id).desc())).first()


def show(tx: Tx, subject: Subject, evidence: Sequence[Evidence]) -> list[Alert]:
    """Put evidence about one elder (or the fleet) before the rules, and carry out what they decide."""
    keys = rules.keys_of(subject, evidence)
    if not keys:
        return []
    changes = rules.decide(subject, evidence, standing(tx.session, keys), tx.now)
    return carry_out(tx, subject.elder_id, changes)


_PRESSED = ("opened", "repeated", "reopened")


def _pressed(opening: Open) -> dict[str, Any]:
    """Which button on which device and when: kept in the timeline, where resends are recognised."""
    if opening.press is None:
        return {}
    device_id, signal, at = opening.press
    return {"device_id": device_id, "signal": signal, "fixed_at": rfc3339(at)}


def _open(tx: Tx, elder_id: int | None, change: Open) -> Alert:
    alert = Alert(
        dedup_key=change.dedup_key,
        kind=change.kind,
        priority=change.priority,
        elder_id=elder_id,
        area_id=areas.root(tx) if elder_id is None else tx.session.get_one(Elder, elder_id).area_id,
        device_id=change.device_id,
        fence_id=change.fence_id,
        occurred_at=change.occurred_at,
        last_signal_at=change.press[2] if change.press else None,
        opened_at=tx.now,
        respond_by=tx.now,
        act_by=tx.now,
        delayed=change.delayed,
        fix=change.fix,
        evidence=change.evidence,
        previous_id=change.previous_id,
    )
    tx.session.add(alert)
    if change.suppressed is not None:
        _hold_back(tx, alert, change.suppressed)
        return alert
    record.start_clock(tx, alert)
    record.happened(tx, alert, "opened", detail=_pressed(change))
    return alert


def _hold_back(tx: Tx, alert: Alert, suppression: Suppression) -> None:
    """Counted and silent until its window ends."""
    alert.handling = Handling.SUPPRESSED
    alert.suppressed_by, alert.shelved_until = suppression.reason, suppression.until
    tx.session.flush()
    record.arm(tx, alert, record.SHELF, suppression.until)
    record.happened(tx, alert, "suppressed", detail={"reason": suppression.reason})


def _again(alert: Alert, opening: Open) -> None:
    """The cause holds (again): newer evidence, never a lower priority."""
    alert.condition, alert.cleared_at = "active", None
    alert.priority = min(alert.priority, opening.priority)
    alert.fix = opening.fix or alert.fix
    alert.evidence = opening.evidence
    if opening.press is not None:
        alert.last_signal_at = max(opening.press[2], alert.last_signal_at or 0)


def reopen(tx: Tx, alert: Alert) -> None:
    """Back to open with a new clock; the caller records why."""
    alert.handling = Handling.OPEN
    alert.version += 1
    alert.closed_at = alert.disposition = alert.shelved_until = alert.suppressed_by = None
    record.start_clock(tx, alert)
