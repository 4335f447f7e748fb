"""Elders: taking in, changing, and the people to call about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from sqlmodel import Session, col, func, select

from app.errors import Forbidden, NotFound
from app.registry import areas, fences
from app.registry.fences import Home, Scope
from app.registry.numbers import key_of
from app.registry.tables import Contact, Elder
from app.store.db import Tx
from app.store.events import Event


class ElderFields(TypedDict, total=False):
    """What may be set on an elder; the values are checked at the edge."""

    name: str
    phone: str | None
    sex: str | None
    birth_year: int | None
    address: str | None
    monitoring_mode: str
    risk_tier: str
    speak_name: str | None
    dialect: str | None
    hearing: str | None
    nap_notes: str | None
    medical_notes: str | None


class ContactFields(TypedDict, total=False):
    name: str
    phone: str
    relation: str | None
    rank: int


@dataclass(frozen=True, slots=True)
class ContactView:
    id: int
    name: str
    relation: str | None
    phone: str
    rank: int


def create(
    tx: Tx,
    fields: ElderFields,
    home: Home | None = None,
    contacts: Sequence[ContactFields] = (),
    *,
    scope: Scope = None,
    find: areas.Finder | None = None,
) -> int:
    """Take an elder in; returns the id. Give `find` when there are many.

    Forbidden when the home lies outside `scope`.
    """
    elder = Elder(**keyed(fields), area_id=areas.root(tx), created_at=tx.now)
    tx.session.add(elder)
    tx.session.flush()
    if home is not None:
        fences.set_home(tx, elder, home, find)
    _inside(elder, scope)
    elder_id = _id(elder.id)
    for rank, contact in enumerate(contacts, start=1):
        ranked: ContactFields = {"rank": rank, **contact}
        tx.session.add(Contact(**keyed(ranked), elder_id=elder_id))
    tx.session.flush()
    tx.emit(Event("elder.changed", {"id": elder_id}, elder.area_id))
    return elder_id


def change(tx: Tx, elder_id: int, fields: ElderFields, home: Home | None = None, scope: Scope = None) -> None:
    """Change what is given. NotFound when the elder is outside `scope`, Forbidden when it would be."""
    elder = row(tx.session, elder_id, scope)
    before = elder.area_id
    for field, value in keyed(fields).items():
        setattr(elder, field, value)
    if home is not None:
        fences.set_home(tx, elder, home)
        _inside(elder, scope)
    tx.session.flush()
    for area_id in {before, elder.area_id}:  # both the old and the new area's readers must hear it
        tx.emit(Event("elder.changed", {"id": elder_id}, area_id))


def row(session: Session, elder_id: int, scope: Scope) -> Elder:
    """The elder's row; NotFound outside `scope`, so that ids tell nothing."""
    elder = session.get(Elder, elder_id)
    if elder is None or not (scope is None or elder.area_id in scope):
        raise NotFound(f"There is no elder {elder_id}.")
    return elder


def contacts_of(session: Session, elder_id: int) -> list[ContactView]:
    """The people to call, first one first."""
    rows = session.exec(
        select(Contact)
        .where(Contact.elder_id == elder_id, col(Contact.removed_at).is_(None))
        .order_by(col(Contact.rank), col(Contact.id))
    )
    return [_contact(contact) for contact in rows]


def add_contact(tx: Tx, elder_id: int, fields: ContactFields, scope: Scope = None) -> ContactView:
    """Add somebody to call; without a rank, at the end."""
    elder = row(tx.session, elder_id, scope)
    last = tx.session.exec(select(func.max(Contact.rank)).where(Contact.elder_id == elder_id)).one()
    ranked: ContactFields = {"rank": (last or 0) + 1, **fields}
    contact = Contact(**keyed(ranked), elder_id=elder_id)
    tx.session.add(contact)
    tx.session.flush()
    tx.emit(Event("elder.changed", {"id": elder_id}, elder.area_id))
    return _contact(contact)


def change_contact(
    tx: Tx, elder_id: int, contact_id: int, fields: ContactFields, scope: Scope = None
) -> ContactView:
    elder = row(tx.session, elder_id, scope)
    contact = _contact_row(tx.session, elder_id, contact_id)
    for field, value in keyed(fields).items():
        setattr(contact, field, value)
    tx.session.flush()
    tx.emit(Event("elder.changed", {"id": elder_id}, elder.area_id))
    return _contact(contact)


def remove_contact(tx: Tx, elder_id: int, contact_id: int, scope: Scope = None) -> None:
    elder = row(tx.session, elder_id, scope)
    contact = _contact_row(tx.session, elder_id, contact_id)
    contact.removed_at = tx.now
    tx.emit(Event("elder.changed", {"id": elder_id}, elder.area_id))


def keyed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, and with a phone the key by which whoever calls from it is found."""
    if "phone" not in fields:
        return dict(fields)
    phone = fields["phone"]
    return {**fields, "phone_key": None if phone is None else key_of(phone)}


def _inside(elder: Elder, scope: Scope) -> None:
    if not (scope is None or elder.area_id in scope):
        raise Forbidden("The home lies outside your areas.")


def _contact_row(session: Session, elder_id: int, contact_id: int) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None or contact.elder_id != elder_id or contact.removed_at is not None:
        raise NotFound(f"There is no contact {contact_id}.")
    return contact


def _contact(contact: Contact) -> ContactView:
    return ContactView(_id(contact.id), contact.name, contact.relation, contact.phone, contact.rank)


def _id(value: int | None) -> int:
    if value is None:
        raise RuntimeError("a flushed row has an id")
    return value
