"""Fixtures for every test: a real database, a clock that stands still, and an app around them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.store import schema
from app.store.db import Store


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty database with the newest schema, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    store = Store(f"sqlite:///{path}", ManualClock())
    schema.ensure(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path.read_bytes()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(template: bytes, tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    """A store of its own on real SQLite."""
    path = tmp_path / "nuanyang.db"
    path.write_bytes(template)
    store = Store(f"sqlite:///{path}", clock)
    yield store
    store.close()
