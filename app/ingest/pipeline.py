"""The way of a ping: one batch, one transaction.

known devices → refusals → duplicates → columns → quarantine and presence, rank by rank → evidence →
rules → rows → events (last) → commit. Only then do the answers go out.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.geo import presence, quality
from app.geo.quality import Verdict
from app.identity.keys import Poster
from app.ingest import arming, columns, evidence, tracks
from app.ingest.asking import Asker, Doubt
from app.ingest.columns import Columns, Known
from app.ingest.hazards import Hazards, Perils
from app.ingest.pings import Ping
from app.ingest.tracks import Watch
from app.store.db import Store, Tx

log = logging.getLogger(__name__)
ACCEPTED, DUPLICATE = "accepted", "duplicate"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ping: accepted, quarantined (and why), duplicate, or refused with a code."""

    status: str
    code: str = ""
    detail: str = ""


class _Rehearsed(Exception):
    """Undoes a transaction that was only tried."""


_ACCEPTED, _DUPLICATE = Outcome(ACCEPTED), Outcome(DUPLICATE)
_POISON = Outcome("refused", "internal", "This item could not be stored; it was not accepted.")


@dataclass(frozen=True, slots=True)
class Moved:
    """The newest believed positions of a batch, as columns; for the live map."""

    elder_id: NDArray[np.int64]
    area_id: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    fixed_at: NDArray[np.int64]
    accuracy_m: NDArray[np.float64]
    source: NDArray[np.uint8]
    phase: NDArray[np.uint8]
    interval_s: NDArray[np.int64]


class Pipeline:
    """Writes batches of pings. `moved` is told after each commit where elders are now."""

    def __init__(
        self,
        store: Store,
        zone: ZoneInfo,
        moved: Callable[[Moved], None] = lambda _: None,
        asker: Asker | None = None,
    ) -> None:
        self.store = store
        self.zone = zone
        self.moved = moved
        self.asker = asker
        self._shapes: tracks.Shapes = {}
        self._hazards = Hazards()

    def write(self, items: Sequence[tuple[Ping, Poster]]) -> list[Outcome]:
        """Store a batch; one Outcome per item, in order.

        A batch that fails is split until only the guilty item is refused, so that nobody suffers for a
        neighbour. Raises when the database itself is sick; what is sent again then is a duplicate at worst.
        """
        return self._write(items, keep=True)

    def rehearse(self, items: Sequence[tuple[Ping, Poster]]) -> list[Outcome]:
        """What `write` would answer. Nothing of it stays and nobody is told."""
        return self._write(items, keep=False)

    def _write(self, items: Sequence[tuple[Ping, Poster]], *, keep: bool) -> list[Outcome]:
        try:
            return self._batch(items, keep=keep)
        except Exception as error:
            self._probe(error)
            if len(items) == 1:
                log.error("a ping could not be stored", exc_info=error)
                return [_POISON]
        half = len(items) // 2
        return self._write(items[:half], keep=keep) + self._write(items[half:], keep=keep)

    def _probe(self, error: Exception) -> None:
        """Tell a poisonous ping from a sick database: for the latter this raises.

        A full disk, a lost connection or a lock never let go are operational errors, and no ping's fault.
        """
        dbapi = self.store.engine.dialect.loaded_dbapi
        if isinstance(getattr(error, "orig", error), dbapi.OperationalError):
            raise error
        with self.store.transaction(urgent=False) as tx:
            tx.conn.exec_driver_sql("UPDATE stream_head SET seq = seq")

    def _batch(self, items: Sequence[tuple[Ping, Poster]], *, keep: bool) -> list[Outcome]:
        with suppress(_Rehearsed), self.store.transaction(urgent=False) as tx:
            pings = [ping for ping, _ in items]
            known = columns.devices(tx, {ping.device for ping in pings})
            then = columns.worn_then(tx, pings, known)
            columns.lock_elders(tx, chain(known.values(), then.values()))
            outcomes, fresh = _sift(tx, items, known)
            if fresh:
                heard = [pings[i] for i in fresh]
                wearing = [known[ping.device] for ping in heard]
                if then:
                    wearing = [then.get(i, device) for i, device in zip(fresh, wearing, strict=True)]
                c = columns.columns(heard, wearing)
                self._move(tx, c, items)
                for place, reason in zip(c.place, c.quarantine, strict=True):
                    if reason:
                        outcomes[fresh[place]] = Outcome("quarantined", reason)
            if not keep:
                raise _Rehearsed
        return outcomes

    def _move(self, tx: Tx, c: Columns, items: Sequence[tuple[Ping, Poster]]) -> None:
        watch = tracks.load(tx, np.unique(c.elder[c.elder > 0]).tolist(), self._shapes)
        found = evidence.Found(tx, watch.elder_ids)
        self._hazards.refresh(tx)
        perils = Perils(self._hazards, watch, found)
        newest = _ranks(tx, c, watch, found, perils)
        columns.insert(tx, c)
        tracks.save(tx, watch, c, newest)
        perils.save(tx)
        evidence.note_signals(c, watch, found, tx.now)
        evidence.note_contact(tx, c, found)
        arming.note(tx, c, found)
        evidence.act(tx, found, self.zone)
        rows = np.sort(newest[newest >= 0])
        if len(rows):
            moved = _moved(c, watch, rows)
            tx.after_commit(lambda: self.moved(moved))
            if (asker := self.asker) is not None:  # afterwards: whatever fails there is nobody's ping
                tx.after_commit(lambda: self._ask(asker, c, watch, newest, items))

    def _ask(
        self,
        asker: Asker,
        c: Columns,
        watch: Watch,
        newest: NDArray[np.int64],
        items: Sequence[tuple[Ping, Poster]],
    ) -> None:
        """Ask the devices of those of whom it is undecided where they are, and matters."""
        if not asker.interested():
            return
        rows = newest[np.unique(watch.owner[presence.undecided(watch.beliefs)])]
        doubtful = [c.known[row] for row in rows.tolist() if row >= 0]
        if doubtful:
            through = {ping.device: poster.integration_id for ping, poster in items}
            doubts = [
                Doubt(known.device_id, known.unique_id, through[known.unique_id])
                for known in doubtful
                if known.mode != "free"
            ]
            asker.hear(doubts)


def _ranks(tx: Tx, c: Columns, watch: Watch, found: evidence.Found, perils: Perils) -> NDArray[np.int64]:
    """Every elder's first ping, then every elder's second, …: vectorised across elders.

    Returns the row of each elder's newest believed fix; -1 without one.
    """
    newest = np.full(len(watch.elder_ids), -1)
    elder_index = np.searchsorted(watch.elder_ids, c.elder)
    for rows in _by_rank(c):
        index = elder_index[rows]
        verdicts = _judge(c, watch, rows, index, tx.now)
        good = verdicts == Verdict.GOOD
        newest[index[good]] = rows[good]
        rows_of = np.full(len(watch.elder_ids), -1)
        rows_of[index[good]] = rows[good]
        moving = np.flatnonzero(rows_of[watch.owner] >= 0)
        if len(moving):
            _advance(c, watch, moving, rows_of[watch.owner[moving]], found)
        perils.note(c, rows[good], index[good])
    return newest


def _sift(
    tx: Tx, items: Sequence[tuple[Ping, Poster]], known: dict[str, Known]
) -> tuple[list[Outcome], list[int]]:
    """Refuse what can never be accepted, recognise duplicates; the rest are the fresh items' places."""
    outcomes = [_ACCEPTED] * len(items)
    candidates, pings, devices = [], [], []
    for i, (ping, poster) in enumerate(items):
        device = known.get(ping.device)
        if device is None or (poster.device_id is not None and poster.device_id != device.device_id):
            outcomes[i] = Outcome("refused", *columns.why_refused(ping, device))
            continue
        if ping.datum is None:  # whoever is nearest to the coordinates knows best what they mean
            ping.datum = device.datum or poster.datum
        candidates.append(i)
        pings.append(ping)
        devices.append(device)
    stored = columns.already_stored(tx, pings, devices)
    if True in stored:
        for i, duplicate in zip(candidates, stored, strict=True):
            if duplicate:
                outcomes[i] = _DUPLICATE
        candidates = [i for i, duplicate in zip(candidates, stored, strict=True) if not duplicate]
    return outcomes, candidates


def _by_rank(c: Columns) -> list[NDArray[np.int64]]:
    """Rows with a position, grouped by their rank among their elder's rows of this batch."""
    rows = np.flatnonzero((c.elder > 0) & ~np.isnan(c.lat))
    if len(rows) == 0:
        return []
    elder = c.elder[rows]
    start = np.r_[True, elder[1:] != elder[:-1]]
    first = np.maximum.accumulate(np.where(start, np.arange(len(rows)), 0))
    rank = np.arange(len(rows)) - first
    return [rows[rank == r] for r in range(int(rank.max()) + 1)]


def _judge(
    c: Columns, watch: Watch, rows: NDArray[np.int64], index: NDArray[np.int64], now: int
) -> NDArray[np.int8]:
    fixes = np.zeros(len(rows), quality.POSITION)
    fixes["at"] = c.fixed_at[rows] / 1000
    fixes["lat"], fixes["lon"] = c.lat[rows], c.lon[rows]
    fixes["accuracy_m"], fixes["source"] = c.accuracy_m[rows], c.source[rows]
    whose = _all_or(index, watch.last)
    last = watch.last[whose]  # one row per elder, so writing it back is safe
    verdicts = quality.judge(last, fixes, now / 1000)
    watch.last[whose] = last
    for i in np.flatnonzero(verdicts > Verdict.LATE).tolist():
        c.quarantine[int(rows[i])] = quality.QUARANTINED[Verdict(int(verdicts[i]))]
    return verdicts


def _all_or(rows: NDArray[np.int64], of: NDArray[Any]) -> NDArray[np.int64] | slice:
    """Ascending rows, each once, as an index: where they are all rows there are, it copies nothing."""
    return slice(None) if len(rows) == len(of) else rows


def _advance(
    c: Columns, watch: Watch, moving: NDArray[np.int64], rows: NDArray[np.int64], found: evidence.Found
) -> None:
    """Move beliefs `moving` by the fixes `rows`, and note the crossings."""
    fixes = np.zeros(len(moving), presence.FIX)
    fixes["at"] = c.fixed_at[rows] / 1000
    fixes["x"], fixes["y"], fixes["distance_m"] = watch.locate(moving, c.lat[rows], c.lon[rows])
    fixes["accuracy_m"], fixes["source"] = c.accuracy_m[rows], c.source[rows]
    which = _all_or(moving, watch.beliefs)
    beliefs = watch.beliefs[which]
    crossings = presence.advance(beliefs, fixes)
    watch.beliefs[which] = beliefs
    for i in np.flatnonzero(crossings).tolist():
        exit_ = crossings[i] == presence.Crossing.EXIT
        evidence.note_crossing(
            found, c, watch, int(moving[i]), int(rows[i]), exit_, float(fixes["distance_m"][i])
        )


def _moved(c: Columns, watch: Watch, r: NDArray[np.int64]) -> Moved:
    phase = np.zeros(len(watch.elder_ids), np.uint8)
    homes = watch.watched["kind"] == tracks.HOME
    phase[watch.owner[homes]] = watch.beliefs["phase"][homes]
    known = [c.known[i] for i in r.tolist()]
    return Moved(
        c.elder[r],
        np.array([k.area_id or 0 for k in known]),
        c.lat[r],
        c.lon[r],
        c.fixed_at[r],
        c.accuracy_m[r],
        c.source[r],
        phase[np.searchsorted(watch.elder_ids, c.elder[r])],
        np.array([k.interval_s for k in known]),
    )
