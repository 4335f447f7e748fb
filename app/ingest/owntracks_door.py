"""Phones with OwnTracks, however they come: find the device, store what it says, hand it its commands."""

import asyncio
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from app.identity.keys import Poster
from app.ingest import owntracks
from app.ingest.door import Door
from app.ingest.pings import Decoded, Refused
from app.registry import commands, devices
from app.registry.commands import CommandKind
from app.registry.devices import Caller
from app.store.db import Store

WIRE = "owntracks"


class OwnTracksDoor:
    """What HTTP and MQTT share."""

    def __init__(self, store: Store, door: Door, zone: ZoneInfo) -> None:
        self.store, self.door, self.zone = store, door, zone

    async def refuse(self, code: str, why: str, poster: Poster, raw: bytes) -> None:
        """Note in the journal a body of which nothing was taken: its sender would only send it again."""
        await self.door.take(Decoded(refused=[Refused(0, code, why)]), poster, WIRE, raw)

    async def take(
        self,
        said: Sequence[Any],
        names: Sequence[str],
        poster: Poster,
        raw: bytes,
        *,
        retained: bool = False,
    ) -> Caller | None:
        """Store what can be stored, after which it is gone for the sender; who it was.

        With the key of a device it is that device, whatever the app calls itself. Refusals go into the
        journal. Raises TooMany and Unavailable: the same again later.
        """
        known = [poster.unique_id] if poster.unique_id else names
        caller = await asyncio.to_thread(self._find, known)
        if caller is None:
            decoded = Decoded(refused=[_unknown(index, known) for index in range(len(said))])
        else:
            now, secret = self.store.clock.now(), caller.passphrase
            decoded = owntracks.decode(said, caller.unique_id, secret, now, self.zone, retained=retained)
        await self.door.take(decoded, poster, WIRE, raw)
        if caller is not None and not poster.sandbox and owntracks.reports(said, caller.passphrase):
            await asyncio.to_thread(self._reported, caller.id)
        return caller

    async def errand(self, caller: Caller) -> dict[str, Any] | None:
        """The command to hand to this phone now, noted as sent; None when there is none."""
        due = await asyncio.to_thread(self._fetch, caller.id)
        return owntracks.locate(caller.passphrase) if due else None

    def _find(self, names: Sequence[str]) -> Caller | None:
        with self.store.snapshot() as session:
            return devices.called(session, names)

    def _fetch(self, device_id: int) -> bool:
        """`locate` is all that the app understands; whatever else is asked of it ends with its time."""
        with self.store.snapshot() as session:
            if not _locates(commands.due(session, self.store.clock.now(), [device_id])):
                return False
        with self.store.transaction() as tx:
            due = _locates(commands.due(tx.session, tx.now, [device_id]))
            commands.sent(tx, due)
        return bool(due)

    def _reported(self, device_id: int) -> None:
        with self.store.transaction() as tx:
            commands.answered(tx, device_id, CommandKind.LOCATE, "reportLocation")


def _locates(orders: Sequence[commands.Order]) -> list[int]:
    return [order.id for order in orders if order.kind is CommandKind.LOCATE]


def _unknown(index: int, names: Sequence[str]) -> Refused:
    if not names:
        return Refused(index, "invalid", "Nothing says whose it is: neither user and device, nor a topic.")
    return Refused(index, "unknown_device", f"There is no device {' or '.join(map(repr, names))}.")
