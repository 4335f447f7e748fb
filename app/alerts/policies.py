"""Whatever governs these elders, read from the registry and turned into values for app/alerts/policy.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement, bindparam, text
from sqlmodel import Session, col, or_, select

from app.alerts import policy
from app.alerts.policy import Policy
from app.registry import curfews, directives
from app.registry.tables import Area, Curfew, Directive, Outing


@dataclass(frozen=True, slots=True)
class Plan:
    """What governs one elder. `personal`: something in it turns for her alone, so she needs her own deadline.

    `curfew_from`: elder, area or default.
    """

    policy: Policy
    personal: bool
    curfew_from: str


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    area_id: int
    mode: str
    lat: float
    lon: float


def load(session: Session, elder_ids: Iterable[int], earliest: int, zone: ZoneInfo) -> dict[int, Plan]:
    """The plans of these elders for questions about `earliest` (ms) and later. `zone` is the service's.

    A handful of queries, however many elders; nothing is read that their modes do not ask for.
    """
    wanted = sorted(set(elder_ids))
    rows = _rows(session, wanted)
    schedules = _curfews(session, rows)
    reached = _directives(session, rows, earliest)
    outings = _outings(session, wanted, earliest)
    plans = {}
    for row in rows:
        found, curfew_from = schedules.get(row.id, (None, "default"))
        hers = tuple(outings.get(row.id, ()))
        schedule = policy.night(zone) if found is None else schedule_of(found, zone)
        plans[row.id] = Plan(
            Policy(row.mode, schedule, tuple(reached.get(row.id, ())), hers),
            personal=bool(hers) or curfew_from == "elder",
            curfew_from=curfew_from,
        )
    return plans


def schedule_of(row: Curfew, zone: ZoneInfo) -> policy.Curfew:
    """A stored schedule as a value."""
    return policy.Curfew(
        time.fromisoformat(row.starts),
        time.fromisoformat(row.ends),
        ZoneInfo(row.time_zone) if row.time_zone else zone,
        frozenset(int(day) for day in row.days),
    )


def shared_turn(session: Session, at: int, zone: ZoneInfo) -> int:
    """When a rule that many share next begins or ends: a directive, an area's curfew, the default one."""
    moments = [m for d in directives.running(session, at) for m in (d.starts_at, d.ends_at) if m > at]
    schedules = [schedule_of(row, zone) for row in session.exec(select(Curfew).where(_of_areas()))]
    turns = (policy.next_turn(schedule, at) for schedule in {policy.night(zone), *schedules})
    return min([*moments, *(turn for turn in turns if turn is not None)])


_HOMES = text(
    "SELECT e.id, e.area_id, e.monitoring_mode, f.lat, f.lon FROM elder e "
    "LEFT JOIN fence f ON f.elder_id = e.id AND f.kind = 'home' WHERE e.id IN :ids ORDER BY e.id"
).bindparams(bindparam("ids", expanding=True))


def _rows(session: Session, wanted: Sequence[int]) -> list[_Row]:
    nowhere = float("nan")
    return [
        _Row(elder_id, area_id, mode, nowhere if lat is None else lat, nowhere if lon is None else lon)
        for elder_id, area_id, mode, lat, lon in session.execute(_HOMES, {"ids": wanted})
    ]


def _curfews(session: Session, rows: Sequence[_Row]) -> dict[int, tuple[Curfew, str]]:
    """Schedule and where it comes from, of those in the mode `curfew` who have another than the default."""
    asking = [row for row in rows if row.mode == "curfew"]
    if not asking:
        return {}
    found = session.exec(
        select(Curfew).where(or_(_of_areas(), col(Curfew.elder_id).in_([row.id for row in asking])))
    ).all()
    own = {curfew.elder_id: curfew for curfew in found if curfew.elder_id is not None}
    of_area = {curfew.area_id: curfew for curfew in found if curfew.area_id is not None}
    tree = session.exec(select(Area.id, Area.parent_id)).all() if of_area else ()
    parents = {area_id: parent_id for area_id, parent_id in tree if area_id is not None}
    schedules = {}
    for row in asking:
        if row.id in own:
            schedules[row.id] = (own[row.id], "elder")
        elif near := curfews.nearest(parents, of_area, row.area_id):
            schedules[row.id] = (near, "area")
    return schedules


def _of_areas() -> ColumnElement[bool]:
    return col(Curfew.area_id).is_not(None)


def _directives(session: Session, rows: Sequence[_Row], earliest: int) -> dict[int, list[policy.Directive]]:
    """The directives that reach each elder."""
    running: list[Directive] = directives.running(session, earliest)
    found: dict[int, list[policy.Directive]] = {}
    if not running:
        return found
    area_ids = np.array([row.area_id for row in rows], np.int64)
    lat, lon = np.array([row.lat for row in rows]), np.array([row.lon for row in rows])
    for row in running:
        value = policy.Directive(row.id or 0, row.name, row.starts_at, row.ends_at)
        for i in np.flatnonzero(directives.concerned(session, row, area_ids, lat, lon)).tolist():
            found.setdefault(rows[i].id, []).append(value)
    return found


def _outings(session: Session, wanted: Sequence[int], earliest: int) -> dict[int, list[policy.Outing]]:
    """Outings that were not called off and whose end may still matter."""
    query = select(Outing).where(
        col(Outing.elder_id).in_(wanted),
        col(Outing.cancelled_at).is_(None),
        or_(col(Outing.returned_at).is_(None), col(Outing.returned_at) > earliest - policy.GRACE),
    )
    found: dict[int, list[policy.Outing]] = {}
    for o in session.exec(query.order_by(col(Outing.id))):
        value = policy.Outing(o.id or 0, o.starts_at, o.expected_back_at, o.destination, o.returned_at)
        found.setdefault(o.elder_id, []).append(value)
    return found
