"""What devices are asked to do: kept until a device can be told, and what it answered.

For whoever carries commands to devices (watches over TCP, phones through OwnTracks):

* `due` names what is to be told now; `sent`, in the same transaction, notes that it is being told.
* `answered` notes that a device confirmed a kind of command.
* `Couriers.join` lets a carrier know at once when something new is due. Another node's commands are found by
  asking `due` now and then.

A command that is not answered is told again after a minute, three times in all, and ends with its time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from app.clock import DAY, MINUTE
from app.identity.tables import User
from app.registry import devices, elders
from app.registry.fences import Scope
from app.registry.tables import Command
from app.store.db import Tx
from app.store.events import Event

AGAIN = MINUTE
MOST_TIMES = 3
LONGEST_ANSWER = 200


class CommandKind(StrEnum):
    LOCATE = "locate"  # where are you now?
    INTERVAL = "interval"  # how often to say so
    SOS_NUMBERS = "sos_numbers"  # whom the SOS button calls
    FIND = "find"  # ring, so that it can be found
    MESSAGE = "message"  # show a text


LIVES = {
    CommandKind.LOCATE: 15 * MINUTE,  # later nobody asks any more
    CommandKind.FIND: 15 * MINUTE,
    CommandKind.MESSAGE: DAY,
    CommandKind.INTERVAL: 7 * DAY,
    CommandKind.SOS_NUMBERS: 7 * DAY,
}


@dataclass(frozen=True, slots=True)
class Order:
    """A command as a carrier needs it."""

    id: int
    device_id: int
    kind: CommandKind
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CommandView:
    """`state`: queued, sent, answered or expired. Instants in ms."""

    id: int
    device_id: int
    command: str
    parameters: dict[str, Any]
    requested_by: dict[str, Any]
    requested_at: int
    sent_at: int | None
    answered_at: int | None
    answer: str | None
    expires_at: int
    state: str


class Couriers:
    """Those who carry commands. `wake` may be called from any thread, and so may what has joined."""

    def __init__(self) -> None:
        self._wakes: list[Callable[[int], None]] = []

    def join(self, wake: Callable[[int], None]) -> None:
        self._wakes.append(wake)

    def wake(self, device_id: int) -> None:
        """Something is due for this device."""
        for wake in self._wakes:
            wake(device_id)


def request(
    tx: Tx,
    device_id: int,
    kind: CommandKind,
    parameters: dict[str, Any],
    requested_by: int,
    scope: Scope = None,
) -> CommandView:
    """Ask a device for something. NotFound when it is outside `scope`."""
    devices.find(tx.session, device_id, scope)
    row = Command(
        device_id=device_id,
        kind=kind.value,
        parameters=parameters,
        requested_by=requested_by,
        requested_at=tx.now,
        expires_at=tx.now + LIVES[kind],
    )
    tx.session.add(row)
    tx.session.flush()
    _tell(tx, row)
    return _view(row, tx.session.get_one(User, requested_by).name, tx.now)


def page(
    session: Session, device_id: int, before: int | None, limit: int, now: int, scope: Scope = None
) -> list[CommandView]:
    """A device's commands, newest first; those older than the one numbered `before`."""
    devices.find(session, device_id, scope)
    query = (
        select(Command, User.name)
        .join(User, col(User.id) == Command.requested_by)
        .where(Command.device_id == device_id)
        .order_by(col(Command.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(Command.id) < before)
    return [_view(row, name, now) for row, name in session.exec(query)]


def due(session: Session, now: int, device_ids: Sequence[int] | None = None) -> list[Order]:
    """What is to be told now, oldest first; of these devices only, if any are named."""
    query = (
        select(Command)
        .where(col(Command.expires_at) > now, col(Command.answered_at).is_(None))
        .where(col(Command.sent_at).is_(None) | (col(Command.sent_at) <= now - AGAIN))
        .where(col(Command.times_sent) < MOST_TIMES)
        .order_by(col(Command.id))
    )
    if device_ids is not None:
        query = query.where(col(Command.device_id).in_(device_ids))
    return [
        Order(row.id or 0, row.device_id, CommandKind(row.kind), row.parameters)
        for row in session.exec(query)
    ]


def sent(tx: Tx, command_ids: Sequence[int]) -> None:
    """These are being told to their devices."""
    for row in tx.session.exec(select(Command).where(col(Command.id).in_(command_ids))):
        row.sent_at = tx.now
        row.times_sent += 1
        _tell(tx, row)


def answered(tx: Tx, device_id: int, kind: CommandKind, answer: str) -> bool:
    """A device confirms: its oldest unanswered command of this kind is done. False when there is none."""
    row = tx.session.exec(
        select(Command)
        .where(Command.device_id == device_id, Command.kind == kind.value)
        .where(col(Command.sent_at).is_not(None), col(Command.answered_at).is_(None))
        .where(col(Command.expires_at) > tx.now)
        .order_by(col(Command.id))
        .limit(1)
    ).first()
    if row is None:
        return False
    row.answered_at, row.answer = tx.now, answer[:LONGEST_ANSWER]
    _tell(tx, row)
    return True


def _tell(tx: Tx, row: Command) -> None:
    """The card of whoever wears it shows what becomes of its commands."""
    elder_id = devices.find(tx.session, row.device_id).elder_id
    area_id = None if elder_id is None else elders.row(tx.session, elder_id, None).area_id
    tx.emit(Event("command.changed", {"id": row.id, "device_id": row.device_id}, area_id))


def _view(row: Command, name: str, now: int) -> CommandView:
    if row.answered_at is not None:
        state = "answered"
    elif row.expires_at <= now:
        state = "expired"
    else:
        state = "queued" if row.sent_at is None else "sent"
    return CommandView(
        row.id or 0, row.device_id, row.kind, row.parameters, {"id": row.requested_by, "name": name},
        row.requested_at, row.sent_at, row.answered_at, row.answer, row.expires_at, state,
    )  # fmt: skip
