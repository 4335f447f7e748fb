"""An alert as everybody sees it: the whole state, without anything that depends on the reader.

No phone numbers, no notes, no diagnoses: walls read this.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from app.alerts.tables import Alert
from app.clock import rfc3339, rfc3339_or_none
from app.identity.tables import User
from app.registry.tables import Area, Elder

AT_ONCE = 1000  # parameters of one question
T = TypeVar("T", Elder, Area, User)


def payload(alert: Alert, elder: Elder | None, area: Area, holder: User | None) -> dict[str, Any]:
    """The stream's and the list's shape of an alert; times RFC 3339."""
    return {
        "id": alert.id,
        "version": alert.version,
        "kind": alert.kind,
        "priority": alert.priority,
        "condition": alert.condition,
        "handling": alert.handling,
        "elder": _brief(elder, alert.opened_at) if elder else None,
        "fleet": _fleet(alert.evidence) if elder is None else None,
        "area": {"id": area.id, "name": area.name},
        "address": elder.address if elder else None,
        "fix": alert.fix,
        "distance_m": alert.evidence.get("distance_m"),
        "occurred_at": rfc3339(alert.occurred_at),
        "opened_at": rfc3339(alert.opened_at),
        "respond_by": rfc3339(alert.respond_by),
        "act_by": rfc3339(alert.act_by),
        "delayed": alert.delayed,
        "count": alert.count,
        "claimed_by": {"id": holder.id, "name": holder.name} if holder else None,
        "claimed_at": rfc3339_or_none(alert.claimed_at),
        "lease_until": rfc3339_or_none(alert.lease_until),
        "responded_at": rfc3339_or_none(alert.responded_at),
        "acted_at": rfc3339_or_none(alert.acted_at),
        "cleared_at": rfc3339_or_none(alert.cleared_at),
        "closed_at": rfc3339_or_none(alert.closed_at),
        "shelved_until": rfc3339_or_none(alert.shelved_until),
        "suppressed_by": alert.suppressed_by,
        "disposition": alert.disposition,
        "warned": alert.warned,
        "breached": alert.breached,
        "act_breached": alert.act_breached,
        "previous_id": alert.previous_id,
    }


def _brief(elder: Elder, at: int) -> dict[str, Any]:
    year = int(rfc3339(at)[:4])
    age = year - elder.birth_year if elder.birth_year else None
    return {"id": elder.id, "name": elder.name, "sex": elder.sex, "age": age}


def _fleet(evidence: dict[str, Any]) -> dict[str, Any]:
    """Whose devices (`by`: carrier or vendor), and how many of how many are silent."""
    return {name: evidence[name] for name in ("by", "name", "silent", "devices")}


def of(session: Session, alert: Alert) -> dict[str, Any]:
    """The payload of one alert, with what it refers to loaded."""
    elder = session.get_one(Elder, alert.elder_id) if alert.elder_id is not None else None
    area = session.get_one(Area, alert.area_id)
    holder = session.get(User, alert.claimed_by) if alert.claimed_by else None
    return payload(alert, elder, area, holder)


def many(session: Session, alerts: Sequence[Alert]) -> list[dict[str, Any]]:
    """The payloads of many alerts, in their order; what they refer to is read in three questions, not in
    three for each."""
    elders = _by_id(session, Elder, {a.elder_id for a in alerts})
    places = _by_id(session, Area, {a.area_id for a in alerts})
    holders = _by_id(session, User, {a.claimed_by for a in alerts})
    return [
        payload(
            a,
            elders[a.elder_id] if a.elder_id is not None else None,
            places[a.area_id],
            holders[a.claimed_by] if a.claimed_by is not None else None,
        )
        for a in alerts
    ]


def _by_id(session: Session, table: type[T], wanted: set[int | None]) -> dict[int, T]:
    ids = sorted(i for i in wanted if i is not None)
    parts = (ids[n : n + AT_ONCE] for n in range(0, len(ids), AT_ONCE))
    return {
        row.id or 0: row
        for part in parts
        for row in session.exec(select(table).where(col(table.id).in_(part)))
    }
