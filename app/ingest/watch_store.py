"""What the port of the watches reads and writes: whose watch it is, and the commands for it."""

from collections.abc import Callable, Sequence

from sqlmodel import col, exists, select

from app.alerts.tables import Deadline
from app.ingest.arming import OFF
from app.registry import commands
from app.registry.commands import CommandKind, Order
from app.registry.tables import Device
from app.store.db import Store


def find(store: Store, unique_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """The watches among these ids, but for retired ones: device, and whether it was worn when last heard."""
    off = exists().where(col(Deadline.kind) == OFF, col(Deadline.subject_id) == col(Device.id))
    query = select(Device.unique_id, Device.id, off).where(
        col(Device.unique_id).in_(unique_ids), Device.kind == "watch", col(Device.retired_at).is_(None)
    )
    with store.snapshot() as session:
        return {
            unique_id: (device_id or 0, not removed) for unique_id, device_id, removed in session.exec(query)
        }


def take_due(store: Store, reaches: Callable[[int], bool]) -> list[Order]:
    """What is due for those who can be reached; it counts as sent."""
    with store.snapshot() as session:
        wanted = {o.device_id for o in commands.due(session, store.clock.now()) if reaches(o.device_id)}
    if not wanted:
        return []
    with store.transaction() as tx:
        found = commands.due(tx.session, tx.now, sorted(wanted))
        commands.sent(tx, [order.id for order in found])
    return found


def note_answer(store: Store, device_id: int, kind: CommandKind, answer: str) -> None:
    with store.transaction() as tx:
        commands.answered(tx, device_id, kind, answer)
