"""Writing planned steps: new people in bulk, changed ones one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, select

from app.registry import devices, elders, fences
from app.registry.fences import Home
from app.registry.imports.known import KnownDevice
from app.registry.imports.plan import UPDATE, Step
from app.registry.imports.rows import INTERVAL_S, DeviceEntry
from app.registry.numbers import key_of
from app.registry.tables import Contact, Device, Elder, Fence
from app.registry.words import FenceKind
from app.store import sql
from app.store.db import Tx

Changed = Callable[[Tx, int, str], object]
"""Told in the transaction: this elder's home, area or mode is another now; the mode was this before."""

SAME_PLACE_DEG = 1e-9


@dataclass(slots=True)
class Done:
    """Which steps changed something."""

    created: list[Step]
    updated: list[Step]
    unchanged: list[Step]


def write(tx: Tx, steps: Sequence[Step], existing: str, changed: Changed) -> Done:
    """Carry out these steps, all of them good."""
    new = [step for step in steps if step.entry.elder and step.elder_id is None]
    old = [step for step in steps if step.entry.elder and step.elder_id is not None]
    _take_in(tx, new)
    done = Done(new, [], [])
    for step in old:
        moved = not step.skipped and _update(tx, step, changed)
        (done.updated if moved else done.unchanged).append(step)
    for step in steps:
        if not step.entry.elder:
            _devices_alone(tx, step, existing, done)
    return done


def _take_in(tx: Tx, steps: list[Step]) -> None:
    if not steps:
        return
    ids = tx.conn.execute(
        insert(Elder).returning(col(Elder.id), sort_by_parameter_order=True),
        [_elder(step, tx.now) for step in steps],
    ).scalars()
    for step, elder_id in zip(steps, ids, strict=True):
        step.elder_id = elder_id
    _bulk(tx, Fence, [_home(step) for step in steps if step.place])
    _bulk(tx, Contact, [row for step in steps for row in _contacts(step)])
    fresh = [(d, step.elder_id) for step in steps for d, found in step.devices if found is None]
    _bulk(tx, Device, [_device(device, elder_id, tx.now) for device, elder_id in fresh])
    given = [(step.elder_id, tx.now, found.id) for step in steps for _, found in step.devices if found]
    sql.many(
        tx, "UPDATE device SET elder_id = ?, handed_at = ? WHERE id = ?", sorted(given, key=itemgetter(2))
    )


def _bulk(tx: Tx, table: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        tx.conn.execute(insert(table), rows)


def _elder(step: Step, now: int) -> dict[str, Any]:
    given = {"monitoring_mode": "stay_home", "risk_tier": "green", **elders.keyed(step.entry.elder or {})}
    return {**_NOTHING, **given, "area_id": step.area_id, "created_at": now}


_NOTHING = dict.fromkeys(
    (
        "phone",
        "phone_key",
        "sex",
        "birth_year",
        "address",
        "speak_name",
        "dialect",
        "hearing",
        "nap_notes",
        "medical_notes",
    )
)


def _home(step: Step) -> dict[str, Any]:
    lat, lon = step.place or (0.0, 0.0)
    return {
        "kind": FenceKind.home,
        "elder_id": step.elder_id,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "lat": lat,
        "lon": lon,
        "radius_m": step.entry.home.radius_m if step.entry.home else None,
        "buffer_m": 0.0,
        "version": 0,
    }


def _contacts(step: Step) -> list[dict[str, Any]]:
    return [
        {"relation": None, **elders.keyed(contact), "elder_id": step.elder_id, "rank": rank}
        for rank, contact in enumerate(step.entry.contacts, start=1)
    ]


def _device(device: DeviceEntry, elder_id: int | None, now: int) -> dict[str, Any]:
    usual = {
        "kind": "watch",
        "expected_interval_s": INTERVAL_S,
        "datum": None,
        "carrier": None,
        "vendor": None,
    }
    return {
        **usual,
        **device.fields,
        "elder_id": elder_id,
        "battery_level": 0,
        "created_at": now,
        "lost_at": now if device.state == "lost" and elder_id is None else None,
        "retired_at": now if device.state == "retired" and elder_id is None else None,
    }


def _devices_alone(tx: Tx, step: Step, existing: str, done: Done) -> None:
    fresh = [_device(device, None, tx.now) for device, found in step.devices if found is None]
    _bulk(tx, Device, fresh)
    moved = False
    for device, found in step.devices:
        if found is not None and existing == UPDATE:
            moved = _set(_row(tx, found), dict(device.fields)) or moved
    (done.created if fresh else done.updated if moved else done.unchanged).append(step)


def _update(tx: Tx, step: Step, changed: Changed) -> bool:
    """Change what the row gives and is different; empty cells change nothing."""
    elder = tx.session.get_one(Elder, step.elder_id)
    before, mode = elder.area_id, elder.monitoring_mode
    moved = _set(elder, elders.keyed(step.entry.elder or {}))
    home = _moved_home(tx, step)
    if home is not None:
        area_id = step.area_id or before
        fences.set_home(tx, elder, home, lambda _lat, _lon: area_id)
    elif step.area_id is not None and step.place is None:
        moved = _set(elder, {"area_id": step.area_id}) or moved
    moved = _update_contacts(tx, step) or moved
    for device, found in step.devices:
        if found is None:
            _bulk(tx, Device, [_device(device, step.elder_id, tx.now)])
            moved = True
        else:
            devices.hand(tx, _row(tx, found), step.elder_id)
            moved = _set(_row(tx, found), dict(device.fields)) or found.elder_id is None or moved
    if home is not None or elder.area_id != before or elder.monitoring_mode != mode:
        tx.session.flush()
        changed(tx, step.elder_id or 0, mode)
    return moved or home is not None


def _moved_home(tx: Tx, step: Step) -> Home | None:
    """The home of the row, unless it is the one she has."""
    if step.place is None or step.entry.home is None:
        return None
    fence = tx.session.exec(
        select(Fence).where(Fence.elder_id == step.elder_id, Fence.kind == FenceKind.home)
    ).first()
    lat, lon = step.place
    radius_m = step.entry.home.radius_m
    if fence is not None:
        if step.entry.was_polygon and fence.geometry["type"] != "Point":
            return None  # a table cannot say more about it
        same = abs(fence.lat - lat) < SAME_PLACE_DEG and abs(fence.lon - lon) < SAME_PLACE_DEG
        if same and fence.geometry["type"] == "Point" and fence.radius_m == radius_m:
            return None
    return Home(lat, lon, radius_m)


def _update_contacts(tx: Tx, step: Step) -> bool:
    """Contacts are recognised by their phone; new ones come last, and none is taken away."""
    if not step.entry.contacts:
        return False
    rows = tx.session.exec(
        select(Contact).where(Contact.elder_id == step.elder_id, col(Contact.removed_at).is_(None))
    ).all()
    by_phone = {row.phone_key: row for row in rows}
    last = max((row.rank for row in rows), default=0)
    moved = False
    for contact in step.entry.contacts:
        row = by_phone.get(key_of(contact["phone"]))
        if row is None:
            last += 1
            fields = elders.keyed({**contact, "rank": last})
            tx.session.add(Contact(**fields, elder_id=step.elder_id or 0))
            moved = True
        else:
            moved = _set(row, {k: v for k, v in contact.items() if k not in ("rank", "phone")}) or moved
    return moved


def _set(row: Elder | Contact | Device, fields: dict[str, Any]) -> bool:
    different = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _row(tx: Tx, device: KnownDevice) -> Device:
    return tx.session.get_one(Device, device.id)
