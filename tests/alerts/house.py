"""One elder, one watch, a few people at desks, and evidence put before the rules as the pipeline does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.alerts import deadlines, opening, payload, reconsider, rules
from app.alerts.evidence import BatteryRead, Crossed, Evidence, Judged, Signalled, Subject
from app.alerts.kinds import Kind
from app.alerts.tables import Alert, AlertEntry, Deadline
from app.clock import ManualClock
from app.geo.presence import Phase
from app.identity.roles import Principal, Role
from app.identity.tables import User
from app.registry import elders
from app.registry.fences import Home
from app.registry.tables import Contact, Fence
from app.registry.whereabouts import Presence
from app.store.db import Store, Tx
from app.store.events import read

XIAN = ZoneInfo("Asia/Shanghai")
FIX = {
    "lat": 34.2676,
    "lon": 108.9402,
    "accuracy_m": 12.0,
    "source": "gnss",
    "fixed_at": "2026-11-24T04:00:00.000Z",
}
NUMBERS = {"distance_m": 180, "probability": 0.9731, "noise_m": 14, "accuracy_m": 12, "radius_m": 100}


def hire(tx: Tx, name: str, role: Role = Role.operator) -> Principal:
    """Somebody at a desk. Nobody signs in with this password hash."""
    user = User(username=name, name=name, role=role, password_hash="-", created_at=tx.now)
    tx.session.add(user)
    tx.session.flush()
    assert user.id is not None
    return Principal(user.id, name, name, role, session_id=0)


@dataclass
class House:
    """What the tests ask and do. Times in ms; `at` defaults to now."""

    store: Store
    clock: ManualClock
    mode: str = "stay_home"
    risk_tier: str = "green"
    device_id: int = 7
    elder_id: int = field(init=False)
    fence_id: int = field(init=False)
    contacts: list[int] = field(init=False)
    li: Principal = field(init=False)
    zhao: Principal = field(init=False)
    boss: Principal = field(init=False)

    def __post_init__(self) -> None:
        with self.store.transaction() as tx:
            self.elder_id = elders.create(
                tx,
                {"name": "李秀英", "phone": "+86 139-0000-0000", "birth_year": 1944, "sex": "f"},
                Home(34.2658, 108.9402, 100),
                [{"name": "儿子", "phone": "13700000001"}, {"name": "邻居", "phone": "13700000002"}],
            )
            self.fence_id = tx.session.exec(select(Fence.id)).one() or 0
            rows = tx.session.exec(select(Contact.id).order_by(col(Contact.rank))).all()
            self.contacts = [i for i in rows if i]
            self.li, self.zhao = hire(tx, "li.na"), hire(tx, "zhao.wei")
            self.boss = hire(tx, "wang.boss", Role.supervisor)

    # what happens

    def show(self, *evidence: Evidence) -> None:
        """Put evidence before the rules, in one transaction."""
        subject = Subject(self.elder_id, self.mode, self.risk_tier, XIAN)
        with self.store.transaction() as tx:
            keys = rules.keys_of(subject, evidence)
            changes = rules.decide(subject, evidence, opening.standing(tx.session, keys), tx.now)
            opening.carry_out(tx, self.elder_id, changes)

    def exit(self, at: int | None = None) -> Crossed:
        return self._crossed(True, at)

    def enter(self, at: int | None = None) -> Crossed:
        return self._crossed(False, at)

    def _crossed(self, exit_: bool, at: int | None) -> Crossed:
        at = self.clock.now() if at is None else at
        return Crossed(exit_, self.fence_id, "home", at, at, FIX, NUMBERS)

    def signal(self, name: str = "sos", at: int | None = None, *, delayed: bool = False) -> Signalled:
        return Signalled(name, self.clock.now() if at is None else at, self.device_id, None, delayed)

    def battery(self, level: int, percent: float) -> BatteryRead:
        return BatteryRead(level, percent, self.clock.now(), self.device_id)

    def missed(self) -> Judged:
        """She is not back from an outing."""
        return Judged(Kind.NOT_RETURNED, True, self.fence_id, self.clock.now())

    def leaves(self) -> int:
        """She is confirmed outside; the id of the alert."""
        self.stands(Phase.OUTSIDE)
        self.show(self.exit())
        return self.newest().id or 0

    def returns(self) -> None:
        self.stands(Phase.INSIDE)
        self.show(self.enter())

    def presses(self, name: str = "sos", at: int | None = None) -> int:
        self.show(self.signal(name, at))
        return self.newest().id or 0

    def stands(self, phase: Phase) -> None:
        """What the belief says about her and her home."""
        with self.store.transaction() as tx:
            row = Presence(
                elder_id=self.elder_id, fence_id=self.fence_id, phase=phase, since=self.clock.now()
            )
            tx.session.merge(row)

    def passes(self, seconds: float) -> None:
        """Time goes by, and what is due is done."""
        self.clock.advance(seconds)
        deadlines.run_due(self.store, reconsider.handlers(XIAN))

    @contextmanager
    def tx(self) -> Iterator[Tx]:
        with self.store.transaction() as tx:
            yield tx

    # what stands

    def alert(self, alert_id: int) -> Alert:
        with self.store.snapshot() as session:
            return session.get_one(Alert, alert_id)

    def alerts(self) -> list[Alert]:
        with self.store.snapshot() as session:
            return list(session.exec(select(Alert).order_by(col(Alert.id))).all())

    def newest(self) -> Alert:
        return self.alerts()[-1]

    def said(self, alert_id: int) -> list[str]:
        """The timeline's actions."""
        return [entry.action for entry in self.timeline(alert_id)]

    def timeline(self, alert_id: int) -> list[AlertEntry]:
        with self.store.snapshot() as session:
            found = select(AlertEntry).where(AlertEntry.alert_id == alert_id).order_by(col(AlertEntry.id))
            return list(session.exec(found).all())

    def due(self, alert_id: int) -> dict[str, int]:
        """Kind → seconds from now, of the alert's deadlines."""
        with self.store.snapshot() as session:
            rows = session.exec(select(Deadline).where(Deadline.subject_id == alert_id)).all()
        return {row.kind.removeprefix("alert."): (row.due_at - self.clock.now()) // 1000 for row in rows}

    def events(self, alert_id: int) -> list[tuple[str, dict[str, Any]]]:
        """(kind without `alert.`, payload) of this alert's events, in order."""
        with self.store.snapshot() as session:
            logged = read(session.connection(), 0, 100_000)
        found = [
            (e.kind.removeprefix("alert."), json.loads(e.payload))
            for e in logged
            if e.kind.startswith("alert.")
        ]
        return [(kind, body) for kind, body in found if body["id"] == alert_id]

    def payload(self, alert_id: int) -> dict[str, Any]:
        with self.store.snapshot() as session:
            return payload.of(session, session.get_one(Alert, alert_id))
