"""An afternoon in Lianhu for the tests of the pipeline: the clock, the way in, an outing."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text

from app.clock import ManualClock
from app.geo.presence import Phase
from app.identity.keys import Poster
from app.ingest.pings import decode
from app.ingest.pipeline import Moved, Outcome, Pipeline
from app.store.db import Store
from tests.people import Wearer

NOW = ManualClock().now() // 1000  # 2026-09-21 22:13:20 in Xi'an
START = NOW - 4 * 3600  # a quiet afternoon
ZONE = ZoneInfo("Asia/Shanghai")
Write = Callable[..., list[str]]


class Ingest:
    """A pipeline and what can be seen of its work."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.moved: list[Moved] = []
        self.pipeline = Pipeline(store, ZONE, self.moved.append)

    def write(self, *pings: dict[str, Any]) -> list[Outcome]:
        """One batch."""
        decoded = decode(msgspec.json.encode(pings))
        assert not decoded.refused, decoded.refused
        return self.pipeline.write([(ping, Poster()) for ping in decoded.pings])

    def statuses(self, *pings: dict[str, Any]) -> list[str]:
        return [outcome.status for outcome in self.write(*pings)]

    def one_by_one(self, *pings: dict[str, Any]) -> list[str]:
        return [status for ping in pings for status in self.statuses(ping)]

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self.store.snapshot() as session:
            return [dict(row) for row in session.connection().execute(text(sql)).mappings()]

    def one(self, sql: str) -> dict[str, Any]:
        (row,) = self.rows(sql)
        return row

    def track(self) -> dict[str, Any]:
        return self.one("SELECT * FROM track")

    def phase(self) -> Phase:
        return Phase(self.one("SELECT phase FROM presence")["phase"])

    def alerts(self) -> list[dict[str, Any]]:
        return self.rows(
            "SELECT kind, condition, handling, priority, count, occurred_at, delayed, fence_id, device_id,"
            " fix, evidence FROM alert ORDER BY dedup_key, id"
        )

    def kinds(self) -> list[tuple[str, str]]:
        return [(a["kind"], a["condition"]) for a in self.alerts()]

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All that a ping may change, but for how late it came."""
        devices = self.rows("SELECT * FROM device ORDER BY id")
        return {
            "ping": self.rows("SELECT * FROM ping ORDER BY device_id, fixed_at, message_id"),
            "track": self.rows("SELECT * FROM track ORDER BY elder_id"),
            "presence": self.rows("SELECT * FROM presence ORDER BY elder_id, fence_id"),
            "alert": self.alerts(),
            "device": [{k: v for k, v in row.items() if k != "clock_error_ms"} for row in devices],
            "event": self.rows("SELECT kind, area_id FROM event ORDER BY seq"),
        }


def outing(wang: Wearer, start: float = START) -> list[dict[str, Any]]:
    """Ten minutes at home, twenty outdoors, twenty at home again; a fix a minute."""
    where = [5, -8, 3, 10, -2, 6, 1, -7, 4, 0] + [60 * i for i in range(2, 12)] + [600] * 10
    where += [400, 200, 60, 5] + [2, -6, 9, 0] * 4
    return [wang.ping(start + 60 * i, metres, accuracy_m=12) for i, metres in enumerate(where)]
