"""Plain SQL for the hot path: DBAPI cursors, tuples in and out, one spelling for both databases.

SQLAlchemy's own execute costs several µs a row in binding and in row objects; for a batch of
pings that is most of the time. Statements are written with `?`; `{ids}` stands for a list.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from app.store.db import Tx

Rows = list[tuple[Any, ...]]
T = TypeVar("T")
TOGETHER = 50
_ROW = re.compile(r"(?<=VALUES )\((?:\?, )*\?\)")


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


def records(tx: Tx, kind: type[T], fields: str, rest: str, ids: list[Any]) -> list[T]:
    """The rows of `SELECT fields rest` as structs: array_like, their fields in the order of `fields`, and
    nothing in them that JSON cannot say.

    SQLite gives them as one text, which is taken apart at once: half the price of a value at a time.
    """
    if tx.conn.dialect.name != "sqlite":
        return [kind(*row) for row in fetch(tx, f"SELECT {fields} {rest}", ids)]
    together = fetch(tx, f"SELECT json_group_array(json_array({fields})) {rest}", ids)
    return msgspec.json.decode(together[0][0], type=list[kind])  # type: ignore[valid-type]


def many(tx: Tx, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute a statement for each row of parameters, in order."""
    if len(rows) >= TOGETHER and _together(tx, statement):
        columns(tx, statement, list(zip(*rows, strict=True)))
    else:
        _one_by_one(tx, statement, rows)


def columns(tx: Tx, statement: str, given: Sequence[Sequence[Any]]) -> None:
    """`many`, of parameters that come as columns of one length.

    On SQLite, what takes them from `VALUES (?, …)` takes 50 rows at a time: a third of the time is saved.
    """
    width, done = len(given), 0
    if together := _together(tx, statement):
        done = len(given[0]) // TOGETHER * TOGETHER
        flat: list[Any] = [None] * (width * done)
        for place, column in enumerate(given):
            flat[place::width] = column[:done]
        cursor = tx.conn.connection.cursor()
        try:
            for at in range(0, len(flat), TOGETHER * width):
                cursor.execute(together, flat[at : at + TOGETHER * width])
        finally:
            cursor.close()
    _one_by_one(tx, statement, list(zip(*(column[done:] for column in given), strict=True)))


def _one_by_one(tx: Tx, statement: str, rows: Sequence[Sequence[Any]]) -> None:
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


def _together(tx: Tx, statement: str) -> str | None:
    """The statement for `TOGETHER` rows at once, if it has a list of values and this is SQLite."""
    return _repeated(statement) if tx.conn.dialect.name == "sqlite" else None


@lru_cache(maxsize=256)
def _repeated(statement: str) -> str | None:
    row = _ROW.search(statement)
    return statement.replace(row[0], ", ".join([row[0]] * TOGETHER), 1) if row else None
