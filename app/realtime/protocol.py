"""The stream's messages and the binary positions frame. Pure.

Binary frame, little endian: header of 16 bytes
    magic "NYP1" · u8 flags (bit 0: full) · 3 zero bytes · u32 count · u32 server time, s since 1970
then `count` rows of 20 bytes:
    u32 elder_id · i32 lat × 1e7 · i32 lon × 1e7 (WGS-84) · u32 fixed_at, s
    u16 accuracy in m (65535 unknown) · u8 the device's interval in minutes comes last, after
    u8 state (bits 0-1 presence: 0 unknown, 1 inside, 2 outside; bits 3-5 source: gnss wifi cell beacon
    manual)
"""

import struct
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

ROW: Final = np.dtype(
    [
        ("elder_id", "<u4"),
        ("lat", "<i4"),
        ("lon", "<i4"),
        ("fixed_at", "<u4"),
        ("accuracy_m", "<u2"),
        ("state", "u1"),
        ("interval_min", "u1"),
    ]
)
MAGIC: Final = b"NYP1"
FULL: Final = 1
UNKNOWN_ACCURACY: Final = 65535
PRESENCE_OF_PHASE: Final = np.array([0, 1, 2, 1], np.uint8)  # returning counts as inside


Id = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class Hello(msgspec.Struct, tag_field="type", tag="hello"):
    """The client's first message. `after` with `epoch` is the last seq it has applied."""

    token: str | None = None
    epoch: str | None = None
    after: int | None = None


class Viewing(msgspec.Struct, tag_field="type", tag="viewing"):
    """What this client's person looks at. Whoever says so is told who else looks at what."""

    alert_id: Id | None = None


class Shown(msgspec.Struct, tag_field="type", tag="shown"):
    """How long after it opened this screen showed an alert: (id, ms), of those it was told of live."""

    alerts: Annotated[list[tuple[Id, Id]], msgspec.Meta(max_length=200)]


_hello = msgspec.json.Decoder(Hello)
_said = msgspec.json.Decoder(Viewing | Shown)


def hello(raw: str | bytes) -> Hello:
    """Raises ValueError when it is not a hello."""
    try:
        return _hello.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError("not a hello") from error


def said(raw: str | bytes) -> Viewing | Shown | None:
    """None when it is anything else: clients may be newer than we are."""
    try:
        found: Viewing | Shown = _said.decode(raw)
        return found
    except (msgspec.DecodeError, RecursionError):
        return None


def snapshot(epoch: str, seq: int, state: dict[str, Any]) -> str:
    return _text({"type": "snapshot", "epoch": epoch, "seq": seq, "state": state})


def resumed(epoch: str, seq: int) -> str:
    return _text({"type": "resumed", "epoch": epoch, "seq": seq})


def event(seq: int, kind: str, payload: str) -> str:
    """`payload` is JSON text already, as it stands in the log."""
    return f'{{"type":"event","seq":{seq},"kind":"{kind}","payload":{payload}}}'


def hidden(seq: int) -> str:
    """What this reader may not see still advances its cursor."""
    return f'{{"type":"event","seq":{seq},"kind":"hidden"}}'


def viewers(seq: int, alerts: dict[int, list[dict[str, object]]]) -> str:
    """Everybody's look, whole each time."""
    return _text({"type": "viewers", "seq": seq, "alerts": alerts})


def heartbeat(seq: int, server_time: str) -> str:
    return _text({"type": "heartbeat", "seq": seq, "server_time": server_time})


def rows(
    elder_id: NDArray[np.int64],
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    fixed_at_ms: NDArray[np.int64],
    accuracy_m: NDArray[np.float64],
    phase: NDArray[np.uint8],
    source: NDArray[np.uint8],
    interval_s: NDArray[np.int64],
) -> NDArray[Any]:
    """Columns (degrees, ms, metres, seconds) → frame rows."""
    out = np.zeros(len(elder_id), ROW)
    out["elder_id"] = elder_id
    out["lat"], out["lon"] = np.round(lat * 1e7), np.round(lon * 1e7)
    out["fixed_at"] = fixed_at_ms // 1000
    known = np.nan_to_num(accuracy_m, nan=UNKNOWN_ACCURACY)
    out["accuracy_m"] = np.minimum(known, UNKNOWN_ACCURACY)
    out["state"] = PRESENCE_OF_PHASE[phase] | (source.astype(np.uint8) << 3)
    out["interval_min"] = np.clip(np.round(interval_s / 60), 1, 255)
    return out


def frame(found: NDArray[Any], *, full: bool, now_s: int) -> bytes:
    """Rows → one binary message."""
    return struct.pack("<4sB3xII", MAGIC, FULL if full else 0, len(found), now_s) + found.tobytes()


def read_frame(raw: bytes) -> tuple[bool, int, NDArray[Any]]:
    """One binary message → (full, server time in s, rows). Raises ValueError when it is none."""
    if len(raw) < 16 or raw[:4] != MAGIC:
        raise ValueError("not a positions frame")
    _, flags, count, now_s = struct.unpack_from("<4sB3xII", raw)
    if len(raw) != 16 + count * ROW.itemsize:
        raise ValueError("the frame's length does not fit its count")
    return bool(flags & FULL), now_s, np.frombuffer(raw, ROW, count, 16)


def _text(message: dict[str, Any]) -> str:
    return msgspec.json.encode(message).decode()
