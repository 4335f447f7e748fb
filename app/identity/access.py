"""The access log: who looked at whom, and why."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.identity.roles import Principal
from app.identity.tables import AccessLog, User
from app.registry.tables import Elder
from app.store.db import Tx


@dataclass(frozen=True, slots=True)
class Access:
    """One line. `elder_name` is None for elders whom the reader may not see."""

    id: int
    at: int
    user_id: int
    user_name: str
    elder_id: int | None
    elder_name: str | None
    action: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: whose, about whom, what, from `since` to before `until` (ms).

    `action` is one, or how several begin.
    """

    elder_id: int | None = None
    user_id: int | None = None
    action: str | None = None
    since: int | None = None
    until: int | None = None


def record(tx: Tx, user: Principal, action: str, elder_id: int | None, reason: str | None = None) -> None:
    """Note that `user` reads or changes something, of an elder or not; commits with the act itself."""
    tx.session.add(AccessLog(at=tx.now, user_id=user.id, elder_id=elder_id, action=action, reason=reason))


def page(session: Session, reader: Principal, before: int | None, limit: int, wanted: Wanted) -> list[Access]:
    """Newest first; `before` is the id at which the last page ended."""
    query = (
        select(AccessLog, User.name, Elder.name, Elder.area_id)
        .join(User)
        .join(Elder, col(Elder.id) == AccessLog.elder_id, isouter=True)
        .order_by(col(AccessLog.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(AccessLog.id) < before)
    if wanted.elder_id is not None:
        query = query.where(AccessLog.elder_id == wanted.elder_id)
    if wanted.user_id is not None:
        query = query.where(AccessLog.user_id == wanted.user_id)
    if wanted.action is not None:
        query = query.where(col(AccessLog.action).startswith(wanted.action, autoescape=True))
    if wanted.since is not None:
        query = query.where(AccessLog.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AccessLog.at < wanted.until)
    return [
        Access(
            row.id or 0,
            row.at,
            row.user_id,
            user_name,
            row.elder_id,
            elder_name if reader.may_see(area_id) else None,
            row.action,
            row.reason,
        )
        for row, user_name, elder_name, area_id in session.exec(query)
    ]
