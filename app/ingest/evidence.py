"""What a batch showed about each elder, handed to the alert rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.alerts import causes, opening, policies, tuning
from app.alerts.evidence import (
    AreaCrossed,
    BatteryRead,
    Crossed,
    Endangered,
    Evidence,
    Looked,
    Signalled,
    Subject,
    shown_fix,
)
from app.alerts.kinds import Kind
from app.alerts.policy import Policy
from app.alerts.thresholds import THRESHOLDS, Overrides, Values
from app.clock import MINUTE, SECOND
from app.geo.presence import Phase
from app.geo.quality import FUTURE_S
from app.ingest.columns import Columns, Known, or_none
from app.ingest.tracks import FENCE_KINDS, SAFE, Watch
from app.store import sql
from app.store.db import Tx

_LOW_AT_MOST = THRESHOLDS["battery.low_pct"].most  # nothing above can be low, whatever was chosen
DELAYED_AFTER = 5 * MINUTE


@dataclass(slots=True)
class Found:
    """Evidence per elder, and the device row that introduces her."""

    tx: Tx
    elder_ids: Sequence[int]
    evidence: dict[int, list[Evidence]] = field(default_factory=dict)
    known: dict[int, Known] = field(default_factory=dict)
    _overrides: Overrides | None = None

    def add(self, known: Known, evidence: Evidence) -> None:
        if known.elder_id is not None:
            self.evidence.setdefault(known.elder_id, []).append(evidence)
            self.known[known.elder_id] = known

    def values(self, known: Known) -> Values:
        """The thresholds of whom a device watches over; read when they are first needed."""
        if self._overrides is None:
            self._overrides = tuning.load(self.tx.conn, self.elder_ids)
        return self._overrides.of(known.elder_id, known.risk_tier, known.area_id)


def note_crossing(
    found: Found, c: Columns, watch: Watch, belief_row: int, row: int, exit_: bool, distance_m: float
) -> None:
    """A confirmed exit or return, with the numbers that explain it."""
    fence = watch.watched[belief_row]
    belief, radius_m = fence["belief"], float(fence["radius_m"])
    at = int(c.fixed_at[row])
    explanation = {
        "distance_m": round(distance_m),
        "probability": round(1 / (1 + exp(-float(belief["log_odds"]))), 4),
        "noise_m": round(float(belief["noise_m"])),
        "accuracy_m": None if np.isnan(c.accuracy_m[row]) else round(float(c.accuracy_m[row])),
        "radius_m": None if np.isnan(radius_m) else round(radius_m),
    }
    since = round(float(belief["since"]) * 1000) if exit_ else at
    kind, fix = FENCE_KINDS[fence["kind"]], c.fix(row) or {}
    found.add(c.known[row], Crossed(exit_, int(fence["fence_id"]), kind, since, at, fix, explanation))
    hers = watch.watched[watch.owner == watch.owner[belief_row]]
    held = (hers["belief"]["phase"] == Phase.INSIDE).any()
    if (hers["kind"] == SAFE).any() and not (exit_ and held):
        found.add(c.known[row], AreaCrossed(exit_, since, at, fix, explanation))


def note_hazard(
    found: Found,
    c: Columns,
    row: int,
    fence_id: int,
    name: str | None,
    inside: bool,
    probability: float,
    distance_m: float | None,
) -> None:
    """She is probably in a hazard, or out of it again."""
    explanation = {
        "hazard": name,
        "probability": round(probability, 4),
        "distance_m": None if distance_m is None else round(distance_m),
        "accuracy_m": None if np.isnan(c.accuracy_m[row]) else round(float(c.accuracy_m[row])),
    }
    found.add(c.known[row], Endangered(inside, fence_id, int(c.fixed_at[row]), c.fix(row) or {}, explanation))


def note_signals(c: Columns, watch: Watch, found: Found, now: int) -> None:
    """Signals survive every filter: without a fix, late, or quarantined, they are evidence all the same."""
    for i in c.telling:
        ping, known = c.pings[i], c.known[i]
        if known.elder_id is None or not ping.signals:
            continue
        elder = int(np.searchsorted(watch.elder_ids, known.elder_id))
        last = watch.last[elder]["believed"]
        own = None if c.quarantine[i] else c.fix(i)
        late = ping.fixed_at / 1000 < watch.believed_at[elder] or now - ping.fixed_at > DELAYED_AFTER
        fix = own or _last_known(last)
        for name in ping.signals:
            found.add(known, Signalled(name, int(ping.fixed_at), known.device_id, fix, bool(late)))


def _last_known(believed: Any) -> dict[str, Any] | None:
    if np.isnan(believed["at"]):
        return None
    at = round(float(believed["at"]) * 1000)
    return shown_fix(believed["lat"], believed["lon"], believed["accuracy_m"], believed["source"], at)


_CONTACT = """
UPDATE device SET last_contact_at = CAST(column1 AS BIGINT), newest_fixed_at = CAST(column2 AS BIGINT),
    battery_pct = COALESCE(CAST(column3 AS FLOAT), battery_pct), battery_level = CAST(column4 AS INTEGER),
    clock_error_ms = CAST(column5 AS BIGINT), silent_since = NULL
FROM (VALUES (?, ?, ?, ?, ?, ?)) AS heard WHERE id = column6
"""


def note_contact(tx: Tx, c: Columns, found: Found) -> None:
    """Every device of the batch has been heard of; a battery whose level changes is evidence."""
    order, ends = _by_device(c)
    last = order[ends - 1]  # each device's newest row; in id order, like every lock
    known, pings = [c.known[i] for i in last.tolist()], [c.pings[i] for i in last.tolist()]
    for device in known:
        if device.silent_since is not None:
            found.add(device, Looked(Kind.DEVICE_SILENT, False, tx.now, tx.now, place=device.device_id))
    at, before = c.fixed_at[last], np.array([k.newest_fixed_at or 0 for k in known], np.int64)
    live = (at > before) & ~np.array([p.backlog for p in pings], bool)
    errors = [
        _clock_error(k.clock_error_ms, seen) if fresh else k.clock_error_ms
        for k, seen, fresh in zip(known, (tx.now - at).tolist(), live.tolist(), strict=True)
    ]
    # A clock that once ran ahead must not make everything after it old.
    since = np.where(before <= tx.now + FUTURE_S * SECOND, before, 0)
    percents, levels = _batteries(c, known, order, ends, since, found)
    newest, ids = np.maximum(at, before).tolist(), [k.device_id for k in known]
    sql.columns(tx, _CONTACT, ([tx.now] * len(ids), newest, percents, levels, errors, ids))


def _by_device(c: Columns) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows in order of device and time, and where in it each device's end.

    The batch itself is in order of elders, and a device may have changed hands.
    """
    device = np.array([k.device_id for k in c.known], np.int64)
    order = np.lexsort((c.fixed_at, device))
    device = device[order]
    return order, np.flatnonzero(np.r_[device[1:] != device[:-1], True]) + 1


def _clock_error(before: int | None, seen: int) -> int:
    """How late live pings arrive (ms), smoothed. Delays only ever add to a clock's error, so less is believed
    sooner than more."""
    return seen if before is None else before + (seen - before) // (2 if seen < before else 10)


def _batteries(
    c: Columns,
    known: list[Known],
    order: NDArray[np.int64],
    ends: NDArray[np.int64],
    since: NDArray[np.int64],
    found: Found,
) -> tuple[list[float | None], list[int]]:
    """Percent and level of each device after its rows.

    Most devices sent one ping and neither are low nor were: they need no look at row by row.
    """
    levels = [k.battery_level for k in known]
    last = order[ends - 1]
    said = np.array([None if c.quarantine[i] else c.pings[i].battery_pct for i in last.tolist()], np.float64)
    said[c.fixed_at[last] < since] = np.nan
    several = np.diff(ends, prepend=0) > 1
    percents = or_none(said)
    for i in np.flatnonzero(several | (np.array(levels) > 0) | (said <= _LOW_AT_MOST)).tolist():
        rows = order[ends[i - 1] if i else 0 : ends[i]].tolist()
        percents[i], levels[i] = _battery(c, rows, int(since[i]), found)
    return percents, levels


def _battery(c: Columns, rows: list[int], since: int, found: Found) -> tuple[float | None, int]:
    """Percent and level after a device's rows, one by one: what was low stays low until it is charged."""
    known = c.known[rows[-1]]
    percent, level = None, known.battery_level
    for i in rows:
        ping = c.pings[i]
        if ping.battery_pct is None or c.quarantine[i] or ping.fixed_at < since:
            continue
        percent, before = ping.battery_pct, level
        if before or percent <= _LOW_AT_MOST:
            level = causes.battery_level(percent, ping.charging, before, found.values(known))
        if level != before:
            found.add(known, BatteryRead(level, percent, int(ping.fixed_at), known.device_id))
    return percent, level


def act(tx: Tx, found: Found, zone: ZoneInfo) -> None:
    """Let the rules decide, elder by elder in id order, and write down what changes."""
    plans = _plans(tx, found, zone)
    for elder_id in sorted(found.evidence):
        known, plan = found.known[elder_id], plans.get(elder_id)
        values, night_zone = found.values(known), plan.curfew.zone if plan else zone
        mode, tier = known.mode or "free", known.risk_tier or "green"
        subject = Subject(elder_id, mode, tier, night_zone, values, plan)
        shown = sorted(found.evidence[elder_id], key=lambda e: e.at)
        opening.show(tx, subject, [one for e in shown for one in causes.with_what_follows(e)])


def _plans(tx: Tx, found: Found, zone: ZoneInfo) -> dict[int, Policy]:
    """What governs those who went out or came home: few of a batch, and usually nobody."""
    crossed = {
        elder_id: min(e.since for e in evidence if isinstance(e, Crossed))
        for elder_id, evidence in found.evidence.items()
        if any(isinstance(e, Crossed) for e in evidence)
    }
    if not crossed:
        return {}
    plans = policies.load(tx, crossed, min(crossed.values()), zone)
    return {elder_id: plan.policy for elder_id, plan in plans.items()}
