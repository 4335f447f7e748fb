"""Who is in the registry already: found by name and phone, among a hundred thousand."""

from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from app.registry.elders import ElderFields
from app.registry.numbers import key_of as number_key
from app.store import sql
from app.store.db import Tx

_NEWER = text("SELECT id, name, phone, birth_year, address FROM elder WHERE id > :last ORDER BY id")
_DEVICES = """
SELECT id, unique_id, elder_id, COALESCE(lost_at, retired_at) IS NOT NULL FROM device
WHERE unique_id IN {ids}
"""
Key = tuple[str, str] | tuple[str, int | None, str | None]


def key_of(name: str, phone: str | None, birth_year: int | None, address: str | None) -> Key:
    """Two with this in common are one person: name and phone, else name, year of birth and address."""
    digits = number_key(phone)
    return (name, digits) if digits else (name, birth_year, address)


def key_of_fields(fields: ElderFields) -> Key:
    return key_of(fields["name"], fields.get("phone"), fields.get("birth_year"), fields.get("address"))


class People:
    """An index of everybody, read once and kept up to date by what has a larger id."""

    def __init__(self) -> None:
        self._by_key: dict[Key, tuple[int, ...]] = {}
        self._last = 0

    def refresh(self, session: Session) -> None:
        for elder_id, name, phone, birth_year, address in session.connection().execute(
            _NEWER, {"last": self._last}
        ):
            key = key_of(name, phone, birth_year, address)
            self._by_key[key] = (*self._by_key.get(key, ()), elder_id)
            self._last = elder_id

    def find(self, fields: ElderFields) -> tuple[int, ...]:
        return self._by_key.get(key_of_fields(fields), ())


class KnownDevice(NamedTuple):
    id: int
    unique_id: str
    elder_id: int | None
    gone: bool  # lost or retired


def devices(tx: Tx, unique_ids: set[str]) -> dict[str, KnownDevice]:
    """Those of these devices that are registered."""
    rows = sql.fetch(tx, _DEVICES, sorted(unique_ids)) if unique_ids else ()
    return {
        unique_id: KnownDevice(i, unique_id, elder_id, bool(gone)) for i, unique_id, elder_id, gone in rows
    }
