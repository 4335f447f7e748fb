"""Alembic's entry: `nuanyang migrate` passes an open connection; the alembic command uses the settings."""

from logging import NullHandler, getLogger

from alembic import context
from sqlmodel import SQLModel

from app.clock import SystemClock
from app.settings import Settings
from app.store import schema
from app.store.db import Store

getLogger("alembic").addHandler(NullHandler())


def run(connection: object) -> None:
    schema.load_tables()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    store = Store(Settings().database_url, SystemClock())
    with store.engine.connect() as connection:
        run(connection)
        connection.commit()
