"""Looking again: at whom, how often, and that one look too many changes nothing."""

from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.alerts import reconsider
from app.alerts.deadlines import run_due
from app.alerts.tables import Alert, Deadline
from app.clock import ManualClock
from app.geo.presence import Phase
from app.identity.roles import Role
from app.registry import areas, curfews, directives, elders
from app.registry.directives import Issuer
from app.registry.fences import Home
from app.registry.tables import Fence
from app.registry.whereabouts import Presence
from app.store.db import Store, Tx
from app.store.events import read
from tests.alerts.house import XIAN, hire


def street(store: Store, n: int, mode: str = "free") -> list[int]:
    """So many elders, each outside her own home."""
    with store.transaction() as tx:
        ids = [
            elders.create(
                tx, {"name": f"老人{i}", "monitoring_mode": mode}, Home(34.26 + i / 1000, 108.94, 100)
            )
            for i in range(n)
        ]
        for fence in tx.session.exec(select(Fence).where(col(Fence.elder_id).in_(ids))):
            tx.session.add(
                Presence(
                    elder_id=fence.elder_id or 0, fence_id=fence.id or 0, fence_version=fence.version,
                    phase=Phase.OUTSIDE, since=tx.now - 1,
                )
            )  # fmt: skip
    return ids


def issue(store: Store, seconds: int = 3600) -> None:
    with store.transaction() as tx:
        reach = directives.Reach(area_id=areas.root(tx), geometry=None)
        issuer = Issuer(hire(tx, "wang", Role.supervisor).id, (), None)
        directives.issue(tx, "防疫", "病例", reach, tx.now, tx.now + seconds * 1000, issuer)
        reconsider.shared(tx, XIAN)


def due(store: Store) -> list[tuple[str, int, int]]:
    with store.snapshot() as session:
        rows = session.exec(select(Deadline).where(~col(Deadline.kind).startswith("alert."))).all()
    return sorted((row.kind, row.subject_id, row.due_at) for row in rows)


def alerts(store: Store) -> list[Alert]:
    with store.snapshot() as session:
        return list(session.exec(select(Alert).order_by(col(Alert.id))).all())


def test_a_directive_is_one_deadline_and_goes_through_those_outside_a_handful_at_a_time(
    store: Store, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconsider, "AT_ONCE", 4)
    monkeypatch.setattr(reconsider, "CHANGES", 3)
    ids = street(store, 11)
    issue(store)
    assert [kind for kind, _, _ in due(store)] == ["plan.sweep", "plan.turn"]
    handlers = dict(reconsider.handlers(XIAN))
    sweep, changed = handlers[reconsider.SWEEP], [0]

    def counted(tx: Tx, after: int) -> None:
        sweep(tx, after)
        changed.append(len(alerts_in(tx)))

    handlers[reconsider.SWEEP] = counted
    run_due(store, handlers)
    assert [a.elder_id for a in alerts(store)] == ids
    assert max(b - a for a, b in pairwise(changed)) == 3
    assert [kind for kind, _, _ in due(store)] == ["plan.turn"]


def alerts_in(tx: Tx) -> list[int]:
    return [row[0] for row in tx.conn.execute(text("SELECT id FROM alert"))]


def test_one_look_too_many_changes_nothing(store: Store, clock: ManualClock) -> None:
    street(store, 3)
    issue(store)
    handlers = reconsider.handlers(XIAN)
    run_due(store, handlers)
    before = alerts(store)
    told = len(log(store))
    for _ in range(3):
        with store.transaction() as tx:
            reconsider.shared(tx, XIAN)
        run_due(store, handlers)
    assert alerts(store) == before
    assert len(log(store)) == told


def log(store: Store) -> list[str]:
    with store.snapshot() as session:
        return [e.kind for e in read(session.connection(), 0, 1000)]


def test_a_turn_that_was_missed_while_the_service_was_down_is_made_up_for(
    store: Store, clock: ManualClock
) -> None:
    street(store, 1)
    issue(store, seconds=60)
    run_due(store, reconsider.handlers(XIAN))
    clock.advance(7200)  # nobody runs anything
    reconsider.start(store, XIAN)
    run_due(store, reconsider.handlers(XIAN))
    assert [a.condition for a in alerts(store)] == ["cleared"]


def test_a_start_arms_the_next_turn_and_a_new_schedule_moves_it(store: Store, clock: ManualClock) -> None:
    with store.transaction() as tx:
        root = areas.root(tx)
    reconsider.start(store, XIAN)
    ((kind, _, first),) = due(store)
    assert kind == "plan.turn"
    with store.transaction() as tx:
        fields = curfews.CurfewFields(starts="21:34", ends="21:40", days=list(range(7)), time_zone=None)
        curfews.set_for_area(tx, root, fields)
        reconsider.shared(tx, XIAN)
    turn = next(at for kind, _, at in due(store) if kind == "plan.turn")
    assert clock.now() < turn < first


def test_who_has_nothing_of_her_own_has_no_deadline_of_her_own(store: Store, clock: ManualClock) -> None:
    (elder_id,) = street(store, 1, "curfew")
    with store.transaction() as tx:
        reconsider.elder(tx, elder_id, XIAN)
    assert due(store) == []
    with store.transaction() as tx:
        fields = curfews.CurfewFields(starts="01:00", ends="02:00", days=list(range(7)), time_zone=None)
        curfews.set_for_elder(tx, elder_id, fields)
        reconsider.elder(tx, elder_id, XIAN)
    assert [(kind, subject) for kind, subject, _ in due(store)] == [("elder.policy", elder_id)]
