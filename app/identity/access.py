"""The access log: who looked at whom, and why."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.identity.roles import Principal
from app.identity.tables import AccessLog, User
from app.store.db import Tx


@dataclass(frozen=True, slots=True)
class Access:
    id: int
    at: int
    user_id: int
    user_name: str
    elder_id: int | None
    action: str
    reason: str | None


def record(tx: Tx, user: Principal, action: str, elder_id: int | None, reason: str | None = None) -> None:
    """Note that `user` reads or changes something, of an elder or not; commits with the act itself."""
    tx.session.add(AccessLog(at=tx.now, user_id=user.id, elder_id=elder_id, action=action, reason=reason))


def page(
    session: Session, before: int | None, limit: int, elder_id: int | None = None, user_id: int | None = None
) -> list[Access]:
    """Newest first; `before` is the id at which the last page ended."""
    query = select(AccessLog, User.name).join(User).order_by(col(AccessLog.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(AccessLog.id) < before)
    if elder_id is not None:
        query = query.where(AccessLog.elder_id == elder_id)
    if user_id is not None:
        query = query.where(AccessLog.user_id == user_id)
    return [
        Access(row.id or 0, row.at, row.user_id, name, row.elder_id, row.action, row.reason)
        for row, name in session.exec(query)
    ]
