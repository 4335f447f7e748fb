"""What a Traccar server forwards: `forward.type=json` and `event.forward.type=json`, old and new. Pure.

https://www.traccar.org/forward/; the classes are Traccar's model/Position.java and model/Event.java.
`position.id` is 0 while it is forwarded, so what was said, and when, is what makes a message the same: an
alarm comes as an attribute of a position and again as an event, and is one ping.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from app.ingest.alarm_names import signals, vendor_signals
from app.ingest.fields import KNOT, figure, flag, inner, instant, read_object, word
from app.ingest.pings import Decoded, Instant, Ping, Refused, made

FRESH_MS = 60_000  # a fix that is older than its message by more is one that the server remembered
ALARM = "alarm"


def decode_position(body: bytes, now: int) -> Decoded:
    """`{"position": …, "device": …}` → a ping, or two: the news, and an old fix at its own time.

    Raises BadRequest when it is no JSON object.
    """
    said = read_object(body, "position of Traccar")
    return _decoded(inner(said.get("position")), said, [], now)


def decode_event(body: bytes, now: int) -> Decoded:
    """`{"event": …, "position"?: …, "device": …}`: alarms are taken, whatever else Traccar concludes is not.

    Whether a device is silent or an elder outside is decided here, from what the devices say themselves.
    Raises BadRequest when it is no JSON object.
    """
    said = read_object(body, "event of Traccar")
    event = inner(said.get("event"))
    kind = word(event.get("type"))
    if kind is None:
        return Decoded(refused=[Refused(0, "invalid", "an event needs a type - at `$.event.type`")])
    if kind != ALARM:
        return Decoded(ignored=[(0, f"Traccar's own conclusion: {kind[:64]}")])
    position = inner(said.get("position"))
    if not position:
        at = event.get("eventTime") or event.get("serverTime")
        position = {"deviceTime": at, "fixTime": at, "protocol": event.get("protocol")}
    return _decoded(position, said, signals(inner(event.get("attributes")).get("alarm")), now)


def _decoded(position: Mapping[str, Any], said: Mapping[str, Any], alarms: list[str], now: int) -> Decoded:
    device = word(inner(said.get("device")).get("uniqueId"))
    if device is None:
        return Decoded(refused=[Refused(0, "invalid", "no device - at `$.device.uniqueId`")])
    try:
        pings = _pings(position, device, alarms, now)
    except ValueError as error:
        return Decoded(refused=[Refused(0, "invalid", str(error))])
    return Decoded(pings, [0] * len(pings))


def _pings(position: Mapping[str, Any], device: str, alarms: list[str], now: int) -> list[Ping]:
    attributes = inner(position.get("attributes"))
    told = signals(attributes.get("alarm")) or vendor_signals(position.get("protocol"), attributes)
    told = list(dict.fromkeys([*told, *alarms]))
    fixed, sent = _time(position.get("fixTime")), _time(position.get("deviceTime"))
    sent = sent or fixed or _time(position.get("serverTime")) or Instant(now)
    fixed = fixed or sent
    place = _place(position, attributes)
    fresh = bool(place) and sent - fixed <= FRESH_MS
    news: dict[str, Any] = {
        "device": device,
        # A button pressed without a new fix still has the time of the old one: two presses would be one.
        "fixed_at": sent if told or not fresh else fixed,
        "message_id": _identity(sent, fixed, told) if told else None,
        "battery_pct": figure(attributes.get("batteryLevel")),
        "charging": flag(attributes.get("charge")),
        "heart_rate_bpm": figure(attributes.get("heartRate")),
        "steps": _count(attributes.get("steps")),
        "vitals": _pressure(attributes),
        "signals": told,
        "backlog": flag(attributes.get("archive")) or False,
    }
    if fresh:
        return [made(news | place | _motion(position))]
    if not place:
        return [made(news)]
    return [made(news), made({"device": device, "fixed_at": fixed, "backlog": True, **place})]


def _identity(sent: int, fixed: int, told: list[str]) -> str:
    """Of an alarm: what its position and its event have in common."""
    content = f"{sent},{fixed},{','.join(sorted(told))}"
    return "~" + blake2b(content.encode(), digest_size=9).hexdigest()


def _time(value: object) -> Instant | None:
    """A time of Traccar's, with or without a colon in its offset; None when there is none to read."""
    try:
        return instant(word(value) or "")
    except (ValueError, OverflowError):
        return None


def _place(position: Mapping[str, Any], attributes: Mapping[str, Any]) -> dict[str, Any]:
    """A fix, if there is one: not when the receiver had none, nor one that Traccar marks as remembered."""
    lat, lon = figure(position.get("latitude")), figure(position.get("longitude"))
    found = flag(attributes.get("approximate"))  # the server looked up what it was near, and it is of now
    if flag(position.get("valid")) is False or (flag(position.get("outdated")) and not found):
        return {}
    if lat is None or lon is None or lat == lon == 0:
        return {}
    source = "gnss"
    if found:
        source = "wifi" if inner(position.get("network")).get("wifiAccessPoints") else "cell"
    return {"lat": lat, "lon": lon, "accuracy_m": figure(position.get("accuracy")) or None, "source": source}


def _motion(position: Mapping[str, Any]) -> dict[str, Any]:
    knots = figure(position.get("speed"))
    return {
        "speed_mps": None if knots is None else knots * KNOT,
        "heading_deg": figure(position.get("course")),
        "altitude_m": figure(position.get("altitude")),
    }


def _pressure(attributes: Mapping[str, Any]) -> dict[str, float] | None:
    names = {"systolic_mmhg": "pressureHigh", "diastolic_mmhg": "pressureLow"}
    found = {ours: figure(attributes.get(theirs)) for ours, theirs in names.items()}
    return {name: value for name, value in found.items() if value is not None} or None


def _count(value: object) -> int | None:
    count = figure(value)
    return None if count is None else int(count)
