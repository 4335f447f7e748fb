"""Offering a task to responders, and what they answer: the first to accept has it."""

from collections.abc import Sequence

from app.alerts import machine as alerts
from app.alerts import record, service
from app.alerts.machine import MACHINE, Action, Handling
from app.alerts.tables import Alert
from app.clock import SECOND
from app.dispatch import overdue, progress, responders, steps
from app.dispatch.machine import OFFER_S, Answer, Stage, Step
from app.dispatch.steps import OFFER_DUE, Going
from app.dispatch.tables import Offer, Task
from app.errors import wrong
from app.identity.roles import Principal
from app.identity.tables import User
from app.store.db import Tx

MOST = 20  # responders asked at once


def offer(tx: Tx, who: Principal, alert_id: int, version: int, asked: Sequence[int], words: str) -> int:
    """Ask these responders for help with an alert; they have three minutes. Returns the task's id.

    Whoever asks is at work on the alert until then. Raises what `service.act` raises; Invalid naming whoever
    cannot be asked: no responder of its area, or asked about this alert already.
    """
    alert = service.visible(tx.session, who, alert_id)
    if alert.elder_id is None:
        raise wrong("responders", "this is about the fleet: there is nobody to go to")
    people = _people(tx, alert, asked)
    names = "、".join(user.name for user in people)
    with service.act(tx, who, alert_id, version, Action.OFFER, "task_offered", to=names, note=words) as alert:
        _work_on(tx, alert, who)
        task = Task(alert_id=alert_id, words=words, made_by=who.id, made_at=tx.now, since=tx.now)
        tx.session.add(task)
        tx.session.flush()
        assert task.id is not None
        for user in people:
            _ask(tx, task.id, user.id or 0)
    return task.id


def _people(tx: Tx, alert: Alert, asked: Sequence[int]) -> list[User]:
    if not 1 <= len(asked) <= MOST:
        raise wrong("responders", f"1 to {MOST}")
    eligible = {one.user.id: one for one in responders.of_alert(tx.session, alert)}
    for n, user_id in enumerate(asked):
        if user_id in asked[:n]:
            raise wrong(f"responders.{n}", "named twice")
        if user_id not in eligible:
            raise wrong(f"responders.{n}", "no responder of the alert's area")
        if eligible[user_id].asked:
            raise wrong(f"responders.{n}", "asked about this alert already")
    return [eligible[user_id].user for user_id in asked]


def _work_on(tx: Tx, alert: Alert, who: Principal) -> None:
    """Asking is work: while the offers run the case does not fall back to the queue."""
    if alert.handling in (Handling.CLAIMED, Handling.CONTACTING):
        if alert.claimed_by != who.id:
            service.hold(tx, alert, who)
        service.lease(tx, alert, OFFER_S)


def _ask(tx: Tx, task_id: int, responder_id: int) -> None:
    expires_at = tx.now + OFFER_S * SECOND
    row = Offer(task_id=task_id, responder_id=responder_id, offered_at=tx.now, expires_at=expires_at)
    tx.session.add(row)
    tx.session.flush()
    record.arm_for(tx, OFFER_DUE, row.id or 0, expires_at)


def accept(tx: Tx, who: Principal, task_id: int) -> Task:
    """It is theirs, the others hear so, and the alert is dispatched: t_act.

    When nobody need go any more (the case is over, or put aside) the task is withdrawn instead: look at its
    stage.
    """
    going, stage = steps.take(tx, who, task_id, Step.ACCEPT)
    task, alert = going.task, going.alert
    wanted = alerts.judge(service.case(alert), Action.OFFER_ACCEPTED, MACHINE, tx.now)
    if not isinstance(wanted, Handling):
        progress.withdraw(tx, going, None, None)
        return task
    for one in going.waiting:
        steps.answer(tx, one, Answer.ACCEPTED if one.responder_id == who.id else Answer.TAKEN)
    task.responder_id, task.accepted_at = who.id, tx.now
    steps.move(tx, task, stage)
    overdue.arm(tx, going)

    def sent() -> None:
        service.acted(tx, alert)
        service.end_lease(tx, alert)

    service.by_machine(tx, alert, Action.OFFER_ACCEPTED, "task_accepted", sent, who.id, task_id=task_id)
    return task


def decline(tx: Tx, who: Principal, task_id: int, reason: str | None) -> Task:
    """The desk hears it at once; when everybody has said no, nobody is asked any more."""
    going, stage = steps.take(tx, who, task_id, Step.DECLINE)
    mine = next(one for one in going.waiting if one.responder_id == who.id)
    _over(tx, going, mine, Answer.DECLINED, stage)
    steps.told(tx, going, "task_declined", who.id, reason=reason)
    return going.task


def expire(tx: Tx, offer_id: int) -> None:
    """Three minutes without an answer."""
    late = tx.session.get_one(Offer, offer_id)
    going = steps.locked(tx, late.task_id)
    if late not in going.waiting or late.expires_at > tx.now:
        return
    stage = Stage.OFFERED if len(going.waiting) > 1 else Stage.EXPIRED
    _over(tx, going, late, Answer.EXPIRED, stage)
    steps.told(tx, going, "task_expired", None, to=steps.name_of(tx, late.responder_id))


def _over(tx: Tx, going: Going, one: Offer, said: Answer, stage: Stage) -> None:
    steps.answer(tx, one, said)
    if stage is not Stage.OFFERED:
        steps.move(tx, going.task, stage)
