"""OsmAnd's online tracking and the Traccar Client, in all its generations. Pure.

https://www.traccar.org/osmand/ and Traccar's OsmAndProtocolDecoder. Old clients and OsmAnd send a query,
Client 9 sends JSON, Client 10 a form. The clients send again, for ever and in order, what does not hear 2xx:
what can never be stored is refused in the journal only, or it would stand in the way of what comes after.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import BadRequest
from app.ingest.alarm_names import signals
from app.ingest.fields import (
    KNOT,
    figure,
    flag,
    inner,
    instant,
    known,
    named,
    number,
    read_object,
    truth,
    word,
)
from app.ingest.pings import Decoded, Instant, Refused, made

LEAST_HDOP_M = 5.0  # OsmAnd calls its accuracy in metres "hdop"; others send a factor of 0.5 to 3
UNNAMED = "The message must say whose it is: `id`, or a key of the device itself."


def decode_json(body: bytes, now: int, own: str | None = None) -> Decoded:
    """The JSON of Client 9. Speed in m/s, battery 0..1; -1 is unknown. `own`: whose key it came with.

    Raises BadRequest when it is no JSON object, or nothing says whose it is.
    """
    said = read_object(body, "message of the Traccar Client")
    where = inner(said.get("location"))
    coords, battery, extras = (inner(where.get(name)) for name in ("coords", "battery", "extras"))
    level = known(figure(battery.get("level")))
    alarms = (holder.get("alarm") for holder in (where, extras, said))
    return _decoded(
        {
            "device": _device(word(said.get("device_id")), own),
            "lat": figure(coords.get("latitude")),
            "lon": figure(coords.get("longitude")),
            "accuracy_m": known(figure(coords.get("accuracy"))),
            "speed_mps": known(figure(coords.get("speed"))),
            "heading_deg": known(figure(coords.get("heading"))),
            "altitude_m": figure(coords.get("altitude")),
            "battery_pct": level if level is None or level > 1 else round(level * 100, 1),
            "charging": flag(battery.get("is_charging")),
            "signals": signals(",".join(alarm for alarm in alarms if isinstance(alarm, str))),
        },
        word(where.get("timestamp")),
        now,
    )


def decode_form(fields: Sequence[tuple[str, str]], now: int, own: str | None = None) -> Decoded:
    """A query string, a form, or both. Speed in knots, battery in percent. `own`: whose key it came with.

    Raises BadRequest when nothing says whose it is.
    """
    said = named(fields)
    device = _device(said.get("id") or said.get("deviceid"), own)
    if "notificationtoken" in said and not said.keys() - {"id", "deviceid", "notificationtoken"}:
        return Decoded(ignored=[(0, "the address for push messages")])
    speed = number(said.get("speed"))
    valid = truth(said.get("valid", "true"))
    return _decoded(
        {
            "device": device,
            **(_place(said) if valid else {}),
            "accuracy_m": _accuracy(said),
            "speed_mps": None if speed is None else speed * KNOT,
            "heading_deg": number(said.get("bearing", said.get("heading"))),
            "altitude_m": number(said.get("altitude")),
            "battery_pct": number(said.get("batt")),
            "charging": truth(said.get("charge")),
            "signals": signals(",".join(value for name, value in fields if name.lower() == "alarm")),
        },
        said.get("timestamp"),
        now,
    )


def _device(said: str | None, own: str | None) -> str:
    device = said or own
    if not device:
        raise BadRequest(UNNAMED)
    return device


def _place(said: Mapping[str, str]) -> dict[str, float | None]:
    """`lat` and `lon`, or both as `location`; something that is no number is refused further on."""
    lat, _, lon = said.get("location", ",").partition(",")
    lat, lon = said.get("lat", lat), said.get("lon", lon)
    if not lat and not lon:
        return {}
    return {"lat": _degrees(lat), "lon": _degrees(lon)}


def _degrees(text: str) -> Any:
    value = number(text)
    return text if value is None else value


def _accuracy(said: Mapping[str, str]) -> float | None:
    accuracy, hdop = known(number(said.get("accuracy"))), known(number(said.get("hdop")))
    if accuracy is None and hdop:
        return max(hdop, LEAST_HDOP_M)
    return accuracy


def _decoded(said: dict[str, Any], timestamp: str | None, now: int) -> Decoded:
    """One ping. Without a time it was now; and so was a cry for help whose time cannot be read."""
    if said.get("lat") == 0 and said.get("lon") == 0:
        said = {**said, "lat": None, "lon": None}  # Traccar's way to say "none"
    try:
        said["fixed_at"] = _moment(timestamp, now, urgent=bool(said["signals"]))
        return Decoded([made(said)], [0])
    except ValueError as error:
        return Decoded(refused=[Refused(0, "invalid", str(error))])


def _moment(timestamp: str | None, now: int, *, urgent: bool) -> Instant:
    if timestamp is None:
        return Instant(now)
    try:
        return instant(timestamp)
    except (ValueError, OverflowError):
        if urgent:
            return Instant(now)
        raise
