"""The ping as every wire format delivers it, and the JSON of `POST /api/pings`.

Units: degrees, metres, m/s, percent. `fixed_at` is the device's time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.clock import LATEST_S, parse_instant
from app.errors import BadRequest
from app.geo.datum import DatumName

Text = Annotated[str, Meta(min_length=1, max_length=128)]


class Instant(int):
    """Milliseconds since 1970; on the wire RFC 3339 or epoch seconds."""


SourceName = Literal["gnss", "wifi", "cell", "beacon", "manual"]


class Vitals(msgspec.Struct, gc=False, omit_defaults=True):
    """What was measured besides the pulse: mmHg, percent, °C."""

    systolic_mmhg: Annotated[float, Meta(ge=30, le=300)] | None = None
    diastolic_mmhg: Annotated[float, Meta(ge=10, le=200)] | None = None
    spo2_pct: Annotated[float, Meta(ge=1, le=100)] | None = None
    temperature_c: Annotated[float, Meta(ge=20, le=45)] | None = None


class Ping(msgspec.Struct, gc=False, omit_defaults=True):
    """One message of one device. Without a position it must carry signals, a battery level or vitals.

    Only a wire format may make one that carries nothing: it says that the device was there.
    """

    device: Text
    fixed_at: Instant
    message_id: Text | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, Meta(ge=0, le=1e6)] | None = None
    source: SourceName = "gnss"
    datum: DatumName | None = None  # after the door: never "not given" where device or integration say
    speed_mps: Annotated[float, Meta(ge=0, le=400)] | None = None
    heading_deg: Annotated[float, Meta(ge=0, le=360)] | None = None
    altitude_m: Annotated[float, Meta(ge=-1000, le=10000)] | None = None
    battery_pct: Annotated[float, Meta(ge=0, le=100)] | None = None
    charging: bool | None = None
    heart_rate_bpm: Annotated[float, Meta(ge=20, le=300)] | None = None
    steps: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None  # counted since the device's midnight
    vitals: Vitals | None = None
    signals: Annotated[list[Text], Meta(max_length=16)] = []
    backlog: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that can never be accepted, and why."""

    index: int
    code: str
    detail: str


@dataclass(slots=True)
class Decoded:
    """What a body held: `pings[i]` stood at `indexes[i]`."""

    pings: list[Ping] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)  # understood, and nothing to store: why


_TIMES = (int, float, str)  # and no bool


def _read(kind: type, value: Any) -> Any:
    if type(value) is int and 0 <= value < LATEST_S and kind is Instant:
        return Instant(1000 * value)  # what most send, without the detour
    if kind is Instant and type(value) in _TIMES:
        return Instant(parse_instant(value))
    if isinstance(value, Instant):
        return value
    raise ValueError("expected RFC 3339 or epoch seconds")


_one = msgspec.json.Decoder(Ping, dec_hook=_read)
_many = msgspec.json.Decoder(list[Ping], dec_hook=_read)
_lines = msgspec.json.Encoder(enc_hook=int).encode_lines
_NO_VITALS = (None, Vitals())
_DIGEST = blake2b(digest_size=9)
_raw = msgspec.json.Decoder(msgspec.Raw)
_raws = msgspec.json.Decoder(list[msgspec.Raw])


def decode(body: bytes, *, ndjson: bool = False) -> Decoded:
    """One object, an array, or lines → pings and refusals, each with its place.

    Raises BadRequest when the body is not JSON at all.
    """
    try:
        if ndjson:
            return _each([line for line in body.splitlines() if line.strip()])
        return _array(body) if body.lstrip()[:1] == b"[" else _each([body])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"The body is not JSON: {error}.") from error
    except RecursionError as error:
        raise BadRequest("The body is nested too deeply.") from error


def _array(body: bytes) -> Decoded:
    try:
        pings = _many.decode(body)
    except msgspec.ValidationError:
        return _each([bytes(raw) for raw in _raws.decode(body)])  # find out which
    found = Decoded()
    if any(map(fault_of, pings)):
        for index, ping in enumerate(pings):
            _keep(found, index, ping)
    else:
        found = Decoded(pings, list(range(len(pings))))
    identify(found.pings)
    return found


def _each(items: list[bytes]) -> Decoded:
    found = Decoded()
    for index, item in enumerate(items):
        try:
            ping = _one.decode(item)
        except msgspec.ValidationError as error:
            _raw.decode(item)  # a fault in the values is found before one in the JSON further on
            found.refused.append(Refused(index, "invalid", str(error)))
        else:
            _keep(found, index, ping)
    identify(found.pings)
    return found


def _keep(found: Decoded, index: int, ping: Ping) -> None:
    if fault := fault_of(ping):
        found.refused.append(Refused(index, "invalid", fault))
    else:
        found.pings.append(ping)
        found.indexes.append(index)


_LESSER = (
    "accuracy_m", "speed_mps", "heading_deg", "altitude_m", "battery_pct", "charging",
    "heart_rate_bpm", "steps", "vitals",
)  # fmt: skip


def made(fields: Mapping[str, Any]) -> Ping:
    """A ping from a wire format's fields, in our units; None is "not given".

    A lesser value that cannot be (a course of 700 degrees) is left out, and so is a position that cannot be
    when the ping carries signals: a broken sensor must not cost an SOS. Nothing but contact is legal here.
    Raises ValueError, in words, when no ping can be made of it.
    """
    said = {name: value for name, value in fields.items() if value is not None}
    if said.get("signals") and ("lat" in said) != ("lon" in said):
        said = {name: value for name, value in said.items() if name not in ("lat", "lon")}
    try:
        ping = msgspec.convert(said, Ping, dec_hook=_read)
    except msgspec.ValidationError:
        core = {name: value for name, value in said.items() if name not in _LESSER}
        if core.get("signals") and not _holds(
            {**_STANDS_IN, **{n: core[n] for n in ("lat", "lon") if n in core}}
        ):
            core = {name: value for name, value in core.items() if name not in ("lat", "lon")}
        core |= {
            name: said[name] for name in _LESSER if name in said and _holds({**_STANDS_IN, name: said[name]})
        }
        ping = msgspec.convert(core, Ping, dec_hook=_read)
    if fault := fault_of(ping, contact=True):
        raise ValueError(fault)
    identify([ping])
    return ping


_STANDS_IN = {"device": "-", "fixed_at": Instant(0)}


def _holds(fields: Mapping[str, Any]) -> bool:
    try:
        msgspec.convert(fields, Ping, dec_hook=_read)
    except msgspec.ValidationError:
        return False
    return True


def fault_of(ping: Ping, *, contact: bool = False) -> str | None:
    """What is wrong with it that types cannot say, in words; None when it is sound.

    `contact`: it may say nothing but that the device is there.
    """
    if (ping.lat is None) != (ping.lon is None):
        return "lat and lon go together - at `$.lat`"
    if ping.lat is None and not contact:
        measured = ping.battery_pct is not None or ping.heart_rate_bpm is not None
        if not (ping.signals or measured or ping.vitals not in _NO_VITALS):
            return "a ping without a position needs signals, battery_pct, heart_rate_bpm or vitals - at `$`"
    if "\0" in ping.device or "\0" in (ping.message_id or "") or "\0" in "".join(ping.signals):
        return "a text must not contain NUL - at `$`"
    return None


def identify(pings: Sequence[Ping]) -> None:
    """Give those without a message id their identity, and spell alike what says the same: signals are in
    small letters, and vitals that are empty are none.

    The identity is device + fixed_at + content; a digest stands for the content. What was not given is not
    in it: half as long, and a field that comes later changes no identity.
    """
    for ping in pings:
        if ping.vitals is not None and ping.vitals == Vitals():
            ping.vitals = None
    nameless = [ping for ping in pings if ping.message_id is None]
    for ping, content in zip(nameless, _lines(nameless).splitlines(), strict=True):
        digest = _DIGEST.copy()  # a third faster than a new one
        digest.update(content)
        ping.message_id = "~" + digest.hexdigest()
    for ping in pings:
        if ping.signals:
            ping.signals = [signal.lower() for signal in ping.signals]


def _schema_hook(_kind: type) -> dict[str, Any]:
    return {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}]}


def wire_schemas() -> dict[str, Any]:
    """JSON schemas of a ping and of what it holds, by name, for OpenAPI."""
    template = "#/components/schemas/{name}"
    return msgspec.json.schema_components([Ping], schema_hook=_schema_hook, ref_template=template)[1]
