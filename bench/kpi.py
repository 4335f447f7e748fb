"""What figures cost with a million alerts of a year: a month by day, the alerts behind a number, the year."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.clock import DAY, ManualClock
from app.registry import areas
from app.reports import report
from app.reports.kpi import Kpi
from app.reports.periods import By
from app.reports.report import Behind, Calendar, Window
from app.store import schema
from app.store.db import Store

N = 1_000_000
YEAR = 365 * DAY
CALENDAR = Calendar(ZoneInfo("Asia/Shanghai"), [0, 8, 16])
_ALERTS = text(
    """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n)
    INSERT INTO alert (id, dedup_key, kind, priority, elder_id, area_id, condition, handling, version, count,
        occurred_at, opened_at, respond_by, act_by, responded_at, acted_at, closed_at, disposition, warned,
        breached, act_breached, delayed, calls_started, evidence)
    SELECT i, 'bench:' || i, 'outside_home', 1 + i % 4, 1 + i % 1000, :area, 'cleared', 'closed', 4, 1,
        at, at, at + 60000, at + 600000, at + i * 7919 % 80000, at + i * 7919 % 700000, at + 900000,
        CASE i % 5 WHEN 0 THEN 'false_position' ELSE 'safe_home' END, 0, 0, 0, 0, 1, '{}'
    FROM (SELECT i, :since + i * :step AS at FROM n)
    """
)
_ENTRIES = text(
    """
    INSERT INTO alert_entry (alert_id, at, action, user_id, detail)
    SELECT alert.id, alert.opened_at, said.action, NULL, '{}' FROM alert
    JOIN (SELECT 'opened' AS action UNION ALL SELECT 'claimed' UNION ALL SELECT 'call_started'
        UNION ALL SELECT 'call_ended' UNION ALL SELECT 'closed') AS said ON 1 = 1
    """
)


def measure() -> dict[str, float]:
    """Milliseconds of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock()
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}", clock)
        schema.ensure(store)
        _fill(store)
        now = clock.now()
        month = Window(now - 30 * DAY, now, None)
        year = Window(now - YEAR, now, None)
        with store.snapshot() as session:
            found = {
                "month_ms": _timed(lambda: report.table(session, month, By.day, CALENDAR, now)),
                "behind_ms": _timed(
                    lambda: report.behind(session, month, Behind(Kpi.respond_60, True), CALENDAR, now)
                ),
                "year_ms": _timed(lambda: report.table(session, year, By.month, CALENDAR, now)),
            }
        store.close()
    return found


def _fill(store: Store) -> None:
    with store.transaction() as tx:
        area = areas.root(tx)
        tx.conn.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
                "INSERT INTO elder (id, name, area_id, monitoring_mode, risk_tier, created_at) "
                "SELECT i, 'x', :area, 'stay_home', 'green', 0 FROM n"
            ),
            {"area": area},
        )
        tx.conn.execute(_ALERTS, {"n": N, "area": area, "since": tx.now - YEAR, "step": YEAR // N})
        tx.conn.execute(_ENTRIES)


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)
