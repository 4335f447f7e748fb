"""GPSLogger (Android), whose owner writes the address himself. Pure.

https://gpslogger.app: `%ALL` as a query or form, any of the usual names, and the form that Home Assistant's
gpslogger integration expects. Speed in m/s; -1 is unknown; an accuracy that is not given is unknown.
"""

from collections.abc import Mapping, Sequence

from app.errors import Invalid
from app.ingest.fields import instant, known, named, number, truth
from app.ingest.pings import Decoded, Instant, made

NAMES: Mapping[str, tuple[str, ...]] = {
    "device": ("device", "id", "deviceid", "aid", "ser"),
    "lat": ("latitude", "lat"),
    "lon": ("longitude", "lon", "lng"),
    "accuracy": ("accuracy", "acc"),
    "speed": ("speed", "spd"),
    "speed_kph": ("speed_kph", "spd_kph"),
    "direction": ("direction", "dir", "bearing", "heading", "course"),
    "altitude": ("altitude", "alt"),
    "battery": ("battery", "batt"),
    "charging": ("ischarging", "charging", "charge"),
    "provider": ("provider", "prov"),
    "time": ("timestamp", "ts", "time", "timeoffset"),
}
"""What we look for → its names, the first that is given counts."""

WIFI_AT_MOST_M = 250.0  # "network" is Wi-Fi or a cell; only the accuracy tells which


def decode(fields: Sequence[tuple[str, str]], now: int, own: str | None = None) -> Decoded:
    """One ping. `own`: the device whose key it came with, when the message names none.

    Raises Invalid, as Home Assistant does, when device, position or time cannot be read.
    """
    given = named(fields)
    said = {
        what: next((given[name] for name in names if name in given), None) for what, names in NAMES.items()
    }
    accuracy, kph = known(number(said["accuracy"])), known(number(said["speed_kph"]))
    speed = known(number(said["speed"]))
    if speed is None and kph is not None:
        speed = kph / 3.6
    try:
        ping = made(
            {
                "device": said["device"] or own,
                "fixed_at": Instant(now) if said["time"] is None else instant(said["time"]),
                "lat": _degrees(said["lat"], "latitude"),
                "lon": _degrees(said["lon"], "longitude"),
                "accuracy_m": accuracy,
                "speed_mps": speed,
                "heading_deg": known(number(said["direction"])),
                "altitude_m": number(said["altitude"]),
                "battery_pct": known(number(said["battery"])),
                "charging": truth(said["charging"]),
                "source": _source(said["provider"], accuracy),
            }
        )
    except (ValueError, OverflowError) as error:
        raise Invalid(str(error)) from error
    return Decoded([ping], [0])


def _degrees(text: str | None, name: str) -> float:
    value = number(text)
    if value is None:
        raise Invalid(f"{name} is needed, in degrees")
    return value


def _source(provider: str | None, accuracy_m: float | None) -> str | None:
    if provider is None or provider.lower() != "network":
        return None  # gps, fused, …
    return "wifi" if accuracy_m is not None and 0 < accuracy_m <= WIFI_AT_MOST_M else "cell"
