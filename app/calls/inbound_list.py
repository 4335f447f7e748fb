"""Calls that came in, as operators read them: what rings now, and whom nobody has called back yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.alerts.machine import Handling
from app.alerts.tables import Alert
from app.calls.inbound import State, state_of
from app.calls.tables import InboundCall
from app.clock import SECOND
from app.errors import NotFound
from app.identity.roles import Principal
from app.registry import callers
from app.registry.callers import Caller
from app.registry.fences import Scope
from app.store.db import Tx
from app.store.events import Event

MOST = 200  # waiting calls looked through; beyond that the oldest wait for the newer ones to be done
SHOWN = 8  # callers of one call: who has the number of a whole estate is asked for the name


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may be calling; `alert_id`: the most urgent open alert about the elder."""

    elder_id: int
    elder_name: str
    contact_name: str | None
    relation: str | None
    alert_id: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that rings, or that was missed and has no alert. Instants in ms; `waited_s` of a missed one."""

    id: int
    state: State
    number: str | None
    called_at: int
    ended_at: int | None
    waited_s: int | None
    callers: list[Candidate]


def waiting(session: Session, who: Principal, limit: int) -> list[Waiting]:
    """What rings and what was missed, newest first: of this person's areas, and of callers nobody knows."""
    rows = session.exec(
        select(InboundCall)
        .where(col(InboundCall.answered_at).is_(None), col(InboundCall.done_at).is_(None))
        .order_by(col(InboundCall.id).desc())
        .limit(MOST)
    )
    found = [view for row in rows if (view := _view(session, who.area_ids, row)) is not None]
    return found[:limit]


def done(tx: Tx, who: Principal, call_id: int) -> None:
    """She was called back, or need not be. NotFound when it does not wait, or waits for others."""
    call = tx.session.get(InboundCall, call_id, with_for_update=True, populate_existing=True)
    if call is None or _view(tx.session, who.area_ids, call) is None:
        raise NotFound(f"There is no call {call_id}.")
    if call.done_at is None:
        call.done_at, call.done_by = tx.now, who.id
        tx.emit(Event("inbound.done", {"id": call.id}, call.area_id))


def _view(session: Session, scope: Scope, call: InboundCall) -> Waiting | None:
    """None when the caller is known, and only in areas that are not this person's."""
    everybody = callers.of(session, call.number)
    mine = [caller for caller in everybody if scope is None or caller.area_id in scope]
    if everybody and not mine:
        return None
    return Waiting(
        id=call.id or 0,
        state=state_of(call),
        number=call.number,
        called_at=call.called_at,
        ended_at=call.ended_at,
        waited_s=None if call.ended_at is None else (call.ended_at - call.called_at) // SECOND,
        callers=_candidates(session, mine[:SHOWN]),
    )


def _candidates(session: Session, found: Sequence[Caller]) -> list[Candidate]:
    if not found:
        return []
    about = select(Alert.elder_id, Alert.id).where(
        col(Alert.elder_id).in_([caller.elder_id for caller in found]),
        col(Alert.handling).not_in((Handling.CLOSED, Handling.SUPPRESSED)),
    )
    urgent: dict[int | None, int] = {}
    for elder_id, alert_id in session.exec(about.order_by(col(Alert.priority), col(Alert.id))):
        urgent.setdefault(elder_id, alert_id or 0)
    return [
        Candidate(
            caller.elder_id,
            caller.elder_name,
            caller.contact_name,
            caller.relation,
            urgent.get(caller.elder_id),
        )
        for caller in found
    ]
