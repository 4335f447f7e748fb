"""How devices are: who is silent, low, wrong about the time, never heard of, worn by nobody. Worst first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from app.alerts.thresholds import THRESHOLDS
from app.clock import HOUR, MINUTE, SECOND
from app.errors import BadRequest
from app.geo.presence import Source
from app.ingest.tables import PingRow, slot_of
from app.registry import devices
from app.registry.cards import FixView, Ref
from app.registry.devices import DeviceView
from app.registry.fences import Scope
from app.registry.tables import Device, Elder
from app.registry.words import DeviceState

CLOCK_WRONG_MS = 2 * MINUTE  # beyond, fixes of a clock that is ahead are quarantined
SEEN_BACK = 2 * HOUR  # the interval a device keeps is judged by what it sent in this time
LOST_BACK_SLOTS = slot_of(24 * HOUR)


class Trouble(StrEnum):
    """What may be wrong with a device; most urgent first."""

    silent = "silent"
    never_heard = "never_heard"
    battery = "battery"
    clock = "clock"
    lost = "lost"
    no_wearer = "no_wearer"


_WEIGHT = {
    Trouble.silent: 32, Trouble.never_heard: 16, Trouble.battery: 8, Trouble.clock: 4, Trouble.lost: 2,
    Trouble.no_wearer: 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Health:
    """A device, its wearer, and what is wrong. `observed_interval_s` is the median of late; None: too few.

    `fix` is where a device that nobody wears was last: its own position, and nobody's whereabouts.
    """

    id: int
    device: DeviceView
    wearer: Ref | None
    troubles: list[Trouble]
    observed_interval_s: int | None
    fix: FixView | None


def page(
    session: Session,
    scope: Scope,
    now: int,
    limit: int,
    after: str | None = None,
    trouble: Trouble | None = None,
) -> tuple[list[Health], str | None]:
    """Devices of elders in scope, and those of nobody; the worst first. BadRequest for an odd `after`."""
    are = _are(now)
    rank = sum((case((are[t], weight), else_=0) for t, weight in _WEIGHT.items()), start=_zero())
    query = select(Device, Elder, rank.label("rank")).outerjoin(Elder, col(Elder.id) == Device.elder_id)
    query = query.where(*_ours(scope), col(Device.retired_at).is_(None))
    if trouble is not None:
        query = query.where(are[trouble])
    if after is not None:
        worse, last = _cursor(after)
        query = query.where(or_(rank < worse, and_(rank == worse, col(Device.id) > last)))
    rows = session.exec(query.order_by(rank.desc(), col(Device.id)).limit(limit + 1)).all()
    shown = rows[:limit]
    intervals = _intervals(session, [device.id or 0 for device, _, _ in shown], now)
    found = [
        Health(
            device.id or 0,
            devices.view(device),
            Ref(elder.id or 0, elder.name) if elder else None,
            [t for t in Trouble if score & _WEIGHT[t]],
            intervals.get(device.id or 0),
            None if elder else _last_fix(session, device),
        )
        for device, elder, score in shown
    ]
    following = f"{shown[-1][2]}.{shown[-1][0].id}" if len(rows) > limit else None
    return found, following


def totals(session: Session, scope: Scope, now: int) -> dict[Trouble, int]:
    """How many devices have each trouble."""
    are = _are(now)
    counted = [func.count(case((are[t], 1))) for t in Trouble]
    query = select(*counted).select_from(Device).outerjoin(Elder, col(Elder.id) == Device.elder_id)
    row = session.execute(query.where(*_ours(scope), col(Device.retired_at).is_(None))).one()
    return dict(zip(Trouble, row, strict=True))


def _are(now: int) -> dict[Trouble, ColumnElement[bool]]:
    """Each trouble as a condition."""
    worn, heard = col(Device.elder_id).is_not(None), col(Device.last_contact_at)
    intervals = round(THRESHOLDS["device_silent.intervals"].default * SECOND)
    least = round(THRESHOLDS["device_silent.least_min"].default * MINUTE)
    quiet = now - heard
    overdue = and_(quiet > least, quiet > col(Device.expected_interval_s) * intervals)
    return {
        Trouble.silent: and_(worn, heard.is_not(None), or_(col(Device.silent_since).is_not(None), overdue)),
        Trouble.never_heard: and_(worn, heard.is_(None)),
        Trouble.battery: and_(worn, col(Device.battery_level) > 0),
        Trouble.clock: func.abs(func.coalesce(col(Device.clock_error_ms), 0)) > CLOCK_WRONG_MS,
        Trouble.lost: and_(~worn, col(Device.lost_at).is_not(None)),
        Trouble.no_wearer: and_(~worn, col(Device.lost_at).is_(None)),
    }


def _ours(scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope is None else [or_(col(Device.elder_id).is_(None), col(Elder.area_id).in_(scope))]


def _zero() -> ColumnElement[int]:
    return case((col(Device.id) > 0, 0), else_=0)


def _cursor(after: str) -> tuple[int, int]:
    rank, _, last = after.partition(".")
    if not (rank.isascii() and rank.isdigit() and last.isascii() and last.isdigit()) or len(after) > 20:
        raise BadRequest("`after` must be the `next` of an earlier answer.")
    return int(rank), int(last)


def _intervals(session: Session, ids: Sequence[int], now: int) -> dict[int, int]:
    """The median time between pings of these devices, in seconds."""
    slots = range(slot_of(now - SEEN_BACK), slot_of(now) + 1)
    query = (
        select(PingRow.device_id, PingRow.fixed_at)
        .where(col(PingRow.slot).in_(slots), col(PingRow.device_id).in_(ids))
        .order_by(col(PingRow.fixed_at))
    )
    times = defaultdict[int, list[int]](list)
    for device_id, fixed_at in session.exec(query):
        times[device_id].append(fixed_at)
    return {
        device_id: round(median(b - a for a, b in pairwise(at)) / SECOND)
        for device_id, at in times.items()
        if len(at) > 2
    }


def _last_fix(session: Session, device: Device) -> FixView | None:
    if device.newest_fixed_at is None or devices.state_of(device) == DeviceState.worn:
        return None
    newest = slot_of(device.newest_fixed_at)
    row = session.exec(
        select(PingRow)
        .where(col(PingRow.slot).in_(range(newest - LOST_BACK_SLOTS, newest + 1)))
        .where(PingRow.device_id == device.id, col(PingRow.elder_id).is_(None), col(PingRow.lat).is_not(None))
        .order_by(col(PingRow.fixed_at).desc())
        .limit(1)
    ).first()
    if row is None or row.lat is None or row.lon is None:
        return None
    source = Source(row.source).name.lower()
    return FixView(row.lat, row.lon, row.accuracy_m, source, row.fixed_at, row.speed_mps)
