"""Whatever governs these elders, read from the registry and turned into values for app/alerts/policy.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from app.alerts import policy
from app.alerts.policy import Policy
from app.registry import curfews, directives
from app.registry.tables import Curfew
from app.store import sql
from app.store.db import Tx


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
    lat: float | None
    lon: float | None


def load(tx: Tx, elder_ids: Iterable[int], earliest: int, zone: ZoneInfo) -> dict[int, Plan]:
    """The plans of these elders for questions about `earliest` (ms) and later. `zone` is the service's.

    A handful of small queries, however many elders; nothing is read that their modes do not ask for.
    """
    tx.session.flush()  # plain SQL sees only what has been written
    wanted = sorted(set(elder_ids))
    rows = [_Row(*row) for row in sql.fetch(tx, _HOMES, wanted)]
    schedules = _curfews(tx, rows)
    reached = _directives(tx, rows, earliest)
    outings = _outings(tx, wanted, earliest)
    plans = {}
    for row in rows:
        schedule, curfew_from = schedules.get(row.id) or (None, "default")
        hers = tuple(outings.get(row.id, ()))
        plans[row.id] = Plan(
            Policy(
                row.mode,
                policy.night(zone) if schedule is None else schedule_of(schedule, zone),
                tuple(reached.get(row.id, ())),
                hers,
            ),
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


_HOMES = """
SELECT e.id, e.area_id, e.monitoring_mode, f.lat, f.lon FROM elder e
LEFT JOIN fence f ON f.elder_id = e.id AND f.kind = 'home' WHERE e.id IN {ids} ORDER BY e.id
"""


def _curfews(tx: Tx, rows: Sequence[_Row]) -> dict[int, tuple[Curfew, str]]:
    """Schedule and where it comes from, of those in the mode `curfew` who have another than the default."""
    asking = [row for row in rows if row.mode == "curfew"]
    if not asking or not sql.fetch(tx, "SELECT 1 FROM curfew LIMIT 1"):
        return {}
    found = tx.session.exec(
        select(Curfew).where(or_(_of_areas(), col(Curfew.elder_id).in_([row.id for row in asking])))
    ).all()
    own = {curfew.elder_id: curfew for curfew in found if curfew.elder_id is not None}
    of_area = {curfew.area_id: curfew for curfew in found if curfew.area_id is not None}
    parents: dict[int, int | None] = dict(sql.fetch(tx, "SELECT id, parent_id FROM area")) if of_area else {}
    schedules = {}
    for row in asking:
        if row.id in own:
            schedules[row.id] = (own[row.id], "elder")
        elif near := curfews.nearest(parents, of_area, row.area_id):
            schedules[row.id] = (near, "area")
    return schedules


def _of_areas() -> ColumnElement[bool]:
    return col(Curfew.area_id).is_not(None)


def _directives(tx: Tx, rows: Sequence[_Row], earliest: int) -> dict[int, list[policy.Directive]]:
    """The directives that reach each elder."""
    found: dict[int, list[policy.Directive]] = {}
    if not sql.fetch(tx, "SELECT 1 FROM directive WHERE ends_at > ? LIMIT 1", earliest):
        return found
    area_ids = np.array([row.area_id for row in rows], np.int64)
    lat, lon = (np.array([getattr(row, c) for row in rows], np.float64) for c in ("lat", "lon"))  # none: NaN
    for row in directives.running(tx.session, earliest):
        value = policy.Directive(row.id or 0, row.name, row.starts_at, row.ends_at)
        for i in np.flatnonzero(directives.concerned(tx.session, row, area_ids, lat, lon)).tolist():
            found.setdefault(rows[i].id, []).append(value)
    return found


_OUTINGS = """
SELECT elder_id, id, starts_at, expected_back_at, destination, returned_at FROM outing
WHERE elder_id IN {ids} AND cancelled_at IS NULL AND (returned_at IS NULL OR returned_at > ?) ORDER BY id
"""


def _outings(tx: Tx, wanted: list[int], earliest: int) -> dict[int, list[policy.Outing]]:
    """Outings that were not called off and whose end may still matter."""
    found: dict[int, list[policy.Outing]] = {}
    for elder_id, *values in sql.fetch(tx, _OUTINGS, wanted, earliest - policy.GRACE):
        found.setdefault(elder_id, []).append(policy.Outing(*values))
    return found
