"""The wall's figures, as queries. K1 counts calls, never claims; server clocks only."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, TextClause, case, func, text, true
from sqlmodel import Session, col, select

from app.alerts.tables import Alert
from app.clock import DAY, HOUR, MINUTE, SECOND
from app.identity.roles import Role, includes
from app.identity.tables import User, UserSession
from app.registry.tables import Area, Device, Elder
from app.reports import kpi
from app.reports.kpi import Kpi
from app.reports.periods import midnight
from app.reports.population import Scope, heard, judged

QUARTER = 15 * MINUTE
SEAT_MS = 10 * MINUTE  # sessions are renewed every 5 minutes of use
CLOSED_SHOWN = 10
STANDING = text("alert.handling != 'closed'")  # spelled out: a partial index answers only to its own words


@dataclass(frozen=True, slots=True)
class Ref:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class QuarterHour:
    at: int
    total: int
    p1: int


@dataclass(frozen=True, slots=True)
class AreaCount:
    area_id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class KindCount:
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Closed:
    id: int
    elder: Ref | None
    kind: str
    disposition: str | None
    closed_at: int


@dataclass(frozen=True, slots=True)
class Response:
    """K1 of a window: n counted alerts, how many within the minute, the mean of the answered ones."""

    n: int
    within_60_pct: float | None
    mean_s: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    elders: int
    devices: int
    devices_online: int
    alerts_today: int
    respond_mean_s: float | None
    respond_within_60_pct: float | None
    respond_n: int
    breached_open: int
    seats_online: int
    per_quarter_hour: list[QuarterHour]
    by_area: list[AreaCount]
    by_kind: list[KindCount]
    recently_closed: list[Closed]


def figures(session: Session, scope: Scope, now: int, time_zone: str) -> Figures:
    """The figures of the areas in `scope` (None: everywhere) at `now`, milliseconds."""
    today = midnight(now, ZoneInfo(time_zone))
    ours = true() if scope is None else col(Alert.area_id).in_(scope)
    worn, online = devices(session, scope, now)
    response = respond(session, ours, today, now)
    return Figures(
        elders=_elders(session, scope),
        devices=worn,
        devices_online=online,
        alerts_today=_count(session, ours, col(Alert.opened_at) >= today, heard()),
        respond_mean_s=response.mean_s,
        respond_within_60_pct=response.within_60_pct,
        respond_n=response.n,
        breached_open=_count(
            session,
            ours,
            col(Alert.breached).is_(True),
            col(Alert.responded_at).is_(None),
            STANDING,
        ),
        seats_online=seats(session, scope, now),
        per_quarter_hour=_per_quarter_hour(session, ours, now),
        by_area=_by_area(session, ours, now),
        by_kind=_by_kind(session, ours, today),
        recently_closed=_recently_closed(session, ours),
    )


def respond(session: Session, ours: ColumnElement[bool], since: int, now: int) -> Response:
    """K1 of what opened since then, by the one definition of it (kpi.py)."""
    waited = col(Alert.responded_at) - col(Alert.opened_at)
    rows = session.execute(
        select(col(Alert.opened_at), waited).where(ours, col(Alert.opened_at) >= since, judged())
    ).all()
    cases = np.zeros(len(rows), kpi.CASES)
    cases["judged"] = True
    cases["opened_at"] = [at for at, _ in rows]
    cases["responded_ms"] = [np.nan if ms is None else ms for _, ms in rows]
    found = kpi.figure(cases, Kpi.respond_60, now)
    return Response(n=found.n, within_60_pct=found.value, mean_s=kpi.mean_s(cases["responded_ms"]))


def _count(session: Session, *where: ColumnElement[bool] | TextClause) -> int:
    return session.exec(select(func.count()).select_from(Alert).where(*where)).one()


def _elders(session: Session, scope: Scope) -> int:
    query = select(func.count()).select_from(Elder)
    if scope is not None:
        query = query.where(col(Elder.area_id).in_(scope))
    return session.exec(query).one()


def devices(session: Session, scope: Scope, now: int) -> tuple[int, int]:
    """How many are worn, and how many of them were heard within three intervals, 15 minutes at least."""
    patience = case(
        (col(Device.expected_interval_s) > 300, col(Device.expected_interval_s) * 3 * SECOND),
        else_=15 * MINUTE,
    )
    online = func.sum(case((col(Device.last_contact_at) >= now - patience, 1), else_=0))
    query = select(func.count(), online).select_from(Device).where(col(Device.elder_id).is_not(None))
    if scope is not None:
        query = query.join(Elder, col(Elder.id) == Device.elder_id).where(col(Elder.area_id).in_(scope))
    total, online_now = session.exec(query).one()
    return total, online_now or 0


def seats(session: Session, scope: Scope, now: int) -> int:
    """People at a desk: staff whose session was used lately and whose areas touch these."""
    rows = session.exec(
        select(User.id, User.role, User.areas)
        .join(UserSession, col(UserSession.user_id) == User.id)
        .where(
            col(UserSession.last_seen_at) > now - SEAT_MS,
            col(UserSession.expires_at) > now,
            col(UserSession.revoked_at).is_(None),
        )
    )
    return len(
        {
            user_id
            for user_id, role, areas in rows
            if includes(Role(role), Role.operator)
            and (scope is None or not areas or not scope.isdisjoint(areas))
        }
    )


def _per_quarter_hour(session: Session, ours: ColumnElement[bool], now: int) -> list[QuarterHour]:
    last = now // QUARTER * QUARTER
    first = last - DAY + QUARTER
    rows = session.exec(
        select(col(Alert.opened_at), col(Alert.priority)).where(ours, col(Alert.opened_at) >= first, heard())
    )
    totals: dict[int, list[int]] = {at: [0, 0] for at in range(first, last + QUARTER, QUARTER)}
    for opened_at, priority in rows:
        counts = totals.setdefault(opened_at // QUARTER * QUARTER, [0, 0])
        counts[0] += 1
        counts[1] += priority == 1
    return [QuarterHour(at, total, p1) for at, (total, p1) in sorted(totals.items())]


def _by_area(session: Session, ours: ColumnElement[bool], now: int) -> list[AreaCount]:
    count = func.count()
    rows = session.exec(
        select(col(Area.id), col(Area.name), count)
        .join(Alert, col(Alert.area_id) == Area.id)
        .where(ours, col(Alert.opened_at) > now - HOUR, heard())
        .group_by(col(Area.id), col(Area.name))
        .order_by(count.desc(), col(Area.id))
    )
    return [AreaCount(area_id or 0, name, n) for area_id, name, n in rows]


def _by_kind(session: Session, ours: ColumnElement[bool], today: int) -> list[KindCount]:
    count = func.count()
    rows = session.exec(
        select(col(Alert.kind), count)
        .where(ours, col(Alert.opened_at) >= today, heard())
        .group_by(col(Alert.kind))
        .order_by(count.desc(), col(Alert.kind))
    )
    return [KindCount(kind, n) for kind, n in rows]


def _recently_closed(session: Session, ours: ColumnElement[bool]) -> list[Closed]:
    rows = session.exec(
        select(Alert, Elder.name)
        .outerjoin(Elder, col(Elder.id) == Alert.elder_id)
        .where(ours, col(Alert.closed_at).is_not(None), heard())
        .order_by(col(Alert.closed_at).desc())
        .limit(CLOSED_SHOWN)
    )
    return [
        Closed(
            alert.id or 0,
            None if alert.elder_id is None else Ref(alert.elder_id, name),
            alert.kind,
            alert.disposition,
            alert.closed_at or 0,
        )
        for alert, name in rows
    ]
