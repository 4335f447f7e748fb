"""Curfew schedules: an elder's own, else that of the nearest area up the tree, else 22:00-06:00."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.errors import NotFound, wrong
from app.registry import elders
from app.registry.fences import Scope
from app.registry.tables import Area, Curfew
from app.store.db import Tx
from app.store.events import Event


class CurfewFields(TypedDict):
    """Local times as HH:MM; weekdays, 0 is Monday; an IANA zone, or none for the service's."""

    starts: str
    ends: str
    days: list[int]
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class CurfewView:
    starts: str
    ends: str
    days: list[int]
    time_zone: str | None


def of_elder(session: Session, elder_id: int, scope: Scope) -> CurfewView | None:
    """Her own schedule, if she has one."""
    elders.row(session, elder_id, scope)
    row = session.exec(select(Curfew).where(Curfew.elder_id == elder_id)).first()
    return _view(row) if row else None


def of_area(session: Session, area_id: int, scope: Scope) -> CurfewView | None:
    """The area's own schedule, if it has one."""
    _area(session, area_id, scope)
    row = session.exec(select(Curfew).where(Curfew.area_id == area_id)).first()
    return _view(row) if row else None


def set_for_elder(tx: Tx, elder_id: int, fields: CurfewFields, scope: Scope = None) -> CurfewView:
    """Give an elder a schedule of her own. Invalid for a time zone that does not exist."""
    elder = elders.row(tx.session, elder_id, scope)
    row = tx.session.exec(select(Curfew).where(Curfew.elder_id == elder_id)).first()
    tx.emit(Event("elder.changed", {"id": elder_id}, elder.area_id))
    return _put(tx, row or Curfew(elder_id=elder_id, starts="", ends=""), fields)


def unset_for_elder(tx: Tx, elder_id: int, scope: Scope = None) -> None:
    """Back to her area's schedule, or the default."""
    elder = elders.row(tx.session, elder_id, scope)
    tx.session.execute(delete(Curfew).where(col(Curfew.elder_id) == elder_id))
    tx.emit(Event("elder.changed", {"id": elder_id}, elder.area_id))


def set_for_area(tx: Tx, area_id: int, fields: CurfewFields, scope: Scope = None) -> CurfewView:
    """Give an area a schedule, for everybody in it and below who has none nearer. Invalid as for an elder."""
    _area(tx.session, area_id, scope)
    row = tx.session.exec(select(Curfew).where(Curfew.area_id == area_id)).first()
    tx.emit(Event("area.changed", {"id": area_id}, area_id))
    return _put(tx, row or Curfew(area_id=area_id, starts="", ends=""), fields)


def unset_for_area(tx: Tx, area_id: int, scope: Scope = None) -> None:
    """Back to the schedule of the area above, or the default."""
    _area(tx.session, area_id, scope)
    tx.session.execute(delete(Curfew).where(col(Curfew.area_id) == area_id))
    tx.emit(Event("area.changed", {"id": area_id}, area_id))


def nearest(parents: Mapping[int, int | None], having: Mapping[int, Curfew], area_id: int) -> Curfew | None:
    """The schedule of this area, else of the first one above it that has one."""
    at: int | None = area_id
    while at is not None:
        if at in having:
            return having[at]
        at = parents.get(at)
    return None


def _put(tx: Tx, row: Curfew, fields: CurfewFields) -> CurfewView:
    _check_zone(fields["time_zone"])
    row.starts, row.ends, row.time_zone = fields["starts"], fields["ends"], fields["time_zone"]
    row.days = "".join(str(day) for day in sorted(set(fields["days"])))
    tx.session.add(row)
    tx.session.flush()
    return _view(row)


def _check_zone(name: str | None) -> None:
    try:
        ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):  # KeyError: ZoneInfoNotFoundError; the others for odd names
        raise wrong("time_zone", "an IANA name such as Asia/Shanghai") from None


def _area(session: Session, area_id: int, scope: Scope) -> Area:
    there = col(Area.id) == area_id, col(Area.removed_at).is_(None)
    area = session.exec(select(Area).where(*there)).first()
    if area is None or not (scope is None or area_id in scope):
        raise NotFound(f"There is no area {area_id}.")
    return area


def _view(row: Curfew) -> CurfewView:
    return CurfewView(row.starts, row.ends, [int(day) for day in row.days], row.time_zone)
