"""Deadlines: rows that survive a restart, looked at every second with one indexed query."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import col, select

from app.alerts import opening, record, service
from app.alerts.changes import Open
from app.alerts.kinds import Disposition, Kind
from app.alerts.machine import Action, Handling
from app.alerts.tables import Alert, Deadline
from app.geo.presence import Phase
from app.registry.tables import Elder
from app.registry.whereabouts import Presence, areas_left
from app.store import sql
from app.store.db import Store, Tx, gave_way

log = logging.getLogger(__name__)

Handler = Callable[[Tx, int], None]
Screen = Callable[[Tx, Sequence[int]], Mapping[int, int | None]]
"""Looks at many subjects at once, without a lock: those for whom nothing is to be done, with the moment to
look again (ms), or None for never. Whoever is missing is looked at properly."""
PROMISES = ("alert.", "call.", "task.")  # kinds that somebody waits for
AT_ONCE = 200  # of what is no promise to anybody; then the promises are looked at again


class Due(NamedTuple):
    """A deadline that has come."""

    id: int
    kind: str
    subject_id: int


def run_due(
    store: Store, handlers: Mapping[str, Handler], screens: Mapping[str, Screen] | None = None
) -> int:
    """Carry out everything that is due, each in a transaction of its own, and what that makes due at once.

    What was promised about alerts and calls goes first: ten thousand looks that came due while the service
    was down must not make a minute late. Returns how many were due. What fails stays due, and is left alone
    until the next call; so does what has to give way to somebody's own act.
    """
    promises = [kind for kind in handlers if kind.startswith(PROMISES)]
    others = [kind for kind in handlers if kind not in promises]
    count = 0
    failed: set[int] = set()
    while due := _due(store, promises, failed, None) + _due(store, others, failed, AT_ONCE):
        count += len(due)
        for one in _screened(store, due, screens or {}):
            try:
                with store.transaction() as tx:
                    tx.gives_way()
                    _run(tx, one.id, handlers)
            except Exception as error:
                failed.add(one.id)
                if gave_way(error):
                    log.info("deadline %s gave way; it stays due", one.id)
                else:
                    log.exception("deadline %s failed; it stays due", one.id)
    return count


def _due(store: Store, kinds: Sequence[str], failed: set[int], most: int | None) -> list[Due]:
    now = store.clock.now()
    query = select(Deadline.id, Deadline.kind, Deadline.subject_id).where(
        col(Deadline.due_at) <= now, col(Deadline.kind).in_(kinds)
    )
    if most is not None:  # deadlines that keep failing must not stand in the way of the others
        query = query.limit(most + len(failed))
    with store.snapshot() as session:
        due = session.exec(query.order_by(col(Deadline.due_at), col(Deadline.id))).all()
    return [Due(id_ or 0, kind, subject) for id_, kind, subject in due if id_ not in failed]


def _screened(store: Store, due: list[Due], screens: Mapping[str, Screen]) -> list[Due]:
    """Put off those for whom a screen finds nothing to do; the others."""
    left = [one for one in due if one.kind not in screens]
    for kind, screen in screens.items():
        asked = [one for one in due if one.kind == kind]
        if not asked:
            continue
        try:
            with store.glance() as tx:
                calm = screen(tx, [one.subject_id for one in asked])
            with store.transaction() as tx:
                _put_off(tx, [(calm[one.subject_id], one.id) for one in asked if one.subject_id in calm])
        except Exception:
            log.exception("screening %s failed; each is looked at", kind)
            calm = {}
        left += [one for one in asked if one.subject_id not in calm]
    return left


def _put_off(tx: Tx, calm: Sequence[tuple[int | None, int]]) -> None:
    """Unless somebody else moved them meanwhile."""
    again = [(at, id_, tx.now) for at, id_ in calm if at is not None]
    sql.many(tx, "UPDATE deadline SET due_at = ? WHERE id = ? AND due_at <= ?", again)
    over = [(id_, tx.now) for at, id_ in calm if at is None]
    sql.many(tx, "DELETE FROM deadline WHERE id = ? AND due_at <= ?", over)


def _run(tx: Tx, deadline_id: int, handlers: Mapping[str, Handler]) -> None:
    """Look again under the lock: it may have been moved, cancelled or done by another node."""
    row = tx.conn.execute(
        text("DELETE FROM deadline WHERE id = :id AND due_at <= :now RETURNING kind, subject_id"),
        {"id": deadline_id, "now": tx.now},
    ).one_or_none()
    if row is not None:
        handlers[row.kind](tx, row.subject_id)


def _locked(tx: Tx, alert_id: int) -> Alert:
    return tx.session.get_one(Alert, alert_id, with_for_update=True, populate_existing=True)


def _idle(alert: Alert) -> bool:
    return alert.handling in (Handling.CLOSED, Handling.SUPPRESSED)


def warn(tx: Tx, alert_id: int) -> None:
    """45 s without a call: the desk warns."""
    alert = _locked(tx, alert_id)
    if alert.responded_at is None and not _idle(alert):
        alert.warned = True
        record.happened(tx, alert, "warned")


def breach(tx: Tx, alert_id: int) -> None:
    """60 s without a call: claiming is not responding, and neither is a call that no line has accepted."""
    alert = _locked(tx, alert_id)
    waiting = (Handling.OPEN, Handling.CLAIMED, Handling.CONTACTING)
    if alert.responded_at is None and alert.handling in waiting:
        alert.breached = True
        record.happened(tx, alert, "breached")


def act_breach(tx: Tx, alert_id: int) -> None:
    """600 s without anything done."""
    alert = _locked(tx, alert_id)
    if alert.acted_at is None and not _idle(alert):
        alert.act_breached = True
        record.happened(tx, alert, "act_breached")


def lease_ended(tx: Tx, alert_id: int) -> None:
    """The holder did nothing: back to the queue, original deadlines kept."""
    alert = _locked(tx, alert_id)
    if alert.lease_until is not None and alert.lease_until <= tx.now:

        def effect() -> None:
            alert.claimed_by = alert.claimed_at = alert.lease_until = None

        service.by_machine(tx, alert, Action.LEASE_ENDED, "lease_expired", effect)


def recheck(tx: Tx, alert_id: int) -> None:
    """15 minutes after "I am going home": is she?"""
    alert = _locked(tx, alert_id)
    if alert.condition == "active":
        service.by_machine(
            tx, alert, Action.RECHECK_FAILED, "rechecked", lambda: record.start_clock(tx, alert), passed=False
        )
    else:
        service.by_machine(tx, alert, Action.RECHECK_PASSED, "rechecked", lambda: None, passed=True)


def shelf_ended(tx: Tx, alert_id: int) -> None:
    """A shelved alert comes back by itself, with a new clock; what was held back and is over closes."""
    alert = _locked(tx, alert_id)
    held_back = alert.suppressed_by is not None

    def effect() -> None:
        alert.shelved_until = None
        if alert.handling == Handling.CLOSED:
            alert.closed_at, alert.disposition = tx.now, Disposition.AUTO_RETURNED
        else:
            alert.suppressed_by = None
            record.start_clock(tx, alert)

    over = held_back and alert.condition == "cleared"
    action = Action.WINDOW_ENDED if held_back else Action.SHELF_ENDED
    service.by_machine(tx, alert, action, "closed" if over else "unshelved", effect)


def recheck_closed(tx: Tx, alert_id: int) -> None:
    """Closed while she was still out: still outside a quarter of an hour later opens a linked alert."""
    elder_id = tx.session.get_one(Alert, alert_id).elder_id
    if elder_id is None:
        return
    tx.session.get_one(Elder, elder_id, with_for_update=True)  # elder first, like every ping
    alert = _locked(tx, alert_id)
    newest = opening.standing(tx.session, [alert.dedup_key]).get(alert.dedup_key)
    if alert.handling != Handling.CLOSED or newest is None or newest.alert_id != alert_id:
        return
    if not _still_there(tx, alert):
        return
    again = Open(
        Kind(alert.kind),
        alert.dedup_key,
        alert.priority,
        tx.now,
        {**alert.evidence, **({"rule": "still_outside"} if alert.kind == Kind.OUTSIDE_HOME else {})},
        alert.fix,
        fence_id=alert.fence_id,
        previous_id=alert_id,
    )
    opening.carry_out(tx, alert.elder_id, [again])


def _still_there(tx: Tx, alert: Alert) -> bool:
    """Is she still where she should not be? What is about no place holds until a look says otherwise."""
    if alert.kind == Kind.LEFT_SAFE_AREA and alert.elder_id is not None:
        return bool(areas_left(tx.session, [alert.elder_id]))
    if alert.fence_id is None:
        return alert.condition == "active"
    presence = tx.session.get(Presence, (alert.elder_id, alert.fence_id))
    wrong = Phase.INSIDE if alert.kind == Kind.HAZARD_FENCE else Phase.OUTSIDE
    return presence is not None and presence.phase == wrong


HANDLERS: Mapping[str, Handler] = {
    record.WARN: warn,
    record.RESPOND: breach,
    record.ACT: act_breach,
    record.LEASE: lease_ended,
    record.RECHECK: recheck,
    record.SHELF: shelf_ended,
    record.RECHECK_CLOSED: recheck_closed,
}
