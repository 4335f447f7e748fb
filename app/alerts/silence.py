"""Devices that are not heard of any more.

Each worn device has one deadline (`device.silence`) that no ping ever touches: when it is due, the device's
last contact says whether to wait on. All that may wait on are moved by one statement; only those that are
really silent cost a transaction of work.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from sqlalchemy import text

from app.alerts import opening, tuning
from app.alerts.evidence import Looked, Subject, shown_fix
from app.alerts.kinds import KINDS, Kind
from app.alerts.thresholds import Overrides, Values
from app.clock import MINUTE, SECOND, rfc3339_or_none
from app.geo.presence import Phase
from app.store import sql
from app.store.db import Store, Tx

DEADLINE = "device.silence"
AT_ONCE = 50  # devices a transaction: nobody's claim waits long behind it
OUT = (Phase.OUTSIDE, Phase.RETURNING)

_ARM = """
INSERT INTO deadline (kind, subject_id, due_at)
SELECT 'device.silence', d.id, ? + (CASE WHEN CAST(d.expected_interval_s AS BIGINT) * ? > ?
                                    THEN CAST(d.expected_interval_s AS BIGINT) * ? ELSE ? END)
FROM device d WHERE d.elder_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM deadline l WHERE l.kind = 'device.silence' AND l.subject_id = d.id
) ON CONFLICT DO NOTHING
"""
_DISARM = """
DELETE FROM deadline WHERE kind = 'device.silence'
    AND subject_id IN (SELECT id FROM device WHERE elder_id IS NULL)
"""
_ANY_UNWATCHED = text(
    """
    SELECT 1 FROM (
        SELECT d.id FROM device d WHERE d.elder_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM deadline l WHERE l.kind = 'device.silence' AND l.subject_id = d.id)
        UNION ALL
        SELECT d.id FROM device d JOIN deadline l ON l.kind = 'device.silence' AND l.subject_id = d.id
        WHERE d.elder_id IS NULL
        UNION ALL
        SELECT d.id FROM alert a JOIN device d ON d.id = a.device_id
        WHERE a.handling <> 'closed' AND a.condition = 'active' AND a.kind = 'device_silent'
            AND d.elder_id <> a.elder_id
    ) AS unwatched LIMIT 1
    """
)
_HANDED_ON = """
SELECT a.elder_id, d.id FROM alert a JOIN device d ON d.id = a.device_id
WHERE a.handling <> 'closed' AND a.condition = 'active' AND a.kind = 'device_silent'
    AND (d.elder_id IS NULL OR d.elder_id <> a.elder_id)
"""


def watch_worn(store: Store, zone: tzinfo) -> None:
    """Every device that somebody wears is watched, and no other, whoever registered it how."""
    with store.snapshot() as session:  # reads every device, so it holds no lock
        if session.connection().execute(_ANY_UNWATCHED).first() is None:
            return
    with store.transaction(urgent=False) as tx:
        if tx.alone():
            _watch_worn(tx, zone)


def _watch_worn(tx: Tx, zone: tzinfo) -> None:
    per_interval, least = _shortest(tuning.load(tx.conn))
    sql.many(tx, _ARM, [(tx.now, per_interval, least, per_interval, least)])
    sql.many(tx, _DISARM, [()])
    for elder_id, device_id in sql.fetch(tx, _HANDED_ON):
        subject = Subject(elder_id, "", "", zone)
        over = Looked(Kind.DEVICE_SILENT, False, tx.now, tx.now, place=device_id)
        opening.show(tx, subject, [over])
        sql.many(tx, "UPDATE device SET silent_since = NULL WHERE id = ?", [(device_id,)])


_DUE = text("SELECT 1 FROM deadline WHERE kind = 'device.silence' AND due_at <= :now LIMIT 1")
_WAIT_ON = """
UPDATE deadline SET due_at = h.due FROM (
    SELECT l.subject_id, CASE
        WHEN d.silent_since IS NOT NULL THEN ?
        ELSE (CASE WHEN COALESCE(d.last_contact_at, d.created_at) > ?
              THEN COALESCE(d.last_contact_at, d.created_at) ELSE ? END)
            + (CASE WHEN CAST(d.expected_interval_s AS BIGINT) * ? > ?
               THEN CAST(d.expected_interval_s AS BIGINT) * ? ELSE ? END)
        END AS due
    FROM deadline l JOIN device d ON d.id = l.subject_id WHERE l.kind = 'device.silence' AND l.due_at <= ?
) AS h WHERE deadline.kind = 'device.silence' AND deadline.subject_id = h.subject_id AND h.due > ?
"""
_INHIBITED = """
UPDATE deadline SET due_at = ? WHERE kind = 'device.silence' AND due_at <= ?
    AND subject_id IN (SELECT id FROM device WHERE carrier = ? OR vendor = ?)
"""
_OVERDUE = """
SELECT l.subject_id, d.elder_id FROM deadline l JOIN device d ON d.id = l.subject_id
WHERE l.kind = 'device.silence' AND l.due_at <= ? AND d.elder_id IS NOT NULL ORDER BY d.elder_id, d.id
"""


class Group(NamedTuple):
    """Devices that share a carrier or a vendor."""

    by: str
    name: str


def look(store: Store, zone: tzinfo, listening_since: int, inhibited: Sequence[Group]) -> int:
    """Open `device_silent` for every device that is due and silent; returns how many were looked at.

    Silence counts from `listening_since`, when this service began to listen (ms). Devices of `inhibited`
    groups belong to an outage: they are looked at again when it is over, and each five minutes.
    """
    with store.snapshot() as session:
        if session.connection().execute(_DUE, {"now": store.clock.now()}).first() is None:
            return 0
    with store.transaction(urgent=False) as tx:
        silent = _overdue(tx, listening_since, inhibited) if tx.alone() else []
    for start in range(0, len(silent), AT_ONCE):
        with store.transaction(urgent=False) as tx:
            _open(tx, zone, listening_since, silent[start : start + AT_ONCE])
    return len(silent)


def _overdue(tx: Tx, since: int, inhibited: Sequence[Group]) -> sql.Rows:
    """Move every deadline that may wait on; the (device, elder) pairs that remain."""
    per_interval, least = _shortest(tuning.load(tx.conn))
    later = tx.now + least
    sql.many(tx, _WAIT_ON, [(later, since, since, per_interval, least, per_interval, least, tx.now, tx.now)])
    for by, name in inhibited:
        names = (name, "") if by == "carrier" else ("", name)
        sql.many(tx, _INHIBITED, [(tx.now + 5 * MINUTE, tx.now, *names)])
    return sql.fetch(tx, _OVERDUE, tx.now)


def _shortest(chosen: Overrides) -> tuple[int, int]:
    """The least patience of anybody (ms a second of interval, ms); who has more is looked at one by one."""
    intervals = round(chosen.least("device_silent.intervals") * SECOND)
    return intervals, round(chosen.least("device_silent.least_min") * MINUTE)


def _patience_ms(interval_s: float, values: Values) -> int:
    """How long a device that reports every so many seconds may be silent."""
    intervals = values["device_silent.intervals"] * interval_s * SECOND
    return round(max(intervals, values["device_silent.least_min"] * MINUTE))


class Device(NamedTuple):
    """A device, who wears it, and where she was last."""

    id: int
    unique_id: str
    elder_id: int
    interval_s: int
    last_contact_at: int | None
    created_at: int
    mode: str
    risk_tier: str
    area_id: int
    phase: int | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    source: int | None
    fixed_at: int | None


_SILENT = """
SELECT d.id, d.unique_id, d.elder_id, d.expected_interval_s, d.last_contact_at, d.created_at,
       e.monitoring_mode, e.risk_tier, e.area_id, p.phase, t.lat, t.lon, t.accuracy_m, t.source, t.fixed_at
FROM device d JOIN elder e ON e.id = d.elder_id LEFT JOIN track t ON t.elder_id = e.id
LEFT JOIN fence f ON f.elder_id = e.id AND f.kind = 'home'
LEFT JOIN presence p ON p.elder_id = e.id AND p.fence_id = f.id
WHERE d.id IN {ids} AND d.silent_since IS NULL ORDER BY e.id, d.id
"""


def _open(tx: Tx, zone: tzinfo, since: int, due: sql.Rows) -> None:
    """Look at these devices again under their elders' locks: a ping may have come meanwhile."""
    elder_ids = sorted({elder_id for _, elder_id in due})
    sql.fetch(tx, "SELECT id FROM elder WHERE id IN {ids} ORDER BY id {lock}", elder_ids)
    chosen = tuning.load(tx.conn, elder_ids)
    devices = [Device(*row) for row in sql.fetch(tx, _SILENT, sorted(i for i, _ in due))]
    shown: dict[int, list[Looked]] = defaultdict(list)
    wait, silent = [], []
    for device in devices:
        patience = _patience_ms(device.interval_s, _values(chosen, device))
        ends = max(device.last_contact_at or device.created_at, since) + patience
        wait.append((ends if ends > tx.now else tx.now + patience, device.id))
        if ends <= tx.now:
            silent.append((tx.now, device.id))
            shown[device.elder_id].append(_silent(device, patience, tx.now))
    sql.many(tx, "UPDATE deadline SET due_at = ? WHERE kind = 'device.silence' AND subject_id = ?", wait)
    sql.many(tx, "UPDATE device SET silent_since = ? WHERE id = ?", silent)
    for device in {d.elder_id: d for d in devices if d.elder_id in shown}.values():
        values = _values(chosen, device)
        subject = Subject(device.elder_id, device.mode, device.risk_tier, zone, values)
        opening.show(tx, subject, shown[device.elder_id])


def _values(chosen: Overrides, device: Device) -> Values:
    return chosen.of(device.elder_id, device.risk_tier, device.area_id)


def _silent(device: Device, patience: int, now: int) -> Looked:
    heard = device.last_contact_at
    outside = device.phase in OUT
    evidence = {
        "device": device.unique_id,
        "last_contact_at": rfc3339_or_none(heard),
        "silent_min": None if heard is None else (now - heard) // MINUTE,
        "threshold_min": patience // MINUTE,
        "seen": "outside" if outside else "inside" if device.phase == Phase.INSIDE else "unknown",
    }
    priority = 2 if outside else KINDS[Kind.DEVICE_SILENT].priority
    return Looked(
        Kind.DEVICE_SILENT, True, heard or now, now, priority, evidence, _fix(device),
        device_id=device.id, place=device.id,
    )  # fmt: skip


def _fix(device: Device) -> dict[str, Any] | None:
    if device.lat is None or device.lon is None or device.fixed_at is None:
        return None
    return shown_fix(device.lat, device.lon, device.accuracy_m, device.source or 0, device.fixed_at)
