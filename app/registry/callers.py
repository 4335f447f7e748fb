"""Whose telephone number is it? Elders, and the people to call about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.registry.fences import Scope
from app.registry.numbers import keys_of
from app.registry.tables import Contact, Elder

MOST = 50  # a warden of a whole estate; nobody reads on


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with that number: an elder herself, or (`contact_id`) somebody to call about her."""

    elder_id: int
    elder_name: str
    area_id: int
    contact_id: int | None = None
    contact_name: str | None = None
    relation: str | None = None


def of(session: Session, number: str | None, scope: Scope = None, most: int = MOST) -> list[Caller]:
    """Everybody with this number, in any spelling; only of elders in `scope`.

    Elders themselves come first, each elder once, the oldest entry first.
    """
    keys = keys_of(number)
    if not keys:
        return []
    found = _elders(session, keys, scope, most)
    found += _contacts(session, keys, scope, most + len(found))
    once: dict[int, Caller] = {}
    for caller in found:
        once.setdefault(caller.elder_id, caller)
    return list(once.values())[:most]


def _elders(session: Session, keys: Sequence[str], scope: Scope, most: int) -> list[Caller]:
    query = select(Elder.id, Elder.name, Elder.area_id).where(col(Elder.phone_key).in_(keys))
    if scope is not None:
        query = query.where(col(Elder.area_id).in_(scope))
    rows = session.exec(query.order_by(col(Elder.id)).limit(most))
    return [Caller(elder_id or 0, name, area_id) for elder_id, name, area_id in rows]


def _contacts(session: Session, keys: Sequence[str], scope: Scope, most: int) -> list[Caller]:
    query = (
        select(Contact, Elder)
        .join(Elder)
        .where(col(Contact.phone_key).in_(keys), col(Contact.removed_at).is_(None))
    )
    if scope is not None:
        query = query.where(col(Elder.area_id).in_(scope))
    rows = session.exec(query.order_by(col(Elder.id), col(Contact.rank), col(Contact.id)).limit(most))
    return [
        Caller(elder.id or 0, elder.name, elder.area_id, contact.id, contact.name, contact.relation)
        for contact, elder in rows
    ]
