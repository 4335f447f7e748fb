"""The one door of a task: lock it, see what somebody is to it, ask the machine, move on.

Locks in one order, always: elder → alert → task → head of the log.
"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.alerts import record
from app.alerts.tables import Alert
from app.clock import rfc3339_or_none
from app.dispatch import machine
from app.dispatch.machine import Answer, Party, Refusal, Stage, Step
from app.dispatch.tables import Offer, Task
from app.errors import Conflict, Forbidden, NotFound
from app.identity.roles import Principal, Role
from app.identity.tables import User
from app.registry.tables import Elder
from app.store.db import Tx

OFFER_DUE = "task.offer"  # the deadline of an offer


@dataclass(frozen=True, slots=True)
class Going:
    """A locked task, its alert, and the offers of it that wait for an answer."""

    task: Task
    alert: Alert
    waiting: list[Offer]

    def others(self, responder_id: int) -> list[Offer]:
        return [offer for offer in self.waiting if offer.responder_id != responder_id]


def locked(tx: Tx, task_id: int) -> Going:
    """NotFound when there is none."""
    alert_id = tx.session.exec(select(Task.alert_id).where(Task.id == task_id)).one_or_none()
    if alert_id is None:
        raise NotFound(f"There is no task {task_id}.")
    elder_id = tx.session.exec(select(Alert.elder_id).where(Alert.id == alert_id)).one()
    tx.session.get_one(Elder, elder_id, with_for_update=True)
    alert = tx.session.get_one(Alert, alert_id, with_for_update=True, populate_existing=True)
    return _with_offers(tx, alert, task_id)


def open_of(tx: Tx, alert: Alert) -> list[Going]:
    """The tasks of a locked alert that somebody has or may still accept, locked."""
    query = select(Task.id).where(Task.alert_id == alert.id, col(Task.stage).in_(machine.OPEN))
    ids = tx.session.exec(query.order_by(col(Task.id))).all()
    return [_with_offers(tx, alert, task_id or 0) for task_id in ids]


def _with_offers(tx: Tx, alert: Alert, task_id: int) -> Going:
    task = tx.session.get_one(Task, task_id, with_for_update=True, populate_existing=True)
    query = select(Offer).where(Offer.task_id == task_id, col(Offer.answer).is_(None))
    found = tx.session.exec(query.order_by(col(Offer.id)).execution_options(populate_existing=True))
    return Going(task, alert, list(found))


def party_of(session: Session, who: Principal, task: Task, alert: Alert, now: int) -> Party:
    """What this person is to the task; NotFound when it is none of their business."""
    if who.may_see(alert.area_id):
        if who.can(Role.operator):
            return Party.DESK
        if task.responder_id == who.id:
            return Party.HAS_IT
        query = select(Offer).where(Offer.task_id == task.id, Offer.responder_id == who.id)
        offer = session.exec(query).one_or_none()
        if offer is not None:
            return Party.ASKED if offer.answer is None and offer.expires_at > now else Party.NOBODY
    raise NotFound(f"There is no task {task.id}.")


def take(tx: Tx, who: Principal, task_id: int, step: Step) -> tuple[Going, Stage]:
    """A locked task on which this person may take the step, and the stage it leads to.

    NotFound, Forbidden (not theirs to do), Conflict (naming who has it).
    """
    going = locked(tx, task_id)
    party = party_of(tx.session, who, going.task, going.alert, tx.now)
    verdict = machine.judge(Stage(going.task.stage), step, party, last=not going.others(who.id))
    if isinstance(verdict, Stage):
        return going, verdict
    if verdict is Refusal.WRONG_PARTY and party is not Party.NOBODY:
        raise Forbidden(f"It is not for you to {step} this task.")
    raise refused(tx.session, going.task)


def refused(session: Session, task: Task) -> Conflict:
    """409, with what became of the task and who has it."""
    has_it = session.get(User, task.responder_id) if task.responder_id else None
    race = {
        "stage": task.stage,
        "responder": {"id": has_it.id, "name": has_it.name} if has_it else None,
        "accepted_at": rfc3339_or_none(task.accepted_at),
    }
    if has_it is not None and task.stage in machine.LIVE:
        return Conflict(f"{has_it.name} has it.", **race)
    if task.stage == Stage.OFFERED:
        return Conflict("Your offer is over.", **race)
    return Conflict(f"A task that is {task.stage} does not allow that.", **race)


def move(tx: Tx, task: Task, stage: Stage) -> None:
    task.stage, task.since = stage, tx.now


def answer(tx: Tx, offer: Offer, said: Answer) -> None:
    """Once and for good."""
    offer.answer, offer.answered_at = said, tx.now
    record.disarm_for(tx, OFFER_DUE, offer.id)


def name_of(tx: Tx, user_id: int | None) -> str:
    return tx.session.get_one(User, user_id).name


def told(tx: Tx, going: Going, said: str, user_id: int | None, **detail: Any) -> None:
    """A line in the alert's timeline, and word to the desks."""
    tx.session.flush()
    record.happened(tx, going.alert, said, user_id, {"task_id": going.task.id, **detail})
