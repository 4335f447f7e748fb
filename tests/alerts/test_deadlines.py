"""Deadlines: what is due is done once, by whoever comes first, after any restart."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.alerts import deadlines, record, service
from app.alerts.deadlines import HANDLERS, run_due
from app.alerts.tables import Deadline
from app.clock import ManualClock
from app.geo.presence import Phase
from app.registry.tables import Elder
from app.settings import Settings
from app.store.db import Store, Tx
from tests.alerts.house import House
from tests.alerts.test_service import do, reached


def test_nobody_answers_45_60_600(house: House) -> None:
    alert_id = house.leaves()
    house.passes(44)
    assert house.said(alert_id) == ["opened"]
    house.passes(1)
    assert house.said(alert_id) == ["opened", "warned"]
    house.passes(14)
    assert not house.alert(alert_id).breached
    house.passes(1)
    assert house.alert(alert_id).breached
    house.passes(539)
    assert not house.alert(alert_id).act_breached
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.warned, alert.breached, alert.act_breached) == (True, True, True)
    assert (alert.handling, alert.version) == ("open", 0), "time alone changes no handling"
    assert [kind for kind, _ in house.events(alert_id)] == ["opened", "warned", "breached", "act_breached"]
    assert house.due(alert_id) == {}


def test_claiming_is_not_responding(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.passes(60)
    assert house.said(alert_id) == ["opened", "claimed", "warned", "breached"]


def test_a_call_within_the_minute_is(house: House) -> None:
    alert_id = house.leaves()
    house.passes(44)
    do(house, house.li, alert_id, "claim", "call")
    house.passes(100)
    alert = house.alert(alert_id)
    assert (alert.warned, alert.breached) == (False, False)
    house.passes(456)
    assert house.alert(alert_id).act_breached


@pytest.mark.parametrize("act", ["escalate", "dispatch"])
def test_who_is_escalated_or_helped_without_a_call_does_not_breach_the_minute(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.boss, alert_id, "claim", act)
    house.passes(60)
    assert house.said(alert_id)[-1] == "warned"


def test_a_cleared_alert_that_nobody_looked_at_breaches_all_the_same(house: House) -> None:
    alert_id = house.leaves()
    house.returns()
    house.passes(60)
    assert house.alert(alert_id).breached
    assert house.alert(alert_id).handling == "open"


def test_a_lease_without_work_ends_and_the_deadlines_stand(house: House) -> None:
    alert_id = house.leaves()
    house.clock.advance(30)
    do(house, house.li, alert_id, "claim")
    house.passes(89)
    assert house.alert(alert_id).handling == "claimed"
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.claimed_by, alert.lease_until, alert.version) == ("open", None, None, 2)
    assert house.said(alert_id)[-1] == "lease_expired"
    assert house.events(alert_id)[-1][1]["claimed_by"] is None
    assert house.due(alert_id) == {"act": 480}


def test_work_renews_the_lease(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    for _ in range(3):
        house.passes(80)
        do(house, house.li, alert_id, "note")
    assert house.alert(alert_id).handling == "claimed"
    house.passes(90)
    assert house.alert(alert_id).handling == "open"


def test_a_call_without_a_result_falls_back_after_120_seconds(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    responded = house.alert(alert_id).responded_at
    house.passes(119)
    assert house.alert(alert_id).handling == "contacting"
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.responded_at) == ("open", responded), "the response was given all the same"
    assert house.due(alert_id) == {"act": 480}


@pytest.mark.parametrize("act", ["escalate", "dispatch", "close", "release"])
def test_no_lease_runs_on_after_the_work_moved_on(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.boss, alert_id, "claim", "call", act)
    handling = house.alert(alert_id).handling
    house.passes(200)
    assert house.alert(alert_id).handling == handling


# looking again after 15 minutes


def test_reminded_and_home_again_is_resolved(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    assert reached(house, alert_id).handling == "monitoring"
    assert house.due(alert_id) == {"recheck": 900}
    house.passes(600)
    house.returns()
    assert house.alert(alert_id).handling == "monitoring", "a clear never moves what people do"
    house.passes(300)
    assert house.alert(alert_id).handling == "resolved"
    assert house.timeline(alert_id)[-1].detail == {"passed": True}


def test_reminded_and_still_out_is_open_with_a_new_clock(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    reached(house, alert_id)
    house.passes(900)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.claimed_by, alert.responded_at, alert.acted_at) == (
        "open",
        None,
        None,
        None,
    )
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}
    assert house.timeline(alert_id)[-1].detail == {"passed": False}
    assert len(house.alerts()) == 1, "the same case"


def test_an_emergency_that_nobody_closed_comes_back(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    reached(house, alert_id)
    house.passes(900)
    assert house.alert(alert_id).handling == "open"


def test_out_again_after_it_was_resolved_is_the_queue_again(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.returns()
    assert reached(house, alert_id).handling == "resolved"
    house.clock.advance(3600)
    assert house.leaves() == alert_id
    assert house.alert(alert_id).handling == "open"
    house.passes(60)
    assert house.said(alert_id)[-3:] == ["reopened", "warned", "breached"]


def test_closed_while_out_and_still_outside_opens_a_linked_alert(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    house.passes(899)
    assert len(house.alerts()) == 1
    house.passes(1)
    _, again = house.alerts()
    assert (again.previous_id, again.handling, again.dedup_key) == (
        first,
        "open",
        house.alert(first).dedup_key,
    )
    assert again.evidence["rule"] == "still_outside"
    assert house.due(again.id or 0) == {"warn": 45, "respond": 60, "act": 600}
    assert house.alert(first).handling == "closed"


@pytest.mark.parametrize("phase", [Phase.INSIDE, Phase.RETURNING, Phase.UNKNOWN])
def test_closed_while_out_and_home_by_then_stays_closed(house: House, phase: Phase) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    house.stands(phase)
    house.passes(900)
    assert [a.handling for a in house.alerts()] == ["closed"]


def test_closed_while_out_and_free_to_go_by_then_stays_closed(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    with house.tx() as tx:
        tx.session.get_one(Elder, house.elder_id).monitoring_mode = "free"
    house.passes(900)
    assert len(house.alerts()) == 1


def test_reopened_within_ten_minutes_leaves_nothing_to_look_at_again(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim", "close")
    house.passes(300)
    house.returns()
    house.leaves()
    house.passes(900)
    (alert,) = house.alerts()
    assert (alert.id, alert.handling, alert.act_breached) == (first, "open", True)


def test_a_battery_closed_while_low_opens_nothing(house: House) -> None:
    house.show(house.battery(1, 15))
    do(house, house.li, house.newest().id or 0, "claim")
    with house.tx() as tx:
        service.close(tx, house.li, house.newest().id or 0, 1, "assisted_phone", None)
    house.passes(900)
    assert len(house.alerts()) == 1


# restarts, failures, neighbours


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
        tx.conn.execute(Deadline.__table__.insert(), rows)  # type: ignore[attr-defined]
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
