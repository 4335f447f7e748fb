"""What senders sent and what was made of it: refusals of everybody, and all that a sandbox says.

Written in company like pings: one commit in flight, whatever arrives meanwhile is the next.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.ingest.tables import WireMessage
from app.store.db import Store, Tx

log = logging.getLogger(__name__)
KEPT = 500  # messages per sender; older ones go
MOST_WAITING = 1_000  # in a flood of refusals some are only counted in the answers


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. `items`: what became of each; `raw`: the beginning of the message."""

    integration_id: int | None
    device_id: int | None
    wire: str
    raw: str
    count: int
    refused: int
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Heard(Entry):
    """An entry of the journal; `received_at` in milliseconds."""

    id: int
    received_at: int


class Journal:
    """`note` returns once the entry is on disk. Must be called on the event loop."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._waiting: list[tuple[Entry, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def note(self, entry: Entry) -> None:
        """A journal that cannot be written harms no ping: that is logged, and the sender is answered."""
        if len(self._waiting) >= MOST_WAITING:
            return
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._store, [entry for entry, _ in batch])
            except Exception:
                log.exception("%s refused messages could not be noted", len(batch))
            for _, written in batch:
                if not written.done():
                    written.set_result(None)
        self._writer = None

    def _store(self, entries: Sequence[Entry]) -> None:
        with self.store.transaction(urgent=False) as tx:
            for entry in entries:
                tx.session.add(
                    WireMessage(
                        integration_id=entry.integration_id,
                        device_id=entry.device_id,
                        received_at=tx.now,
                        wire=entry.wire,
                        raw=entry.raw,
                        count=entry.count,
                        refused=entry.refused,
                        items=entry.items,
                    )
                )
            tx.session.flush()
            for integration_id, device_id in sorted(
                {(e.integration_id, e.device_id) for e in entries}, key=lambda ids: (ids[0] or 0, ids[1] or 0)
            ):
                _prune(tx, integration_id, device_id)


def _prune(tx: Tx, integration_id: int | None, device_id: int | None) -> None:
    whose = _whose(integration_id, device_id)
    kept = select(col(WireMessage.id)).where(*whose).order_by(col(WireMessage.id).desc())
    oldest = tx.session.exec(kept.offset(KEPT).limit(1)).first()
    if oldest is not None:
        tx.conn.execute(delete(WireMessage).where(*whose, col(WireMessage.id) <= oldest))


def _whose(integration_id: int | None, device_id: int | None) -> tuple[Any, ...]:
    if integration_id is not None:
        return (col(WireMessage.integration_id) == integration_id,)
    return (col(WireMessage.device_id) == device_id,)


def page(
    session: Session,
    before: int | None,
    limit: int,
    *,
    integration_id: int | None = None,
    device_id: int | None = None,
) -> list[Heard]:
    """A sender's last messages, newest first; those older than the one numbered `before`."""
    query = select(WireMessage).where(*_whose(integration_id, device_id))
    if before is not None:
        query = query.where(col(WireMessage.id) < before)
    rows = session.exec(query.order_by(col(WireMessage.id).desc()).limit(limit))
    return [
        Heard(
            row.integration_id, row.device_id, row.wire, row.raw, row.count, row.refused, row.items,
            row.id or 0, row.received_at,
        )
        for row in rows
    ]  # fmt: skip
