"""What is looked at for all care calls, every second: is there a new day, is a window over?

Each look reads first; a transaction opens only when there is something to write. It gives way to people.
"""

import logging
from collections.abc import Sequence
from datetime import date, tzinfo

from sqlalchemy import text
from sqlmodel import col, select

from app.care import following, making, missing, rules
from app.care.rules import CareState, Reason
from app.care.schedule import local_day
from app.care.tables import CareCall
from app.clock import MINUTE
from app.registry.tables import Elder, Outing
from app.store import sql
from app.store.db import Store, Tx, gave_way

log = logging.getLogger(__name__)
MOST = 500  # of a look; the next one goes on
AT_ONCE = 10  # calls a transaction: nobody's claim waits long behind it
RESTING_MS = MINUTE

_OVER = text(
    """
    SELECT id, elder_id FROM care_call
    WHERE state = 'planned' AND due_until <= :now AND (lease_until IS NULL OR lease_until <= :now)
    ORDER BY due_until, elder_id, id LIMIT :most
    """
)
# Since the plan was last saved a case of hers was closed like that: there is nobody to call.
_RESTING = text(
    """
    SELECT c.id, MAX(a.disposition) FROM care_call c
    JOIN care_plan p ON p.id = c.plan_id JOIN alert a ON a.elder_id = c.elder_id
    WHERE c.day = :day AND c.state = 'planned' AND c.attempts = 0
        AND a.disposition IN ('hospital', 'moved_away', 'deceased') AND a.closed_at >= p.counts_from
    GROUP BY c.id ORDER BY c.id
    """
)
_REST = """
UPDATE care_call SET state = 'skipped', reason = ?, version = version + 1
WHERE id = ? AND state = 'planned' AND attempts = 0 AND (lease_until IS NULL OR lease_until <= ?)
"""


class Rounds:
    """Remembers only what it need not ask again: for which day the calls have been made."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self.store, self.zone = store, zone
        self._made: date | None = None
        self._rested_at = 0

    def look(self) -> None:
        """Do what is due now."""
        try:
            self._look()
        except Exception as error:
            if not gave_way(error):
                raise
            log.info("care calls gave way; they are looked at again")

    def _look(self) -> None:
        now = self.store.clock.now()
        today = local_day(now, self.zone)
        if self._made != today:
            with self.store.transaction(urgent=False) as tx:
                if not tx.alone():
                    return
                making.make(tx, today, self.zone)
            self._made, self._rested_at = today, 0
        if now >= self._rested_at + RESTING_MS:
            self._rested_at = now
            self._rest(today)
        self._miss(now)

    def _rest(self, today: date) -> None:
        with self.store.snapshot() as session:
            found = session.execute(_RESTING, {"day": today.isoformat()}).all()
        if found:
            with self.store.transaction(urgent=False) as tx:
                sql.many(tx, _REST, [(reason, call_id, tx.now) for call_id, reason in found])

    def _miss(self, now: int) -> None:
        with self.store.snapshot() as session:
            over = session.execute(_OVER, {"now": now, "most": MOST}).all()
        for start in range(0, len(over), AT_ONCE):
            some = over[start : start + AT_ONCE]
            with self.store.transaction(urgent=False) as tx:
                tx.gives_way()
                if not tx.alone():
                    return
                _end(tx, [row.id for row in some], sorted({row.elder_id for row in some}))


def _end(tx: Tx, call_ids: Sequence[int], elder_ids: Sequence[int]) -> None:
    """Their windows are over; looked at again under the elders' locks."""
    locked = select(Elder).where(col(Elder.id).in_(elder_ids)).order_by(col(Elder.id)).with_for_update()
    elders = {elder.id: elder for elder in tx.session.exec(locked)}
    calls = tx.session.exec(
        select(CareCall)
        .where(col(CareCall.id).in_(call_ids))
        .order_by(col(CareCall.elder_id), col(CareCall.id))
        .with_for_update()
    ).all()
    out = _out_as_planned(tx, calls)
    for call in calls:
        if not rules.is_missed(CareState(call.state), call.due_until, call.lease_until, tx.now):
            continue
        call.version += 1
        call.claimed_by = call.claimed_at = call.lease_until = None
        if call.id in out:
            call.state, call.reason = CareState.skipped, Reason.outing
            continue
        call.state = CareState.missed
        tx.session.flush()
        values = missing.values_of(tx, elders[call.elder_id])
        missing.show(tx, call, "window", len(following.tries_of(tx, call)), values)


def _out_as_planned(tx: Tx, calls: Sequence[CareCall]) -> set[int]:
    """Calls that nobody tried because an outing of hers filled their whole window."""
    untried = {call.elder_id: call for call in calls if call.attempts == 0}
    outings = tx.session.exec(
        select(Outing).where(col(Outing.elder_id).in_(untried), col(Outing.cancelled_at).is_(None))
    )
    return {
        call.id or 0
        for outing in outings
        if outing.starts_at <= (call := untried[outing.elder_id]).due_from
        and (outing.returned_at or outing.expected_back_at) >= call.due_until
    }
