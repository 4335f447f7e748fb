"""Transactions, snapshots and the event log on real SQLite."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.errors import Conflict
from app.registry.tables import Integration
from app.store import events, sql
from app.store.db import Store, Tx
from app.store.events import Event

Put = Callable[[Tx, str, Sequence[tuple[Any, ...]]], None]


def row(name: str) -> Integration:
    return Integration(name=name, created_at=0)


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Integration)).one()


def test_state_and_events_are_committed_together(store: Store) -> None:
    with store.transaction() as tx:
        tx.session.add(row("a"))
        tx.emit(Event("thing.made", {"名": "a"}, 7))
    with store.snapshot() as session:
        assert count(session) == 1
        told = events.read(session.connection(), 0)
    assert [(e.seq, e.kind, e.area_id, e.payload) for e in told] == [(1, "thing.made", 7, '{"名":"a"}')]


def test_an_exception_undoes_both_and_runs_no_hook(store: Store) -> None:
    ran: list[str] = []
    store.woken = lambda: ran.append("woken")

    def fail(tx: Tx) -> None:
        tx.session.add(row("a"))
        tx.session.flush()
        tx.emit(Event("thing.made", {}))
        tx.after_commit(lambda: ran.append("hook"))
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"), store.transaction() as tx:
        fail(tx)
    with store.snapshot() as session:
        assert count(session) == 0
        assert events.head(session.connection()).seq == 0
    assert ran == []
    with store.transaction() as tx:  # the lock is free and the connection clean
        tx.session.add(row("a"))


def test_hooks_run_after_the_commit_and_wake_only_for_events(store: Store) -> None:
    ran: list[object] = []
    store.woken = lambda: ran.append("woken")

    def hook() -> None:
        with store.snapshot() as session:
            ran.append(count(session))

    with store.transaction() as tx:
        tx.session.add(row("a"))
        tx.after_commit(hook)
    assert ran == [1]
    with store.transaction() as tx:
        tx.emit(Event("thing.made", {}))
        tx.after_commit(hook)
    assert ran == [1, 1, "woken"]


def test_a_snapshot_stands_still(store: Store) -> None:
    with store.snapshot() as session:
        assert count(session) == 0
        with store.transaction() as tx:
            tx.session.add(row("a"))
        assert count(session) == 0
    with store.snapshot() as session:
        assert count(session) == 1


def test_seq_has_no_gaps_whoever_writes(store: Store) -> None:
    failures = 0

    def write(worker: int) -> None:
        nonlocal failures
        for i in range(20):
            try:
                with store.transaction(urgent=i % 2 == 0) as tx:
                    for _ in range(i % 3 + 1):
                        tx.emit(Event("thing.made", {"worker": worker, "i": i}))
                    if i % 5 == 4:
                        raise RuntimeError("rolled back")
            except RuntimeError:
                failures += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.snapshot() as session:
        told = events.read(session.connection(), 0)
        assert events.head(session.connection()).seq == len(told)
    assert failures == 16
    assert [e.seq for e in told] == list(range(1, len(told) + 1))
    assert len(told) == 4 * sum(i % 3 + 1 for i in range(20) if i % 5 != 4)


def test_reading_the_log_in_pieces(store: Store) -> None:
    with store.snapshot() as session:
        assert events.oldest(session.connection()) == 0
    with store.transaction() as tx:
        for i in range(5):
            tx.emit(Event(f"k{i}", {}))
    with store.snapshot() as session:
        connection = session.connection()
        assert [e.kind for e in events.read(connection, 0, limit=2)] == ["k0", "k1"]
        assert [e.kind for e in events.read(connection, 2)] == ["k2", "k3", "k4"]
        assert events.read(connection, 5) == []
        assert events.oldest(connection) == 1


def test_saving_what_is_taken_is_a_conflict(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.save(row("a"), taken="a is there") == 1
    with pytest.raises(Conflict, match="a is there"), store.transaction() as tx:
        tx.save(row("a"), taken="a is there")
    with store.snapshot() as session:
        assert session.exec(select(col(Integration.name))).all() == ["a"]


def test_a_failing_statement_does_not_repeat_personal_data(store: Store) -> None:
    with store.transaction() as tx:
        tx.session.add(row("王秀兰"))
    with pytest.raises(IntegrityError) as caught, store.transaction() as tx:
        tx.session.add(row("王秀兰"))
    assert "王秀兰" not in str(caught.value)


def _by_column(tx: Tx, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        sql.columns(tx, statement, list(zip(*rows, strict=True)))


@pytest.mark.parametrize("put", [sql.many, _by_column])
@pytest.mark.parametrize("size", [0, 1, 49, 50, 51, 137])
def test_many_rows_are_taken_in_order_however_many_go_together(store: Store, put: Put, size: int) -> None:
    insert = """
    INSERT INTO integration (id, name, created_at, sandbox) VALUES (?, ?, ?, 0)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name
    """
    change = "UPDATE integration SET created_at = column2 FROM (VALUES (?, ?)) AS new WHERE id = column1"
    rows = [(1 + i // 2, f"n{i}", 0) for i in range(size)]  # each id twice: the later name stays
    with store.transaction() as tx:
        put(tx, insert, rows)
        put(tx, change, [(i, -i) for i, _, _ in rows])
        stored = sql.fetch(tx, "SELECT id, name, created_at FROM integration ORDER BY id")
    assert stored == [(i, name, -i) for i, name in {i: name for i, name, _ in rows}.items()]


class Named(msgspec.Struct, array_like=True):
    id: int
    name: str | None
    created_at: int


def test_records_are_the_rows_as_structs(store: Store) -> None:
    rows = [(1, '王"秀\n兰', 2**53 + 1), (2, "", -1)]
    rest = "FROM {ids} AS wanted CROSS JOIN integration WHERE id = wanted.value"
    with store.transaction() as tx:
        assert sql.records(tx, Named, "id, name, created_at", rest, [1]) == []
        sql.many(tx, "INSERT INTO integration (id, name, created_at, sandbox) VALUES (?, ?, ?, 0)", rows)
        found = sql.records(tx, Named, "id, NULLIF(name, ''), created_at", rest, [2, 1])
    assert found == [Named(2, None, -1), Named(*rows[0])]
