"""Whatever happens in whatever order, these hold."""

import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from app.alerts.tables import AlertEntry
from app.calls import service as calls
from app.calls.results import ANSWERED, Outcome, Result
from app.calls.tables import CallAttempt
from app.clock import ManualClock, parse_instant
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.geo.presence import Phase
from app.store.db import Store, Tx
from app.store.events import Logged, read
from tests.alerts.acts import ACTS
from tests.alerts.house import House

SILENT = {"noted", "cleared", "reactivated", "repeated", "warned", "breached", "act_breached"}
"""What is no change of handling: it never moves the version. Everything else moves it by one."""

PEOPLE = st.sampled_from(["li", "zhao", "boss"])
WHICH = st.integers(0, 3)  # the newest alert, the one before, …
ANYTHING = [*ACTS, "claim", "call", "call", "close"]


class Desk(RuleBasedStateMachine):
    """One elder, three people at desks, a clock, and a database that is closed and opened now and then."""

    template: bytes

    @initialize(hour=st.sampled_from(["12", "21", "02"]), mode=st.sampled_from(["stay_home", "curfew"]))
    def open(self, hour: str, mode: str) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "nuanyang.db"
        path.write_bytes(self.template)
        self.url = f"sqlite:///{path}"
        self.clock = ManualClock(parse_instant(f"2026-11-24T{hour}:30:00+08:00"))
        self.house = House(Store(self.url, self.clock), self.clock, mode=mode)
        self.presses: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.store.close()
            self.folder.cleanup()

    def attempt(self, act: Callable[[Tx], object]) -> None:
        """Do it, or be refused and leave no trace."""
        before = self.facts()
        try:
            with self.house.tx() as tx:
                act(tx)
        except (NotFound, Forbidden, Conflict, Invalid):
            assert self.facts() == before
        else:
            assert len(self.log()) > before[0]

    def facts(self) -> tuple[int, list[tuple[int | None, int, str]]]:
        return len(self.log()), [(a.id, a.version, a.handling) for a in self.house.alerts()]

    def log(self) -> list[Logged]:
        with self.house.store.snapshot() as session:
            return read(session.connection(), 0, 100_000)

    def pick(self, which: int) -> tuple[int, int]:
        """(id, version) of an alert; of none, before there is one."""
        alerts = self.house.alerts()
        alert = alerts[-1 - which % len(alerts)] if alerts else None
        return (alert.id or 0, alert.version) if alert else (999, 0)

    # what happens

    @rule(steps=st.lists(st.booleans(), min_size=1, max_size=3))
    def walks(self, steps: list[bool]) -> None:
        """Out (True) and in again, as one batch."""
        self.house.stands(Phase.OUTSIDE if steps[-1] else Phase.INSIDE)
        self.house.show(*(self.house.exit() if out else self.house.enter() for out in steps))

    @rule(name=st.sampled_from(["sos", "fall", "gas"]), again=st.booleans())
    def presses_a_button(self, name: str, again: bool) -> None:
        count = sum(a.count for a in self.house.alerts())
        at = self.clock.now()
        self.house.show(self.house.signal(name, at))
        if again:
            now = self.log()
            self.house.show(self.house.signal(name, at))
            assert self.log() == now, "a resend changes nothing"
        assert sum(a.count for a in self.house.alerts()) <= count + 1

    @rule(level=st.integers(0, 2))
    def battery_reads(self, level: int) -> None:
        self.house.show(self.house.battery(level, 10.0))

    @rule(seconds=st.sampled_from([1, 20, 45, 60, 90, 120, 600, 900, 7200]))
    def time_passes(self, seconds: int) -> None:
        self.house.passes(seconds)

    @rule()
    def the_service_restarts(self) -> None:
        self.house.store.close()
        self.house.store = Store(self.url, self.clock)

    # what people do

    @rule(name=st.sampled_from(ANYTHING), who=PEOPLE, which=WHICH, stale=st.sampled_from([0, 0, 0, 1]))
    def somebody_acts(self, name: str, who: str, which: int, stale: int) -> None:
        alert_id, version = self.pick(which)
        self.attempt(lambda tx: ACTS[name](tx, getattr(self.house, who), alert_id, version - stale))

    @rule(who=PEOPLE, result=st.sampled_from(Result), outcome=st.sampled_from([None, *Outcome]), callee=WHICH)
    def somebody_calls(self, who: str, result: Result, outcome: Outcome | None, callee: int) -> None:
        alert_id, version = self.pick(0)
        to: str | int = "elder" if callee < 2 else self.house.contacts[callee - 2]
        self.attempt(lambda tx: calls.start(tx, getattr(self.house, who), alert_id, version, to))
        with self.house.store.snapshot() as session:
            open_calls = session.exec(select(CallAttempt).where(CallAttempt.ended_at == None)).all()  # noqa: E711
        if open_calls:
            call = open_calls[-1]
            version = self.house.alert(call.alert_id).version
            self.attempt(
                lambda tx: calls.finish(
                    tx,
                    getattr(self.house, who),
                    call.alert_id,
                    call.id or 0,
                    version,
                    result,
                    outcome if result in ANSWERED else None,
                )
            )

    # what always holds

    @invariant()
    def one_open_alert_per_cause(self) -> None:
        keys = Counter(a.dedup_key for a in self.house.alerts() if a.handling != "closed")
        assert all(n == 1 for n in keys.values()), keys

    @invariant()
    def a_closed_alert_has_an_outcome_and_no_other_has(self) -> None:
        for alert in self.house.alerts():
            closed = alert.handling == "closed"
            assert (alert.disposition is not None, alert.closed_at is not None) == (closed, closed)

    @invariant()
    def the_log_tells_everything_once_and_in_order(self) -> None:
        log = self.log()
        assert [e.seq for e in log] == list(range(1, len(log) + 1))
        with self.house.store.snapshot() as session:
            entries = list(session.exec(select(AlertEntry).order_by(col(AlertEntry.id))))
        told = [(e.kind, json.loads(e.payload)["id"]) for e in log if e.kind.startswith("alert.")]
        assert told == [(f"alert.{e.action}", e.alert_id) for e in entries]

    @invariant()
    def the_last_event_is_the_state(self) -> None:
        for alert in self.house.alerts():
            events = self.house.events(alert.id or 0)
            assert events[0][0] == "opened"
            assert events[0][1]["version"] == 0
            assert events[-1][1] == self.house.payload(alert.id or 0)
            for (_, before), (kind, after) in itertools.pairwise(events):
                assert after["version"] - before["version"] == (kind not in SILENT), kind
                if kind in SILENT:
                    assert after["handling"] == before["handling"]
                    assert after["claimed_by"] == before["claimed_by"]

    @invariant()
    def nothing_can_be_forgotten(self) -> None:
        """Every state that waits for something has the deadline that ends the wait."""
        for alert in self.house.alerts():
            due, handling = self.house.due(alert.id or 0), alert.handling
            assert ("shelf" in due) == (handling == "suppressed")
            assert ("lease" in due) == (handling in ("claimed", "contacting"))
            assert handling != "monitoring" or "recheck" in due
            assert (
                handling not in ("open", "claimed")
                or alert.responded_at
                or alert.breached
                or "respond" in due
            )
            if handling not in ("suppressed", "closed"):
                assert alert.acted_at or alert.act_breached or "act" in due
            if handling == "closed":
                assert set(due) <= {"recheck_closed"}
            assert (alert.claimed_by is None) == (alert.claimed_at is None)
            assert handling not in ("open", "suppressed") or alert.claimed_by is None


def test_invariants(template: bytes) -> None:
    Desk.template = template
    modest = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Desk, settings=modest)
