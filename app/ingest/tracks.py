"""Loading and saving what is known of the elders of a batch: tracks, fences, beliefs.

Records of geo.quality and geo.presence are stored packed (`record.tobytes()`), because a batch turns
thousands of them into columns and back; the readable columns beside them are for cards and queries.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.geo import presence, quality
from app.geo.shapes import Shape, circle_locate
from app.ingest.columns import Columns
from app.store import sql
from app.store.db import Tx


@dataclass(slots=True)
class Watch:
    """The elders of a batch (row = index into `elder_ids`) and their beliefs about their own fences."""

    elder_ids: list[int]
    last: NDArray[Any]  # quality.LAST, one per elder
    believed_at: NDArray[np.float64]  # s; when her newest believed fix was made, before this batch
    fences: list["FenceRow"]
    owner: NDArray[np.int64]  # per belief: index of its elder
    lat0: NDArray[np.float64]  # per belief: the fence's anchor and radius (NaN for polygons)
    lon0: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    beliefs: NDArray[Any]  # presence.BELIEF

    def locate(
        self, rows: NDArray[np.int64], lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """(x, y, signed distance) of places against the fences of these beliefs."""
        x, y, d = circle_locate(self.lat0[rows], self.lon0[rows], self.radius_m[rows], lat, lon)
        for i in np.flatnonzero(np.isnan(self.radius_m[rows])).tolist():
            fence = self.fences[int(rows[i])]
            x[i], y[i], d[i] = (
                float(v) for v in _shape(fence.id, fence.version, fence.geometry).locate(lat[i], lon[i])
            )
        return x, y, d - self.buffer(rows)

    def buffer(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.array([self.fences[i].buffer_m for i in rows.tolist()])


@dataclass(frozen=True, slots=True)
class FenceRow:
    """One belief's fence."""

    elder_id: int
    id: int
    kind: str
    version: int
    buffer_m: float
    geometry: str


@lru_cache(maxsize=50_000)
def _shape(_fence_id: int, _version: int, geometry: str) -> Shape:
    return Shape.from_geojson(json.loads(geometry))


_TRACKS = "SELECT elder_id, quality FROM track WHERE elder_id IN {ids}"
_BELIEFS = """
SELECT f.elder_id, f.id, f.kind, f.version, f.buffer_m, f.lat, f.lon, f.radius_m,
       CASE WHEN f.radius_m IS NULL THEN f.geometry END, p.belief, p.fence_version
FROM fence f LEFT JOIN presence p ON p.elder_id = f.elder_id AND p.fence_id = f.id
WHERE f.elder_id IN {ids} AND f.kind IN ('home', 'safe')
ORDER BY f.elder_id, f.id
"""


def load(tx: Tx, elder_ids: list[int]) -> Watch:
    """Everything known of these elders. A belief about a fence that has changed since starts afresh."""
    last = quality.nothing(len(elder_ids))
    place = {elder_id: i for i, elder_id in enumerate(elder_ids)}
    for elder_id, packed in sql.fetch(tx, _TRACKS, elder_ids):
        last[place[elder_id]] = np.frombuffer(packed, quality.LAST)[0]
    rows = sql.fetch(tx, _BELIEFS, elder_ids)
    nothing = presence.fresh(1).tobytes()
    packed = b"".join(r[9] if r[9] is not None and r[10] == r[3] else nothing for r in rows)
    return Watch(
        elder_ids,
        last,
        last["believed"]["at"].copy(),
        [FenceRow(r[0], r[1], r[2], r[3], r[4], _text(r[8])) for r in rows],
        np.array([place[r[0]] for r in rows], np.int64),
        np.array([r[5] for r in rows], np.float64),
        np.array([r[6] for r in rows], np.float64),
        np.array([np.nan if r[7] is None else r[7] for r in rows], np.float64),
        np.frombuffer(packed, presence.BELIEF).copy(),
    )


def _text(geometry: Any) -> str:
    """The driver gives JSON columns as text (SQLite) or parsed (PostgreSQL)."""
    if geometry is None or isinstance(geometry, str):
        return geometry or ""
    return json.dumps(geometry)


_SAVE_TRACK = """
INSERT INTO track (elder_id, device_id, fixed_at, lat, lon, accuracy_m, source, speed_mps, last_contact_at,
                   quality)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (elder_id) DO UPDATE SET device_id = COALESCE(excluded.device_id, track.device_id),
    fixed_at = COALESCE(excluded.fixed_at, track.fixed_at), lat = COALESCE(excluded.lat, track.lat),
    lon = COALESCE(excluded.lon, track.lon), accuracy_m = CASE WHEN excluded.fixed_at IS NULL
    THEN track.accuracy_m ELSE excluded.accuracy_m END, source = CASE WHEN excluded.fixed_at IS NULL
    THEN track.source ELSE excluded.source END, speed_mps = CASE WHEN excluded.fixed_at IS NULL
    THEN track.speed_mps ELSE excluded.speed_mps END, last_contact_at = excluded.last_contact_at,
    quality = excluded.quality
"""
_SAVE_BELIEF = """
INSERT INTO presence (elder_id, fence_id, fence_version, phase, since, belief) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (elder_id, fence_id) DO UPDATE SET fence_version = excluded.fence_version,
    phase = excluded.phase, since = excluded.since, belief = excluded.belief
"""


def save(tx: Tx, watch: Watch, c: Columns, newest: Mapping[int, int], moved: Sequence[int]) -> None:
    """Write back every elder of the batch; `newest` gives the row of her newest believed fix, if any;
    `moved` are the beliefs that took a fix."""
    sql.many(tx, _SAVE_TRACK, _tracks(tx.now, watch, c, newest))
    if moved:
        sql.many(tx, _SAVE_BELIEF, _beliefs(watch, moved))


def _tracks(now: int, watch: Watch, c: Columns, newest: Mapping[int, int]) -> list[tuple[Any, ...]]:
    packed, size = watch.last.tobytes(), watch.last.dtype.itemsize
    lat, lon, source, at = c.lat.tolist(), c.lon.tolist(), c.source.tolist(), c.fixed_at.tolist()
    rows: list[tuple[Any, ...]] = []
    for i, elder_id in enumerate(watch.elder_ids):
        state, row = packed[i * size : (i + 1) * size], newest.get(i)
        if row is None:
            rows.append((elder_id, None, None, None, None, None, 0, None, now, state))
            continue
        ping = c.pings[row]
        rows.append(
            (
                elder_id, c.known[row].device_id, at[row], lat[row], lon[row], ping.accuracy_m, source[row],
                ping.speed_mps, now, state,
            )
        )  # fmt: skip
    return rows


def _beliefs(watch: Watch, moved: Sequence[int]) -> list[tuple[Any, ...]]:
    rows = watch.beliefs[list(moved)]
    packed, size = rows.tobytes(), rows.dtype.itemsize
    since = np.round(rows["since"] * 1000).tolist()
    phases = rows["phase"].tolist()
    out = []
    for n, i in enumerate(moved):
        f = watch.fences[i]
        at = None if since[n] != since[n] else int(since[n])  # NaN: it has not begun
        out.append((f.elder_id, f.id, f.version, phases[n], at, packed[n * size : (n + 1) * size]))
    return out
