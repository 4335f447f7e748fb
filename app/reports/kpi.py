"""The figures the service is judged by: what counts for each, and how it is worked out. Pure.

Each figure is two questions to a case: does it count, and does it count against us? A number and the list of
alerts behind it are answers to the same questions, so they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, isinf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.clock import SECOND

Mask = NDArray[np.bool_]
CASES = np.dtype(
    [
        ("id", "i8"), ("opened_at", "i8"), ("area", "i8"), ("elder", "i8"), ("device", "i8"), ("kind", "U24"),
        ("judged", "?"), ("responded_ms", "f8"), ("acted_ms", "f8"),
        ("detected_ms", "f8"), ("shown_ms", "f8"), ("accepted_ms", "f8"),
        ("closed", "?"), ("false", "?"), ("unseen", "?"),
        ("claims", "i8"), ("expiries", "i8"), ("takeovers", "i8"), ("collisions", "i8"), ("flooded", "?"),
    ]
)  # fmt: skip
"""Alerts as columns. `judged`: P1 or P2 about somebody, neither test nor duplicate. Durations are ms since it
opened (detected: since we received the signal; shown: on the slowest screen; accepted: since responders were
first asked, infinite when nobody accepted), NaN for not (yet). Elder, device 0: none."""


class Kpi(StrEnum):
    respond_60 = "respond_60"
    respond_180 = "respond_180"
    act_600 = "act_600"
    detect = "detect"
    shown = "shown"
    false_alarms = "false_alarms"
    unseen = "unseen"
    flood = "flood"
    lease_expiries = "lease_expiries"
    takeovers = "takeovers"
    collisions = "collisions"
    accept = "accept"
    heartbeats = "heartbeats"
    contact = "contact"
    care_calls = "care_calls"


@dataclass(frozen=True, slots=True)
class Definition:
    """`least`: the target is a floor; else a ceiling. No target: reported only."""

    code: str
    unit: str  # %, s, count
    target: float | None
    least: bool
    zh: str
    en: str


_D = Definition
KPIS: Mapping[Kpi, Definition] = {
    Kpi.respond_60: _D(
        "K1", "%", 97.5, True, "一分钟回应：报警后 60 秒内拨出第一个电话；接警不算回应",
        "Responded within a minute: the first call started within 60 s; claiming is not responding",
    ),
    Kpi.respond_180: _D(
        "K1", "%", 99, True, "三分钟回应：报警后 180 秒内拨出第一个电话",
        "Responded within three minutes: the first call started within 180 s",
    ),
    Kpi.act_600: _D(
        "K2", "%", 95, True, "十分钟行动：600 秒内通话有结果、派出人员或转急救",
        "Acted within ten minutes: a conversation with a result, help sent, or an emergency service called",
    ),
    Kpi.detect: _D(
        "K5", "s", 1, False, "发现：从收到求救信号（SOS、跌倒、烟雾）到报警，第 99 百分位",
        "Detection: from receiving a signal (SOS, fall, smoke) to the alert, 99th percentile",
    ),
    Kpi.shown: _D(
        "K6", "s", 0.5, False, "上屏：从报警到最慢的屏幕显示出来，第 99 百分位",
        "Shown: from the alert to the slowest screen that showed it, 99th percentile",
    ),
    Kpi.false_alarms: _D(
        "K9", "%", None, False, "误报：以误报结案的占已结案的比例",
        "False alarms: closed as false, of those closed",
    ),
    Kpi.unseen: _D(
        "K10", "count", 0, False, "从未查看：已自行解除、无人看过就结束",
        "Never looked at: cleared, and over without anybody having looked",
    ),
    Kpi.flood: _D(
        "K11", "%", 1, False, "警情潮：所占时间（每席位 10 分钟超过 10 起开始，少于 5 起结束）",
        "Floods: their share of time (over 10 alerts a seat in 10 minutes, until fewer than 5)",
    ),
    Kpi.lease_expiries: _D(
        "K12", "count", None, False, "占而不办：每百次接警中租约到期的次数",
        "Claims that ran out without work, per 100 claims",
    ),
    Kpi.takeovers: _D(
        "K12", "count", None, False, "接管：每百次接警中被接管的次数", "Takeovers per 100 claims",
    ),
    Kpi.collisions: _D(
        "K12", "count", None, False, "抢接：每百次接警中晚了一步的次数",
        "Claims that somebody else won, per 100 claims",
    ),
    Kpi.accept: _D(
        "K13", "s", 180, False, "派单：从第一次邀请响应员到有人接单，第 90 百分位；没人接单算最久",
        "Dispatch: from first asking responders to somebody accepting, 90th percentile; nobody is longest",
    ),
    Kpi.heartbeats: _D(
        "K14", "%", 98, True, "心跳：应收的设备心跳中收到的，每十分钟抽查一次",
        "Heartbeats: received of those that devices should have sent, sampled every ten minutes",
    ),
    Kpi.contact: _D(
        "K14", "%", 98, True, "设备在线：此刻在三个上报间隔内有消息的设备",
        "Devices in contact: heard within three of their intervals, now",
    ),
    Kpi.care_calls: _D(
        "K15", "%", 95, True, "关怀电话：约定时段内打通的占计划的比例；略过的不计",
        "Care calls: reached within their window, of those planned; skipped ones do not count",
    ),
}  # fmt: skip

MISSING: Mapping[str, tuple[str, str]] = {}
"""What cannot be known from what is stored, and why."""

OF_DEVICES = (Kpi.heartbeats, Kpi.contact)
OF_CALLS = (Kpi.care_calls,)
_WITHIN = {
    Kpi.respond_60: ("responded_ms", 60 * SECOND),
    Kpi.respond_180: ("responded_ms", 180 * SECOND),
    Kpi.act_600: ("acted_ms", 600 * SECOND),
}
_SLOWEST = {Kpi.detect: ("detected_ms", 99), Kpi.shown: ("shown_ms", 99), Kpi.accept: ("accepted_ms", 90)}
"""Column, and the percentile that is the figure."""
_FLAGS = {Kpi.flood: "flooded", Kpi.false_alarms: "false", Kpi.unseen: "unseen"}
_COUNTED = {Kpi.lease_expiries: "expiries", Kpi.takeovers: "takeovers", Kpi.collisions: "collisions"}


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Nearest-rank, in seconds, of `n` durations; None of none, and of what never came."""

    n: int
    p50: float | None
    p90: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """`n` cases counted, `against` of them against us. `met`: None without a target or of none; no value and
    not met: it never came."""

    kpi: Kpi
    value: float | None
    n: int
    against: int
    met: bool | None
    percentiles: Percentiles | None = None
    per_seat: float | None = None  # K11: alerts a seat in ten minutes, on average


def nearest_rank(values: NDArray[np.float64], percent: float) -> float | None:
    """The smallest value with at least `percent` % of all at or below it; None of none."""
    if not len(values):
        return None
    return float(np.partition(values, (rank := max(1, ceil(percent * len(values) / 100))) - 1)[rank - 1])


def percentiles(ms: NDArray[np.float64]) -> Percentiles:
    """Of those that are no NaN."""
    known = ms[~np.isnan(ms)]
    p50, p90, p99 = (
        None if (at := nearest_rank(known, p)) is None or isinf(at) else round(at / 1000, 3)
        for p in (50, 90, 99)
    )
    return Percentiles(len(known), p50, p90, p99)


def counts(cases: NDArray[Any], kpi: Kpi, now: int) -> Mask:
    """Which cases count: without an answer only those that are older than they may be."""
    mask: Mask = cases["judged"].copy()
    if kpi in _WITHIN:
        column, limit = _WITHIN[kpi]
        mask &= ~np.isnan(cases[column]) | (cases["opened_at"] < now - limit)
    elif kpi in _SLOWEST:
        mask &= ~np.isnan(cases[_SLOWEST[kpi][0]])
    elif kpi is Kpi.flood:
        mask[:] = True
    elif kpi in _COUNTED:
        mask &= cases["claims"] > 0
    elif kpi is Kpi.false_alarms:
        mask &= cases["closed"]
    return mask


def against(cases: NDArray[Any], kpi: Kpi, now: int) -> Mask:
    """Which of those count against us."""
    mask = counts(cases, kpi, now)
    if kpi in _WITHIN:
        column, limit = _WITHIN[kpi]
        mask &= ~(cases[column] <= limit)
    elif kpi in _SLOWEST:
        mask &= cases[_SLOWEST[kpi][0]] > _target(kpi) * SECOND
    elif kpi in _COUNTED:
        mask &= cases[_COUNTED[kpi]] > 0
    else:
        mask &= cases[_FLAGS[kpi]]
    return mask


def figure(cases: NDArray[Any], kpi: Kpi, now: int) -> Figure:
    """One figure of these cases; not for `flood`, a share of time, OF_DEVICES and OF_CALLS."""
    counted, bad = counts(cases, kpi, now), against(cases, kpi, now)
    n, misses = int(counted.sum()), int(bad.sum())
    spread, exact = None, None
    if kpi in _WITHIN:
        spread = percentiles(cases[_WITHIN[kpi][0]][counted])
        exact = 100 * (n - misses) / n if n else None
    elif kpi in _SLOWEST:
        column, percent = _SLOWEST[kpi]
        spread = percentiles(cases[column][counted])
        at = nearest_rank(cases[column][counted], percent)
        exact = None if at is None else at / SECOND
    elif kpi in _COUNTED:
        n = int(cases["claims"].sum())
        exact = 100 * int(cases[_COUNTED[kpi]].sum()) / n if n else None
    elif kpi is Kpi.false_alarms:
        exact = 100 * misses / n if n else None
    else:
        exact = float(misses) if n else None
    return judged(kpi, exact, n, misses, spread)


def share(kpi: Kpi, of: int, good: int) -> Figure:
    """A figure that is the share of the good ones, of devices, of looks at them, of care calls."""
    return judged(kpi, 100 * good / of if of else None, of, of - good)


def judged(
    kpi: Kpi,
    exact: float | None,
    n: int,
    misses: int,
    spread: Percentiles | None = None,
    per_seat: float | None = None,
) -> Figure:
    """Held against its target before it is rounded: 97.46 is not 97.5."""
    rule = KPIS[kpi]
    met = None
    if exact is not None and rule.target is not None:
        met = exact >= rule.target if rule.least else exact <= rule.target
        if kpi is Kpi.flood:
            met = exact < rule.target
    shown = None if exact is None or isinf(exact) else round(exact, 3 if rule.unit == "s" else 1)
    return Figure(kpi, shown, n, misses, met, spread, per_seat)


def _target(kpi: Kpi) -> float:
    target = KPIS[kpi].target
    assert target is not None
    return target


def mean_s(ms: NDArray[np.float64]) -> float | None:
    """Of those that are no NaN, in seconds."""
    known = ms[~np.isnan(ms)]
    return round(float(known.mean()) / 1000, 1) if len(known) else None
