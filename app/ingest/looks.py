"""Looking again at one elder, when a ping asked for it some minutes or hours ago.

Each look is a due deadline: under her lock it reads what her devices said lately, lets a pure judge decide,
and arms itself again for as long as there is something to see.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.alerts import opening, record, tuning
from app.alerts.deadlines import Handler, Screen
from app.alerts.evidence import Looked, Subject
from app.alerts.health import Reading, heart, inactivity, is_odd
from app.alerts.kinds import ACTIVITY, KINDS, REMOVED, WORN, Kind
from app.clock import HOUR, MINUTE, rfc3339
from app.geo.presence import Phase
from app.ingest import excursions, outdoors, recent
from app.ingest.arming import ACTIVE, HEART, OFF, OUTDOORS
from app.ingest.recent import Said
from app.registry.tables import Device, Elder
from app.store import sql
from app.store.db import Tx

AGAIN_MS, SLOWLY_MS = MINUTE, 5 * MINUTE
WALKING_MPS, STEPS_A_MINUTE = 0.7, 20.0


def handlers(zone: ZoneInfo) -> Mapping[str, Handler]:
    """Deadline kind → look."""
    return {
        HEART: partial(_heart, zone),
        ACTIVE: partial(_activity, zone),
        OFF: partial(_removed, zone),
        OUTDOORS: partial(_outdoors, zone),
    }


def screens(zone: ZoneInfo) -> Mapping[str, Screen]:
    """Deadline kind → what tells, for many at once, that a look is not worth a transaction."""
    return {OUTDOORS: partial(_quiet_outdoors, zone)}


def _begin(tx: Tx, zone: ZoneInfo, elder_id: int) -> Subject:
    """Lock the elder, as a ping does, and read what holds for her."""
    elder = tx.session.get_one(Elder, elder_id, with_for_update=True)
    values = tuning.load(tx.conn, [elder_id]).of(elder_id, elder.risk_tier, elder.area_id)
    return Subject(elder_id, elder.monitoring_mode, elder.risk_tier, zone, values)


def _heart(zone: ZoneInfo, tx: Tx, elder_id: int) -> None:
    subject = _begin(tx, zone, elder_id)
    values = subject.values
    back = round((values["heart_rate.for_min"] + values["heart_rate.normal_min"]) * MINUTE) + SLOWLY_MS
    readings = _readings(recent.pings(tx, elder_id, tx.now - back))
    found = heart(readings, values)
    if found.holds is not None:
        evidence = {
            "bpm": round(found.bpm),
            "minutes": (tx.now - found.since) // MINUTE,
            "high_bpm": values["heart_rate.high_bpm"],
            "low_bpm": values["heart_rate.low_bpm"],
        }
        looked = Looked(Kind.HEART_RATE, found.holds, found.since, tx.now, 2, evidence)
        opening.show(tx, subject, [looked])
    if found.holds or any(is_odd(r.bpm, values) for r in readings):
        record.arm_for(tx, HEART, elder_id, tx.now + AGAIN_MS)
    elif found.holds is None and _active(tx, elder_id, Kind.HEART_RATE):
        record.arm_for(tx, HEART, elder_id, tx.now + SLOWLY_MS)


def _readings(said: Sequence[Said]) -> list[Reading]:
    """Heart rates with whether she rested: neither fast, nor with many steps since her last message."""
    found: list[Reading] = []
    before: Said | None = None
    for ping in said:
        if ping.heart_rate_bpm is not None:
            found.append(Reading(ping.fixed_at, ping.heart_rate_bpm, _rests(ping, before)))
        before = ping if ping.steps is not None else before
    return found


def _rests(ping: Said, before: Said | None) -> bool:
    if ping.speed_mps is not None and ping.speed_mps > WALKING_MPS:
        return False
    if ping.steps is None or before is None or before.steps is None or ping.fixed_at <= before.fixed_at:
        return True
    minutes = (ping.fixed_at - before.fixed_at) / MINUTE
    return (ping.steps - before.steps) / minutes <= STEPS_A_MINUTE


def _activity(zone: ZoneInfo, tx: Tx, elder_id: int) -> None:
    subject = _begin(tx, zone, elder_id)
    back = round(subject.values["inactivity_home.urgent_h"] * HOUR) + 2 * HOUR
    last = max((p.fixed_at for p in recent.pings(tx, elder_id, tx.now - back) if p.has(*ACTIVITY)), default=0)
    last = max(last, tx.now - back)
    home = _home(tx, elder_id)
    if home is not None and home.phase in (Phase.OUTSIDE, Phase.RETURNING):
        opening.show(tx, subject, [Looked(Kind.INACTIVITY_HOME, False, tx.now, tx.now)])
        record.arm_for(tx, ACTIVE, elder_id, tx.now + HOUR)
        return
    if home is not None and home.phase == Phase.INSIDE:
        last = max(last, home.since or 0)  # nobody moves in a home where nobody is
    found = inactivity(last, tx.now, zone, subject.values)
    if found.priority is not None:
        evidence = {
            "last_activity_at": rfc3339(last),
            "hours": round((tx.now - last) / HOUR, 1),
            "threshold_h": subject.values["inactivity_home.after_h"],
        }
        looked = Looked(Kind.INACTIVITY_HOME, True, last, tx.now, found.priority, evidence)
        opening.show(tx, subject, [looked])
    record.arm_for(tx, ACTIVE, elder_id, max(found.look_at, tx.now + AGAIN_MS))


class Home(NamedTuple):
    """Where she is relative to her home: presence.Phase, and since when (ms)."""

    phase: int
    since: int | None


_HOME = """
SELECT p.phase, p.since FROM presence p JOIN fence f ON f.id = p.fence_id AND f.kind = 'home'
WHERE p.elder_id = ? AND f.elder_id = ?
"""


def _home(tx: Tx, elder_id: int) -> Home | None:
    found = sql.fetch(tx, _HOME, elder_id, elder_id)
    return Home(*found[0]) if found else None


def _removed(zone: ZoneInfo, tx: Tx, device_id: int) -> None:
    device = tx.session.get_one(Device, device_id)
    if device.elder_id is None:
        return
    subject = _begin(tx, zone, device.elder_id)
    delay = round(subject.values["device_removed.delay_min"] * MINUTE)
    said = [p for p in recent.pings(tx, device.elder_id, tx.now - delay - HOUR) if p.device_id == device_id]
    off = max((p.fixed_at for p in said if p.has(REMOVED)), default=None)
    worn = max((p.fixed_at for p in said if p.has(WORN) or p.heart_rate_bpm is not None), default=None)
    if worn is not None and (off is None or worn > off):
        opening.show(tx, subject, [Looked(Kind.DEVICE_REMOVED, False, worn, tx.now, place=device_id)])
        return
    if off is not None:
        evidence = {
            "device": device.unique_id, "removed_at": rfc3339(off), "minutes": (tx.now - off) // MINUTE,
            "threshold_min": delay // MINUTE,
        }  # fmt: skip
        looked = Looked(
            Kind.DEVICE_REMOVED, True, off, tx.now, KINDS[Kind.DEVICE_REMOVED].priority, evidence,
            device_id=device_id, place=device_id,
        )  # fmt: skip
        opening.show(tx, subject, [looked])
    if off is not None or _active(tx, device.elder_id, Kind.DEVICE_REMOVED, device_id):
        record.arm_for(tx, OFF, device_id, tx.now + SLOWLY_MS)


def _outdoors(zone: ZoneInfo, tx: Tx, elder_id: int) -> None:
    tx.session.get_one(Elder, elder_id, with_for_update=True)  # as a ping does
    her = excursions.load(tx, [elder_id], zone)[elder_id]
    seen = outdoors.look(her, tx.now)
    opening.show(tx, her.subject, seen.looked)
    if her.out:
        record.arm_for(tx, OUTDOORS, elder_id, tx.now + (2 * AGAIN_MS if seen.tense else SLOWLY_MS))


def _quiet_outdoors(zone: ZoneInfo, tx: Tx, elder_ids: Sequence[int]) -> dict[int, int | None]:
    """Those for whom a look would change nothing: most, most of the time."""
    return {
        elder_id: tx.now + SLOWLY_MS if her.out else None
        for elder_id, her in excursions.load(tx, elder_ids, zone).items()
        if outdoors.quiet(her, tx.now)
    }


def _active(tx: Tx, elder_id: int, kind: Kind, place: Any = None) -> bool:
    """Does an alert of this kind stand whose cause still holds?"""
    found = opening.newest(tx.session, elder_id, kind, place)
    return found is not None and found.condition == "active"
