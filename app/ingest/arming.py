"""Pings that make somebody look again later: each arms a deadline, and looks.py does the looking.

An armed deadline is only ever moved forward, so the many pings of a lasting state write nothing.
"""

from app.alerts.evidence import Crossed, Looked
from app.alerts.health import is_odd
from app.alerts.kinds import ACTIVITY, REMOVED, WORN, Kind
from app.alerts.thresholds import THRESHOLDS
from app.clock import HOUR, MINUTE
from app.ingest.columns import Columns, Known
from app.ingest.evidence import Found
from app.ingest.pings import Ping
from app.store import sql
from app.store.db import Tx

HEART, ACTIVE, OFF, OUTDOORS = "elder.heart", "elder.activity", "device.removed", "elder.outdoors"
FIRST_LOOK_MS = 15 * MINUTE  # after she left: before, neither rest nor wandering can be told
# Whatever was chosen: a heart rate between these is normal.
_LOW, _HIGH = THRESHOLDS["heart_rate.low_bpm"].most, THRESHOLDS["heart_rate.high_bpm"].least

_ARM = """
INSERT INTO deadline (kind, subject_id, due_at) VALUES (?, ?, ?)
ON CONFLICT (kind, subject_id) DO UPDATE SET due_at = excluded.due_at WHERE deadline.due_at > excluded.due_at
"""


def note(tx: Tx, c: Columns, found: Found) -> None:
    """Arm what this batch calls for; put back on and up and about are evidence at once."""
    due: dict[tuple[str, int], int] = {}
    for i in c.telling:
        ping, known = c.pings[i], c.known[i]
        if known.elder_id is None:
            continue
        for kind, subject_id, at in _called_for(ping, known, known.elder_id, found, good=not c.quarantine[i]):
            due[kind, subject_id] = min(at, due.get((kind, subject_id), at))
    for elder_id, evidence in found.evidence.items():
        for e in evidence:
            if isinstance(e, Crossed) and e.exit and e.fence_kind == "home":
                due[OUTDOORS, elder_id] = e.at + FIRST_LOOK_MS
    if due:
        sql.many(tx, _ARM, [(*key, at) for key, at in sorted(due.items())])


def _called_for(
    ping: Ping, known: Known, elder_id: int, found: Found, *, good: bool
) -> list[tuple[str, int, int]]:
    """(kind, subject, due) of the deadlines that a ping arms."""
    at = int(ping.fixed_at)
    armed: list[tuple[str, int, int]] = []
    bpm = ping.heart_rate_bpm
    if good and bpm is not None and not _LOW <= bpm <= _HIGH and is_odd(bpm, found.values(known)):
        armed.append((HEART, elder_id, at + round(found.values(known)["heart_rate.for_min"] * MINUTE)))
    if REMOVED in ping.signals:
        delay = found.values(known)["device_removed.delay_min"]
        armed.append((OFF, known.device_id, at + round(delay * MINUTE)))
    if WORN in ping.signals:
        found.add(known, Looked(Kind.DEVICE_REMOVED, False, at, at, place=known.device_id))
    if not set(ping.signals).isdisjoint(ACTIVITY):
        found.add(known, Looked(Kind.INACTIVITY_HOME, False, at, at))
        armed.append((ACTIVE, elder_id, at + round(found.values(known)["inactivity_home.after_h"] * HOUR)))
    return armed
