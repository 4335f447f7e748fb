"""Fixtures for every test: a real database, a clock that stands still, and an app around them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from app.clock import ManualClock
from app.identity import passwords
from app.main import Nuanyang, create_app
from app.settings import Settings
from app.store import schema
from app.store.db import Store

os.environ["NUANYANG_WATCH_PORT"] = "0"  # tests that want one ask for a free one


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """The same Argon2id with the smallest parameters: hundreds of users sign in here."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


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
def settings(template: bytes, tmp_path: Path) -> Settings:
    """Settings that point at a fresh database, whatever the environment says."""
    path = tmp_path / "nuanyang.db"
    path.write_bytes(template)
    return Settings(_env_file=None, database_url=f"sqlite:///{path}", map_style_url=None)


@pytest.fixture
def store(settings: Settings, clock: ManualClock) -> Iterator[Store]:
    """A store without an application, on real SQLite."""
    store = Store(settings.database_url, clock)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, clock: ManualClock) -> Nuanyang:
    """The whole application on a database and a clock of its own."""
    return create_app(settings, clock)


@pytest.fixture
def client(app: Nuanyang) -> Iterator[TestClient]:
    """A client of the running application, not signed in."""
    with TestClient(app, base_url="http://care.example") as client:
        yield client
