"""Devices, and the integrations that post for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack, cast

from sqlmodel import Session, col, or_, select

from app.errors import Conflict, NotFound, wrong
from app.geo.datum import DatumName
from app.registry import elders
from app.registry.fences import Scope
from app.registry.tables import Device, Elder, Integration, Worn
from app.registry.words import DeviceState
from app.store.db import Tx
from app.store.events import Event


class DeviceFields(TypedDict, total=False):
    unique_id: str
    elder_id: int | None
    kind: str
    expected_interval_s: int
    datum: str | None
    passphrase: str | None
    carrier: str | None
    vendor: str | None


@dataclass(frozen=True, slots=True)
class DeviceView:
    """Instants in milliseconds; `battery_pct` as last heard; `state` is worn, spare, lost or retired.

    `clock_error_ms` is how late its live pings arrive: its clock's error and the way here.
    """

    id: int
    unique_id: str
    elder_id: int | None
    state: str
    kind: str
    expected_interval_s: int
    datum: str | None
    carrier: str | None
    vendor: str | None
    last_contact_at: int | None
    battery_pct: float | None
    clock_error_ms: int | None
    created_at: int


@dataclass(frozen=True, slots=True)
class IntegrationView:
    id: int
    name: str
    downlink_url: str | None
    datum: DatumName | None
    sandbox: bool
    disabled: bool
    created_at: int


def create(tx: Tx, fields: DeviceFields, scope: Scope = None) -> DeviceView:
    """Register a device. Conflict when its unique_id is known; Invalid for an elder outside `scope`."""
    _tell(tx, fields.get("elder_id"), scope)
    device = Device(**fields, created_at=tx.now)
    tx.save(device, taken=f"There is a device {device.unique_id} already.")
    return view(device)


def change(tx: Tx, device_id: int, fields: DeviceFields, scope: Scope = None) -> DeviceView:
    """Change what is given; `elder_id` moves the device to another elder, or to none."""
    device = row(tx.session, device_id, scope)
    if "elder_id" in fields:
        hand(tx, device, fields["elder_id"], scope)
    for field, value in fields.items():
        setattr(device, field, value)
    tx.save(device, taken=f"There is a device {device.unique_id} already.")
    return view(device)


def hand(tx: Tx, device: Device, elder_id: int | None, scope: Scope = None) -> None:
    """Let another elder wear it, or nobody. What it says of the time before stays with whom it was then.

    Invalid for an elder outside `scope`, Conflict for a device that is retired.
    """
    if elder_id == device.elder_id:
        return
    if device.retired_at is not None:
        raise Conflict(f"The device {device.unique_id} is retired.")
    _tell(tx, device.elder_id, None)
    if device.elder_id is not None and device.id is not None:
        since = device.handed_at or 0
        tx.session.merge(Worn(device_id=device.id, since=since, elder_id=device.elder_id, until=tx.now))
    _tell(tx, elder_id, scope)
    device.elder_id, device.handed_at, device.lost_at = elder_id, tx.now, None


def find(session: Session, device_id: int, scope: Scope = None) -> DeviceView:
    return view(row(session, device_id, scope))


@dataclass(frozen=True, slots=True)
class Caller:
    """A device as it introduced itself, and what its messages are encrypted with."""

    id: int
    unique_id: str
    passphrase: str | None


def called(session: Session, names: Sequence[str]) -> Caller | None:
    """The device that goes by one of these names, an earlier one before a later one."""
    rows = session.exec(select(Device).where(col(Device.unique_id).in_(names))).all()
    found = {row.unique_id: Caller(row.id or 0, row.unique_id, row.passphrase) for row in rows}
    return next((found[name] for name in names if name in found), None)


def of(session: Session, elder_id: int) -> list[DeviceView]:
    """The devices of an elder."""
    rows = session.exec(select(Device).where(Device.elder_id == elder_id).order_by(col(Device.id)))
    return [view(device) for device in rows]


def worn_ever(session: Session, elder_id: int) -> list[int]:
    """Ids of the devices that are or were an elder's."""
    now = session.exec(select(Device.id).where(Device.elder_id == elder_id)).all()
    before = session.exec(select(Worn.device_id).where(Worn.elder_id == elder_id)).all()
    return sorted({*before, *(i for i in now if i is not None)})


def page(
    session: Session, scope: Scope, after: int, limit: int, elder_id: int | None = None
) -> list[DeviceView]:
    """Devices with id > `after`, in order; those of elders in scope, and those of nobody."""
    query = select(Device).where(col(Device.id) > after).order_by(col(Device.id)).limit(limit)
    if elder_id is not None:
        query = query.where(Device.elder_id == elder_id)
    if scope is not None:
        query = query.outerjoin(Elder, col(Elder.id) == Device.elder_id).where(
            or_(col(Device.elder_id).is_(None), col(Elder.area_id).in_(scope))
        )
    return [view(device) for device in session.exec(query)]


class IntegrationFields(TypedDict, total=False):
    downlink_url: str | None
    datum: str | None


def create_integration(
    tx: Tx, name: str, *, sandbox: bool = False, **fields: Unpack[IntegrationFields]
) -> IntegrationView:
    """Register a gateway or platform that posts for every device. Conflict when the name is taken.

    A sandbox stays one: what was tried must never become true by a switch.
    """
    row = Integration(name=name, sandbox=sandbox, created_at=tx.now, **fields)
    tx.save(row, taken=f"There is an integration {name} already.")
    return _integration_view(row)


def change_integration(
    tx: Tx, integration_id: int, fields: IntegrationFields, disabled: bool | None = None
) -> IntegrationView:
    """Change what is given: where it takes requests to its devices, the datum it speaks, and whether it may
    post at all."""
    row = _integration(tx.session, integration_id)
    if disabled is not None:
        row.disabled_at = (row.disabled_at or tx.now) if disabled else None
    for field, value in fields.items():
        setattr(row, field, value)
    tx.session.flush()
    return _integration_view(row)


def downlinks(session: Session) -> dict[int, str]:
    """Integration → where it takes requests to its devices, of those that do."""
    asked = (
        col(Integration.downlink_url).is_not(None)
        & ~col(Integration.sandbox)
        & col(Integration.disabled_at).is_(None)
    )
    rows = session.exec(select(Integration).where(asked))
    return {row.id or 0: row.downlink_url or "" for row in rows}


def find_integration(session: Session, integration_id: int) -> IntegrationView:
    return _integration_view(_integration(session, integration_id))


def integration_named(session: Session, name: str) -> IntegrationView | None:
    row = session.exec(select(Integration).where(Integration.name == name)).first()
    return None if row is None else _integration_view(row)


def integrations(session: Session, after: int, limit: int) -> list[IntegrationView]:
    rows = session.exec(
        select(Integration).where(col(Integration.id) > after).order_by(col(Integration.id)).limit(limit)
    )
    return [_integration_view(row) for row in rows]


def _integration(session: Session, integration_id: int) -> Integration:
    row = session.get(Integration, integration_id)
    if row is None:
        raise NotFound(f"There is no integration {integration_id}.")
    return row


def _integration_view(row: Integration) -> IntegrationView:
    return IntegrationView(
        row.id or 0,
        row.name,
        row.downlink_url,
        cast(DatumName | None, row.datum),
        row.sandbox,
        row.disabled_at is not None,
        row.created_at,
    )


def _tell(tx: Tx, elder_id: int | None, scope: Scope) -> None:
    """Check the elder and tell the log that the card changed."""
    if elder_id is None:
        return
    try:
        elder = elders.row(tx.session, elder_id, scope)
    except NotFound:
        raise wrong("elder_id", f"there is no elder {elder_id}") from None
    tx.emit(Event("elder.changed", {"id": elder_id}, elder.area_id))


def state_of(device: Device) -> str:
    if device.elder_id is not None:
        return DeviceState.worn
    if device.retired_at is not None:
        return DeviceState.retired
    return DeviceState.spare if device.lost_at is None else DeviceState.lost


def row(session: Session, device_id: int, scope: Scope) -> Device:
    device = session.get(Device, device_id)
    if device is None:
        raise NotFound(f"There is no device {device_id}.")
    if device.elder_id is not None and scope is not None:
        elder = session.get(Elder, device.elder_id)
        if elder is None or elder.area_id not in scope:
            raise NotFound(f"There is no device {device_id}.")
    return device


def view(device: Device) -> DeviceView:
    if device.id is None:
        raise RuntimeError("a view is of a stored device")
    return DeviceView(
        device.id,
        device.unique_id,
        device.elder_id,
        state_of(device),
        device.kind,
        device.expected_interval_s,
        device.datum,
        device.carrier,
        device.vendor,
        device.last_contact_at,
        device.battery_pct,
        device.clock_error_ms,
        device.created_at,
    )
