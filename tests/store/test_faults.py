"""What goes wrong: commits, hooks, first starts and migrations that fail half way."""

import logging
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from app.clock import ManualClock
from app.store import events, schema
from app.store.db import Store
from app.store.events import Event


def seqs(store: Store) -> list[int]:
    with store.snapshot() as session:
        return [e.seq for e in events.read(session.connection(), 0)]


def write(store: Store, kind: str = "thing.made", urgent: bool = True) -> None:
    with store.transaction(urgent=urgent) as tx:
        tx.emit(Event(kind, {}))


def test_a_hook_that_fails_is_logged_and_what_was_committed_stays_told(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    def fails() -> None:
        raise RuntimeError("the hub is gone")

    store.woken = fails
    with store.transaction() as tx:
        tx.emit(Event("thing.made", {}))
        tx.after_commit(fails)
        tx.after_commit(lambda: ran.append("next"))
    assert ran == ["next"]
    assert seqs(store) == [1]
    assert [r.message for r in caplog.records if r.levelno == logging.ERROR] == [
        "a hook after a commit failed"
    ] * 2


def test_a_commit_that_fails_gives_the_lock_back_and_leaves_no_gap(store: Store) -> None:
    write(store)
    with store.engine.connect() as connection:  # the one connection of the pool
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OperationalError, match="full"):
        write(store, "x" * 1_000_000)
    write(store)
    assert seqs(store) == [1, 2]


def test_a_statement_that_fails_gives_the_lock_back(store: Store) -> None:
    for _ in range(2):
        with pytest.raises(OperationalError, match="no such table"), store.transaction() as tx:
            tx.conn.execute(text("SELECT * FROM nowhere"))
    write(store)
    assert seqs(store) == [1]


def test_a_person_waits_for_one_batch_at_the_most(store: Store) -> None:
    """Two machines write back to back; a person who comes in between is next."""
    begun, go = threading.Event(), threading.Event()

    def batch(number: int) -> None:
        with store.transaction(urgent=False) as tx:
            tx.emit(Event(f"batch.{number}", {}))
            if number == 0:
                begun.set()
                go.wait(20)

    threads = [threading.Thread(target=batch, args=(0,))]
    threads[0].start()
    assert begun.wait(20)

    def queued() -> int:
        return len(store._writers._urgent) + len(store._writers._normal)

    threads += [threading.Thread(target=batch, args=(number,)) for number in range(1, 5)]
    threads.append(threading.Thread(target=write, args=(store, "claim")))
    for position, thread in enumerate(threads[1:], start=1):
        thread.start()
        while queued() < position:
            thread.join(0.001)
    go.set()
    for thread in threads:
        thread.join()
    with store.snapshot() as session:
        kinds = [e.kind for e in events.read(session.connection(), 0)]
    assert kinds == ["batch.0", "claim", "batch.1", "batch.2", "batch.3", "batch.4"]


def test_a_first_start_that_dies_half_way_can_be_started_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    store = Store(url, ManualClock())
    with store.engine.connect() as connection:  # the last table of the schema is in the way
        connection.exec_driver_sql("CREATE TABLE stream_head (id INTEGER)")
    with pytest.raises(OperationalError, match="already exists"):
        schema.ensure(store)
    with store.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["stream_head"], "all or nothing"
        connection.exec_driver_sql("DROP TABLE stream_head")
    schema.ensure(store)
    write(store)
    assert seqs(store) == [1]
    store.close()


def test_down_and_up_again(store: Store) -> None:
    schema.load_tables()
    config = schema._config()
    for step, tables in ((command.downgrade, 0), (command.upgrade, len(SQLModel.metadata.tables))):
        with store.engine.connect() as connection:
            config.attributes["connection"] = connection
            step(config, "base" if step is command.downgrade else "head")
            connection.commit()
            names = set(inspect(connection).get_table_names()) - {"alembic_version"}
            assert len(names) == tables
    schema.migrate(store)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    write(store)
    assert seqs(store) == [1]


def test_a_snapshot_sees_state_and_head_of_one_instant(store: Store) -> None:
    """While others write, what a snapshot reads first and last belongs together."""
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            write(store)

    threads = [threading.Thread(target=write_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(30):
            with store.snapshot() as session:
                head = events.head(session.connection()).seq
                found = session.connection().execute(text("SELECT COUNT(*), MAX(seq) FROM event")).one()
                assert tuple(found) == (head, head or None)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
