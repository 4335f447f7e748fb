"""The calls of a day, made from the plans by one statement for each pair of hours.

Whatever is made already stays as it is, so two nodes, a restart or a second look change nothing.
"""

from collections.abc import Sequence
from datetime import date, time, tzinfo

from app.care.schedule import local_day, window
from app.store import sql
from app.store.db import Tx

_HOURS = "SELECT DISTINCT starts, ends FROM care_plan WHERE active AND days LIKE ?"
_MAKE = """
INSERT INTO care_call (plan_id, elder_id, area_id, day, due_from, due_until, state, attempts, version)
SELECT p.id, p.elder_id, (SELECT e.area_id FROM elder e WHERE e.id = p.elder_id), ?, ?, ?, 'planned', 0, 0
FROM care_plan p
WHERE p.active AND p.starts = ? AND p.ends = ? AND p.days LIKE ? AND p.counts_from < ? {lock}
ON CONFLICT DO NOTHING
"""
_UNMAKE = """
DELETE FROM care_call WHERE plan_id IN {ids} AND day = ? AND attempts = 0 AND note IS NULL
    AND (lease_until IS NULL OR lease_until <= ?)
    AND (state = 'planned' OR (state = 'skipped' AND reason IN ('hospital', 'moved_away', 'deceased')))
RETURNING id
"""
_RESTS = """
SELECT 1 FROM care_call WHERE plan_id = ? AND day = ? AND state = 'skipped'
    AND reason IN ('hospital', 'moved_away', 'deceased')
"""


def make(tx: Tx, day: date, zone: tzinfo) -> None:
    """Every call of this local day that a plan asks for and that is not there yet."""
    tx.session.flush()
    weekday = f"%{day.weekday()}%"
    rows = []
    for starts, ends in sorted(sql.fetch(tx, _HOURS, weekday)):
        found = window(time.fromisoformat(starts), time.fromisoformat(ends), day, zone)
        rows.append((day.isoformat(), found.begins, found.ends, starts, ends, weekday, found.ends))
    for row in rows:
        sql.many(tx, _MAKE, [row])


def make_again(tx: Tx, plan_ids: Sequence[int], zone: tzinfo) -> None:
    """These plans were made or changed: today's calls that nobody has begun follow them."""
    tx.session.flush()
    today = local_day(tx.now, zone)
    sql.fetch(tx, _UNMAKE, list(plan_ids), today.isoformat(), tx.now)
    tx.session.expire_all()
    make(tx, today, zone)


def rests(tx: Tx, plan_id: int, zone: tzinfo) -> bool:
    """Is today's call skipped for what was heard of her?"""
    return bool(sql.fetch(tx, _RESTS, plan_id, local_day(tx.now, zone).isoformat()))
