"""Plans of care calls: of one elder, or given to many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, TypedDict

from sqlalchemy import bindparam, text
from sqlmodel import Session, select

from app.care import making
from app.care.tables import CarePlan
from app.errors import StaleVersion, wrong
from app.identity import access
from app.identity.roles import Principal
from app.identity.tables import User
from app.registry import elders
from app.registry.fences import Scope
from app.store.db import Tx

SHORTEST_MIN = 15


class PlanFields(TypedDict):
    """Weekdays, 0 is Monday; local times as HH:MM; what to ask or talk about."""

    days: list[int]
    starts: str
    ends: str
    topics: str
    active: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    elder_id: int
    days: list[int]
    starts: str
    ends: str
    topics: str
    active: bool
    version: int
    made_by: dict[str, Any]
    made_at: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a plan is given to: everybody in these areas (None: everywhere), of these tiers (none: of all)."""

    scope: Scope
    tiers: Sequence[str]
    replace: bool


@dataclass(frozen=True, slots=True)
class Given:
    """`elders` match; `having` of them have a plan already, `without_phone` have no number; `changed` were or
    would be given this one."""

    elders: int
    having: int
    without_phone: int
    changed: int


def of_elder(session: Session, elder_id: int, scope: Scope) -> PlanView | None:
    """Her plan, if she has one. NotFound outside `scope`."""
    elders.row(session, elder_id, scope)
    plan = session.exec(select(CarePlan).where(CarePlan.elder_id == elder_id)).first()
    return _view(session, plan) if plan else None


def put(
    tx: Tx, who: Principal, elder_id: int, fields: PlanFields, version: int | None, zone: tzinfo
) -> PlanView:
    """Give her a plan, or change the one she has: `version` is that of the plan as it was seen, None of none.

    StaleVersion when it is another by now, Invalid for hours that are none. Today's call follows, unless
    somebody has begun it.
    """
    _check(fields)
    elders.row(tx.session, elder_id, who.area_ids)
    plan = tx.session.exec(
        select(CarePlan).where(CarePlan.elder_id == elder_id).with_for_update()
    ).one_or_none()
    if version != (plan.version if plan else None):
        current = _view(tx.session, plan) if plan else None
        name = current.made_by["name"] if current else ""
        raise StaleVersion(
            f"{name} has changed the plan meanwhile." if name else "There is no plan any more."
        )
    hours = _stored(fields)
    if plan is None:
        plan = CarePlan(elder_id=elder_id, counts_from=tx.now, made_by=who.id, made_at=tx.now, **hours)
        moved = True
    else:
        moved = any(getattr(plan, name) != hours[name] for name in ("days", "starts", "ends", "active"))
        moved = moved or making.rests(tx, plan.id or 0, zone)
        for name, value in hours.items():
            setattr(plan, name, value)
        plan.version, plan.made_by, plan.made_at = plan.version + 1, who.id, tx.now
        plan.counts_from = tx.now  # whoever keeps it has looked: earlier word of hospital is past
    plan_id = tx.save(plan, taken="Somebody else is giving her a plan.")
    if moved:
        making.make_again(tx, [plan_id], zone)
    access.record(tx, who, "care_plan.set", elder_id)
    return _view(tx.session, plan)


_COUNT = (
    "SELECT COUNT(*), COUNT(p.id), SUM(CASE WHEN e.phone IS NULL THEN 1 ELSE 0 END)"
    " FROM elder e LEFT JOIN care_plan p ON p.elder_id = e.id WHERE {where}"
)
_GIVE = """
INSERT INTO care_plan (elder_id, days, starts, ends, topics, active, counts_from, version, made_by, made_at)
SELECT e.id, :days, :starts, :ends, :topics, :active, :now, 0, :who, :now FROM elder e WHERE {where}
ON CONFLICT (elder_id) DO {conflict}
"""
_REPLACE = """
UPDATE SET days = excluded.days, starts = excluded.starts, ends = excluded.ends, topics = excluded.topics,
    active = excluded.active, counts_from = excluded.counts_from, version = care_plan.version + 1,
    made_by = excluded.made_by, made_at = excluded.made_at
"""


def give_many(
    tx: Tx, who: Principal, chosen: Chosen, fields: PlanFields, zone: tzinfo, *, dry_run: bool
) -> Given:
    """The same plan to everybody chosen; who has one keeps it, unless `replace`. Two statements, whatever the
    number. With `dry_run` it only says how many."""
    _check(fields)
    where, values = _where(chosen)
    count = text(_COUNT.format(where=where)).bindparams(*_expanding(values))
    matching, having, mute = tx.conn.execute(count, values).one()
    given = Given(matching, having, mute or 0, matching if chosen.replace else matching - having)
    if dry_run:
        return given
    conflict = _REPLACE if chosen.replace else "NOTHING"
    statement = text(_GIVE.format(where=where, conflict=conflict)).bindparams(*_expanding(values))
    tx.conn.execute(statement, {**values, **_stored(fields), "now": tx.now, "who": who.id})
    made = (CarePlan.made_at == tx.now, CarePlan.made_by == who.id)
    making.make_again(tx, [i for i in tx.session.exec(select(CarePlan.id).where(*made)) if i], zone)
    access.record(tx, who, "care_plan.set_many", None, f"{given.changed}")
    return given


def _where(chosen: Chosen) -> tuple[str, dict[str, Any]]:
    parts, values = ["1 = 1"], dict[str, Any]()
    if chosen.scope is not None:
        parts.append("e.area_id IN :areas")
        values["areas"] = sorted(chosen.scope)
    if chosen.tiers:
        parts.append("e.risk_tier IN :tiers")
        values["tiers"] = list(chosen.tiers)
    return " AND ".join(parts), values


def _expanding(values: dict[str, Any]) -> list[Any]:
    return [bindparam(name, expanding=True) for name in values]


def _stored(fields: PlanFields) -> dict[str, Any]:
    return {**fields, "days": "".join(str(day) for day in sorted(set(fields["days"])))}


def _check(fields: PlanFields) -> None:
    """HH:MM compare like times."""
    starts, ends = (int(t[:2]) * 60 + int(t[3:]) for t in (fields["starts"], fields["ends"]))
    if ends - starts < SHORTEST_MIN:
        raise wrong("ends", f"at least {SHORTEST_MIN} minutes after `starts`, on the same day")
    if fields["active"] and not fields["days"]:
        raise wrong("days", "at least one")


def _view(session: Session, plan: CarePlan) -> PlanView:
    return PlanView(
        plan.elder_id,
        [int(day) for day in plan.days],
        plan.starts,
        plan.ends,
        plan.topics,
        plan.active,
        plan.version,
        {"id": plan.made_by, "name": session.get_one(User, plan.made_by).name},
        plan.made_at,
    )
