"""Hazard fences on the way of a ping: whoever is probably in the river needs a call at once.

Hazards concern everybody, so they are not among an elder's own fences: an index finds the few fixes that lie
near one. Only who is in a hazard has something on record, `track.dangers`.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.geo.belief import CELL
from app.geo.hazard import Danger, Turn, probability, step
from app.geo.nearby import FenceIndex
from app.geo.presence import Phase
from app.geo.shapes import Shape
from app.ingest.columns import Columns
from app.ingest.evidence import Found, note_hazard
from app.ingest.tracks import HOME, SAVE_PRESENCE, Watch
from app.store import sql
from app.store.db import Tx

_PACKED = np.dtype([("fence_id", "i8"), ("since", "f8"), ("out_at", "f8")])  # s; NaN: not out
_STAMP = "SELECT COUNT(*), MAX(id), SUM(version) FROM fence WHERE elder_id IS NULL AND kind = 'hazard'"
_ALL = """
SELECT id, version, name, geometry, radius_m, buffer_m FROM fence
WHERE elder_id IS NULL AND kind = 'hazard' ORDER BY id
"""
_SAVE = "UPDATE track SET dangers = ? WHERE elder_id = ?"
_NOTHING_KNOWN = (-1, 0, 0)


class Hazards:
    """Every hazard fence, kept from batch to batch."""

    def __init__(self) -> None:
        self._stamp: tuple[int | None, ...] = _NOTHING_KNOWN
        self.index = FenceIndex()
        self.names: dict[int, str | None] = {}
        self.versions: dict[int, int] = {}

    def refresh(self, tx: Tx) -> None:
        """Notice what was drawn, changed or removed: ids are never used again, versions only grow."""
        stamp = sql.fetch(tx, _STAMP)[0]
        if stamp == self._stamp:
            return
        rows = sql.fetch(tx, _ALL)
        self.index = FenceIndex(
            (fence_id, Shape.from_geojson(sql.parsed(geometry), (radius_m or 0.0) + buffer_m))
            for fence_id, _, _, geometry, radius_m, buffer_m in rows
        )
        self.versions = {row[0]: row[1] for row in rows}
        self.names = {row[0]: row[2] for row in rows}
        self._stamp = stamp


class Perils:
    """Who of a batch is in a hazard, and what her fixes change about that."""

    def __init__(self, hazards: Hazards, watch: Watch, found: Found) -> None:
        self.hazards, self.watch, self.found = hazards, watch, found
        self._of = {elder: _unpack(packed) for elder, packed in watch.dangers.items()}
        self._changed: set[int] = set()
        self._turned: dict[tuple[int, int], tuple[Phase, int]] = {}

    def note(self, c: Columns, rows: NDArray[np.int64], elders: NDArray[np.int64]) -> None:
        """Believed fixes, one an elder at the most; `elders`: indexes into the watch."""
        if not self._of and not self.hazards.names:
            return
        concerned: dict[int, set[int]] = {}
        for place, fence_id in self.hazards.index.near(c.lat[rows], c.lon[rows]):
            concerned.setdefault(place, set()).add(fence_id)
        if self._of:
            for place, elder in enumerate(elders.tolist()):
                if elder in self._of:
                    concerned.setdefault(place, set()).update(self._of[elder])
        for place in sorted(concerned):
            if c.source[rows[place]] != CELL:
                self._look(c, int(rows[place]), int(elders[place]), concerned[place])

    def _look(self, c: Columns, row: int, elder: int, fence_ids: Iterable[int]) -> None:
        at, accuracy = float(c.fixed_at[row]) / 1000, float(c.accuracy_m[row])
        home, noise_m = self._at_home(elder)
        dangers = self._of.get(elder, {})
        for fence_id in sorted(fence_ids):
            before, near = dangers.get(fence_id), self.hazards.index.fences.get(fence_id)
            if near is None:  # it is no hazard any more
                after, turn, p, distance = None, Turn.LEFT, 0.0, None
            else:
                distance = float(near.shape.locate(c.lat[row], c.lon[row])[2])
                p = probability(distance, near.half_width_m, accuracy, int(c.source[row]), noise_m)
                after, turn = step(before, fence_id, at, p, home=home)
            if after != before:
                self._keep(elder, fence_id, after)
            if turn is not Turn.NONE:
                phase = Phase.INSIDE if turn is Turn.ENTERED else Phase.OUTSIDE
                self._turned[elder, fence_id] = phase, int(c.fixed_at[row])
                name = self.hazards.names.get(fence_id)
                note_hazard(self.found, c, row, fence_id, name, turn is Turn.ENTERED, p, distance)

    def _at_home(self, elder: int) -> tuple[bool, float]:
        """Is she believed to be at home, and how noisy is it there?"""
        beliefs = self.watch.beliefs[(self.watch.owner == elder) & (self.watch.watched["kind"] == HOME)]
        inside = len(beliefs) > 0 and beliefs["phase"][0] == Phase.INSIDE
        return inside, float(beliefs["noise_m"][0]) if inside else 0.0

    def _keep(self, elder: int, fence_id: int, danger: Danger | None) -> None:
        hers = self._of.setdefault(elder, {})
        if danger is None:
            hers.pop(fence_id, None)
        else:
            hers[fence_id] = danger
        self._changed.add(elder)

    def save(self, tx: Tx) -> None:
        """Write back what changed; the rows exist since the batch was loaded."""
        if self._changed:
            rows = [(_pack(self._of[i].values()), self.watch.elder_ids[i]) for i in sorted(self._changed)]
            sql.many(tx, _SAVE, rows)
        present = [
            (self.watch.elder_ids[elder], fence_id, self.hazards.versions[fence_id], int(phase), since)
            for (elder, fence_id), (phase, since) in sorted(self._turned.items())
            if fence_id in self.hazards.versions
        ]
        if present:
            sql.many(tx, SAVE_PRESENCE, present)


def _pack(dangers: Iterable[Danger]) -> bytes | None:
    rows = [(d.fence_id, d.since, np.nan if d.out_at is None else d.out_at) for d in dangers]
    return np.array(rows, _PACKED).tobytes() if rows else None


def _unpack(packed: bytes) -> dict[int, Danger]:
    rows = np.frombuffer(packed, _PACKED).tolist()
    return {i: Danger(i, since, None if np.isnan(out_at) else out_at) for i, since, out_at in rows}
