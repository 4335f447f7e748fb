"""The schema: a new database, an old one, and the tables in the code."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from app.clock import ManualClock
from app.store import events, schema
from app.store.db import Store


def test_the_migrations_make_what_the_code_expects(store: Store) -> None:
    schema.load_tables()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_new_database_is_made_where_there_was_not_even_a_folder(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/deep/er/new.db", ManualClock())
    schema.ensure(store)
    with store.snapshot() as session:
        head = events.head(session.connection())
    assert head.seq == 0
    assert head.epoch
    schema.ensure(store)
    schema.migrate(store)
    with store.snapshot() as session:
        assert events.head(session.connection()) == head, "the epoch changes only with a restore"
    store.close()


def test_an_old_schema_is_refused_with_the_way_out(store: Store) -> None:
    with store.transaction() as tx:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(schema.OldSchema, match="nuanyang migrate"):
        schema.ensure(store)
