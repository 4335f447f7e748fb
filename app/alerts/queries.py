"""Reading alerts: lists and the full picture of one."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.alerts import machine, payload, service
from app.alerts.explain import explain
from app.alerts.tables import Alert, AlertEntry
from app.clock import rfc3339
from app.identity.roles import Principal
from app.identity.tables import User
from app.registry import areas


@dataclass(frozen=True, slots=True)
class Filter:
    """Which alerts. Empty means any; `after` is the id of the last one seen (newest first)."""

    handling: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    elder_id: int | None = None
    area_id: int | None = None
    limit: int = 100
    after: int | None = None


def find(session: Session, who: Principal, wanted: Filter) -> tuple[list[dict[str, Any]], int | None]:
    """(payloads, cursor of the next page or None), newest first."""
    query = select(Alert).order_by(col(Alert.id).desc()).limit(wanted.limit + 1)
    if wanted.handling:
        query = query.where(col(Alert.handling).in_(wanted.handling))
    if wanted.kind:
        query = query.where(col(Alert.kind).in_(wanted.kind))
    if wanted.elder_id is not None:
        query = query.where(Alert.elder_id == wanted.elder_id)
    if wanted.area_id is not None:
        query = query.where(col(Alert.area_id).in_(areas.descend(session, [wanted.area_id])))
    if who.area_ids is not None:
        query = query.where(col(Alert.area_id).in_(who.area_ids))
    if wanted.after is not None:
        query = query.where(col(Alert.id) < wanted.after)
    found = session.exec(query).all()
    page = found[: wanted.limit]
    more = page[-1].id if len(found) > wanted.limit else None
    return payload.many(session, page), more


def detail(session: Session, who: Principal, alert: Alert, now: int) -> dict[str, Any]:
    """The payload, and what depends on the reader: actions, outcomes, timeline, evidence."""
    actions = machine.allowed(service.case(alert), service.actor(who), now)
    return {
        **payload.of(session, alert),
        "actions": [a for a in actions if a not in _REPORTED],
        "dispositions": service.dispositions(alert),
        "evidence": {**alert.evidence, **explain(alert)},
        "timeline": _timeline(session, alert),
    }


_REPORTED = {machine.Action.REACHED, machine.Action.NOT_REACHED}  # these come with a call's result


def _timeline(session: Session, alert: Alert) -> list[dict[str, Any]]:
    entries = session.exec(
        select(AlertEntry).where(AlertEntry.alert_id == alert.id).order_by(col(AlertEntry.id))
    ).all()
    ids = {e.user_id for e in entries if e.user_id}
    names = {u.id: u.name for u in session.exec(select(User).where(col(User.id).in_(ids)))} if ids else {}
    return [
        {
            "at": rfc3339(e.at),
            "action": e.action,
            "by": {"id": e.user_id, "name": names.get(e.user_id, "")} if e.user_id else None,
            "detail": {k: v for k, v in e.detail.items() if v is not None},
        }
        for e in entries
    ]
