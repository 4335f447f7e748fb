"""What a batch showed about each elder, handed to the alert rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import exp
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from app.alerts import opening, rules
from app.alerts.rules import BatteryRead, Crossed, Evidence, Signalled, Subject
from app.clock import MINUTE, SECOND, rfc3339
from app.geo.quality import FUTURE_S
from app.ingest.columns import SOURCE_NAME, Columns, Known
from app.ingest.pings import Ping
from app.ingest.tracks import Watch
from app.store import sql
from app.store.db import Tx

DELAYED_AFTER = 5 * MINUTE


@dataclass(slots=True)
class Found:
    """Evidence per elder, and the device row that introduces her."""

    evidence: dict[int, list[Evidence]] = field(default_factory=dict)
    known: dict[int, Known] = field(default_factory=dict)

    def add(self, known: Known, evidence: Evidence) -> None:
        if known.elder_id is not None:
            self.evidence.setdefault(known.elder_id, []).append(evidence)
            self.known[known.elder_id] = known


def note_crossing(
    found: Found, c: Columns, watch: Watch, belief_row: int, row: int, exit_: bool, distance_m: float
) -> None:
    """A confirmed exit or return, with the numbers that explain it."""
    belief, fence = watch.beliefs[belief_row], watch.fences[belief_row]
    at = int(c.fixed_at[row])
    explanation = {
        "distance_m": round(distance_m),
        "probability": round(1 / (1 + exp(-float(belief["log_odds"]))), 4),
        "noise_m": round(float(belief["noise_m"])),
        "accuracy_m": None if np.isnan(c.accuracy_m[row]) else round(float(c.accuracy_m[row])),
        "radius_m": None
        if np.isnan(watch.radius_m[belief_row])
        else round(float(watch.radius_m[belief_row])),
    }
    found.add(
        c.known[row],
        Crossed(
            exit=exit_,
            fence_id=fence.id,
            fence_kind=fence.kind,
            since=round(float(belief["since"]) * 1000) if exit_ else at,
            at=at,
            fix=c.fix(row) or {},
            evidence=explanation,
        ),
    )


def note_signals(c: Columns, watch: Watch, found: Found, now: int) -> None:
    """Signals survive every filter: without a fix, late, or quarantined, they are evidence all the same."""
    for i, ping in enumerate(c.pings):
        known = c.known[i]
        if not ping.signals or known.elder_id is None:
            continue
        elder = watch.elder_ids.index(known.elder_id)
        last = watch.last[elder]["believed"]
        own = None if c.quarantine[i] else c.fix(i)
        late = ping.fixed_at / 1000 < watch.believed_at[elder] or now - ping.fixed_at > DELAYED_AFTER
        fix = own or _last_known(last)
        for name in ping.signals:
            found.add(known, Signalled(name, int(ping.fixed_at), known.device_id, fix, bool(late)))


def _last_known(believed: Any) -> dict[str, Any] | None:
    if np.isnan(believed["at"]):
        return None
    accuracy = float(believed["accuracy_m"])
    return {
        "lat": round(float(believed["lat"]), 7),
        "lon": round(float(believed["lon"]), 7),
        "accuracy_m": None if np.isnan(accuracy) else accuracy,
        "source": SOURCE_NAME[int(believed["source"])],
        "fixed_at": rfc3339(round(float(believed["at"]) * 1000)),
    }


_CONTACT = """
UPDATE device SET last_contact_at = ?, newest_fixed_at = ?, battery_pct = COALESCE(?, battery_pct),
    battery_level = ? WHERE id = ?
"""


def note_contact(tx: Tx, c: Columns, found: Found) -> None:
    """Every device of the batch has been heard of; a battery whose level changes is evidence."""
    newest: dict[int, int] = {}
    power: dict[int, list[Ping]] = {}
    for i, (ping, known) in enumerate(zip(c.pings, c.known, strict=True)):
        newest[known.device_id] = i  # rows are in order of time
        if ping.battery_pct is not None and not c.quarantine[i]:
            power.setdefault(known.device_id, []).append(ping)
    updates = []
    for device_id in sorted(newest):
        known, at = c.known[newest[device_id]], int(c.pings[newest[device_id]].fixed_at)
        before = known.newest_fixed_at or 0
        # A clock that once ran ahead must not make everything after it old.
        since = before if before <= tx.now + FUTURE_S * SECOND else 0
        readings = [ping for ping in power.get(device_id, ()) if ping.fixed_at >= since]
        percent, level = _battery(readings, known, found)
        updates.append((tx.now, max(at, before), percent, level, device_id))
    sql.many(tx, _CONTACT, updates)


def _battery(readings: Iterable[Ping], known: Known, found: Found) -> tuple[float | None, int]:
    """Percent and level after these readings, one by one: what was low stays low until it is charged."""
    percent, level = None, known.battery_level
    for ping in readings:
        percent, before = ping.battery_pct or 0.0, level
        level = rules.battery_level(percent, ping.charging, before)
        if level != before:
            found.add(known, BatteryRead(level, percent, int(ping.fixed_at), known.device_id))
    return percent, level


def act(tx: Tx, found: Found, zone: ZoneInfo) -> None:
    """Let the rules decide, elder by elder in id order, and write down what changes."""
    for elder_id in sorted(found.evidence):
        known = found.known[elder_id]
        subject = Subject(elder_id, known.mode or "free", known.risk_tier or "green", zone)
        _decide(tx, subject, found.evidence[elder_id])


def _decide(tx: Tx, subject: Subject, evidence: Iterable[Evidence]) -> None:
    shown = sorted(evidence, key=lambda e: e.at)
    keys = rules.keys_of(subject, shown)
    if not keys:
        return
    changes = rules.decide(subject, shown, opening.standing(tx.session, keys), tx.now)
    opening.carry_out(tx, subject.elder_id, changes)
