"""What an elder's devices said lately: the pings of the last hours, by slot."""

from typing import NamedTuple

from app.clock import MINUTE
from app.ingest.tables import slot_of
from app.store import sql
from app.store.db import Tx

AHEAD = 2 * MINUTE  # a device's clock may be so far ahead of ours


class Said(NamedTuple):
    """A ping as the looks read it."""

    device_id: int
    fixed_at: int
    received_at: int
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    source: int
    speed_mps: float | None
    heart_rate_bpm: float | None
    steps: int | None
    signals: str | None

    def has(self, *names: str) -> bool:
        """Did it carry one of these signals?"""
        return self.signals is not None and not set(self.signals.split(",")).isdisjoint(names)


_RECENT = """
SELECT device_id, fixed_at, received_at, lat, lon, accuracy_m, source, speed_mps, heart_rate_bpm, steps,
       signals
FROM ping WHERE slot IN {ids} AND device_id IN (SELECT id FROM device WHERE elder_id = ?) AND elder_id = ?
    AND fixed_at >= ? AND fixed_at <= ? AND quarantine IS NULL ORDER BY fixed_at
"""


def pings(tx: Tx, elder_id: int, since: int) -> list[Said]:
    """Everything believed that her present devices have said since then, in order."""
    until = tx.now + AHEAD
    slots = list(range(slot_of(since), slot_of(until) + 1))
    return [Said(*row) for row in sql.fetch(tx, _RECENT, slots, elder_id, elder_id, since, until)]


_OF_MANY = """
SELECT elder_id, device_id, fixed_at, received_at, lat, lon, accuracy_m, source, speed_mps, heart_rate_bpm,
       steps, signals
FROM ping WHERE slot IN {ids} AND device_id IN (SELECT id FROM device WHERE elder_id IN {ids})
    AND elder_id IS NOT NULL AND fixed_at >= ? AND fixed_at <= ? AND quarantine IS NULL ORDER BY fixed_at
"""


def of_many(tx: Tx, elder_ids: list[int], since: int) -> dict[int, list[Said]]:
    """The same for several elders: each with hers."""
    until = tx.now + AHEAD
    slots = list(range(slot_of(since), slot_of(until) + 1))
    found: dict[int, list[Said]] = {}
    for elder_id, *row in sql.fetch(tx, _OF_MANY, slots, elder_ids, since, until):
        found.setdefault(elder_id, []).append(Said(*row))
    return found
