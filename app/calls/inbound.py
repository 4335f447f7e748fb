"""Calls that come in, as the line tells of them. Whatever comes twice, late or in another order does no harm.

The number stays in its row: events, timelines and logs name people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import col, select

from app.alerts import record
from app.alerts.machine import Handling
from app.alerts.tables import Alert
from app.calls import abandoned, attempts
from app.calls.results import Result
from app.calls.tables import InboundCall
from app.care import following
from app.clock import SECOND, rfc3339, rfc3339_or_none
from app.identity.tables import User
from app.registry import callers
from app.registry.tables import Contact, Elder
from app.store.db import Store, Tx
from app.store.events import Event

RING_MOST_S = 120  # a line that says nothing for so long after the first ring has lost the call
RINGING = "call.inbound"  # the deadline of a call that rings
_WORKED_ON = (
    Handling.OPEN, Handling.CLAIMED, Handling.CONTACTING, Handling.MONITORING, Handling.ESCALATED,
    Handling.DISPATCHED,
)  # fmt: skip


class State(StrEnum):
    """How a call that came in stands. `missed`: it ended, and nobody had answered."""

    RINGING = "ringing"
    ANSWERED = "answered"
    MISSED = "missed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class News:
    """What a line tells: instants in ms, by its clock. `called_at`: when it began to ring, if it says so."""

    uid: str
    state: State
    at: int
    called_at: int | None = None
    number: str | None = None
    extension: str | None = None


def state_of(call: InboundCall) -> State:
    if call.answered_at is not None:
        return State.ANSWERED if call.ended_at is None else State.ENDED
    return State.RINGING if call.ended_at is None else State.MISSED


def told(tx: Tx, news: News) -> State:
    """Write down what the line tells; what stands now."""
    call = tx.session.exec(
        select(InboundCall).where(InboundCall.uid == news.uid).with_for_update()
    ).one_or_none()
    fresh = call is None
    if call is None:
        call = _arrives(tx, news)
    before = state_of(call)
    if news.state is State.ANSWERED and call.answered_at is None:
        _answered(tx, call, news)
    elif news.state is State.ENDED and call.ended_at is None:
        _ends(tx, call, min(news.at, tx.now))
    if fresh or state_of(call) is not before:
        _tell(tx, call)
    return state_of(call)


def report(store: Store, uid: str, state: State, number: str | None, extension: str | None) -> None:
    """What a line says now of a call that it can tell of from the first ring; others are not ours."""
    with store.transaction() as tx:
        known = tx.session.exec(select(InboundCall.id).where(InboundCall.uid == uid)).first()
        if state is State.RINGING or known is not None:
            told(tx, News(uid, state, tx.now, number=number, extension=extension))


def timed_out(tx: Tx, call_id: int) -> None:
    """The line has lost the call: whoever called has not been answered."""
    call = tx.session.get_one(InboundCall, call_id, with_for_update=True, populate_existing=True)
    if state_of(call) is State.RINGING:
        _ends(tx, call, tx.now)
        _tell(tx, call)


HANDLERS: Mapping[str, Callable[[Tx, int], None]] = {RINGING: timed_out}


def _arrives(tx: Tx, news: News) -> InboundCall:
    found = callers.of(tx.session, news.number)
    only = found[0] if len(found) == 1 else None
    areas = {caller.area_id for caller in found}
    call = InboundCall(
        uid=news.uid,
        number=news.number,
        elder_id=only.elder_id if only else None,
        contact_id=only.contact_id if only else None,
        area_id=areas.pop() if len(areas) == 1 else None,
        called_at=min(news.at if news.called_at is None else news.called_at, tx.now),
    )
    tx.save(call, taken="The same call is being written down.")
    record.arm_for(tx, RINGING, call.id or 0, tx.now + RING_MOST_S * SECOND)
    return call


def _answered(tx: Tx, call: InboundCall, news: News) -> None:
    """A response to what is open about her, when only she can be meant."""
    call.answered_at = min(news.at, tx.now)
    call.answered_by = _at(tx, news.extension)
    call.done_at = call.done_at or tx.now
    record.disarm_for(tx, RINGING, call.id)
    tx.session.flush()
    if call.elder_id is None:
        return
    tx.session.get_one(Elder, call.elder_id, with_for_update=True)
    for alert in _open_about(tx, call.elder_id):
        attempts.responds(tx, alert, call.answered_at)
        detail = {"inbound_id": call.id, "contact_id": call.contact_id}
        record.happened(tx, alert, "inbound_answered", call.answered_by, detail)
    abandoned.got_through(tx, call.elder_id, call.contact_id)
    if call.contact_id is None:
        following.spoken_with(tx, call.elder_id, Result.ANSWERED_ELDER, None, call.answered_by)


def _ends(tx: Tx, call: InboundCall, at: int) -> None:
    call.ended_at = max(at, call.called_at)
    record.disarm_for(tx, RINGING, call.id)
    tx.session.flush()
    if call.answered_at is None:
        abandoned.gave_up(tx, call, callers.of(tx.session, call.number))


def _at(tx: Tx, extension: str | None) -> int | None:
    """Whose telephone is that? Nobody's when two have it."""
    if not extension:
        return None
    found = tx.session.exec(
        select(User.id).where(User.extension == extension, col(User.disabled_at).is_(None)).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _open_about(tx: Tx, elder_id: int) -> list[Alert]:
    query = select(Alert).where(Alert.elder_id == elder_id, col(Alert.handling).in_(_WORKED_ON))
    return list(tx.session.exec(query.order_by(col(Alert.id)).with_for_update()))


def _tell(tx: Tx, call: InboundCall) -> None:
    """The event: whole state without the number; the caller only when one elder alone can be meant."""
    tx.session.flush()
    elder = tx.session.get_one(Elder, call.elder_id) if call.elder_id else None
    contact = tx.session.get_one(Contact, call.contact_id) if call.contact_id else None
    by = tx.session.get_one(User, call.answered_by) if call.answered_by else None
    payload: dict[str, Any] = {
        "id": call.id,
        "state": state_of(call),
        "called_at": rfc3339(call.called_at),
        "answered_at": rfc3339_or_none(call.answered_at),
        "ended_at": rfc3339_or_none(call.ended_at),
        "elder": {"id": elder.id, "name": elder.name} if elder else None,
        "contact": {"id": contact.id, "name": contact.name, "relation": contact.relation}
        if contact
        else None,
        "answered_by": {"id": by.id, "name": by.name} if by else None,
    }
    tx.emit(Event("inbound.changed", payload, call.area_id))
