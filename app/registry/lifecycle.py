"""What becomes of a device: worn by somebody, spare, lost, found again, retired; and pairing by IMEI."""

from sqlmodel import col, select

from app.errors import Conflict, wrong
from app.identity import keys
from app.registry import devices
from app.registry.devices import DeviceView
from app.registry.fences import Scope
from app.registry.tables import Device
from app.registry.words import DeviceState
from app.store.db import Tx


def assign(tx: Tx, device_id: int, elder_id: int, scope: Scope = None) -> DeviceView:
    """From now on this elder wears it, whoever did before. A lost device is found thereby."""
    device = devices.row(tx.session, device_id, scope)
    devices.hand(tx, device, elder_id, scope)
    tx.session.flush()
    return devices.find(tx.session, device_id)


def put(tx: Tx, device_id: int, state: DeviceState, scope: Scope = None) -> DeviceView:
    """Take it from its wearer: spare (in the drawer), lost, or retired for good, which ends its keys.

    What it says from now on is kept, so that a lost one can be found, but it is nobody's: it moves no belief
    and opens no alert. Conflict for one that is retired.
    """
    device = devices.row(tx.session, device_id, scope)
    devices.hand(tx, device, None)
    if device.retired_at is not None and state is not DeviceState.retired:
        raise Conflict(f"The device {device.unique_id} is retired.")
    device.lost_at = (device.lost_at or tx.now) if state is DeviceState.lost else None
    if state is DeviceState.retired:
        device.retired_at = device.retired_at or tx.now
        keys.revoke(tx, device_id=device_id)
    tx.session.flush()
    return devices.find(tx.session, device_id)


def pair(
    tx: Tx,
    imei: str,
    elder_id: int,
    *,
    kind: str | None = None,
    by_watch_id: bool = False,
    scope: Scope = None,
) -> DeviceView:
    """Give an elder the device with this IMEI: registered under all 15 digits, or under the ten that watches
    call themselves by. With a `kind`, one that nobody knows is registered.

    Invalid when the check digit is wrong or, without a `kind`, nobody knows it. Conflict when somebody else
    wears it, or both numbers are registered.
    """
    if not imei_holds(imei):
        raise wrong("imei", "15 digits, the last of which checks the others")
    found = tx.session.exec(
        select(Device).where(col(Device.unique_id).in_([imei, watch_id(imei)])).order_by(col(Device.id))
    ).all()
    if len(found) > 1:
        raise Conflict(f"Both {imei} and {watch_id(imei)} are registered; say which by assigning it.")
    if not found:
        if kind is None:
            raise wrong("imei", "no such device is registered; give a kind to register it")
        unique_id = watch_id(imei) if by_watch_id else imei
        return devices.create(tx, {"unique_id": unique_id, "elder_id": elder_id, "kind": kind}, scope)
    device = found[0]
    if device.elder_id not in (None, elder_id):
        raise Conflict(f"Somebody else wears the device {device.unique_id}; assign it to hand it over.")
    devices.hand(tx, device, elder_id, scope)
    tx.session.flush()
    return devices.find(tx.session, device.id or 0)


def imei_holds(imei: str) -> bool:
    """Is this an IMEI: 15 digits, the last by Luhn's rule (3GPP TS 23.003, annex B)?"""
    if len(imei) != 15 or not imei.isascii() or not imei.isdigit():
        return False
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(imei)]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def watch_id(imei: str) -> str:
    """The ten digits by which SeTracker and Beesure watches call themselves: the 5th to the 14th."""
    return imei[4:14]
