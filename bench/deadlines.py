"""What looking at deadlines costs with 100,000 elders, each with a watch that reports every minute.

Time of one core: with nothing due; with the watches' deadlines coming due evenly over their 15 minutes; and
the looks that read every device.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text

from app.alerts import deadlines, fleet, reconsider, silence
from app.alerts.watch import Watch
from app.clock import HOUR, MINUTE, SECOND, ManualClock
from app.registry import areas
from app.registry.tables import Device, Elder
from app.reports import heartbeats
from app.reports.heartbeats import Heartbeats
from app.store import schema
from app.store.db import Store

N = 100_000
ZONE = ZoneInfo("Asia/Shanghai")


_UNHEARD = text(
    "UPDATE device SET created_at = 0, last_contact_at = :now - CASE WHEN id % :n = 0 THEN 600000 ELSE 0 END"
)


def measure(seconds: int = 20) -> dict[str, float]:
    """Shares of a core and milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock()
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}", clock)
        schema.ensure(store)
        _fill(store)
        found = _run(store, clock, seconds)
        store.close()
    return found


def _fill(store: Store) -> None:
    with store.transaction() as tx:
        area, now = areas.root(tx), tx.now
        elder = {"area_id": area, "monitoring_mode": "stay_home", "risk_tier": "green", "created_at": now}
        tx.conn.execute(insert(Elder), [{"id": i, "name": "x", **elder} for i in range(1, N + 1)])
        device = {
            "kind": "watch", "expected_interval_s": 60, "datum": "wgs84", "battery_level": 0,
            "created_at": now,
        }  # fmt: skip
        tx.conn.execute(
            insert(Device),
            [
                {
                    "unique_id": str(i), "elder_id": i, "last_contact_at": now - i % 60 * 1000,
                    "carrier": f"c{i % 3}", "vendor": f"v{i % 5}", **device,
                }
                for i in range(1, N + 1)
            ],
        )  # fmt: skip


def _run(store: Store, clock: ManualClock, seconds: int) -> dict[str, float]:
    watch = Watch(store, ZONE)
    handlers = reconsider.handlers(ZONE)
    arming = _timed(watch.look)  # everybody's first deadline
    with store.transaction() as tx:
        tx.conn.execute(text("UPDATE deadline SET due_at = :now + 60000 + id % 900 * 1000"), {"now": tx.now})

    def tick() -> None:
        deadlines.run_due(store, handlers)
        silence.look(store, ZONE, watch.listening.since, [])

    idle = sum(_timed(tick) for _ in range(seconds)) / seconds
    clock.advance(60)
    busy = 0.0
    for _ in range(seconds):
        clock.advance(1)
        with store.transaction() as tx:  # they all report
            tx.conn.execute(text("UPDATE device SET last_contact_at = :now"), {"now": tx.now})
        busy += _timed(tick)
    fleet_s = _timed(lambda: fleet.look(store, ZONE, watch.listening))
    worn_s = _timed(lambda: silence.watch_worn(store, ZONE))
    return {
        "arming_ms": arming * 1000,
        "idle_share": idle,
        "busy_share": busy / seconds,
        "fleet_ms": fleet_s * 1000,
        "worn_ms": worn_s * 1000,
        "silent_ms": _silent(store, clock, watch) * 1000,
        "beats_ms": _beats(store, clock, unheard=50) * 1000,
        "nobody_ms": _beats(store, clock, unheard=1) * 1000,
    }


def _silent(store: Store, clock: ManualClock, watch: Watch) -> float:
    """A hundred watches have been silent for 20 minutes: what it costs to open their alerts."""
    clock.advance(20 * 60)
    with store.transaction() as tx:
        tx.conn.execute(text("UPDATE device SET last_contact_at = :now WHERE id > 100"), {"now": tx.now})
        tx.conn.execute(text("UPDATE deadline SET due_at = :at"), {"at": tx.now + 15 * MINUTE})
        tx.conn.execute(text("UPDATE deadline SET due_at = :at WHERE subject_id <= 100"), {"at": tx.now})
    return _timed(lambda: silence.look(store, ZONE, watch.listening.since, []))


def _beats(store: Store, clock: ManualClock, unheard: int) -> float:
    """The look of K14 when one device in so many was not heard of."""
    look = Heartbeats(store, ZONE)
    look.since -= HOUR
    following = clock.now() + heartbeats.EVERY_MS
    clock.advance((heartbeats.moment(following) - clock.now()) / SECOND)
    look._looked_at = clock.now()
    with store.transaction() as tx:
        tx.conn.execute(_UNHEARD, {"now": tx.now, "n": unheard})
    return _timed(look.look)


def _timed(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start
