"""Every number that a rule compares with, as data: what it means, its default and its bounds. Pure.

This table is the documentation too: `GET /api/thresholds` and docs/supervisors.md say what stands here.
A value set for one elder goes before one for her risk tier, that before one for an area (the nearest above
her home), and that before the default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.alerts.kinds import Kind

SCOPES: Final = ("elder", "tier", "area")
Values = Mapping[str, float]
"""Threshold → value, complete for one elder."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """`least` and `most` bound what may be set. `of`: about each elder, or about the service as a whole."""

    name: str
    unit: str
    default: float
    least: float
    most: float
    zh: str
    en: str
    of: Literal["elder", "service"] = "elder"

    @property
    def kind(self) -> str | None:
        """The alert kind it belongs to, if it belongs to one."""
        kind = self.name.partition(".")[0]
        return kind if kind in set(Kind) else None


def _service(name: str, unit: str, default: float, least: float, most: float, zh: str, en: str) -> Threshold:
    return Threshold(name, unit, default, least, most, zh, en, "service")


_TABLE = (
    Threshold("battery.low_pct", "%", 20, 5, 50, "电量不高于此值为不足", "low at or below"),
    Threshold("battery.very_low_pct", "%", 8, 1, 30, "电量不高于此值为严重不足", "very low at or below"),
    Threshold("battery.fine_pct", "%", 30, 10, 100, "电量不低于此值即解除", "fine again at or above"),
    Threshold("device_silent.intervals", "", 3, 2, 20, "多少个上报间隔没消息算失联", "intervals unheard"),
    Threshold("device_silent.least_min", "min", 15, 5, 1440, "失联至少要这么久", "and at least this long"),
    Threshold("location_stale.after_min", "min", 60, 15, 1440, "有消息却这么久没有好定位", "no good fix for"),
    Threshold("location_stale.accuracy_m", "m", 200, 20, 2000, "好定位的误差不超过", "good is at most"),
    Threshold("device_removed.delay_min", "min", 5, 0, 120, "摘下这么久才报", "taken off for"),
    Threshold("heart_rate.high_bpm", "bpm", 120, 90, 200, "静息心率高于此值", "at rest above"),
    Threshold("heart_rate.low_bpm", "bpm", 45, 30, 60, "静息心率低于此值", "or below"),
    Threshold("heart_rate.for_min", "min", 5, 1, 60, "持续这么久才报", "for"),
    Threshold("heart_rate.normal_min", "min", 10, 1, 60, "正常这么久即解除", "over after normal for"),
    Threshold("inactivity_home.after_h", "h", 4, 1, 16, "白天这么久没有活动", "waking hours without any"),
    Threshold("inactivity_home.urgent_h", "h", 24, 4, 72, "这么久没有活动升为 P1", "P1 after"),
    Threshold("stationary_outdoors.for_min", "min", 30, 10, 50, "在外停留这么久", "in one place outside for"),
    Threshold("stationary_outdoors.within_m", "m", 30, 10, 200, "移动不超过", "within"),
    Threshold("wandering.delay_min", "min", 5, 0, 30, "徘徊持续这么久才报", "wandering for"),
    Threshold(
        "responder_overdue.after_min", "min", 15, 5, 120, "接单或出发后这么久没有下一步", "no check-in for"
    ),
    Threshold("wandering.normal_min", "min", 10, 1, 30, "正常这么久即解除", "over after normal walking for"),
    Threshold(
        "care_call_missed.attempts", "", 3, 1, 10, "关怀电话打几次没通就报", "care calls without reaching her"
    ),
    Threshold("care_call_missed.within_min", "min", 120, 10, 720, "这几次在多长时间之内", "all within"),
    Threshold("care_call_missed.urgent_min", "min", 60, 5, 720, "之后多久升为 P2", "P2 after another"),
    _service(
        "fleet_outage.share_pct", "%", 10, 2, 90, "同组设备突然失联超过此比例", "share of a group, over"
    ),
    _service("fleet_outage.window_min", "min", 5, 1, 60, "在这段时间之内", "that fell silent within"),
    _service("fleet_outage.delay_s", "s", 60, 0, 600, "持续这么久才报", "and stayed so for"),
    _service("fleet_outage.least_devices", "", 20, 5, 10_000, "一组至少这么多设备", "least size of a group"),
    _service("flood.starts", "", 10, 2, 100, "每席位 10 分钟新警情超过此数", "alerts a seat in 10 min, over"),
    _service("flood.ends", "", 5, 1, 100, "少于此数即结束", "over with fewer"),
    _service("fleet_outage.over_pct", "%", 3, 0, 50, "失联比例低于此值即解除", "over when fewer are silent"),
)

THRESHOLDS: Mapping[str, Threshold] = {t.name: t for t in _TABLE}
DEFAULTS: Values = {t.name: t.default for t in _TABLE}


Row = tuple[str, str, str, float]
"""A chosen value: threshold, scope, subject (an elder's id, a tier's name, an area's id), value."""


class Overrides:
    """What supervisors chose, as far as it bears on some elders, and the tree of areas (child → parent)."""

    def __init__(self, rows: Iterable[Row] = (), parents: Mapping[int, int | None] | None = None) -> None:
        self._of: dict[tuple[str, str], dict[str, float]] = {}
        for name, scope, subject, value in rows:
            if name in DEFAULTS:  # one that a newer version knew is none of ours
                self._of.setdefault((scope, subject), {})[name] = value
        self._parents = parents or {}

    def of(self, elder_id: int | None, risk_tier: str | None, area_id: int | None) -> Values:
        """The values that hold for an elder; for the service itself: no elder, no tier, the root area."""
        if not self._of:
            return DEFAULTS
        found = dict(DEFAULTS)
        for place in reversed(self._above(area_id)):
            found.update(self._of.get(("area", str(place)), {}))
        found.update(self._of.get(("tier", risk_tier or ""), {}))
        found.update(self._of.get(("elder", str(elder_id)), {}))
        return found

    def least(self, name: str) -> float:
        """The smallest value of a threshold that holds for anybody."""
        return min([DEFAULTS[name], *(values[name] for values in self._of.values() if name in values)])

    def _above(self, area_id: int | None) -> list[int]:
        """The area and everything around it, the smallest first."""
        found: list[int] = []
        while area_id is not None and area_id not in found:
            found.append(area_id)
            area_id = self._parents.get(area_id)
        return found
