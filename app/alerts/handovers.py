"""Shift handover: whoever leaves gives away the open cases, whoever stays takes them one by one.

What the giver still holds becomes the taker's; of anything else (nobody's, or somebody else's) the taker
only says that they know. A case that is closed meanwhile needs nobody any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.alerts import payload, record, service
from app.alerts.machine import Action, Handling
from app.alerts.tables import Alert, Handover, HandoverItem
from app.errors import Conflict, Forbidden, NotFound, wrong
from app.identity.roles import Principal, Role
from app.identity.tables import User
from app.registry import areas
from app.store.db import Tx

MOST_ITEMS = 200
LEASED = (Handling.CLAIMED, Handling.CONTACTING)


@dataclass(frozen=True, slots=True)
class Given:
    """A case to be handed over, and what the next one must know of it."""

    alert_id: int
    note: str | None = None


def give(tx: Tx, who: Principal, note: str | None, items: Sequence[Given]) -> int:
    """Hand over cases; an operator those they hold, a supervisor any of their areas. Returns its id.

    Invalid naming the item that is closed, not theirs, or named twice; Conflict when it is being handed over
    already; Invalid when there is nothing to hand over, not even a note.
    """
    if not items and not note:
        raise wrong("items", "a case or a note")
    if len(items) > MOST_ITEMS:
        raise wrong("items", f"at most {MOST_ITEMS}")
    ids = [item.alert_id for item in items]
    for n, one in enumerate(ids):
        if one in ids[:n]:
            raise wrong(f"items.{n}.alert_id", "named twice")
    for n, one in sorted(enumerate(ids), key=lambda pair: pair[1]):  # locks in one order
        _check(tx, who, n, one)
    handover = Handover(given_by=who.id, given_at=tx.now, note=note)
    tx.session.add(handover)
    tx.session.flush()
    assert handover.id is not None
    for item in items:
        tx.session.add(HandoverItem(handover_id=handover.id, alert_id=item.alert_id, note=item.note))
    return handover.id


def _check(tx: Tx, who: Principal, n: int, alert_id: int) -> None:
    field = f"items.{n}.alert_id"
    try:
        alert = service.visible(tx.session, who, alert_id, lock=True)
    except NotFound as error:
        raise wrong(field, error.detail) from None
    if alert.handling == Handling.CLOSED:
        raise wrong(field, "it is closed")
    if alert.claimed_by != who.id and not who.can(Role.supervisor):
        raise wrong(field, "you do not hold it")
    other = tx.session.exec(
        select(Handover)
        .join(HandoverItem)
        .where(HandoverItem.alert_id == alert_id, _waits(), col(Handover.ended_at).is_(None))
    ).first()
    if other is not None:
        raise Conflict(f"Alert {alert_id} is being handed over already (handover {other.id}).")


def accept(tx: Tx, who: Principal, handover_id: int, alert_ids: Sequence[int] | None) -> None:
    """Take these cases, or (None) all that wait and that this person may see.

    Conflict when it has ended, or when somebody else has taken one that was named; Forbidden for one's own.
    It ends when nothing waits any more.
    """
    handover = _open(tx, who, handover_id)
    if handover.given_by == who.id:
        raise Forbidden("Your own handover is for somebody else to take.")
    items = _items(tx.session, handover_id)
    wanted = [item.alert_id for item in items if item.accepted_by is None] if alert_ids is None else alert_ids
    by_id = {item.alert_id: item for item in items}
    for alert_id in sorted(set(wanted)):
        item = by_id.get(alert_id)
        alert = tx.session.get(Alert, alert_id, with_for_update=True, populate_existing=True)
        if item is None or alert is None or not who.may_see(alert.area_id):
            if alert_ids is None:
                continue
            raise NotFound(f"Handover {handover_id} has no case {alert_id} for you.")
        if item.accepted_by is not None and item.accepted_by != who.id:
            name = tx.session.get_one(User, item.accepted_by).name
            raise Conflict(f"{name} has taken it.", **service.race_of(tx.session, alert))
        _take(tx, who, handover, item, alert)
    if not _left(tx.session, items):
        handover.ended_at, handover.ended_by = tx.now, who.id


def _take(tx: Tx, who: Principal, handover: Handover, item: HandoverItem, alert: Alert) -> None:
    if item.accepted_by is not None or alert.handling == Handling.CLOSED:
        return
    item.accepted_by, item.accepted_at = who.id, tx.now
    giver = tx.session.get_one(User, handover.given_by).name

    def change_hands() -> None:
        service.hold(tx, alert, who)
        if alert.handling not in LEASED:  # nothing falls back to the queue from there
            service.end_lease(tx, alert)

    held = alert.claimed_by == handover.given_by
    if held and service.by_machine(
        tx, alert, Action.HANDED_OVER, "handed_over", change_hands, who.id, by=giver, note=item.note
    ):
        return
    record.happened(tx, alert, "handed_over", who.id, {"by": giver, "note": item.note})


def withdraw(tx: Tx, who: Principal, handover_id: int) -> None:
    """Keep what nobody has taken. The giver, or a supervisor; Conflict when it has ended."""
    handover = _open(tx, who, handover_id)
    if handover.given_by != who.id and not who.can(Role.supervisor):
        raise Forbidden("Only whoever gave it, or a supervisor, may withdraw a handover.")
    handover.ended_at, handover.ended_by, handover.withdrawn = tx.now, who.id, True


def _open(tx: Tx, who: Principal, handover_id: int) -> Handover:
    handover = tx.session.get(Handover, handover_id, with_for_update=True, populate_existing=True)
    if handover is None or not meant_for(tx.session, who, handover):
        raise NotFound(f"There is no handover {handover_id}.")
    if handover.ended_at is not None:
        by = tx.session.get(User, handover.ended_by)
        what = "withdrawn" if handover.withdrawn else "taken"
        raise Conflict(f"It was {what} by {by.name if by else 'somebody'}.")
    return handover


def meant_for(session: Session, who: Principal, handover: Handover) -> bool:
    """Whoever gave it, and everybody whose areas meet the giver's."""
    if handover.given_by == who.id or who.area_ids is None:
        return True
    theirs = session.get_one(User, handover.given_by).areas
    return not theirs or not areas.descend(session, theirs).isdisjoint(who.area_ids)


def _items(session: Session, handover_id: int) -> list[HandoverItem]:
    query = select(HandoverItem).where(HandoverItem.handover_id == handover_id)
    return list(session.exec(query.order_by(col(HandoverItem.alert_id))))


def _left(session: Session, items: Sequence[HandoverItem]) -> bool:
    ids = [item.alert_id for item in items if item.accepted_by is None]
    query = select(Alert.id).where(col(Alert.id).in_(ids), col(Alert.handling) != Handling.CLOSED)
    return bool(ids) and session.exec(query.limit(1)).first() is not None


def _waits() -> ColumnElement[bool]:
    return col(HandoverItem.accepted_by).is_(None)


@dataclass(frozen=True, slots=True)
class Row:
    """A case of a handover as it stands now."""

    alert: dict[str, Any]
    note: str | None
    accepted_by: User | None
    accepted_at: int | None


@dataclass(frozen=True, slots=True)
class View:
    """A handover as one person sees it: the cases of their areas; `waiting` of them nobody has taken."""

    id: int
    given_by: User
    given_at: int
    note: str | None
    ended_at: int | None
    ended_by: User | None
    withdrawn: bool
    waiting: int
    items: list[Row]


def page(session: Session, who: Principal, *, standing: bool, before: int | None, limit: int) -> list[View]:
    """Newest first; `standing`: only those that have not ended."""
    query = select(Handover).order_by(col(Handover.id).desc())
    if standing:
        query = query.where(col(Handover.ended_at).is_(None))
    if before is not None:
        query = query.where(col(Handover.id) < before)
    found: list[View] = []
    # Areas are not columns here: read on until there are enough.
    for handover in session.exec(query.execution_options(yield_per=50)):
        if meant_for(session, who, handover):
            found.append(_view(session, who, handover))
        if len(found) == limit:
            break
    return found


def one(session: Session, who: Principal, handover_id: int) -> View:
    handover = session.get(Handover, handover_id)
    if handover is None or not meant_for(session, who, handover):
        raise NotFound(f"There is no handover {handover_id}.")
    return _view(session, who, handover)


def _view(session: Session, who: Principal, handover: Handover) -> View:
    items = {item.alert_id: item for item in _items(session, handover.id or 0)}
    alerts = session.exec(select(Alert).where(col(Alert.id).in_(items)).order_by(col(Alert.id)))
    rows = []
    for alert in payload.many(session, [one for one in alerts if who.may_see(one.area_id)]):
        item = items[alert["id"]]
        taker = session.get(User, item.accepted_by) if item.accepted_by else None
        rows.append(Row(alert, item.note, taker, item.accepted_at))
    return View(
        id=handover.id or 0,
        given_by=session.get_one(User, handover.given_by),
        given_at=handover.given_at,
        note=handover.note,
        ended_at=handover.ended_at,
        ended_by=session.get(User, handover.ended_by) if handover.ended_by else None,
        withdrawn=handover.withdrawn,
        waiting=sum(r.accepted_by is None and r.alert["handling"] != Handling.CLOSED for r in rows),
        items=rows,
    )
