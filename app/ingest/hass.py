"""The webhook of the Home Assistant companion app. Pure.

https://developers.home-assistant.io/docs/api/native-app-integration/sending-data. Its messages tell no time:
they are of when they arrive. What the app asks about a home that is none of ours gets a harmless answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import BadRequest
from app.ingest.fields import figure, flag, inner, known, read_object, word
from app.ingest.pings import Decoded, Instant, Refused, made

BATTERY, STEPS_TODAY = "battery_level", "pedometer_steps"  # Android's own steps count since it was started
CHARGING = ("is_charging", "battery_state")
_CHARGING_WORDS = {"charging": True, "full": True, "not charging": False, "on": True, "off": False}
MOST_SENSORS = 200


@dataclass(frozen=True, slots=True)
class Webhook:
    """What was said, and what the app wants to hear. `answer` goes out as JSON with `status`."""

    decoded: Decoded
    answer: Any
    status: int = 200


def decode(body: bytes, device: str, now: int) -> Webhook:
    """One message of the app about `device`.

    Raises BadRequest when it is no JSON object with a type, or encrypted.
    """
    said = read_object(body, "message of the companion app")
    kind, data = word(said.get("type")), said.get("data")
    if kind is None:
        raise BadRequest("A message of the companion app needs a type.")
    if flag(said.get("encrypted")) or kind == "encrypted":
        raise BadRequest(
            "Encrypted messages cannot be read here: register the app without encryption, use TLS."
        )
    match kind:
        case "update_location":
            return Webhook(_of(_location(inner(data)), device, now), {})
        case "update_sensor_states":
            sensors = [inner(sensor) for sensor in data[:MOST_SENSORS]] if isinstance(data, list) else []
            names = (word(sensor.get("unique_id")) for sensor in sensors)
            answer = {name: {"success": True} for name in names if name}
            return Webhook(_of(_sensors(sensors), device, now), answer)
        case "register_sensor":
            return Webhook(_of(_sensors([inner(data)]), device, now), {"success": True}, 201)
        case _:
            decoded = Decoded(ignored=[(0, f"nothing about the elder: {kind[:64]}")])
            return Webhook(decoded, _HARMLESS.get(kind, {}))


_HARMLESS: Mapping[str, Any] = {
    "get_zones": [],
    "get_config": {"location_name": "Nuanyang", "components": ["mobile_app"], "entities": {}},
}
"""Answers that the app does not stumble over; everything else hears {}."""


def _location(data: Mapping[str, Any]) -> dict[str, Any]:
    """`update_location`. Only the name of a zone (`location_name`) says nothing that we could place."""
    gps = data.get("gps")
    place: dict[str, Any] = {}
    if gps is not None:
        lat, lon = gps[:2] if isinstance(gps, list) and len(gps) > 1 else (gps, gps)
        place = {"lat": lat, "lon": lon, "accuracy_m": known(figure(data.get("gps_accuracy")))}
    return {
        **place,
        "speed_mps": known(figure(data.get("speed"))),
        "heading_deg": known(figure(data.get("course"))),
        "altitude_m": figure(data.get("altitude")),
        "battery_pct": known(figure(data.get("battery"))),
    }


def _sensors(sensors: list[dict[str, Any]]) -> dict[str, Any]:
    """What sensors of the phone say about battery and steps; the others are none of ours."""
    states = {word(sensor.get("unique_id")): sensor.get("state") for sensor in sensors}
    steps = known(figure(states.get(STEPS_TODAY)))
    charging = (_charging(states[name]) for name in CHARGING if name in states)
    return {
        "battery_pct": known(figure(states.get(BATTERY))),
        "steps": None if steps is None else int(steps),
        "charging": next((value for value in charging if value is not None), None),
    }


def _charging(state: object) -> bool | None:
    return state if isinstance(state, bool) else _CHARGING_WORDS.get((word(state) or "").lower())


def _of(said: dict[str, Any], device: str, now: int) -> Decoded:
    """One ping of now: at the least the phone was there."""
    try:
        return Decoded([made({"device": device, "fixed_at": Instant(now), **said})], [0])
    except ValueError as error:
        return Decoded(refused=[Refused(0, "invalid", str(error))])
