"""What becomes of a task that somebody has: on the way, there, done; or it is given up or withdrawn."""

from app.alerts import machine, record, service
from app.alerts.machine import Action, Handling
from app.alerts.tables import Alert
from app.dispatch import overdue, steps
from app.dispatch.machine import LIVE, Answer, Stage, Step
from app.dispatch.steps import Going
from app.dispatch.tables import Task
from app.identity.roles import Principal, Role
from app.registry.tables import Elder
from app.store.db import Tx


def depart(tx: Tx, who: Principal, task_id: int) -> Task:
    """On my way."""
    going, stage = steps.take(tx, who, task_id, Step.DEPART)
    _check_in(tx, going, stage)
    overdue.arm(tx, going)
    steps.told(tx, going, "task_en_route", who.id)
    return going.task


def arrive(tx: Tx, who: Principal, task_id: int) -> Task:
    """There."""
    going, stage = steps.take(tx, who, task_id, Step.ARRIVE)
    _check_in(tx, going, stage)
    steps.told(tx, going, "task_on_scene", who.id)
    return going.task


def complete(tx: Tx, who: Principal, task_id: int, words: str | None) -> Task:
    """Done: the alert is monitored for another 15 minutes, or resolved if its cause is over. While somebody
    else is on the way it stays dispatched."""
    going, stage = steps.take(tx, who, task_id, Step.COMPLETE)
    _check_in(tx, going, stage)
    alert = going.alert

    def looked_after() -> None:
        service.end_lease(tx, alert)
        if alert.handling == Handling.MONITORING:
            record.arm(tx, alert, record.RECHECK, tx.now + machine.RECHECK_S * 1000)

    if _others(tx, going) or not service.by_machine(
        tx, alert, Action.TASK_COMPLETED, "task_completed", looked_after, who.id, task_id=task_id, note=words
    ):
        steps.told(tx, going, "task_completed", who.id, note=words)
    return going.task


def abort(tx: Tx, who: Principal, task_id: int, reason: str | None) -> Task:
    """Whoever has it cannot do it after all; the desk withdraws it. With nobody else on the way somebody else
    must go: the alert is escalated."""
    if who.can(Role.operator):
        going, _ = steps.take(tx, who, task_id, Step.WITHDRAW)
        withdraw(tx, going, who.id, reason)
        return going.task
    going, stage = steps.take(tx, who, task_id, Step.ABORT)
    _check_in(tx, going, stage)
    _given_up(tx, going, "task_aborted", who.id, reason)
    return going.task


def withdraw(tx: Tx, going: Going, user_id: int | None, reason: str | None) -> None:
    """Nobody need go: open offers are over, whoever was on the way is told."""
    had_it = going.task.stage in LIVE
    for one in going.waiting:
        steps.answer(tx, one, Answer.WITHDRAWN)
    _check_in(tx, going, Stage.WITHDRAWN)
    if had_it:
        _given_up(tx, going, "task_withdrawn", user_id, reason)
    else:
        steps.told(tx, going, "task_withdrawn", user_id, reason=reason)


def _given_up(tx: Tx, going: Going, said: str, user_id: int | None, reason: str | None) -> None:
    detail = {"task_id": going.task.id, "reason": reason}
    if _others(tx, going) or not service.by_machine(
        tx, going.alert, Action.TASK_ABORTED, said, lambda: None, user_id, **detail
    ):
        steps.told(tx, going, said, user_id, reason=reason)


def close(tx: Tx, who: Principal, alert_id: int, version: int, disposition: str, words: str | None) -> Alert:
    """Close the alert (service.close); what was asked of responders about it is withdrawn."""
    alert = service.visible(tx.session, who, alert_id)
    if alert.elder_id is not None:
        tx.session.get_one(Elder, alert.elder_id, with_for_update=True)
    alert = service.close(tx, who, alert_id, version, disposition, words)
    for going in steps.open_of(tx, alert):
        withdraw(tx, going, None, None)
    return alert


def _check_in(tx: Tx, going: Going, stage: Stage) -> None:
    """A sign of life: nothing is overdue."""
    steps.move(tx, going.task, stage)
    overdue.checked_in(tx, going)


def _others(tx: Tx, going: Going) -> bool:
    """Does somebody else have a task of the same alert?"""
    return any(
        other.task.id != going.task.id and other.task.stage in LIVE
        for other in steps.open_of(tx, going.alert)
    )
