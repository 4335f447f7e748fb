"""K14: heartbeats received of those expected. A sample every ten minutes, summed by area.

A look asks of every worn device whether it has been heard of within its own interval. Of many looks the
share that says yes is the share of heartbeats that came, whatever the interval, and a burst counts once. What
nobody could hear is nobody's fault: devices are judged by the time in which this process was listening.
"""

from datetime import tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from app.clock import DAY, MINUTE, SECOND
from app.reports.periods import midnight
from app.reports.population import Scope
from app.reports.tables import Heartbeat
from app.store import sql
from app.store.db import Store, Tx

EVERY_MS = 10 * MINUTE
LATE_MS = MINUTE  # a look that comes later than this is left out
PAUSE_MS = MINUTE  # after a longer one we have not been listening
KEEP_MS, KEEP_DEVICES_MS = 3 * 365 * DAY, 62 * DAY  # devices: this month and the last
AT_ONCE = 5_000  # devices a transaction: nobody's claim waits long behind it
_GOLDEN = 0.6180339887498949
BEATS = np.dtype([("at", "i8"), ("area", "i8"), ("expected", "i8"), ("heard", "i8")])
Beats = NDArray[Any]

# A tenth of the interval more, 10 s at least and a minute at most: the way here takes time.
_ALLOWED = f"""(CAST(d.expected_interval_s AS BIGINT) * {SECOND} + CASE
    WHEN d.expected_interval_s > 600 THEN 60000 WHEN d.expected_interval_s < 100 THEN 10000
    ELSE d.expected_interval_s * 100 END)"""
_WORN = f"""
FROM device d JOIN elder e ON e.id = d.elder_id
WHERE COALESCE(d.handed_at, d.created_at) <= :now - {_ALLOWED} AND :since <= :now - {_ALLOWED}
"""
_HEARD = f"COALESCE(d.last_contact_at, 0) >= :now - {_ALLOWED}"
_SUMS = text(
    f"SELECT e.area_id, COUNT(*), SUM(CASE WHEN {_HEARD} THEN 1 ELSE 0 END) {_WORN} GROUP BY e.area_id"
)
_UNHEARD = text(f"SELECT d.id, e.area_id {_WORN} AND NOT {_HEARD} ORDER BY d.id")
_NEWEST = text("SELECT MAX(at) FROM heartbeat")
_ADD = "INSERT INTO heartbeat (at, area_id, expected, heard) VALUES (?, ?, ?, ?)"
_COUNT = """
INSERT INTO unheard (day, device_id, area_id, looks) VALUES (?, ?, ?, ?)
ON CONFLICT (day, device_id, area_id) DO UPDATE SET looks = unheard.looks + 1
"""


def moment(now: int) -> int:
    """When in the ten minutes of `now` everybody looks (ms): the same on all nodes.

    It moves by the golden ratio each time, for devices that report on the minute would otherwise always be
    met at the same age.
    """
    slot = now // EVERY_MS
    return slot * EVERY_MS + round(slot * _GOLDEN % 1 * (EVERY_MS - LATE_MS))


class Heartbeats:
    """The look of one process; remembers since when it has been listening."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self.store = store
        self.zone = zone
        self.since = self._looked_at = store.clock.now()

    def look(self) -> int:
        """Take the sample of these ten minutes if its moment is now; returns of how many areas.

        Called every few seconds. Nothing is stored twice, whoever looks, and nothing of a time in which this
        process slept or the database was away.
        """
        now = self.store.clock.now()
        with self.store.snapshot() as session:  # fails while the database is away, and then counts as a pause
            newest = session.connection().execute(_NEWEST).scalar() or 0
            if now - self._looked_at > PAUSE_MS:
                self.since = now
            self._looked_at = now
            if newest >= (at := moment(now)) or not at <= now < at + LATE_MS:
                return 0
            when = {"now": now, "since": self.since}
            sums = [(at, *row) for row in session.connection().execute(_SUMS, when)]
            unheard = session.connection().execute(_UNHEARD, when).all()
        day = midnight(now, self.zone)
        with self.store.transaction(urgent=False) as tx:
            if not sums or not tx.alone() or sql.fetch(tx, "SELECT 1 FROM heartbeat WHERE at = ?", at):
                return 0
            sql.many(tx, _ADD, sums)
            _forget(tx, now)
        for start in range(0, len(unheard), AT_ONCE):
            with self.store.transaction(urgent=False) as tx:
                sql.many(tx, _COUNT, [(day, *row, 1) for row in unheard[start : start + AT_ONCE]])
        return len(sums)


def _forget(tx: Tx, now: int) -> None:
    sql.many(tx, "DELETE FROM heartbeat WHERE at < ?", [(now - KEEP_MS,)])
    sql.many(tx, "DELETE FROM unheard WHERE day < ?", [(now - KEEP_DEVICES_MS,)])


def load(session: Session, scope: Scope, since: int, until: int, *, by_area: bool) -> Beats:
    """The sums of since ≤ at < until in these areas: of each area (`at` is `since`), or of each look (`area`
    is 0)."""
    key = col(Heartbeat.area_id if by_area else Heartbeat.at)
    query = (
        select(key, func.sum(Heartbeat.expected), func.sum(Heartbeat.heard))
        .where(col(Heartbeat.at) >= since, col(Heartbeat.at) < until)
        .group_by(key)
    )
    if scope is not None:
        query = query.where(col(Heartbeat.area_id).in_(scope))
    rows = session.exec(query).all()
    return np.array([(since, *row) if by_area else (row[0], 0, *row[1:]) for row in rows], BEATS)
