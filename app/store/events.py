"""Events: reading and writing the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Event:
    """A fact to append: `kind` in the past tense, `area_id` for who may see it, `payload` whole state."""

    kind: str
    payload: dict[str, Any]
    area_id: int | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """An event as it stands in the log."""

    seq: int
    kind: str
    area_id: int | None
    payload: str


@dataclass(frozen=True, slots=True)
class Head:
    epoch: str
    seq: int


_TAKE = text("UPDATE stream_head SET seq = seq + :n WHERE id = 1 RETURNING seq")
_INSERT = text(
    "INSERT INTO event (seq, at, kind, area_id, payload) VALUES (:seq, :at, :kind, :area_id, :payload)"
)
_READ = text("SELECT seq, kind, area_id, payload FROM event WHERE seq > :after ORDER BY seq LIMIT :limit")


def append(conn: Connection, events: Sequence[Event], at: int) -> int:
    """Number the events and insert them; the last statements before a commit. Returns the head."""
    last = int(conn.execute(_TAKE, {"n": len(events)}).scalar_one())
    first = last - len(events) + 1
    rows = [
        {
            "seq": first + i,
            "at": at,
            "kind": event.kind,
            "area_id": event.area_id,
            "payload": msgspec.json.encode(event.payload).decode(),
        }
        for i, event in enumerate(events)
    ]
    conn.execute(_INSERT, rows)
    return last


def read(conn: Connection, after: int, limit: int = 1000) -> list[Logged]:
    """Up to `limit` events with seq > `after`, in order."""
    rows = conn.execute(_READ, {"after": after, "limit": limit})
    return [Logged(row.seq, row.kind, row.area_id, row.payload) for row in rows]


def head(conn: Connection) -> Head:
    """Where the log ends."""
    row = conn.execute(text("SELECT epoch, seq FROM stream_head WHERE id = 1")).one()
    return Head(row.epoch, row.seq)


def oldest(conn: Connection) -> int:
    """The smallest seq still kept; 0 in an empty log."""
    return int(conn.execute(text("SELECT COALESCE(MIN(seq), 0) FROM event")).scalar_one())
