"""Loading and saving what is known of the elders of a batch: their last fixes, fences and beliefs.

Records of geo are stored packed (`record.tobytes()`), because a batch turns thousands of them into columns
and back; the readable columns beside them are for cards and queries. An elder's fences travel with the
beliefs about them, so that a batch reads one row an elder; `fences_version` says when they have changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.geo import presence, quality
from app.geo.shapes import Shape, circle_locate
from app.ingest.columns import Columns
from app.store import sql
from app.store.db import Tx

FENCE_KINDS = ("home", "safe")  # an elder's own; the index is what is stored
HOME, SAFE = range(2)
WATCHED = np.dtype(
    [
        ("fence_id", "i8"),
        ("version", "i8"),
        ("kind", "u1"),  # index into FENCE_KINDS
        ("lat0", "f8"),  # the anchor of its local metres, degrees
        ("lon0", "f8"),
        ("radius_m", "f8"),  # NaN for what is no circle
        ("buffer_m", "f8"),
        ("belief", presence.BELIEF),
    ]
)
"""One fence of an elder and the belief about it."""

_NONE = np.zeros(0, WATCHED)
Shapes = dict[tuple[int, int], Shape]
MOST_SHAPES = 50_000


@dataclass(slots=True)
class Watch:
    """The elders of a batch (row = index into `elder_ids`) and their own fences.

    `last` and `watched` are views of `states` and `fences`, which are stored again as they then are.
    """

    elder_ids: list[int]
    states: bytearray
    last: NDArray[Any]  # quality.LAST, one per elder
    believed_at: NDArray[np.float64]  # s; when her newest believed fix was made, before this batch
    versions: Sequence[int]  # of her fences, one per elder
    owner: NDArray[np.int64]  # per fence: index of its elder; ascending
    fences: bytearray
    watched: NDArray[Any]  # WATCHED
    phase_before: NDArray[np.uint8]  # per fence, as it is on record
    since_before: NDArray[np.float64]
    shapes: Shapes
    dangers: dict[int, bytes]  # per elder who is in a hazard, packed by ingest.hazards

    @property
    def beliefs(self) -> NDArray[Any]:
        view: NDArray[Any] = self.watched["belief"]
        return view

    def locate(
        self, rows: NDArray[np.int64], lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """(x, y, signed distance) of places against these fences."""
        fences = self.watched  # field by field: copying whole rows takes longer than all the rest
        radius_m = fences["radius_m"][rows]
        x, y, d = circle_locate(fences["lat0"][rows], fences["lon0"][rows], radius_m, lat, lon)
        for i in np.flatnonzero(np.isnan(radius_m)).tolist():
            fence = fences[rows[i]]
            shape = self.shapes[int(fence["fence_id"]), int(fence["version"])]
            x[i], y[i], d[i] = (float(v) for v in shape.locate(lat[i], lon[i]))
        return x, y, d - fences["buffer_m"][rows]


_TRACKS = """
SELECT elder_id, quality, watched, watched_version, fences_version, dangers
FROM {ids} AS wanted CROSS JOIN track WHERE elder_id = wanted.value
"""
_FENCES = """
SELECT elder_id, id, version, kind, lat, lon,
    CASE WHEN geometry->>'type' = 'Point' THEN radius_m END, buffer_m
FROM fence WHERE elder_id IN {ids} AND kind IN ('home', 'safe') ORDER BY elder_id, id
"""
_NOBODY: list[tuple[Any, ...]] = [()] * 6  # the columns of `_TRACKS` without a row
_GEOMETRIES = "SELECT id, version, geometry, radius_m FROM fence WHERE id IN {ids}"


def load(tx: Tx, elder_ids: list[int], shapes: Shapes) -> Watch:
    """Everything known of these elders (ids ascending). `shapes` keeps polygons from batch to batch."""
    there = {row[0]: row for row in sql.fetch(tx, _TRACKS, elder_ids)}
    if len(there) < len(elder_ids):
        there |= _begin(tx, [elder_id for elder_id in elder_ids if elder_id not in there])
    rows = [there[elder_id] for elder_id in elder_ids]
    _, last_fixes, own_fences, known_versions, versions, dangers = (
        zip(*rows, strict=True) if rows else _NOBODY
    )
    known = zip(elder_ids, known_versions, versions, strict=True)
    outdated = {i: elder_id for i, (elder_id, then, now) in enumerate(known) if then != now}
    blobs = list(own_fences)
    states = bytearray().join(last_fixes)
    last = np.frombuffer(states, quality.LAST)
    phases: dict[int, int] = {}  # fence → phase that is on record, where it may start afresh
    if outdated:
        before = {e: np.frombuffer(blobs[i], WATCHED) for i, e in outdated.items()}
        for own in before.values():
            phases.update(zip(own["fence_id"].tolist(), own["belief"]["phase"].tolist(), strict=True))
        now = _afresh(sql.fetch(tx, _FENCES, list(before)), before)
        for i, elder_id in outdated.items():
            blobs[i] = now.get(elder_id, _NONE).tobytes()
    counts = [len(blob) // WATCHED.itemsize for blob in blobs]
    fences = bytearray().join(blobs)
    watched = np.frombuffer(fences, WATCHED)
    _remember_polygons(tx, watched, shapes)
    phase_before = watched["belief"]["phase"].copy()
    for i, fence_id in enumerate(watched["fence_id"].tolist() if phases else ()):
        phase_before[i] = phases.get(fence_id, phase_before[i])
    return Watch(
        elder_ids,
        states,
        last,
        last["believed"]["at"].copy(),
        versions,
        np.repeat(np.arange(len(elder_ids)), counts),
        fences,
        watched,
        phase_before,
        watched["belief"]["since"].copy(),
        shapes,
        {i: danger for i, danger in enumerate(dangers) if danger},
    )


def _begin(tx: Tx, elder_ids: list[int]) -> dict[int, tuple[Any, ...]]:
    """Give the elders of whom nothing was ever heard their row; as `_TRACKS` would read it."""
    nothing = quality.nothing(1).tobytes()
    sql.many(tx, _FIRST, [(elder_id, nothing, b"") for elder_id in elder_ids])
    return {elder_id: (elder_id, nothing, b"", -1, 0, None) for elder_id in elder_ids}


def _afresh(fences: sql.Rows, before: Mapping[int, NDArray[Any]]) -> dict[int, NDArray[Any]]:
    """Each elder's fences as they are now. A belief about a shape that has changed starts afresh."""
    found: dict[int, list[NDArray[Any]]] = {}
    for elder_id, fence_id, version, kind, lat, lon, radius_m, buffer_m in fences:
        old = before[elder_id]
        same = old[(old["fence_id"] == fence_id) & (old["version"] == version)]
        belief = same["belief"][0] if len(same) else presence.fresh(1)[0]
        row = np.zeros(1, WATCHED)
        radius = np.nan if radius_m is None else radius_m
        row[0] = (fence_id, version, FENCE_KINDS.index(kind), lat, lon, radius, buffer_m, belief)
        found.setdefault(elder_id, []).append(row)
    return {elder_id: np.concatenate(rows) for elder_id, rows in found.items()}


def _remember_polygons(tx: Tx, watched: NDArray[Any], shapes: Shapes) -> None:
    polygons = watched[np.isnan(watched["radius_m"])]
    if len(polygons) == 0:
        return
    wanted = dict(zip(polygons["fence_id"].tolist(), polygons["version"].tolist(), strict=True))
    missing = sorted(fence_id for fence_id, version in wanted.items() if (fence_id, version) not in shapes)
    if len(shapes) + len(missing) > MOST_SHAPES:
        shapes.clear()
        missing = sorted(wanted)
    for fence_id, version, geometry, radius_m in sql.fetch(tx, _GEOMETRIES, missing) if missing else ():
        shapes[fence_id, version] = Shape.from_geojson(sql.parsed(geometry), radius_m or 0.0)


_FIRST = """
INSERT INTO track (elder_id, source, quality, watched, watched_version, fences_version)
VALUES (?, 0, ?, ?, -1, 0)
"""
# The rows are there since `load`: this is an UPDATE, in the form that takes many rows at once.
_SAVE_FIX = """
INSERT INTO track (fences_version, device_id, fixed_at, lat, lon, accuracy_m, source, speed_mps,
    last_contact_at, quality, watched, watched_version, elder_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (elder_id) DO UPDATE SET device_id = excluded.device_id, fixed_at = excluded.fixed_at,
    lat = excluded.lat, lon = excluded.lon, accuracy_m = excluded.accuracy_m, source = excluded.source,
    speed_mps = excluded.speed_mps, last_contact_at = excluded.last_contact_at, quality = excluded.quality,
    watched = excluded.watched, watched_version = excluded.watched_version
"""
_SAVE_CONTACT = """
UPDATE track SET last_contact_at = ?, quality = ?, watched = ?, watched_version = ? WHERE elder_id = ?
"""
SAVE_PRESENCE = """
INSERT INTO presence (elder_id, fence_id, fence_version, phase, since) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (elder_id, fence_id) DO UPDATE SET fence_version = excluded.fence_version,
    phase = excluded.phase, since = excluded.since
"""


def save(tx: Tx, watch: Watch, c: Columns, newest: NDArray[np.int64]) -> None:
    """Write back every elder of the batch; `newest` gives the row of her newest believed fix, or -1."""
    own = watch.versions, *_packed(watch), watch.elder_ids
    moved, still = np.flatnonzero(newest >= 0).tolist(), np.flatnonzero(newest < 0).tolist()
    if moved:
        sql.columns(
            tx, _SAVE_FIX, _fixes(tx.now, c, newest[moved], *(_pick(column, moved) for column in own))
        )
    if still:
        versions, states, fences, elder_ids = (_pick(column, still) for column in own)
        sql.columns(tx, _SAVE_CONTACT, ([tx.now] * len(still), states, fences, versions, elder_ids))
    since, before = watch.beliefs["since"], watch.since_before
    same = (since == before) | (np.isnan(since) & np.isnan(before))
    turned = np.flatnonzero((watch.beliefs["phase"] != watch.phase_before) | ~same)
    if len(turned):
        sql.many(tx, SAVE_PRESENCE, [_presence(watch, i) for i in turned.tolist()])


def _pick(column: Sequence[Any], rows: list[int]) -> Sequence[Any]:
    """What stands at these rows, ascending and each once; usually those are all there are."""
    return column if len(rows) == len(column) else [column[i] for i in rows]


def _fixes(
    now: int,
    c: Columns,
    rows: NDArray[np.int64],
    versions: Sequence[int],
    states: Sequence[bytearray],
    fences: Sequence[bytearray],
    elder_ids: Sequence[int],
) -> list[Sequence[Any]]:
    """The columns of `_SAVE_FIX`, of elders whose newest believed fix stands at `rows`."""
    places = rows.tolist()
    return [
        versions,
        [c.known[i].device_id for i in places],
        c.fixed_at[rows].tolist(),
        c.lat[rows].tolist(),
        c.lon[rows].tolist(),
        [c.said["accuracy_m"][i] for i in places],
        c.source[rows].tolist(),
        [c.said["speed_mps"][i] for i in places],
        [now] * len(places),
        states,
        fences,
        versions,
        elder_ids,
    ]


def _packed(watch: Watch) -> tuple[list[bytearray], list[bytearray]]:
    """What is stored of each elder: her fixes, her fences with the beliefs.

    As bytearrays: `bytes` are bound by way of sqlite3's adapters, at a third of a microsecond each.
    """
    states, fences, size = watch.states, watch.fences, quality.LAST.itemsize
    ends = np.searchsorted(watch.owner, np.arange(len(watch.elder_ids)), "right") * WATCHED.itemsize
    return (
        [states[at : at + size] for at in range(0, len(states), size)],
        [fences[start:end] for start, end in pairwise([0, *ends.tolist()])],
    )


def _presence(watch: Watch, i: int) -> tuple[Any, ...]:
    fence = watch.watched[i]
    since = fence["belief"]["since"]
    at = None if np.isnan(since) else round(float(since) * 1000)
    elder_id = watch.elder_ids[int(watch.owner[i])]
    return elder_id, int(fence["fence_id"]), int(fence["version"]), int(fence["belief"]["phase"]), at
