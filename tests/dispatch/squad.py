"""A house whose desk can ask volunteers."""

from typing import Any

from sqlmodel import col, select

from app.alerts import deadlines, reconsider
from app.alerts.tables import Alert
from app.clock import ManualClock
from app.dispatch import deadlines as due
from app.dispatch import offers, progress
from app.dispatch.machine import Answer
from app.dispatch.tables import Offer, Task
from app.identity.roles import Principal, Role
from app.store.db import Store
from tests.alerts.acts import do
from tests.alerts.house import XIAN, House, hire

STEPS: dict[str, Any] = {
    "accept": offers.accept,
    "decline": lambda tx, who, i: offers.decline(tx, who, i, "at work"),
    "depart": progress.depart,
    "arrive": progress.arrive,
    "complete": lambda tx, who, i: progress.complete(tx, who, i, "she is fine"),
    "abort": lambda tx, who, i: progress.abort(tx, who, i, "the bus does not come"),
}


class Squad(House):
    """`chen` and `sun` volunteer everywhere; `case` is an alert that `li` has claimed."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        super().__init__(store, clock)
        with self.tx() as tx:
            self.chen, self.sun = hire(tx, "chen", Role.responder), hire(tx, "sun", Role.responder)

    def case(self) -> int:
        alert_id = self.leaves()
        do(self, self.li, alert_id, "claim")
        return alert_id

    def offers(self, alert_id: int, *asked: Principal, by: Principal | None = None) -> int:
        """The task's id."""
        version = self.alert(alert_id).version
        with self.tx() as tx:
            return offers.offer(tx, by or self.li, alert_id, version, [one.id for one in asked], "knock")

    def does(self, who: Principal, task_id: int, *steps: str) -> Task:
        for step in steps:
            with self.tx() as tx:
                STEPS[step](tx, who, task_id)
        return self.task(task_id)

    def closes(self, alert_id: int) -> Alert:
        version = self.alert(alert_id).version
        with self.tx() as tx:
            return progress.close(tx, self.li, alert_id, version, "safe_home", None)

    def passes(self, seconds: float) -> None:
        self.clock.advance(seconds)
        deadlines.run_due(self.store, {**reconsider.handlers(XIAN), **due.HANDLERS})

    def task(self, task_id: int) -> Task:
        with self.store.snapshot() as session:
            return session.get_one(Task, task_id)

    def answers(self, task_id: int) -> list[Answer | None]:
        with self.store.snapshot() as session:
            query = select(Offer.answer).where(Offer.task_id == task_id).order_by(col(Offer.id))
            return [None if a is None else Answer(a) for a in session.exec(query)]
