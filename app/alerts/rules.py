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
HOME_MODES = ("stay_home", "curfew")  # the monitoring modes under which leaving home can alert


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


Press = tuple[int, str, int]
"""A signal's identity: device, name, fixed_at. The same again is a resend; any other is another press."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest alert of a dedup key; no id yet when this very evidence opened it.

    `heard`: the presses that this and earlier alerts of the key have counted.
    """

    alert_id: int | None
    handling: str
    active: bool
    priority: int
    closed_at: int | None = None
    heard: frozenset[Press] = frozenset()


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
    press: Press | None = None
    delayed: bool = False
    previous_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """The same case again: soon after closing, or resolved and not yet closed."""

    alert_id: int | None
    opening: Open


@dataclass(frozen=True, slots=True)
class Clear:
    """The cause no longer holds. Without an id: of the alert that this evidence opened under the key."""

    alert_id: int | None
    dedup_key: str
    at: int


@dataclass(frozen=True, slots=True)
class Reactivate:
    """The cause is back while the case is still open."""

    alert_id: int | None
    opening: Open


@dataclass(frozen=True, slots=True)
class Repeat:
    """A second press: ring again."""

    alert_id: int | None
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
    """Changes for one elder, in the order of the evidence. Each piece of evidence meets what the ones
    before it left behind, so a batch ends like the same pings one by one."""
    changes: list[Change] = []
    current = dict(standing)
    for e in evidence:
        about = _about(subject, e)
        if about is None:
            continue
        before = current.get(about.dedup_key)
        change = _change(about, before, now) if _opens(subject, e) else _clearing(about, before, e)
        if change is not None:
            changes.append(change)
            current[about.dedup_key] = _after(change, about, before)
    return changes


def _change(about: Open, before: Standing | None, now: int) -> Change | None:
    if before is None:
        return about
    if about.press in before.heard:
        return None  # sent again
    if before.handling != Handling.CLOSED:
        return _while_open(about, before)
    soon = before.closed_at is not None and now - before.closed_at <= REOPEN_WITHIN_S * 1000
    if soon and KINDS[about.kind].reopens:
        return Reopen(before.alert_id, about)
    return replace(about, previous_id=before.alert_id)


def _while_open(about: Open, before: Standing) -> Change | None:
    if about.press is not None:
        return Repeat(before.alert_id, about)
    if not before.active and before.handling == Handling.RESOLVED:
        return Reopen(before.alert_id, about)  # nobody is at work on it any more, and no deadline runs
    if not before.active or about.priority < before.priority:
        return Reactivate(before.alert_id, about)
    return None


def _clearing(about: Open, before: Standing | None, e: Evidence) -> Clear | None:
    if not _clears(e) or before is None or not before.active or before.handling == Handling.CLOSED:
        return None
    return Clear(before.alert_id, about.dedup_key, e.at)


def _after(change: Change, about: Open, before: Standing | None) -> Standing:
    """What stands once the change is made."""
    heard = (before.heard if before else frozenset()) | ({about.press} if about.press else set())
    if before is None or isinstance(change, Open):
        return Standing(None, Handling.OPEN, True, about.priority, heard=heard)
    if isinstance(change, Clear):
        return replace(before, active=False)
    handling = Handling.OPEN if isinstance(change, Reopen) else before.handling
    priority = min(before.priority, about.priority)
    return Standing(before.alert_id, handling, True, priority, heard=heard)


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
                press=(e.device_id, e.name, e.at), delayed=e.delayed,
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
                outside_priority(subject, e.since, e.at), e.since,
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
    """Does being out of home alert under her monitoring mode? Being outdoors is normal life.

    In curfew: when she left or was confirmed outside within it, for whoever leaves at 21:58 is out at night.
    """
    if subject.mode == "curfew":
        return is_night(crossed.since, subject.zone) or is_night(crossed.at, subject.zone)
    return subject.mode == "stay_home"


def outside_priority(subject: Subject, *at: int) -> int:
    """P2; P1 for the red risk tier, or when one of these moments lies in the night."""
    return 1 if subject.risk_tier == "red" or any(is_night(t, subject.zone) for t in at) else 2


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
