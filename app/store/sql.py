"""Plain SQL for the hot path: DBAPI cursors, tuples in and out, one spelling for both databases.

SQLAlchemy's own execute costs several µs a row in binding and in row objects; for a batch of
pings that is most of the time. Statements are written with `?`; `{ids}` stands for a list.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from app.store.db import Tx

Rows = list[tuple[Any, ...]]


def fetch(tx: Tx, statement: str, *params: Any) -> Rows:
    """All rows of a query. A list parameter fills the place of `{ids}` (ints or texts, not mixed)."""
    sqlite = tx.conn.dialect.name == "sqlite"
    lists = [p for p in params if isinstance(p, list)]
    kind = "text" if lists and lists[0] and isinstance(lists[0][0], str) else "bigint"
    values = [msgspec.json.encode(p).decode() if sqlite and isinstance(p, list) else p for p in params]
    cursor = tx.conn.connection.cursor()
    try:
        cursor.execute(_spell(statement, sqlite, kind), tuple(values))
        return list(cursor.fetchall())
    finally:
        cursor.close()


def many(tx: Tx, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute a statement for each row of parameters."""
    cursor = tx.conn.connection.cursor()
    try:
        cursor.executemany(_spell(statement, tx.conn.dialect.name == "sqlite", ""), rows)
    finally:
        cursor.close()


def parsed(value: Any) -> Any:
    """A JSON column: the driver gives it as text (SQLite) or parsed (PostgreSQL)."""
    return msgspec.json.decode(value) if isinstance(value, str) else value


@lru_cache(maxsize=256)
def _spell(statement: str, sqlite: bool, kind: str) -> str:
    if sqlite:
        return statement.replace("{ids}", "(SELECT value FROM json_each(?))").replace("{lock}", "")
    ids = f"(SELECT unnest(%s::{kind}[]) AS value)"
    return statement.replace("?", "%s").replace("{ids}", ids).replace("{lock}", "FOR UPDATE")
