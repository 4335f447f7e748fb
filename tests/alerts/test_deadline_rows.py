"""Deadlines are rows: restarts, failures and neighbours lose none and do none twice."""

import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import insert, text
from sqlmodel import select

from app.alerts import deadlines, record
from app.alerts.deadlines import HANDLERS, run_due
from app.alerts.tables import Deadline
from app.calls import attempts
from app.clock import ManualClock
from app.geo.presence import Phase
from app.settings import Settings
from app.store.db import Store, Tx
from tests.alerts.acts import do
from tests.alerts.house import House


def test_deadlines_survive_a_restart(house: House, settings: Settings) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.store.close()
    house.clock.advance(3600)
    reborn = Store(settings.database_url, house.clock)
    try:
        assert run_due(reborn, HANDLERS) == 4
        assert run_due(reborn, HANDLERS) == 0
        house.store = reborn
        alert = house.alert(alert_id)
        assert (alert.warned, alert.breached, alert.act_breached, alert.handling) == (
            True,
            True,
            True,
            "open",
        )
        assert house.said(alert_id) == [
            "opened", "claimed", "warned", "breached", "lease_expired", "act_breached",
        ]  # fmt: skip
    finally:
        reborn.close()


def test_a_handler_that_fails_leaves_its_deadline_due_and_stops_nobody(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    alert_id = house.leaves()

    def fails(tx: Tx, subject_id: int) -> None:
        deadlines.warn(tx, subject_id)
        raise OSError("the disk is full")

    house.clock.advance(60)
    assert run_due(house.store, {**HANDLERS, record.WARN: fails}) == 2
    assert "it stays due" in caplog.text
    alert = house.alert(alert_id)
    assert (alert.warned, alert.breached) == (False, True), "half a thing never happens"
    assert house.said(alert_id) == ["opened", "breached"]
    assert house.due(alert_id) == {"warn": -15, "act": 540}
    assert run_due(house.store, HANDLERS) == 1
    assert house.alert(alert_id).warned


def test_many_that_fail_do_not_starve_the_others(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def fails(tx: Tx, subject_id: int) -> None:
        raise OSError("never")

    with house.tx() as tx:
        rows = [{"kind": "test.fails", "subject_id": n, "due_at": 0} for n in range(501)]
        tx.conn.execute(insert(Deadline), rows)
    alert_id = house.leaves()
    house.clock.advance(60)
    run_due(house.store, {**HANDLERS, "test.fails": fails})
    assert house.alert(alert_id).breached


def test_what_somebody_else_looks_after_is_left_alone(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with house.tx() as tx:
        tx.session.add(Deadline(kind="other.room", subject_id=1, due_at=0))
    assert run_due(house.store, HANDLERS) == 0
    assert not caplog.text
    with house.store.snapshot() as session:
        assert session.exec(select(Deadline.kind)).all() == ["other.room"]


def test_a_deadline_moved_meanwhile_is_not_done(house: House) -> None:
    """Between the look and the lock the holder renewed the lease."""
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(89)
    with house.store.snapshot() as session:
        deadline_id = session.exec(select(Deadline.id).where(Deadline.kind == record.LEASE)).one() or 0
    house.clock.advance(1)
    do(house, house.li, alert_id, "note")
    with house.tx() as tx:
        deadlines._run(tx, deadline_id, HANDLERS)
    assert house.alert(alert_id).handling == "claimed"
    assert house.due(alert_id)["lease"] == 90


def test_two_nodes_do_each_deadline_once(house: House, settings: Settings) -> None:
    for n in range(8):
        house.device_id = n
        house.show(house.battery(1, 15))
    house.clock.advance(60)
    nodes = [Store(settings.database_url, house.clock) for _ in range(2)]
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def node(store: Store) -> None:
        try:
            start.wait(10)
            run_due(store, HANDLERS)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=node, args=(store,)) for store in nodes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for store in nodes:
        store.close()
    assert not failures
    for alert in house.alerts():
        assert house.said(alert.id or 0) == ["opened", "warned", "breached"]
    with house.store.snapshot() as session:
        seqs = session.connection().execute(text("SELECT seq FROM event ORDER BY seq")).scalars().all()
        head = session.connection().execute(text("SELECT seq FROM stream_head")).scalar_one()
    assert seqs == list(range(1, head + 1)), "no number is missing or given twice"


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=list(HANDLERS))
def test_a_deadline_whose_time_has_passed_it_by_changes_nothing(
    house: House, handler: Callable[[Tx, int], None], clock: ManualClock
) -> None:
    """Whatever fires late on a case that was closed for good leaves it as it is."""
    alert_id = house.leaves()
    house.returns()
    do(house, house.li, alert_id, "claim", "call", "close")
    house.stands(Phase.INSIDE)
    before, said = house.alert(alert_id), house.said(alert_id)
    clock.advance(10_000)
    with house.tx() as tx:
        handler(tx, alert_id)
    assert (house.alert(alert_id), house.said(alert_id)) == (before, said)


def looks(house: House, count: int) -> None:
    """So many looks came due long ago, while nobody was there to do them."""
    with house.tx() as tx:
        rows = [{"kind": "test.look", "subject_id": n, "due_at": n} for n in range(count)]
        tx.conn.execute(insert(Deadline), rows)


def waiting(house: House) -> dict[int, int]:
    with house.store.snapshot() as session:
        found = session.exec(
            select(Deadline.subject_id, Deadline.due_at).where(Deadline.kind == "test.look")
        ).all()
    return dict(found)


def test_what_was_promised_about_alerts_goes_before_a_mountain_of_looks(house: House) -> None:
    order: list[str] = []
    looks(house, deadlines.AT_ONCE + 50)
    house.leaves()
    house.clock.advance(44)

    def look(tx: Tx, subject_id: int) -> None:
        order.append("look")
        if len(order) == 1:  # the first look takes long, and the warning comes due meanwhile
            house.clock.advance(1)

    def warn(tx: Tx, alert_id: int) -> None:
        order.append("warn")

    run_due(house.store, {**HANDLERS, record.WARN: warn, "test.look": look})
    assert order == ["look"] * deadlines.AT_ONCE + ["warn"] + ["look"] * 50


def test_a_call_that_nobody_took_does_not_wait_behind_looks(house: House) -> None:
    order: list[str] = []
    looks(house, deadlines.AT_ONCE + 50)
    with house.tx() as tx:
        record.arm_for(tx, attempts.TIMEOUT, 7, tx.now)
    run_due(
        house.store,
        {
            "test.look": lambda tx, subject_id: order.append("look"),
            attempts.TIMEOUT: lambda tx, call_id: order.append(f"call {call_id}"),
        },
    )
    assert order[0] == "call 7"
    assert len(order) == deadlines.AT_ONCE + 51


def test_a_screen_puts_off_the_quiet_ones_at_once(house: House) -> None:
    looks(house, 6)
    looked: list[int] = []
    later = house.clock.now() + 60_000

    def screen(tx: Tx, subjects: Sequence[int]) -> dict[int, int | None]:
        return {0: later, 1: None, 2: later}

    run_due(house.store, {"test.look": lambda tx, subject: looked.append(subject)}, {"test.look": screen})
    assert looked == [3, 4, 5]
    assert waiting(house) == {0: later, 2: later}


def test_a_screen_that_fails_hides_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    looks(house, 3)
    looked: list[int] = []

    def screen(tx: Tx, subjects: Sequence[int]) -> dict[int, int | None]:
        raise OSError("no")

    run_due(house.store, {"test.look": lambda tx, subject: looked.append(subject)}, {"test.look": screen})
    assert looked == [0, 1, 2]
    assert "screening test.look failed" in caplog.text


def test_a_deadline_moved_while_a_screen_looked_stays_where_it_is(house: House) -> None:
    looks(house, 2)
    sooner = house.clock.now() + 1_000

    def screen(tx: Tx, subjects: Sequence[int]) -> dict[int, int | None]:
        with house.tx() as other:  # a ping asks for a look in a second
            record.arm_for(other, "test.look", 0, sooner)
            record.arm_for(other, "test.look", 1, sooner)
        return {0: house.clock.now() + 300_000, 1: None}

    run_due(house.store, {"test.look": lambda tx, subject: None}, {"test.look": screen})
    assert waiting(house) == {0: sooner, 1: sooner}
