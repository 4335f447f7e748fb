"""Why did this open? One sentence for the operator, from the evidence kept with the alert."""

from typing import Any

from app.alerts.explain_devices import DEVICES
from app.alerts.explain_her import HER
from app.alerts.tables import Alert

_SENTENCES = {**DEVICES, **HER}
_SIGNAL_ZH = {
    "sos": "按下了 SOS 求助键",
    "fall": "设备检测到跌倒",
    "smoke": "烟雾报警",
    "gas": "燃气报警",
    "co": "一氧化碳报警",
}
_SIGNAL_EN = {
    "sos": "The SOS button was pressed",
    "fall": "The device reported a fall",
    "smoke": "Smoke was detected",
    "gas": "Gas was detected",
    "co": "Carbon monoxide was detected",
}
_MODE_ZH = {"stay_home": "居家模式", "curfew": "宵禁时段"}
_MODE_EN = {"stay_home": "stay-home mode", "curfew": "the curfew"}


def explain(alert: Alert) -> dict[str, str]:
    """`text_zh` and `text_en`."""
    e = alert.evidence
    match e.get("rule"):
        case "signal":
            zh, en = _signal(alert, e)
        case "presence" | "still_outside":
            zh, en = _presence(e)
        case "already_out":
            zh, en = _already_out(e)
        case "not_returned":
            zh, en = _not_returned(e)
        case "left_area":
            zh, en = _left_area(e)
        case "area_already_left":
            zh = f"活动范围监护开始时老人已在范围外（{e['out_since_local']} 起）。"
            en = f"Already outside of her living area when its rule began (since {e['out_since_local']})."
        case "hazard":
            zh, en = _hazard(e)
        case str(rule) if rule in _SENTENCES:
            zh, en = _SENTENCES[rule](e)
        case _:
            zh, en = "", ""
    return {"text_zh": zh, "text_en": en}


def _signal(alert: Alert, e: dict[str, Any]) -> tuple[str, str]:
    name = e["signal"]
    zh, en = _SIGNAL_ZH.get(name, name), _SIGNAL_EN.get(name, name)
    if alert.count > 1:
        zh, en = f"{zh}（{alert.count} 次）", f"{en} ({alert.count} times)"
    if alert.delayed:
        zh, en = f"{zh}，消息迟到", f"{en}; the message came late"
    if alert.fix is None:
        zh, en = f"{zh}，没有位置", f"{en}; no position is known"
    return zh + "。", en + "."


def _presence(e: dict[str, Any]) -> tuple[str, str]:
    percent = f"{min(100 * e['probability'], 99.9):.1f}"
    accuracy = f"±{e['accuracy_m']} m" if e.get("accuracy_m") else ""
    mode_zh, mode_en = _mode(e)
    still_zh, still_en = (
        ("结案 15 分钟后仍在外：", "Still out 15 minutes after closing: ")
        if e["rule"] == "still_outside"
        else ("", "")
    )
    zh = (
        f"{still_zh}{mode_zh}下确认外出：最新定位在住所围栏外 {e['distance_m']} 米{accuracy}，"
        f"在外概率 {percent}%（本户定位噪声约 {e['noise_m']} 米）。"
    )
    en = (
        f"{still_en}Confirmed outside under {mode_en}: the newest fix lies "
        f"{e['distance_m']} m beyond the home fence{' ' + accuracy if accuracy else ''}; probability of "
        f"being outside {percent} % (position noise of this home about {e['noise_m']} m)."
    )
    return zh, en


def _mode(e: dict[str, Any]) -> tuple[str, str]:
    """The rule she is under, by the name of the directive if it is one."""
    if directive := e.get("directive"):
        return f"居家指令“{directive}”", f'the directive "{directive}"'
    mode = e.get("mode", "")
    return _MODE_ZH.get(mode, ""), _MODE_EN.get(mode, mode)


def _already_out(e: dict[str, Any]) -> tuple[str, str]:
    zh, en = _mode(e)
    place_zh, place_en = _place(e)
    return (
        f"{zh}自 {e['rule_began_local']} 起适用，老人仍在外：{e['out_since_local']} 离家{place_zh}。",
        f"She is out under {en}, which holds since {e['rule_began_local']}; she left home at "
        f"{e['out_since_local']}{place_en}.",
    )


def _not_returned(e: dict[str, Any]) -> tuple[str, str]:
    place_zh, place_en = _place(e)
    return (
        f"计划外出应于 {e['expected_local']} 返回，至今未到家：{e['out_since_local']} 离家{place_zh}。",
        f"She was expected back from an outing at {e['expected_local']} and is not home; she left at "
        f"{e['out_since_local']}{place_en}.",
    )


def _left_area(e: dict[str, Any]) -> tuple[str, str]:
    percent = f"{min(100 * e['probability'], 99.9):.1f}"
    return (
        f"确认离开活动范围：最新定位在范围外 {e['distance_m']} 米，在外概率 {percent}%。",
        f"Confirmed outside of her living area: the newest fix lies {e['distance_m']} m beyond it; "
        f"probability of being outside {percent} %.",
    )


def _hazard(e: dict[str, Any]) -> tuple[str, str]:
    percent = f"{100 * e['probability']:.0f}"
    within = max(-(e["distance_m"] or 0), 0)
    accuracy = f"±{e['accuracy_m']} m" if e.get("accuracy_m") else ""
    zh, en = e.get("hazard") or "危险区", e.get("hazard") or "a hazard"
    return (
        f"很可能在“{zh}”内：定位深入边界 {within} 米{accuracy}，概率 {percent}%。",
        f"Probably in {en}: the fix lies {within} m inside{' ' + accuracy if accuracy else ''}; "
        f"probability {percent} %.",
    )


def _place(e: dict[str, Any]) -> tuple[str, str]:
    if e.get("distance_m") is None:
        return "", ""
    return (
        f"，最新定位在住所围栏外 {e['distance_m']} 米",
        f"; the newest fix lies {e['distance_m']} m beyond the home fence",
    )
