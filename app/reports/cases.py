"""Alerts of a window as columns for kpi.py: one range of the index on `opened_at`, four statements."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, and_, case, exists, func, select, true
from sqlmodel import Session, col

from app.alerts.kinds import SIGNAL_KINDS
from app.alerts.tables import Alert, AlertEntry
from app.clock import MINUTE
from app.dispatch.machine import Stage
from app.dispatch.tables import Task
from app.identity.roles import Role, includes
from app.identity.tables import User, UserSession
from app.ingest.tables import SLOT_MS, PingRow
from app.reports.board import SEAT_MS
from app.reports.kpi import CASES
from app.reports.population import Scope, heard, judged

_ENTRIES = {"claimed": "claims", "lease_expired": "expiries", "taken_over": "takeovers",
            "claim_lost": "collisions"}  # fmt: skip
FALSE = ("false_position", "false_device", "false_accidental")
Cases = NDArray[Any]


def load(session: Session, scope: Scope, since: int, until: int) -> Cases:
    """What opened within since ≤ t < until in these areas, oldest first, as kpi.CASES (`flooded` not yet)."""
    ours = _ours(scope, since, until)
    looked = exists().where(col(AlertEntry.alert_id) == Alert.id, col(AlertEntry.user_id).is_not(None))
    over = col(Alert.closed_at).is_not(None)
    untouched = over & col(Alert.cleared_at).is_not(None) & col(Alert.responded_at).is_(None)
    rows = session.connection().execute(
        select(
            col(Alert.id), col(Alert.opened_at), col(Alert.area_id), func.coalesce(Alert.elder_id, 0),
            func.coalesce(Alert.device_id, 0), col(Alert.kind), case((judged(), 1), else_=0),
            col(Alert.responded_at) - col(Alert.opened_at), col(Alert.acted_at) - col(Alert.opened_at),
            case((over, 1), else_=0), case((col(Alert.disposition).in_(FALSE), 1), else_=0),
            case((and_(untouched, ~looked), 1), else_=0), col(Alert.shown_ms),
        ).where(*ours).order_by(col(Alert.opened_at), col(Alert.id))
    ).all()  # fmt: skip
    cases = np.zeros(len(rows), CASES)
    names = ("id", "opened_at", "area", "elder", "device", "kind", "judged", "responded_ms", "acted_ms",
             "closed", "false", "unseen", "shown_ms")  # fmt: skip
    for name, column in zip(names, zip(*rows, strict=True), strict=False):
        cases[name] = [np.nan if x is None else x for x in column] if name.endswith("_ms") else column
    _add_claims(session, cases, ours)
    _add_detection(session, cases, ours)
    _add_offers(session, cases, ours)
    return cases


def _ours(scope: Scope, since: int, until: int) -> list[ColumnElement[bool]]:
    areas = true() if scope is None else col(Alert.area_id).in_(scope)
    return [areas, col(Alert.opened_at) >= since, col(Alert.opened_at) < until, heard()]


def _add_claims(session: Session, cases: Cases, ours: Iterable[ColumnElement[bool]]) -> None:
    rows = session.connection().execute(
        select(col(AlertEntry.alert_id), col(AlertEntry.action))
        .join(Alert, col(Alert.id) == AlertEntry.alert_id)
        .where(*ours, judged(), col(AlertEntry.action).in_(_ENTRIES))
    )
    said: dict[str, list[int]] = {action: [] for action in _ENTRIES}
    for alert_id, action in rows:
        said[action].append(alert_id)
    for action, name in _ENTRIES.items():
        np.add.at(cases[name], _places(cases, said[action]), 1)


def _add_detection(session: Session, cases: Cases, ours: Iterable[ColumnElement[bool]]) -> None:
    """From when we received the signal to the alert, where the ping is still kept; no delay is configured
    for signals. Of several pings of that moment the first."""
    cases["detected_ms"] = np.nan
    rows = (
        session.connection()
        .execute(
            select(col(Alert.id), col(AlertEntry.at) - col(PingRow.received_at))
            .join(AlertEntry, and_(col(AlertEntry.alert_id) == Alert.id, col(AlertEntry.action) == "opened"))
            .join(
                PingRow,
                and_(
                    col(PingRow.slot) == col(Alert.occurred_at) // SLOT_MS,
                    col(PingRow.device_id) == Alert.device_id,
                    col(PingRow.fixed_at) == Alert.occurred_at,
                ),
            )
            .where(*ours, judged(), col(Alert.kind).in_(set(SIGNAL_KINDS.values())))
        )
        .all()
    )
    taken = sorted((ms, id_) for id_, ms in rows)  # the longest is written last
    cases["detected_ms"][_places(cases, [id_ or 0 for _, id_ in taken])] = [ms for ms, _ in taken]


def _add_offers(session: Session, cases: Cases, ours: Iterable[ColumnElement[bool]]) -> None:
    """From first asking responders to the first who accepted. Infinite when everybody said no or let it
    expire; what was withdrawn, or still waits, does not count."""
    cases["accepted_ms"] = np.nan
    in_vain = case((col(Task.stage).in_((Stage.DECLINED, Stage.EXPIRED)), 1), else_=0)
    rows = session.connection().execute(
        select(col(Task.alert_id), func.min(Task.made_at), func.min(Task.accepted_at), func.max(in_vain))
        .join(Alert, col(Alert.id) == Task.alert_id)
        .where(*ours, judged(), col(Task.made_at) >= col(Alert.opened_at))
        .group_by(col(Task.alert_id))
    )
    ms = {
        alert_id: np.inf if accepted_at is None else accepted_at - asked_at
        for alert_id, asked_at, accepted_at, nobody in rows
        if accepted_at is not None or nobody
    }
    cases["accepted_ms"][_places(cases, list(ms))] = list(ms.values())


def _places(cases: Cases, ids: list[int]) -> NDArray[np.int64]:
    """Where in the columns these alerts are."""
    order = np.argsort(cases["id"])
    found: NDArray[np.int64] = order[np.searchsorted(cases["id"], ids, sorter=order)] if ids else order[:0]
    return found


Sessions = list[tuple[int, list[int], int, int]]
"""Of people who may sit at a desk: user, areas, from when to when (ms)."""


def sessions(session: Session, since: int, until: int) -> Sessions:
    """Sessions of operators and above that touch the window; each until shortly after it was last used."""
    rows = session.execute(
        select(User, UserSession)
        .join(UserSession, col(UserSession.user_id) == User.id)
        .where(col(UserSession.created_at) < until, col(UserSession.last_seen_at) > since - SEAT_MS)
    )
    return [
        (user.id or 0, user.areas, row.created_at,
         min(row.last_seen_at + SEAT_MS, row.revoked_at or row.expires_at))
        for user, row in rows if includes(Role(user.role), Role.operator)
    ]  # fmt: skip


def seats(found: Sessions, scope: Scope, since: int) -> list[tuple[int, int]]:
    """From when on how many people sat at desks for these areas, one at least; whole minutes."""
    ours = [
        (user, start // MINUTE, end // MINUTE)
        for user, areas, start, end in found
        if scope is None or not areas or not scope.isdisjoint(areas)
    ]
    steps = sorted(
        step for user, start, end in ours if start < end for step in ((start, 1, user), (end, -1, user))
    )
    present: dict[int, int] = {}
    changes = {since // MINUTE: 1}
    for at, step, user in steps:
        present[user] = present.get(user, 0) + step
        changes[max(at, since // MINUTE)] = max(1, sum(n > 0 for n in present.values()))
    return [(at * MINUTE, n) for at, n in sorted(changes.items())]
