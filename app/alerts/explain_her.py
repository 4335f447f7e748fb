"""Sentences about how she is: heart, activity, rest, ways out of doors, calls and help that is late.

(zh, en) from the evidence.
"""

from collections.abc import Callable, Mapping
from typing import Any

Words = tuple[str, str]


def _heart(e: dict[str, Any]) -> Words:
    high = e["bpm"] > e["high_bpm"]
    limit = e["high_bpm"] if high else e["low_bpm"]
    side_zh, side_en = ("高于", "above") if high else ("低于", "below")
    return (
        f"静息心率 {e['bpm']} 次/分，{side_zh} {limit:g}，已持续 {e['minutes']} 分钟。",
        f"Her heart beats {e['bpm']} times a minute at rest, {side_en} {limit:g}, and has done so for "
        f"{e['minutes']} min.",
    )


def _inactive(e: dict[str, Any]) -> Words:
    return (
        f"家中已 {e['hours']:g} 小时没有活动、用水或开门（白天阈值 {e['threshold_h']:g} 小时）。",
        f"No motion, water or door at home for {e['hours']:g} h (threshold {e['threshold_h']:g} waking "
        "hours).",
    )


def _rests(e: dict[str, Any]) -> Words:
    return (
        f"在外停留 {e['minutes']} 分钟：{e['fixes']} 个定位都在 {e['spread_m']} 米内"
        f"（阈值 {e['threshold_min']:g} 分钟、{e['within_m']:g} 米）。",
        f"In one place out of doors for {e['minutes']} min: {e['fixes']} fixes within {e['spread_m']} m "
        f"(threshold {e['threshold_min']:g} min, {e['within_m']:g} m).",
    )


def _wanders(e: dict[str, Any]) -> Words:
    return (
        f"反复绕行或来回走动已 {e['minutes']} 分钟：绕 {e['laps']} 圈、折返 {e['reversals']} 次，"
        f"走了 {e['length_m']} 米，其中 {e['retraced_m']} 米是重复的路，范围不过 {e['span_m']} 米"
        f"（徘徊指数 {e['score']:g}，满 {e['delay_min']:g} 分钟即报）。",
        f"She has been going round or to and fro for {e['minutes']} min: {e['laps']} laps, {e['reversals']} "
        f"reversals, {e['length_m']} m of which {e['retraced_m']} m went over the same ground, within "
        f"{e['span_m']} m (score {e['score']:g}, lasting {e['delay_min']:g} min at least).",
    )


def _gave_up(e: dict[str, Any]) -> Words:
    who = "、".join(word for word in (e["contact"], e["relation"]) if word)
    zh = f"联系人 {who} 来电" if who else "老人来电"
    en = f"A contact ({who.replace('、', ', ')}) telephoned" if who else "She telephoned"
    others_zh = f"同一号码还登记在另外 {e['others']} 位老人名下。" if e["others"] else ""
    others_en = f" The number is also registered with {e['others']} other elders." if e["others"] else ""
    return (
        f"{zh}，响铃 {e['waited_s']} 秒无人接听后挂断（超过 {e['threshold_s']} 秒即报），请回电。{others_zh}",
        f"{en} and gave up after {e['waited_s']} s of ringing (threshold {e['threshold_s']} s): call back."
        f"{others_en}",
    )


_NOT_YET = {
    "accepted": ("接单", "出发", "accepted", "set out"),
    "en_route": ("出发", "到达", "set out", "arrived"),
}


def _overdue(e: dict[str, Any]) -> Words:
    done_zh, not_yet_zh, done_en, not_yet_en = _NOT_YET[e["stage"]]
    return (
        f"{e['responder']}{done_zh} {e['minutes']} 分钟，还没有报告{not_yet_zh}"
        f"（超过 {e['threshold_min']:g} 分钟即报）。",
        f"{e['responder']} {done_en} {e['minutes']} min ago and has not {not_yet_en} yet "
        f"(threshold {e['threshold_min']:g} min).",
    )


def _asked_for_help(_: dict[str, Any]) -> Words:
    return "关怀电话里说需要帮助。", "She asked for help in a care call."


def _missed(e: dict[str, Any]) -> Words:
    asked = f"计划 {e['window_local']} 的关怀电话"
    if e["why"] == "attempts":
        zh = (
            f"{asked}打了 {e['attempts']} 次都没打通"
            f"（{e['within_min']:g} 分钟内满 {e['threshold']:g} 次即报）。"
        )
        en = (
            f"{e['attempts']} attempts at the care call planned for {e['window_local']} did not reach her "
            f"(threshold {e['threshold']:g} within {e['within_min']:g} min)."
        )
    else:
        zh = f"{asked}到时间没打通，共打了 {e['attempts']} 次。"
        en = (
            f"The care call planned for {e['window_local']} did not reach her in time; "
            f"{e['attempts']} attempts."
        )
    if "urgent_min" in e:
        zh += f"报警后 {e['urgent_min']:g} 分钟仍未打通，升为 P2。"
        en += f" Not reached {e['urgent_min']:g} min after the alert: P2."
    return zh, en


HER: Mapping[str, Callable[[dict[str, Any]], Words]] = {
    "care_call": _asked_for_help,
    "care_call_missed": _missed,
    "heart_rate": _heart,
    "inbound_abandoned": _gave_up,
    "inactivity_home": _inactive,
    "responder_overdue": _overdue,
    "stationary_outdoors": _rests,
    "wandering": _wanders,
}
"""Rule → sentence."""
