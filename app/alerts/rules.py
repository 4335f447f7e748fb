"""Evidence → alert changes. Pure: no clock, no database.

The pipeline hands over what it saw of one elder (crossings, signals, batteries) and the alerts
that stand; `decide` answers with what must change. Times in ms, distances in metres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, tzinfo
from typing import Any

from app.alerts.kinds import KINDS, SIGNAL_KINDS, Kind
from app.alerts.machine import REOPEN_WITHIN_S, Handling

BATTERY_LOW, BATTERY_VERY_LOW, BATTERY_FINE = 20, 8, 30
NIGHT = (time(22), time(6))


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules know of an elder."""

    elder_id: int
    mode: str
    risk_tier: str
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Crossed:
    """A confirmed change of presence. `since` is when it began, `at` when it was confirmed."""

    exit: bool
    fence_id: int
    fence_kind: str
    since: int
    at: int
    fix: dict[str, Any]
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signalled:
    """A button, a flag, a sensor. `delayed`: it is older than what we had already seen."""

    name: str
    at: int
    device_id: int
    fix: dict[str, Any] | None
    delayed: bool


@dataclass(frozen=True, slots=True)
class BatteryRead:
    """A battery whose level changed: 0 fine, 1 low, 2 very low."""

    level: int
    percent: float
    at: int
    device_id: int


Evidence = Crossed | Signalled | BatteryRead


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest alert of a dedup key."""

    alert_id: int
    handling: str
    active: bool
    priority: int
    last_signal_at: int | None
    closed_at: int | None


@dataclass(frozen=True, slots=True)
class Open:
    """Open a new alert; `previous_id` links it to the one before."""

    kind: Kind
    dedup_key: str
    priority: int
    occurred_at: int
    evidence: dict[str, Any]
    fix: dict[str, Any] | None = None
    device_id: int | None = None
    fence_id: int | None = None
    signal_at: int | None = None
    delayed: bool = False
    count: int = 1
    previous_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """The same case again, soon after closing."""

    alert_id: int
    opening: Open


@dataclass(frozen=True, slots=True)
class Clear:
    alert_id: int
    at: int


@dataclass(frozen=True, slots=True)
class Reactivate:
    """The cause is back while the case is still open."""

    alert_id: int
    opening: Open


@dataclass(frozen=True, slots=True)
class Repeat:
    """A second press: ring again."""

    alert_id: int
    opening: Open


Change = Open | Reopen | Clear | Reactivate | Repeat


def dedup_key(elder_id: int, kind: Kind, place: int | None = None) -> str:
    return f"{elder_id}:{kind}" if place is None else f"{elder_id}:{kind}:{place}"


def keys_of(subject: Subject, evidence: Sequence[Evidence]) -> set[str]:
    """The dedup keys whose standing alerts `decide` needs."""
    return {about.dedup_key for e in evidence if (about := _about(subject, e))}


def decide(
    subject: Subject, evidence: Sequence[Evidence], standing: Mapping[str, Standing], now: int
) -> list[Change]:
    """Changes for one elder, in the order of the evidence; at most one Open per dedup key."""
    changes: list[Change] = []
    opened: dict[str, int] = {}  # where in `changes` a key was opened by this very evidence
    heard: dict[str, int] = {}  # the newest signal per key, to tell a resend from a second press
    for e in evidence:
        about = _about(subject, e)
        if about is None:
            continue
        key = about.dedup_key
        before = standing.get(key)
        if not _opens(subject, e):
            if _clears(e) and before and before.active and before.handling != Handling.CLOSED:
                changes.append(Clear(before.alert_id, e.at))
            continue
        if about.signal_at is not None:
            last = max(heard.get(key, -1), (before.last_signal_at or -1) if before else -1)
            if about.signal_at <= last:
                continue  # the same press, sent again
            heard[key] = about.signal_at
        if key in opened:
            i = opened[key]
            first = changes[i]
            if about.signal_at is not None and isinstance(first, Open):
                changes[i] = replace(first, count=first.count + 1, signal_at=about.signal_at)
            continue
        change = _change(about, before, now)
        if change:
            if not isinstance(change, Repeat):
                opened[key] = len(changes)
            changes.append(change)
    return changes


def _change(about: Open, before: Standing | None, now: int) -> Change | None:
    if before is None:
        return about
    if before.handling != Handling.CLOSED:
        if about.signal_at is not None:
            return Repeat(before.alert_id, about)
        if not before.active or about.priority < before.priority:
            return Reactivate(before.alert_id, about)
        return None
    soon = before.closed_at is not None and now - before.closed_at <= REOPEN_WITHIN_S * 1000
    if soon and KINDS[about.kind].reopens:
        return Reopen(before.alert_id, about)
    return replace(about, previous_id=before.alert_id)


def _about(subject: Subject, e: Evidence) -> Open | None:
    """The alert this evidence speaks about, as it would be opened; None when there is none."""
    match e:
        case Signalled():
            kind = SIGNAL_KINDS.get(e.name)
            if kind is None:
                return None
            return Open(
                kind, dedup_key(subject.elder_id, kind), KINDS[kind].priority, e.at,
                {"rule": "signal", "signal": e.name}, e.fix, device_id=e.device_id,
                signal_at=e.at, delayed=e.delayed,
            )  # fmt: skip
        case BatteryRead():
            return Open(
                Kind.BATTERY, dedup_key(subject.elder_id, Kind.BATTERY, e.device_id),
                3 if e.level == 2 else KINDS[Kind.BATTERY].priority, e.at,
                {"rule": "battery", "percent": e.percent}, device_id=e.device_id,
            )  # fmt: skip
        case Crossed():
            if e.fence_kind != "home":
                return None
            return Open(
                Kind.OUTSIDE_HOME, dedup_key(subject.elder_id, Kind.OUTSIDE_HOME, e.fence_id),
                outside_priority(subject, e.since), e.since,
                {"rule": "presence", "mode": subject.mode, **e.evidence}, e.fix, fence_id=e.fence_id,
            )  # fmt: skip


def _opens(subject: Subject, e: Evidence) -> bool:
    """Does it open, rather than clear?"""
    match e:
        case Signalled():
            return True
        case BatteryRead():
            return e.level > 0
        case Crossed():
            return e.exit and exit_alerts(subject, e)


def _clears(e: Evidence) -> bool:
    """Does it end the cause? An exit that her mode allows neither opens nor clears."""
    return isinstance(e, BatteryRead) or (isinstance(e, Crossed) and not e.exit)


def exit_alerts(subject: Subject, crossed: Crossed) -> bool:
    """Does leaving home alert under her monitoring mode? Being outdoors is normal life."""
    if subject.mode == "curfew":
        return is_night(crossed.since, subject.zone)
    return subject.mode == "stay_home"


def outside_priority(subject: Subject, at: int) -> int:
    """P2; P1 at night or for the red risk tier."""
    return 1 if subject.risk_tier == "red" or is_night(at, subject.zone) else 2


def is_night(at: int, zone: tzinfo) -> bool:
    """22:00-06:00 in the given zone."""
    local = datetime.fromtimestamp(at / 1000, zone).time()
    return local >= NIGHT[0] or local < NIGHT[1]


def battery_level(percent: float, charging: bool | None, before: int) -> int:
    """Level with hysteresis: low at ≤ 20 %, very low at ≤ 8 %, fine again at ≥ 30 % or on the charger."""
    if charging or percent >= BATTERY_FINE:
        return 0
    if percent <= BATTERY_VERY_LOW:
        return 2
    return max(before, 1) if percent <= BATTERY_LOW else before
