"""A living area proposed from where an elder went in two weeks; somebody looks at it before it counts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, text
from sqlmodel import Session, select

from app.clock import DAY
from app.errors import Conflict
from app.geo.habitat import DEFAULT, Habitat, learn
from app.geo.quality import POSITION
from app.ingest.tables import slot_of
from app.registry import elders
from app.registry.devices import worn_ever
from app.registry.fences import Scope
from app.registry.tables import Fence
from app.registry.words import FenceKind

LEARNED_FROM = 14 * DAY


def propose(session: Session, elder_id: int, now: int, zone: ZoneInfo, scope: Scope) -> Habitat:
    """The area she usually is in. Conflict when she has no home, or was followed on too few days.

    NotFound outside `scope`.
    """
    elders.row(session, elder_id, scope)
    home = session.exec(select(Fence).where(Fence.elder_id == elder_id, Fence.kind == FenceKind.home)).first()
    if home is None:
        raise Conflict("She has no home; draw it first.")
    offset = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).utcoffset() or timedelta()
    fixes = _fixes(session, elder_id, now - LEARNED_FROM, now)
    found = learn(fixes, home.lat, home.lon, offset.total_seconds())
    if found is None:
        raise Conflict(f"Her positions of {DEFAULT.least_days} days are needed, an hour of each at least.")
    return found


_FIXES = text(
    """
    SELECT fixed_at, lat, lon, accuracy_m, source FROM ping
    WHERE slot IN :slots AND device_id IN :devices AND elder_id = :elder_id
    AND lat IS NOT NULL AND quarantine IS NULL AND fixed_at >= :since AND fixed_at < :until
    """
).bindparams(bindparam("slots", expanding=True), bindparam("devices", expanding=True))


def _fixes(session: Session, elder_id: int, since: int, until: int) -> NDArray[Any]:
    """Believed fixes of that time as quality.POSITION; read day by day, as pings lie."""
    devices = worn_ever(session, elder_id)
    rows: list[tuple[Any, ...]] = []
    for first in range(since, until, DAY):
        last = min(first + DAY, until)
        wanted = {
            "slots": list(range(slot_of(first), slot_of(last) + 1)),
            "devices": devices,
            "elder_id": elder_id,
            "since": first,
            "until": last,
        }
        rows += [tuple(row) for row in session.execute(_FIXES, wanted)]
    fixes = np.zeros(len(rows), POSITION)
    for i, name in enumerate(("at", "lat", "lon", "accuracy_m", "source")):
        fixes[name] = [np.nan if row[i] is None else row[i] for row in rows]
    fixes["at"] /= 1000
    return fixes
