"""Sentences about devices: batteries, silence, outages. (zh, en) from the evidence kept with the alert."""

from collections.abc import Callable, Mapping
from typing import Any

Words = tuple[str, str]
_BY_ZH = {"carrier": "运营商", "vendor": "厂商"}
_SEEN_ZH = {"inside": "在家", "outside": "在外", "unknown": "位置不明"}
_SEEN_EN = {"inside": "at home", "outside": "out", "unknown": "in an unknown place"}


def _battery(e: dict[str, Any]) -> Words:
    percent, threshold = f"{e['percent']:.0f}", f"{e['threshold_pct']:g}"
    return (
        f"设备电量仅剩 {percent}%（阈值 {threshold}%）。",
        f"The battery is down to {percent} % (threshold {threshold} %).",
    )


def _silent(e: dict[str, Any]) -> Words:
    seen_zh, seen_en = _SEEN_ZH[e["seen"]], _SEEN_EN[e["seen"]]
    if e["silent_min"] is None:
        return (
            f"设备 {e['device']} 登记后从未有过消息（阈值 {e['threshold_min']} 分钟）。",
            f"Device {e['device']} has never been heard of (threshold {e['threshold_min']} min).",
        )
    return (
        f"设备 {e['device']} 已 {e['silent_min']} 分钟没有消息（阈值 {e['threshold_min']} 分钟），"
        f"最后一次知道时老人{seen_zh}。",
        f"Nothing heard of device {e['device']} for {e['silent_min']} min (threshold "
        f"{e['threshold_min']} min); she was last known to be {seen_en}.",
    )


def _outage(e: dict[str, Any]) -> Words:
    return (
        f"{_BY_ZH[e['by']]}“{e['name']}”的 {e['devices']} 台设备中有 {e['silent']} 台（{e['share_pct']:g}%）"
        f"在 {e['window_min']:g} 分钟内同时失联（阈值 {e['threshold_pct']:g}%）；不再逐台报警。",
        f"{e['silent']} of {e['devices']} devices of the {e['by']} {e['name']} ({e['share_pct']:g} %) fell "
        f"silent within {e['window_min']:g} min (threshold {e['threshold_pct']:g} %); they are not reported "
        "one by one.",
    )


def _removed(e: dict[str, Any]) -> Words:
    return (
        f"设备 {e['device']} 已摘下 {e['minutes']} 分钟（阈值 {e['threshold_min']} 分钟），"
        "没有再戴上的迹象。",
        f"Device {e['device']} was taken off {e['minutes']} min ago (threshold {e['threshold_min']} min); "
        "nothing shows that it is worn again.",
    )


def _stale(e: dict[str, Any]) -> Words:
    return (
        f"设备有消息（{e['messages']} 条），但已 {e['minutes']} 分钟没有误差 {e['accuracy_m']:g} 米以内的定位"
        f"（阈值 {e['threshold_min']} 分钟）。",
        f"The devices are heard of ({e['messages']} messages), but there was no fix within "
        f"{e['accuracy_m']:g} m for {e['minutes']} min (threshold {e['threshold_min']} min).",
    )


DEVICES: Mapping[str, Callable[[dict[str, Any]], Words]] = {
    "battery": _battery,
    "device_silent": _silent,
    "device_removed": _removed,
    "location_stale": _stale,
    "fleet_outage": _outage,
}
"""Rule → sentence."""
