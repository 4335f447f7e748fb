"""OwnTracks: messages of the app, over HTTP and MQTT. Pure.

https://owntracks.org/booklet/tech/json/. What the app concludes about its own regions is not taken: our
fences decide. A message at 0,0 has no position; numbers may come as text.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from app.clock import MINUTE, parse_instant
from app.errors import BadRequest
from app.ingest.fields import figure, inner, known, word
from app.ingest.pings import Decoded, Instant, Ping, Refused, made

MOST = 1_000  # messages of one body
FRESH_MS = MINUTE  # a fix that is older than its message by more was only sent once more
KMH = 1 / 3.6  # in m/s
_CHARGING = {1: False, 2: True, 3: True}  # `bs`: unplugged, charging, full
_NOTHING = {
    "waypoint": "regions of the app; draw fences here instead",
    "waypoints": "regions of the app; draw fences here instead",
    "lwt": "the broker lost the phone; silence is judged here",
    "beacon": "a beacon was seen",
    "card": "a name and a picture",
    "cmd": "a command",
    "configuration": "settings of the app",
    "dump": "settings of the app",
    "request": "a request of the app",
    "status": "kept by the broker, of whenever it was",
}
_read = msgspec.json.Decoder(Any)


def messages(body: bytes) -> list[Any]:
    """One message or an array of them; none in an empty body, which the app sends to say nothing.

    Raises BadRequest when it is no JSON, or neither. What is in an array may still be anything.
    """
    if not body.strip():
        return []
    try:
        said = _read.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The body is no message of OwnTracks: {error}.") from error
    found: list[Any] = said if isinstance(said, list) else [said]
    if len(found) > MOST or not isinstance(said, dict | list):
        raise BadRequest(f"The body is no message of OwnTracks, nor up to {MOST} of them.")
    return found


def names(user: str | None, device: str | None, topic: str | None) -> list[str]:
    """What the device may be called here, in this order: `user/device`, then `device` alone.

    `topic` is that of MQTT, `owntracks/user/device` and perhaps more; it is asked when the others are silent.
    """
    parts = (topic or "").split("/")
    if len(parts) >= 3 and not (user and device):
        user, device = user or parts[1], device or parts[2]
    found = [f"{user}/{device}", device] if user and device else [user or device]
    return [name for name in found if name and "\0" not in name]


def decode(
    said: Sequence[Any],
    device: str,
    passphrase: str | None,
    now: int,
    zone: ZoneInfo,
    *,
    retained: bool = False,
) -> Decoded:
    """Messages of one device. `zone`: where midnight is, from which the app counts steps.

    `retained`: the broker kept it; that says nothing about whether the phone is there now.
    """
    found = Decoded()
    for index, message in enumerate(said):
        try:
            pings, why = _understand(_opened(message, passphrase), device, now, zone, retained=retained)
        except ValueError as error:
            found.refused.append(Refused(index, "invalid", str(error)))
        except CryptoError:
            found.refused.append(Refused(index, "encrypted", "it cannot be opened with our passphrase"))
        else:
            found.pings += pings
            found.indexes += [index] * len(pings)
            if why:
                found.ignored.append((index, why))
    return found


def reports(said: Sequence[Any], passphrase: str | None) -> bool:
    """Is one of them the answer to `reportLocation`?"""
    for message in said:
        try:
            opened = _opened(message, passphrase)
        except (ValueError, CryptoError):
            continue
        if opened.get("_type") == "location" and opened.get("t") == "r":
            return True
    return False


def locate(passphrase: str | None) -> dict[str, Any]:
    """The command that asks a phone where it is; encrypted for those that expect it."""
    command = {"_type": "cmd", "action": "reportLocation"}
    return command if passphrase is None else seal(command, passphrase)


def seal(message: Mapping[str, Any], passphrase: str) -> dict[str, Any]:
    """As `_type: encrypted`: base64 of a nonce of 24 bytes and libsodium's secretbox."""
    sealed = SecretBox(_key(passphrase)).encrypt(msgspec.json.encode(message))
    return {"_type": "encrypted", "data": b64encode(sealed).decode()}


def _key(passphrase: str) -> bytes:
    """The passphrase, filled up with zeros to 32 bytes, as the apps make it."""
    return passphrase.encode()[: SecretBox.KEY_SIZE].ljust(SecretBox.KEY_SIZE, b"\0")


def _opened(message: Any, passphrase: str | None) -> Mapping[str, Any]:
    """The message itself. ValueError when it cannot be read, CryptoError with the wrong passphrase."""
    if not isinstance(message, dict):
        raise ValueError("a message is an object - at `$`")
    if message.get("_type") != "encrypted":
        return message
    if passphrase is None:
        raise ValueError("it is encrypted, and the device has no passphrase here - at `$.data`")
    try:
        sealed = b64decode(word(message.get("data")) or "", validate=True)
        opened = _read.decode(SecretBox(_key(passphrase)).decrypt(sealed))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("what was encrypted is no JSON - at `$.data`") from error
    if not isinstance(opened, dict) or opened.get("_type") == "encrypted":
        raise ValueError("what was encrypted is no message - at `$.data`")
    return opened


def _understand(
    said: Mapping[str, Any], device: str, now: int, zone: ZoneInfo, *, retained: bool
) -> tuple[list[Ping], str | None]:
    """Pings, or why there are none."""
    kind = word(said.get("_type")) or ""
    match kind:
        case "location":
            return _location(said, device, now, retained=retained), None
        case "transition":
            return [_transition(said, device)], None
        case "status" if not retained:
            return [made({"device": device, "fixed_at": Instant(now)})], None  # the phone is there
        case "steps":
            return _steps(said, device, zone)
    return [], _NOTHING.get(kind, f"a message of the kind {kind[:64]!r}")


def _location(said: Mapping[str, Any], device: str, now: int, *, retained: bool) -> list[Ping]:
    fixed_at, sent = _instant(said, "tst"), _when(said.get("created_at"))
    if sent is None and said.get("t") == "p" and not retained:
        sent = Instant(now)  # sent by the clock, whatever the fix
    sent = max(sent or fixed_at, fixed_at)
    news: dict[str, Any] = {
        "device": device,
        "battery_pct": known(figure(said.get("batt"))),
        "charging": _CHARGING.get(int(figure(said.get("bs")) or 0)),
    }
    speed = known(figure(said.get("vel")))
    place: dict[str, Any] = {
        "device": device,
        "fixed_at": fixed_at,
        **_place(said),
        "speed_mps": None if speed is None else speed * KMH,
        "heading_deg": known(figure(said.get("cog"))),
        "altitude_m": figure(said.get("alt")),
    }
    if sent - fixed_at <= FRESH_MS:
        return [made(news | place)]
    return [made({**news, "fixed_at": sent}), made({**place, "backlog": True})]


def _transition(said: Mapping[str, Any], device: str) -> Ping:
    """Where she crossed a region of the app's; a beacon's has no position."""
    fix = {"device": device, "fixed_at": _instant(said, "tst")}
    beacon = said.get("t") == "b" or (figure(said.get("lat")) == 0 and figure(said.get("lon")) == 0)
    return made(fix if beacon else fix | _place(said))


def _steps(said: Mapping[str, Any], device: str, zone: ZoneInfo) -> tuple[list[Ping], str | None]:
    """Ours are those of the day; a count that began at another hour tells something else."""
    steps, begun, until = figure(said.get("steps")), _when(said.get("from")), _when(said.get("to"))
    if steps is None or steps < 0:
        return [], "the phone counts no steps"
    if begun is None or until is None:
        raise ValueError("steps need `from` and `to` in seconds since 1970 - at `$.from`")
    began = datetime.fromtimestamp(begun / 1000, zone)
    if began.hour or began.minute:
        return [], "steps of another time than since midnight"
    return [made({"device": device, "fixed_at": until, "steps": int(steps)})], None


def _place(said: Mapping[str, Any]) -> dict[str, Any]:
    lat, lon = figure(said.get("lat")), figure(said.get("lon"))
    if lat is None or lon is None:
        raise ValueError("a position needs lat and lon - at `$.lat`")
    if lat == 0 and lon == 0:
        return {}
    return {"lat": lat, "lon": lon, "accuracy_m": known(figure(said.get("acc"))) or None}


def _when(value: object) -> Instant | None:
    seconds = figure(value)
    try:
        return None if seconds is None else Instant(parse_instant(seconds))
    except (ValueError, OverflowError):
        return None


def _instant(said: Mapping[str, Any], name: str) -> Instant:
    found = _when(said.get(name))
    if found is None:
        raise ValueError(f"expected seconds since 1970 - at `$.{name}`")
    return found


def topic_of(said: Sequence[Any]) -> str | None:
    """The topic that iOS writes into its messages."""
    return word(inner(said[0]).get("topic")) if said else None
