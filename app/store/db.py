"""One thing that happens is one transaction. This file holds the project's only commit."""

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, SQLModel

from app.clock import Clock
from app.errors import Conflict
from app.store import events as log
from app.store.events import Event
from app.store.locks import LaneLock

YIELD_MS = 300  # less than PostgreSQL's deadlock_timeout (1 s), after which it undoes whom it likes
_YIELD = text(f"SET LOCAL lock_timeout = {YIELD_MS}")
_ALONE = text("SELECT pg_try_advisory_xact_lock(:number)")
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Tx:
    """An open write transaction: change state through `session` or `conn`, tell facts through `emit`."""

    session: Session
    conn: Connection
    now: int
    events: list[Event] = field(default_factory=list)
    hooks: list[Callable[[], None]] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        """Append the event to the log when this transaction commits."""
        self.events.append(event)

    def save(self, row: SQLModel, *, taken: str) -> int:
        """Insert or update a row, return its id; Conflict saying `taken` when a unique value is not free."""
        self.session.add(row)
        try:
            self.session.flush()
        except IntegrityError:
            raise Conflict(taken) from None
        return int(row.id)  # type: ignore[attr-defined]

    def alone(self) -> bool:
        """Is no other node in such a transaction now? Two that move the same rows would wait crosswise.

        On SQLite there is one writer anyway.
        """
        if self.conn.dialect.name != "postgresql":
            return True
        return bool(self.conn.execute(_ALONE, {"number": 7_311_400_931}).scalar())

    def gives_way(self) -> None:
        """For work that can be done again: whoever crosses our way for longer goes first, and we fail.

        On SQLite there is one writer anyway.
        """
        if self.conn.dialect.name == "postgresql":
            self.conn.execute(_YIELD)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Run `hook` once the commit is durable; it must not wait. A failure is logged: it undoes nothing."""
        self.hooks.append(hook)


class Store:
    """The database. `transaction()` writes, `snapshot()` reads; nobody else opens a connection.

    `woken` is called after every commit that appended events.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self.clock = clock
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.woken: Callable[[], None] = lambda: None
        self._writers = LaneLock()

    @contextmanager
    def transaction(self, *, urgent: bool = True) -> Iterator[Tx]:
        """Open a write transaction; commit at the end, roll back on an exception.

        `urgent=False` is the lane of ping batches: whatever people do goes first.
        """
        if self.is_sqlite:
            with self._writers.hold(urgent=urgent):
                tx = yield from self._run()
        else:
            tx = yield from self._run()
        for hook in [*tx.hooks, self.woken] if tx.events else tx.hooks:
            try:
                hook()
            except Exception:  # what is committed has happened, whoever could not be told
                logger.exception("a hook after a commit failed")

    def _run(self) -> Generator[Tx, None, Tx]:
        with self.engine.connect() as conn:
            conn.begin()  # plain DBAPI statements would begin nothing that SQLAlchemy commits
            if self.is_sqlite:
                conn.exec_driver_sql("BEGIN IMMEDIATE")
            with Session(bind=conn, expire_on_commit=False, autoflush=True) as session:
                tx = Tx(session, conn, self.clock.now())
                yield tx
                session.flush()
                if tx.events:  # last, so that the head's lock is held as briefly as can be
                    log.append(conn, tx.events, tx.now)
                conn.commit()
        return tx

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A read-only session on one consistent state."""
        with self.engine.connect() as conn:
            if self.is_sqlite:
                conn.exec_driver_sql("BEGIN")
            else:  # by default every statement would see a state of its own
                conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with Session(bind=conn, autoflush=False) as session:
                yield session

    @contextmanager
    def glance(self) -> Iterator[Tx]:
        """For use cases that only look: one consistent state, no lock, and nothing of it is kept."""
        with self.snapshot() as session:
            yield Tx(session, session.connection(), self.clock.now())

    def close(self) -> None:
        self.engine.dispose()


def gave_way(error: Exception) -> bool:
    """Is this the failure of a transaction that `gives_way`? (lock_not_available)"""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) == "55P03"


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=20, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed, pool_size=20, hide_parameters=True, connect_args={"check_same_thread": False}
    )  # parameters are personal data: they stay out of logs

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where sqlite3 guesses
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL loses commits on power loss
            "wal_autocheckpoint=16384",  # 64 MB: busy pages go home seldom, not with each commit
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
