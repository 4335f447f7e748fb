"""A house with a plan of care calls, and rounds that look when told."""

from typing import Any

from sqlmodel import col, select

from app.alerts import deadlines, reconsider
from app.calls.results import Outcome, Result
from app.care import calling, missing, plans
from app.care.looking import Rounds
from app.care.plans import PlanFields
from app.care.tables import CareCall
from app.clock import ManualClock
from app.identity.roles import Principal
from app.registry import elders
from app.store.db import Store
from tests.alerts.house import XIAN, House

DAILY = PlanFields(days=list(range(7)), starts="09:00", ends="11:00", topics="降压药", active=True)


class Round(House):
    """`look` does what the service does each second."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        super().__init__(store, clock)
        self.rounds = Rounds(store, XIAN)

    def plan(self, elder_id: int | None = None, **changes: Any) -> plans.PlanView:
        with self.tx() as tx:
            hers = plans.of_elder(tx.session, elder_id or self.elder_id, None)
            fields = PlanFields(**{**DAILY, **changes})  # type: ignore[typeddict-item]
            seen = hers.version if hers else None
            return plans.put(tx, self.boss, elder_id or self.elder_id, fields, seen, XIAN)

    def another(self, name: str = "赵大爷", phone: str | None = "13900000009") -> int:
        with self.tx() as tx:
            return elders.create(tx, {"name": name, "phone": phone})

    def passes(self, seconds: float) -> None:
        """Time goes by, and what is due is done."""
        self.clock.advance(seconds)
        self.look()

    def look(self) -> None:
        deadlines.run_due(self.store, {**reconsider.handlers(XIAN), **missing.HANDLERS})
        self.rounds.look()

    def calls(self, elder_id: int | None = None) -> list[CareCall]:
        with self.store.snapshot() as session:
            query = select(CareCall).where(CareCall.elder_id == (elder_id or self.elder_id))
            return list(session.exec(query.order_by(col(CareCall.id))).all())

    def call(self) -> CareCall:
        return self.calls()[-1]

    def tries(
        self,
        result: Result = Result.NO_ANSWER,
        outcome: Outcome | None = None,
        who: Principal | None = None,
    ) -> CareCall:
        """Somebody calls her and reports."""
        who, call = who or self.li, self.call()
        with self.tx() as tx:
            _, attempt = calling.start(tx, who, call.id or 0, call.version)
        with self.tx() as tx:
            calling.finish(tx, who, call.id or 0, attempt.id or 0, result, outcome, None)
        return self.call()
