"""What is stored about elders who are out: read for many at once, for app/ingest/outdoors.py to judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.alerts import policies, policy, tuning
from app.alerts.evidence import Subject
from app.alerts.kinds import Kind
from app.clock import MINUTE
from app.geo.presence import Phase
from app.geo.shapes import Shape
from app.ingest import recent
from app.ingest.recent import Said
from app.store import sql
from app.store.db import Tx

WINDOW_MS = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is her own: her home, or where she may walk about as she likes."""

    shape: Shape
    buffer_m: float
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Excursion:
    """An elder relative to her home, and what bears on how she moves out of doors.

    `left_at` in ms; `said`: the fixes of the device that says where she is, of the last hour and since she
    left; `standing`: evidence of her open alerts about it; `unsettled`: the cause of some alert about it,
    closed ones included, still counts as holding.
    """

    subject: Subject
    out: bool
    watched: bool
    left_at: int
    places: Sequence[Place]
    said: Sequence[Said]
    standing: dict[Kind, dict[str, Any]]
    unsettled: bool


_ELDERS = """
SELECT e.id, e.monitoring_mode, e.risk_tier, e.area_id, p.phase, p.since FROM elder e
LEFT JOIN fence f ON f.elder_id = e.id AND f.kind = 'home'
LEFT JOIN presence p ON p.elder_id = e.id AND p.fence_id = f.id
WHERE e.id IN {ids}
"""


def load(tx: Tx, elder_ids: Sequence[int], zone: ZoneInfo) -> dict[int, Excursion]:
    """A handful of queries, however many elders."""
    wanted = sorted(set(elder_ids))
    rows = sql.fetch(tx, _ELDERS, wanted)
    chosen = tuning.load(tx.conn, wanted)
    plans = policies.load(tx, wanted, tx.now, zone)
    out = {row[0]: row[5] or 0 for row in rows if row[4] in (Phase.OUTSIDE, Phase.RETURNING)}
    watched = {i: since for i, since in out.items() if policy.answer(plans[i].policy, tx.now).mode != "free"}
    places = _places(tx, sorted(watched))
    said = _said(tx, watched)
    standing = _standing(tx, wanted)
    found = {}
    for elder_id, mode, tier, area_id, _, _ in rows:
        values = chosen.of(elder_id, tier, area_id)
        alerts = standing.get(elder_id, [])
        found[elder_id] = Excursion(
            Subject(elder_id, mode, tier, zone, values, plans[elder_id].policy),
            elder_id in out,
            elder_id in watched,
            out.get(elder_id, 0),
            places.get(elder_id, ()),
            said.get(elder_id, ()),
            {kind: evidence for kind, handling, evidence in alerts if handling != "closed"},
            bool(alerts),
        )
    return found


_PLACES = """
SELECT elder_id, geometry, radius_m, buffer_m, lat, lon FROM fence
WHERE elder_id IN {ids} AND kind IN ('home', 'safe') ORDER BY id
"""


def _places(tx: Tx, elder_ids: list[int]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    for elder_id, geometry, radius_m, buffer_m, lat, lon in sql.fetch(tx, _PLACES, elder_ids):
        shape = Shape.from_geojson(sql.parsed(geometry), radius_m or 0.0)
        found.setdefault(elder_id, []).append(Place(shape, buffer_m, lat, lon))
    return found


def _said(tx: Tx, since: dict[int, int]) -> dict[int, list[Said]]:
    """Elder → her fixes; `since` says from when for each."""
    first = tx.now - WINDOW_MS
    said = recent.of_many(tx, sorted(since), first)
    speaks: dict[int, int | None] = dict(
        sql.fetch(tx, "SELECT elder_id, device_id FROM track WHERE elder_id IN {ids}", sorted(since))
    )
    return {
        elder_id: [
            p
            for p in pings
            if p.lat is not None and p.fixed_at >= since[elder_id] and p.device_id == speaks.get(elder_id)
        ]
        for elder_id, pings in said.items()
    }


_STANDING = """
SELECT elder_id, kind, handling, evidence FROM alert WHERE elder_id IN {ids} AND condition = 'active'
    AND kind IN ('stationary_outdoors', 'wandering')
"""


def _standing(tx: Tx, elder_ids: list[int]) -> dict[int, list[tuple[Kind, str, dict[str, Any]]]]:
    found: dict[int, list[tuple[Kind, str, dict[str, Any]]]] = {}
    for elder_id, kind, handling, evidence in sql.fetch(tx, _STANDING, elder_ids):
        found.setdefault(elder_id, []).append((Kind(kind), handling, sql.parsed(evidence)))
    return found
