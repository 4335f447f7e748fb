"""Elders whose devices are heard of, but have not said well where they are for an hour.

Like silence: one deadline each (`elder.stale`), moved on by one statement for all whose newest fix is good.
"""

from datetime import tzinfo

from sqlalchemy import text

from app.alerts import opening, tuning
from app.alerts.evidence import Looked, Subject
from app.alerts.kinds import KINDS, Kind
from app.clock import MINUTE, rfc3339
from app.geo.presence import Source
from app.ingest import recent
from app.registry.tables import Elder
from app.registry.whereabouts import Track
from app.store import sql
from app.store.db import Store, Tx

AT_ONCE = 50
AGAIN_MS = 15 * MINUTE
ARM_MS = MINUTE
_GOOD = f"(CASE WHEN t.accuracy_m > 0 THEN t.accuracy_m <= ? ELSE t.source <> {int(Source.CELL)} END)"

_ANY = text("SELECT 1 FROM deadline WHERE kind = 'elder.stale' AND due_at <= :now LIMIT 1")
_ANY_NEW = text(
    """
    SELECT 1 FROM track t WHERE t.fixed_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM deadline l WHERE l.kind = 'elder.stale' AND l.subject_id = t.elder_id) LIMIT 1
    """
)
_ARM = """
INSERT INTO deadline (kind, subject_id, due_at)
SELECT 'elder.stale', t.elder_id, ? FROM track t WHERE t.fixed_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM deadline l WHERE l.kind = 'elder.stale' AND l.subject_id = t.elder_id
) ON CONFLICT DO NOTHING
"""
_WAIT_ON = f"""
UPDATE deadline SET due_at = h.due FROM (
    SELECT l.subject_id, CASE
        WHEN t.last_contact_at <= ? THEN ?
        WHEN {_GOOD} THEN t.fixed_at + ? ELSE 0 END AS due
    FROM deadline l JOIN track t ON t.elder_id = l.subject_id
    WHERE l.kind = 'elder.stale' AND l.due_at <= ?
) AS h WHERE deadline.kind = 'elder.stale' AND deadline.subject_id = h.subject_id AND h.due > ?
"""  # noqa: S608 - our own words
_DUE = "SELECT subject_id FROM deadline WHERE kind = 'elder.stale' AND due_at <= ? ORDER BY subject_id"
_OVER = f"""
SELECT a.elder_id FROM alert a JOIN track t ON t.elder_id = a.elder_id
WHERE a.handling <> 'closed' AND a.condition = 'active' AND a.kind = 'location_stale'
    AND t.fixed_at > a.occurred_at AND {_GOOD}
"""  # noqa: S608


class Stale:
    """The look that is done every second."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self.store = store
        self.zone = zone
        self._armed_at = 0

    def look(self) -> None:
        """Arm the deadlines of newly seen elders, clear what is over, open what is due."""
        now = self.store.clock.now()
        arm = now >= self._armed_at + ARM_MS
        with self.store.snapshot() as session:
            due = session.connection().execute(_ANY, {"now": now}).first()
            new = session.connection().execute(_ANY_NEW).first() if arm else None
        if arm:
            self._armed_at = now
        if not (due or new or arm):
            return
        with self.store.transaction(urgent=False) as tx:
            waiting = self._sort(tx, new=bool(new)) if tx.alone() else []
        for start in range(0, len(waiting), AT_ONCE):
            with self.store.transaction(urgent=False) as tx:
                for elder_id in waiting[start : start + AT_ONCE]:
                    _look(tx, self.zone, elder_id)

    def _sort(self, tx: Tx, *, new: bool) -> list[int]:
        """Move on whoever has a good fix or no contact at all; the elders that remain."""
        chosen = tuning.load(tx.conn)
        after = round(chosen.least("location_stale.after_min") * MINUTE)
        good_m = chosen.least("location_stale.accuracy_m")
        if new:
            sql.many(tx, _ARM, [(tx.now + after,)])
        for (elder_id,) in sql.fetch(tx, _OVER, good_m):
            subject = Subject(elder_id, "", "", self.zone)
            opening.show(tx, subject, [Looked(Kind.LOCATION_STALE, False, tx.now, tx.now)])
        silent = tx.now - AGAIN_MS
        sql.many(tx, _WAIT_ON, [(silent, tx.now + AGAIN_MS, good_m, after, tx.now, tx.now)])
        return [elder_id for (elder_id,) in sql.fetch(tx, _DUE, tx.now)]


def _look(tx: Tx, zone: tzinfo, elder_id: int) -> None:
    """Under her lock: when was her last good fix, and has anything been heard since?"""
    elder = tx.session.get_one(Elder, elder_id, with_for_update=True)
    track = tx.session.get_one(Track, elder_id, populate_existing=True)
    values = tuning.load(tx.conn, [elder_id]).of(elder_id, elder.risk_tier, elder.area_id)
    after, good_m = round(values["location_stale.after_min"] * MINUTE), values["location_stale.accuracy_m"]
    said = recent.pings(tx, elder_id, tx.now - after)
    fixes = [p.fixed_at for p in said if p.lat is not None and _is_good(p.accuracy_m, p.source, good_m)]
    if fixes or not said:
        due = max(fixes) + after if fixes else tx.now + AGAIN_MS
    else:
        evidence = {
            "last_fix_at": rfc3339(track.fixed_at or 0),
            "minutes": (tx.now - (track.fixed_at or 0)) // MINUTE,
            "threshold_min": after // MINUTE,
            "accuracy_m": good_m,
            "messages": len(said),
        }
        priority = KINDS[Kind.LOCATION_STALE].priority
        since = track.fixed_at or tx.now
        looked = Looked(Kind.LOCATION_STALE, True, since, tx.now, priority, evidence)
        opening.show(tx, Subject(elder_id, "", "", zone), [looked])
        due = tx.now + AGAIN_MS
    sql.many(
        tx, "UPDATE deadline SET due_at = ? WHERE kind = 'elder.stale' AND subject_id = ?", [(due, elder_id)]
    )


def _is_good(accuracy_m: float | None, source: int, good_m: float) -> bool:
    return accuracy_m <= good_m if accuracy_m else source != Source.CELL
