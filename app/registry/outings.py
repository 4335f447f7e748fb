"""Planned outings: where she goes, with whom, and when she is expected back."""

from dataclasses import dataclass
from typing import Any, TypedDict

from sqlmodel import Session, col, select

from app.clock import DAY
from app.errors import Conflict, NotFound, wrong
from app.registry import elders
from app.registry.fences import Scope
from app.registry.tables import Elder, Outing
from app.store.db import Tx
from app.store.events import Event

LONGEST = 31 * DAY


class OutingFields(TypedDict, total=False):
    """Instants in ms."""

    starts_at: int
    expected_back_at: int
    destination: str
    companion: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class OutingView:
    """`state`: planned, under_way, overdue, returned or cancelled. An outing that nobody was seen to return
    from stays overdue, even when she may never have left."""

    id: int
    elder_id: int
    starts_at: int
    expected_back_at: int
    destination: str
    companion: str | None
    note: str | None
    created_at: int
    returned_at: int | None
    cancelled_at: int | None
    state: str


def plan(
    tx: Tx, elder_id: int, fields: OutingFields, planned_by: int | None = None, scope: Scope = None
) -> OutingView:
    """Plan an outing. Invalid when it ends before it begins, is over already, or lasts over a month."""
    elder = elders.row(tx.session, elder_id, scope)
    outing = Outing(elder_id=elder_id, planned_by=planned_by, created_at=tx.now, **fields)
    _check(outing, tx.now)
    tx.session.add(outing)
    return _changed(tx, outing, elder)


def change(tx: Tx, outing_id: int, fields: OutingFields, scope: Scope = None) -> OutingView:
    """Change what is given. Conflict once it has ended."""
    outing, elder = _running(tx, outing_id, scope)
    for field, value in fields.items():
        setattr(outing, field, value)
    _check(outing, tx.now if "expected_back_at" in fields else None)
    return _changed(tx, outing, elder)


def returned(tx: Tx, outing_id: int, scope: Scope = None) -> OutingView:
    """Somebody knows that she is back. Conflict once it has ended, or before it begins."""
    outing, elder = _running(tx, outing_id, scope)
    if outing.starts_at > tx.now:
        raise Conflict("The outing has not begun; cancel it.")
    outing.returned_at = tx.now
    return _changed(tx, outing, elder)


def cancel(tx: Tx, outing_id: int, scope: Scope = None) -> OutingView:
    """It does not take place. Conflict once it has ended."""
    outing, elder = _running(tx, outing_id, scope)
    outing.cancelled_at = tx.now
    return _changed(tx, outing, elder)


def came_back(tx: Tx, outing_id: int, at: int) -> None:
    """She was seen at home again at `at`."""
    outing = tx.session.get_one(Outing, outing_id)
    outing.returned_at = at
    _changed(tx, outing, tx.session.get_one(Elder, outing.elder_id))


def elder_of(session: Session, outing_id: int, scope: Scope) -> int:
    """Whose outing it is. NotFound outside `scope`."""
    return _found(session, outing_id, scope)[0].elder_id


def page(session: Session, elder_id: int, after: int, limit: int, now: int, scope: Scope) -> list[OutingView]:
    """All outings of an elder with id > `after`, in order."""
    elders.row(session, elder_id, scope)
    query = select(Outing).where(Outing.elder_id == elder_id, col(Outing.id) > after)
    return [_view(o, now) for o in session.exec(query.order_by(col(Outing.id)).limit(limit))]


def ahead(session: Session, elder_id: int, now: int) -> list[OutingView]:
    """Her outings that are planned, under way or overdue, the next one first; none from over a day ago."""
    query = select(Outing).where(
        Outing.elder_id == elder_id,
        col(Outing.cancelled_at).is_(None),
        col(Outing.returned_at).is_(None),
        col(Outing.expected_back_at) > now - DAY,
    )
    return [_view(o, now) for o in session.exec(query.order_by(col(Outing.starts_at), col(Outing.id)))]


def _check(outing: Outing, now: int | None) -> None:
    if outing.expected_back_at <= outing.starts_at:
        raise wrong("expected_back_at", "after starts_at")
    if outing.expected_back_at - outing.starts_at > LONGEST:
        raise wrong("expected_back_at", "at most 31 days after starts_at")
    if now is not None and outing.expected_back_at <= now:
        raise wrong("expected_back_at", "in the future")


def _found(session: Session, outing_id: int, scope: Scope) -> tuple[Outing, Elder]:
    outing = session.get(Outing, outing_id)
    elder = None if outing is None else session.get(Elder, outing.elder_id)
    if outing is None or elder is None or not (scope is None or elder.area_id in scope):
        raise NotFound(f"There is no outing {outing_id}.")
    return outing, elder


def _running(tx: Tx, outing_id: int, scope: Scope) -> tuple[Outing, Elder]:
    outing, elder = _found(tx.session, outing_id, scope)
    if outing.cancelled_at is not None or outing.returned_at is not None:
        raise Conflict(f"The outing is {_state(outing, tx.now)} already.")
    return outing, elder


def _changed(tx: Tx, outing: Outing, elder: Elder) -> OutingView:
    tx.session.flush()
    tx.emit(Event("elder.changed", {"id": elder.id}, elder.area_id))
    return _view(outing, tx.now)


def _state(outing: Outing, now: int) -> str:
    if outing.cancelled_at is not None:
        return "cancelled"
    if outing.returned_at is not None:
        return "returned"
    if now < outing.starts_at:
        return "planned"
    return "under_way" if now < outing.expected_back_at else "overdue"


def _view(outing: Outing, now: int) -> OutingView:
    fields: dict[str, Any] = outing.model_dump(exclude={"planned_by"})
    return OutingView(**fields, state=_state(outing, now))
