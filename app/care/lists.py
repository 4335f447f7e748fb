"""Reading care calls: the list of a day, one of them in full, the counts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, tuple_
from sqlmodel import Session, col, select

from app.calls.tables import CallAttempt
from app.care import rules
from app.care.calling import attempt_shape
from app.care.rules import CareState
from app.care.tables import CareCall, CarePlan
from app.clock import rfc3339, rfc3339_or_none
from app.errors import wrong
from app.identity.tables import User
from app.registry import elders, outings
from app.registry.fences import Scope
from app.registry.tables import Area, Elder

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """Whose calls of which local day (YYYY-MM-DD); `after` is the cursor of the last page."""

    scope: Scope
    day: str
    states: list[str]
    q: str | None = None
    limit: int = 100
    after: str | None = None


def find(session: Session, wanted: Filter, now: int) -> tuple[list[Shape], str | None]:
    """What is due soonest first; (rows, cursor of the next page or None)."""
    query = (
        select(CareCall, Elder, Area)
        .join(Elder, col(Elder.id) == CareCall.elder_id)
        .join(Area, col(Area.id) == Elder.area_id)
        .where(*_ours(wanted.scope, wanted.day))
        .order_by(col(CareCall.due_until), col(CareCall.id))
        .limit(wanted.limit + 1)
    )
    if wanted.states:
        query = query.where(col(CareCall.state).in_(wanted.states))
    if wanted.q:
        query = query.where(
            or_(
                col(Elder.name).contains(wanted.q, autoescape=True),
                col(Elder.speak_name).contains(wanted.q, autoescape=True),
            )
        )
    if wanted.after is not None:
        query = query.where(
            tuple_(col(CareCall.due_until), col(CareCall.id)) > tuple_(*_cursor(wanted.after))
        )
    found = session.exec(query).all()
    page = found[: wanted.limit]
    names = _names(session, {i for call, *_ in page for i in (call.claimed_by, call.reached_by) if i})
    more = f"{page[-1][0].due_until}-{page[-1][0].id}" if len(found) > wanted.limit else None
    return [_row(call, elder, area, names, now) for call, elder, area in page], more


def by_ids(session: Session, ids: list[int], now: int) -> list[Shape]:
    """These, newest first."""
    found = session.exec(
        select(CareCall, Elder, Area)
        .join(Elder, col(Elder.id) == CareCall.elder_id)
        .join(Area, col(Area.id) == Elder.area_id)
        .where(col(CareCall.id).in_(ids))
        .order_by(col(CareCall.id).desc())
    ).all()
    names = _names(session, {i for call, *_ in found for i in (call.claimed_by, call.reached_by) if i})
    return [_row(call, elder, area, names, now) for call, elder, area in found]


def counts(session: Session, scope: Scope, day: str, now: int) -> dict[str, int]:
    """Of a day: by state, and how many of the planned ones are due now."""
    rows = session.exec(
        select(CareCall.state, func.count())
        .join(Elder, col(Elder.id) == CareCall.elder_id)
        .where(*_ours(scope, day))
        .group_by(CareCall.state)
    ).all()
    due = session.exec(
        select(func.count())
        .select_from(CareCall)
        .join(Elder, col(Elder.id) == CareCall.elder_id)
        .where(*_ours(scope, day), CareCall.state == CareState.planned, CareCall.due_from <= now)
    ).one()
    return {**{str(state): 0 for state in CareState}, **dict(rows), "due": due}


def detail(session: Session, call: CareCall, now: int) -> Shape:
    """One call with what to say, what to know while speaking, and every attempt."""
    elder = session.get_one(Elder, call.elder_id)
    area = session.get_one(Area, elder.area_id)
    attempts = session.exec(
        select(CallAttempt).where(CallAttempt.care_call_id == call.id).order_by(col(CallAttempt.id))
    ).all()
    people = {i for i in (call.claimed_by, call.reached_by) if i} | {one.user_id for one in attempts}
    names = _names(session, people)
    ahead = outings.ahead(session, call.elder_id, now)
    return {
        **_row(call, elder, area, names, now),
        "topics": session.get_one(CarePlan, call.plan_id).topics,
        "phone": elder.phone,
        "address": elder.address,
        "dialect": elder.dialect,
        "hearing": elder.hearing,
        "nap_notes": elder.nap_notes,
        "contacts": elders.contacts_of(session, call.elder_id),
        "outing": next((one for one in ahead if one.starts_at < call.due_until), None),
        "calls": [attempt_shape(one, elder.phone, names.get(one.user_id, "")) for one in attempts],
    }


def _row(call: CareCall, elder: Elder, area: Area, names: dict[int, str], now: int) -> Shape:
    held = rules.held(call.lease_until, now)
    return {
        "id": call.id,
        "version": call.version,
        "day": call.day,
        "due_from": rfc3339(call.due_from),
        "due_until": rfc3339(call.due_until),
        "state": call.state,
        "reason": call.reason,
        "elder": {"id": elder.id, "name": elder.name},
        "speak_name": elder.speak_name,
        "risk_tier": elder.risk_tier,
        "area": {"id": area.id, "name": area.name},
        "attempts": call.attempts,
        "result": call.result,
        "outcome": call.outcome,
        "note": call.note,
        "claimed_by": _named(call.claimed_by if held else None, names),
        "claimed_at": rfc3339_or_none(call.claimed_at if held else None),
        "lease_until": rfc3339_or_none(call.lease_until if held else None),
        "reached_at": rfc3339_or_none(call.reached_at),
        "reached_by": _named(call.reached_by, names),
    }


def _ours(scope: Scope, day: str) -> list[ColumnElement[bool]]:
    ours: list[ColumnElement[bool]] = [col(CareCall.day) == day]
    if scope is not None:
        ours.append(col(Elder.area_id).in_(scope))
    return ours


def _cursor(text: str) -> tuple[int, int]:
    due_until, _, call_id = text.partition("-")
    if not (due_until.isdecimal() and call_id.isdecimal() and len(text) < 30):
        raise wrong("after", "the `next` of another page")
    return int(due_until), int(call_id)


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {u.id or 0: u.name for u in session.exec(select(User).where(col(User.id).in_(ids)))}


def _named(user_id: int | None, names: dict[int, str]) -> Shape | None:
    return None if user_id is None else {"id": user_id, "name": names.get(user_id, "")}
