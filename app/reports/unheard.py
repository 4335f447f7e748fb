"""The devices behind K14: which were heard of least."""

from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.registry.cards import Ref
from app.registry.tables import Device, Elder
from app.reports.periods import midnight
from app.reports.report import Window
from app.reports.tables import Heartbeat, Unheard

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Missed:
    """A device that was not heard of at `looks` looks. Its wearer of today, where the reader may see her."""

    id: int
    unique_id: str
    wearer: Ref | None
    expected_interval_s: int
    last_contact_at: int | None
    looks: int


def most(session: Session, window: Window, zone: tzinfo) -> tuple[int, list[Missed]]:
    """How often was looked on the days of the window, and the devices that were missed most, 200 at most.

    Whole days by the clock of `zone`, for devices are counted by the day; in the areas in which they were.
    """
    since = midnight(window.since, zone)
    looks = func.sum(Unheard.looks)
    counted = (
        select(col(Unheard.device_id), looks.label("looks"))
        .where(col(Unheard.day) >= since, col(Unheard.day) < window.until)
        .group_by(col(Unheard.device_id))
        .order_by(looks.desc(), col(Unheard.device_id))
        .limit(SHOWN)
    )
    if window.scope is not None:
        counted = counted.where(col(Unheard.area_id).in_(window.scope))
    found = counted.subquery()
    rows = session.exec(
        select(Device, Elder, found.c.looks)
        .join(found, found.c.device_id == Device.id)
        .outerjoin(Elder, col(Elder.id) == Device.elder_id)
        .order_by(found.c.looks.desc(), col(Device.id))
    )
    taken = select(func.count(func.distinct(Heartbeat.at))).where(
        col(Heartbeat.at) >= since, col(Heartbeat.at) < window.until
    )
    return session.exec(taken).one(), [
        Missed(
            device.id or 0, device.unique_id, _wearer(elder, window), device.expected_interval_s,
            device.last_contact_at, int(n),
        )
        for device, elder, n in rows
    ]  # fmt: skip


def _wearer(elder: Elder | None, window: Window) -> Ref | None:
    if elder is None or not (window.scope is None or elder.area_id in window.scope):
        return None
    return Ref(elder.id or 0, elder.name)
