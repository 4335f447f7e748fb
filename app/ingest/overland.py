"""Overland (iOS): batches of GeoJSON features. https://github.com/aaronpk/Overland-iOS#api

One that can never be stored is refused in the journal; the app hears "ok" all the same, for otherwise it
would send the whole batch again, for ever.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.clock import parse_instant
from app.errors import BadRequest
from app.ingest.pings import Decoded, Instant, Ping, Refused, made

MOST = 1_000  # the app's own limit


class _Geometry(msgspec.Struct):
    coordinates: Annotated[list[float], Meta(min_length=2)]


class _Properties(msgspec.Struct):
    timestamp: str
    device_id: str | None = None
    unique_id: str | None = None
    altitude: float | None = None
    speed: float | None = None
    course: float | None = None
    horizontal_accuracy: float | None = None
    battery_state: str | None = None
    battery_level: float | None = None


class _Feature(msgspec.Struct):
    geometry: _Geometry
    properties: _Properties


class _Body(msgspec.Struct):
    locations: Annotated[list[msgspec.Raw], Meta(max_length=MOST)]


_body = msgspec.json.Decoder(_Body)
_feature = msgspec.json.Decoder(_Feature)


def decode(body: bytes, own: str | None = None) -> Decoded:
    """A batch → pings. -1 means "unknown" for accuracy, speed and course; battery_level is 0..1.

    The device is `device_id`, which its owner chooses, else `unique_id`, else `own`, whose key it came with.
    Raises BadRequest when it is no batch at all.
    """
    try:
        locations = _body.decode(body).locations
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The body is no Overland batch: {error}.") from error
    found = Decoded()
    for index, raw in enumerate(locations):
        try:
            ping = _ping(_feature.decode(raw), own)
        except (msgspec.DecodeError, ValueError, UnicodeDecodeError, RecursionError) as error:
            found.refused.append(Refused(index, "invalid", str(error)))
        else:
            found.pings.append(ping)
            found.indexes.append(index)
    return found


def _ping(feature: _Feature, own: str | None) -> Ping:
    said = feature.properties
    fields: dict[str, Any] = {
        "device": said.device_id or said.unique_id or own or "",
        "fixed_at": Instant(parse_instant(said.timestamp)),
        "lat": feature.geometry.coordinates[1],
        "lon": feature.geometry.coordinates[0],
        "accuracy_m": _known(said.horizontal_accuracy),
        "speed_mps": _known(said.speed),
        "heading_deg": _known(said.course),
        "altitude_m": said.altitude,
        "charging": {"charging": True, "full": True, "unplugged": False}.get(said.battery_state or ""),
    }
    if said.battery_level is not None and said.battery_level >= 0:
        fields["battery_pct"] = round(said.battery_level * 100, 1)
    return made(fields)


def _known(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None
