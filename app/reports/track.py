"""The way an elder went: the pings of a window."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select, tuple_

from app.clock import DAY
from app.errors import BadRequest
from app.geo.presence import Source
from app.ingest.tables import PingRow, slot_of
from app.registry.devices import worn_ever

SLOTS_A_DAY = slot_of(DAY)
_KEY = (col(PingRow.fixed_at), col(PingRow.device_id), col(PingRow.message_id))


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """Degrees WGS-84, metres, m/s; instants in milliseconds."""

    fixed_at: int
    received_at: int
    lat: float
    lon: float
    accuracy_m: float | None
    source: str
    speed_mps: float | None
    heading_deg: float | None
    altitude_m: float | None
    battery_pct: float | None
    charging: bool | None
    vitals: dict[str, float] | None
    signals: list[str]
    device_id: int
    quarantine: str | None


def points(
    session: Session,
    elder_id: int,
    window: tuple[int, int],
    *,
    limit: int,
    after: str | None = None,
    quarantined: bool = False,
) -> tuple[list[TrackPoint], str | None]:
    """Fixes with window[0] ≤ fixed_at ≤ window[1], oldest first, and the cursor of the next page.

    BadRequest when `after` is not a cursor of ours.
    """
    start = _cursor(after) if after else None
    devices = worn_ever(session, elder_id)
    rows: list[PingRow] = []
    low, high = slot_of(start[0] if start else window[0]), slot_of(window[1])
    while len(rows) <= limit and (first := _next_slot(session, devices, low, high)) is not None:
        low = first + SLOTS_A_DAY
        query = (
            select(PingRow)
            .where(col(PingRow.slot).in_(range(first, min(low, high + 1))))
            .where(col(PingRow.device_id).in_(devices), PingRow.elder_id == elder_id)
            .where(col(PingRow.lat).is_not(None))
            .where(PingRow.fixed_at >= window[0], PingRow.fixed_at <= window[1])
            .order_by(*_KEY)
            .limit(limit + 1 - len(rows))
        )
        if start:
            query = query.where(tuple_(*_KEY) > start)
        if not quarantined:
            query = query.where(col(PingRow.quarantine).is_(None))
        rows += session.exec(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = None if last is None else f"{last.fixed_at}.{last.device_id}.{last.message_id}"
    return [_point(row) for row in rows[:limit]], following


def _next_slot(session: Session, devices: list[int], low: int, high: int) -> int | None:
    """The first slot from `low` to `high` in which anybody sent anything: empty years cost nothing."""
    if not devices or low > high:
        return None
    query = select(func.min(PingRow.slot)).where(PingRow.slot >= low, PingRow.slot <= high)
    return session.exec(query).one()


def _cursor(after: str) -> tuple[int, int, str]:
    try:
        fixed_at, device_id, message_id = after.split(".", 2)
        cursor = int(fixed_at), int(device_id), message_id
    except ValueError:
        cursor = -1, -1, ""
    if not (0 <= cursor[0] < 2**63 and 0 <= cursor[1] < 2**31):
        raise BadRequest("`after` must be the `next` of an earlier answer.")
    return cursor


def _point(row: PingRow) -> TrackPoint:
    if row.lat is None or row.lon is None:
        raise RuntimeError("only pings with a position are read here")
    return TrackPoint(
        fixed_at=row.fixed_at,
        received_at=row.received_at,
        lat=row.lat,
        lon=row.lon,
        accuracy_m=row.accuracy_m,
        source=Source(row.source).name.lower(),
        speed_mps=row.speed_mps,
        heading_deg=row.heading_deg,
        altitude_m=row.altitude_m,
        battery_pct=row.battery_pct,
        charging=row.charging,
        vitals=row.vitals,
        signals=row.signals.split(",") if row.signals else [],
        device_id=row.device_id,
        quarantine=row.quarantine,
    )
