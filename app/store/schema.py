"""The schema's version: create a new database, refuse an old one, migrate on request."""

from importlib import import_module
from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.errors import NuanyangError
from app.store.db import Store

ROOT = Path(__file__).resolve().parents[2]
TABLE_MODULES = (
    "app.store.tables",
    "app.registry.tables",
    "app.registry.whereabouts",
    "app.identity.tables",
    "app.ingest.tables",
    "app.alerts.tables",
    "app.calls.tables",
    "app.reports.tables",
    "app.dispatch.tables",
    "app.care.tables",
)


class OldSchema(NuanyangError):
    title = "The database has an older schema; run: nuanyang migrate"


def load_tables() -> None:
    """Make every table known to the metadata (the store itself must not import rooms above it)."""
    for name in TABLE_MODULES:
        import_module(name)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    return config


def ensure(store: Store) -> None:
    """Create a new database completely; raise OldSchema when an existing one is behind."""
    with store.engine.connect() as connection:
        new = not inspect(connection).has_table("alembic_version")
        current = None if new else MigrationContext.configure(connection).get_current_revision()
    if new:
        migrate(store)
    elif current != ScriptDirectory.from_config(_config()).get_current_head():
        raise OldSchema


def migrate(store: Store) -> None:
    """Bring the schema to the newest version and make sure that the log has its head, or change nothing."""
    config = _config()
    with store.transaction() as tx:
        config.attributes["connection"] = tx.conn
        command.upgrade(config, "head")
        if tx.conn.execute(text("SELECT COUNT(*) FROM stream_head")).scalar_one() == 0:
            tx.conn.execute(
                text("INSERT INTO stream_head (id, seq, epoch) VALUES (1, 0, :epoch)"), {"epoch": uuid4().hex}
            )
