"""Which alert a piece of evidence speaks about, and whether it opens or clears it. Pure."""

from datetime import datetime, time, tzinfo
from typing import Any

from app.alerts import policy
from app.alerts.changes import Open, Suppression, dedup_key
from app.alerts.evidence import (
    AreaCrossed,
    BatteryRead,
    Crossed,
    Endangered,
    Evidence,
    Judged,
    Looked,
    Signalled,
    Subject,
)
from app.alerts.kinds import KINDS, SIGNAL_KINDS, Kind
from app.alerts.thresholds import DEFAULTS, Values

_BATTERY = ("battery.fine_pct", "battery.low_pct", "battery.very_low_pct")  # by level
BATTERY_GAP = 5  # %: a battery at the edge must not flutter
NIGHT = (time(22), time(6))
LIVING_AREA = "living_area"  # the monitoring mode in which leaving that area alerts
OUTING = "outing"  # why an alert is held back


def about(subject: Subject, e: Evidence) -> Open | None:
    """The alert this evidence speaks about, as it would be opened; None when there is none."""
    match e:
        case Signalled():
            return _signalled(subject, e)
        case BatteryRead():
            return _battery(subject, e)
        case Crossed() | AreaCrossed() | Endangered():
            return _of_place(subject, e)
        case Judged():
            return Open(
                e.kind, dedup_key(subject.elder_id, e.kind, e.fence_id), e.priority, e.at,
                e.evidence, e.fix, fence_id=e.fence_id, suppressed=e.suppressed,
            )  # fmt: skip
        case Looked():
            return Open(
                e.kind, dedup_key(subject.elder_id, e.kind, e.place), e.priority, e.since,
                {"rule": str(e.kind), **e.evidence}, e.fix, device_id=e.device_id, suppressed=e.suppressed,
                previous_id=e.previous_id,
            )  # fmt: skip


def _signalled(subject: Subject, e: Signalled) -> Open | None:
    kind = SIGNAL_KINDS.get(e.name)
    if kind is None:
        return None
    return Open(
        kind, dedup_key(subject.elder_id, kind), KINDS[kind].priority, e.at,
        {"rule": "signal", "signal": e.name}, e.fix, device_id=e.device_id,
        press=(e.device_id, e.name, e.at), delayed=e.delayed,
    )  # fmt: skip


def _battery(subject: Subject, e: BatteryRead) -> Open:
    threshold = subject.values[_BATTERY[e.level]]
    return Open(
        Kind.BATTERY, dedup_key(subject.elder_id, Kind.BATTERY, e.device_id),
        3 if e.level == 2 else KINDS[Kind.BATTERY].priority, e.at,
        {"rule": "battery", "percent": e.percent, "threshold_pct": threshold}, device_id=e.device_id,
    )  # fmt: skip


def _of_place(subject: Subject, e: Crossed | AreaCrossed | Endangered) -> Open | None:
    """The alerts about where she is."""
    match e:
        case Crossed():
            if e.fence_kind != "home":
                return None
            return Open(
                Kind.OUTSIDE_HOME, dedup_key(subject.elder_id, Kind.OUTSIDE_HOME, e.fence_id),
                outside_priority(subject, e.since, e.at), e.since,
                _exit_evidence(subject, e), e.fix, fence_id=e.fence_id, suppressed=_outing(subject, e),
            )  # fmt: skip
        case AreaCrossed():
            return Open(
                Kind.LEFT_SAFE_AREA, dedup_key(subject.elder_id, Kind.LEFT_SAFE_AREA),
                KINDS[Kind.LEFT_SAFE_AREA].priority, e.since,
                {"rule": "left_area", **e.evidence}, e.fix, suppressed=_outing(subject, e),
            )  # fmt: skip
        case Endangered():
            return Open(
                Kind.HAZARD_FENCE, dedup_key(subject.elder_id, Kind.HAZARD_FENCE, e.fence_id),
                KINDS[Kind.HAZARD_FENCE].priority, e.at,
                {"rule": "hazard", **e.evidence}, e.fix, fence_id=e.fence_id,
            )  # fmt: skip


def opens(subject: Subject, e: Evidence) -> bool:
    """Does it open, rather than clear?"""
    match e:
        case Signalled():
            return True
        case BatteryRead():
            return e.level > 0
        case Crossed():
            return e.exit and policy.exit_alerts(subject.policy, e.since, e.at)
        case AreaCrossed():
            return e.exit and policy.answer(subject.policy, e.at).mode == LIVING_AREA
        case Endangered():
            return e.inside
        case Judged() | Looked():
            return e.holds


def clears(e: Evidence) -> bool:
    """Does it end the cause? An exit that her mode allows neither opens nor clears."""
    match e:
        case BatteryRead():
            return True
        case Crossed() | AreaCrossed():
            return not e.exit
        case Endangered():
            return not e.inside
        case Judged() | Looked():
            return not e.holds
        case _:
            return False


def with_what_follows(e: Evidence) -> list[Evidence]:
    """Evidence, and what it says beside itself: whoever is home is not missed any more."""
    if isinstance(e, Crossed) and e.fence_kind == "home" and not e.exit:
        return [e, Judged(Kind.NOT_RETURNED, False, e.fence_id, e.at)]
    return [e]


def _exit_evidence(subject: Subject, e: Crossed) -> dict[str, Any]:
    said = policy.answer(subject.policy, e.at)
    said = said if said.outside_alerts else policy.answer(subject.policy, e.since)
    directive = {"directive": said.directive.name} if said.directive else {}
    return {"rule": "presence", "mode": said.mode, **directive, **e.evidence}


def _outing(subject: Subject, e: Crossed | AreaCrossed) -> Suppression | None:
    """A planned outing holds the exit alert back."""
    silent = policy.silent_until(subject.policy, e.since, e.at)
    return None if silent is None else Suppression(OUTING, silent[0])


def outside_priority(subject: Subject, *at: int) -> int:
    """P2; P1 for the red risk tier, or when one of these moments lies in the night."""
    return 1 if subject.risk_tier == "red" or any(is_night(t, subject.zone) for t in at) else 2


def is_night(at: int, zone: tzinfo) -> bool:
    """22:00-06:00 in the given zone."""
    local = datetime.fromtimestamp(at / 1000, zone).time()
    return local >= NIGHT[0] or local < NIGHT[1]


def battery_level(percent: float, charging: bool | None, before: int, values: Values = DEFAULTS) -> int:
    """Level with hysteresis: low at ≤ 20 %, very low at ≤ 8 %, fine again at ≥ 30 % or on the charger.

    Fine lies above low, whatever was chosen for either.
    """
    low = values["battery.low_pct"]
    if charging or percent >= max(values["battery.fine_pct"], low + BATTERY_GAP):
        return 0
    if percent <= values["battery.very_low_pct"]:
        return 2
    return max(before, 1) if percent <= low else before
