"""A batch as columns: who posted what about whom, in order of (elder, fixed_at)."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, get_args

import msgspec
import numpy as np
from msgspec.structs import astuple
from numpy.typing import NDArray

from app.alerts.evidence import shown_fix
from app.geo.datum import DatumName, to_wgs84
from app.geo.presence import Source
from app.ingest.pings import Ping, SourceName
from app.ingest.tables import SLOT_MS, slot_of
from app.store import sql
from app.store.db import Tx

_FOREIGN = {name for name in get_args(DatumName) if name != "wgs84"}
SOURCE_CODE = {name: int(Source[name.upper()]) for name in get_args(SourceName)}


class Known(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A device and whom it watches over; its fields in the order of `_FIELDS`."""

    unique_id: str
    device_id: int
    elder_id: int | None
    datum: DatumName | None
    interval_s: int
    battery_level: int
    newest_fixed_at: int | None
    area_id: int | None
    mode: str | None
    risk_tier: str | None
    silent_since: int | None
    clock_error_ms: int | None
    handed_at: int | None  # what was fixed before belongs to whoever wore it then


_FIELDS = """d.unique_id, d.id, e.id, d.datum, d.expected_interval_s, d.battery_level, d.newest_fixed_at,
e.area_id, e.monitoring_mode, e.risk_tier, d.silent_since, d.clock_error_ms, d.handed_at"""
_DEVICES = """
FROM {ids} AS wanted CROSS JOIN device d LEFT JOIN elder e ON e.id = d.elder_id
WHERE d.unique_id = wanted.value
"""
_WORN = """
FROM worn w JOIN device d ON d.id = w.device_id JOIN elder e ON e.id = w.elder_id WHERE w.device_id IN {ids}
"""


def devices(tx: Tx, unique_ids: Set[str]) -> dict[str, Known]:
    """The devices with these ids, as far as we know them."""
    return {k.unique_id: k for k in sql.records(tx, Known, _FIELDS, _DEVICES, sorted(unique_ids))}


def worn_then(tx: Tx, pings: Sequence[Ping], known: dict[str, Known]) -> dict[int, Known]:
    """Place in the batch → the device as it was, for what was fixed before it last changed hands."""
    if all(device.handed_at is None for device in known.values()):
        return {}
    before = {}
    for i, ping in enumerate(pings):
        device = known.get(ping.device)
        if device is not None and device.handed_at is not None and ping.fixed_at < device.handed_at:
            before[i] = device
    if not before:
        return {}
    handed = sorted({device.device_id for device in before.values()})
    rows = sql.fetch(tx, f"SELECT {_FIELDS}, w.since, w.until {_WORN}", handed)
    nobody = {"elder_id": None, "area_id": None, "mode": None, "risk_tier": None}
    found = {}
    for i, device in before.items():
        at = pings[i].fixed_at
        hers = (Known(*r[:-2]) for r in rows if r[1] == device.device_id and r[-2] <= at < r[-1])
        found[i] = next(hers, None) or msgspec.structs.replace(device, **nobody)
    return found


def lock_elders(tx: Tx, known: Iterable[Known]) -> None:
    """On PostgreSQL, lock the elders in id order, so that any node may take any ping."""
    if tx.conn.dialect.name == "postgresql":
        ids = sorted({k.elder_id for k in known if k.elder_id})
        if ids:
            sql.fetch(tx, "SELECT id FROM elder WHERE id IN {ids} ORDER BY id {lock}", ids)


def why_refused(ping: Ping, known: Known | None) -> tuple[str, str]:
    """Code and detail of a ping that its poster may not send, or nobody, as the caller has found."""
    if known is None:
        return "unknown_device", f"There is no device {ping.device!r}."
    return "forbidden_device", "This key belongs to another device."


@dataclass(slots=True)
class Columns:
    """New pings of one batch, row by row. Positions in WGS-84 degrees; NaN is "not given"."""

    place: list[int]  # where each stood in the list that `columns` was given
    pings: list[Ping]
    said: dict[str, tuple[Any, ...]]  # the same, by field
    known: list[Known]
    elder: NDArray[np.int64]  # 0 for a device that nobody wears
    fixed_at: NDArray[np.int64]  # ms
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]
    source: NDArray[np.uint8]
    telling: list[int]  # rows with signals or a pulse, which may be evidence whatever the position is worth
    quarantine: list[str | None]

    def fix(self, i: int) -> dict[str, Any] | None:
        """Row i's position as an alert shows it."""
        if np.isnan(self.lat[i]):
            return None
        return shown_fix(self.lat[i], self.lon[i], self.accuracy_m[i], self.source[i], self.fixed_at[i])


def columns(pings: list[Ping], known: list[Known]) -> Columns:
    """Sort by (elder, fixed_at) and turn into columns, converted to WGS-84."""
    elder = np.array([k.elder_id or 0 for k in known], np.int64)
    fixed_at = np.fromiter([p.fixed_at for p in pings], np.int64, len(pings))  # an `Instant` puzzles np.array
    order = np.lexsort((fixed_at, elder))
    places = order.tolist()
    pings = [pings[i] for i in places]
    said = dict(zip(Ping.__struct_fields__, zip(*map(astuple, pings), strict=True), strict=True))
    lat, lon = np.array(said["lat"], np.float64), np.array(said["lon"], np.float64)
    _convert(said["datum"], lat, lon)
    return Columns(
        places,
        pings,
        said,
        [known[i] for i in places],
        elder[order],
        fixed_at[order],
        lat,
        lon,
        np.array([accuracy_m or None for accuracy_m in said["accuracy_m"]], np.float64),
        np.array([SOURCE_CODE[source] for source in said["source"]], np.uint8),
        [i for i, p in enumerate(pings) if p.signals or p.heart_rate_bpm is not None],
        [None] * len(pings),
    )


def _convert(datums: Sequence[str | None], lat: NDArray[np.float64], lon: NDArray[np.float64]) -> None:
    for datum in _FOREIGN.intersection(datums):
        rows = [i for i, d in enumerate(datums) if d == datum]
        lat[rows], lon[rows] = to_wgs84(lat[rows], lon[rows], datum)


def _raw(said: Mapping[str, tuple[Any, ...]]) -> dict[str, list[Any]]:
    """The pairs as they came and their datum, where that is not WGS-84."""
    if _FOREIGN.isdisjoint(said["datum"]):
        return {}
    foreign = [d in _FOREIGN and lat is not None for d, lat in zip(said["datum"], said["lat"], strict=True)]

    def of_them(name: str) -> list[Any]:
        return [v if there else None for v, there in zip(said[name], foreign, strict=True)]

    return {"raw_lat": of_them("lat"), "raw_lon": of_them("lon"), "datum": of_them("datum")}


def or_none(column: NDArray[np.float64]) -> list[float | None]:
    """As a list for the database, which has NULL instead of NaN."""
    gone, values = np.isnan(column), column.tolist()
    return [None if g else v for g, v in zip(gone.tolist(), values, strict=True)] if gone.any() else values


def insert(tx: Tx, c: Columns) -> None:
    """Store the pings of the batch; they are known to be new.

    What no ping of the batch speaks of is left out of the statement: binding nothing costs as much.
    """
    given = {name: values for name, values in _values(tx, c).items() if values.count(None) < len(values)}
    names = ", ".join(given)
    statement = f"INSERT INTO ping ({names}) VALUES ({', '.join('?' * len(given))})"  # noqa: S608 - our names
    sql.columns(tx, statement, list(given.values()))


def _values(tx: Tx, c: Columns) -> dict[str, Sequence[Any]]:
    return {
        "slot": (c.fixed_at // SLOT_MS).tolist(),
        "device_id": [k.device_id for k in c.known],
        "fixed_at": c.fixed_at.tolist(),
        "message_id": c.said["message_id"],
        "elder_id": [k.elder_id for k in c.known],
        "received_at": [tx.now] * len(c.pings),
        "lat": or_none(c.lat),
        "lon": or_none(c.lon),
        **_raw(c.said),
        "source": c.source.tolist(),
        **{name: c.said[name] for name in _AS_SAID},
        "vitals": [v and msgspec.json.encode(v).decode() for v in c.said["vitals"]],
        "signals": [",".join(signals) or None for signals in c.said["signals"]],
        "quarantine": c.quarantine,
    }


_AS_SAID = (
    "accuracy_m", "speed_mps", "heading_deg", "altitude_m", "battery_pct", "charging", "heart_rate_bpm",
    "steps",
)  # fmt: skip


_STORED = """
SELECT device_id, fixed_at, message_id FROM ping
WHERE (slot, device_id) IN (SELECT value >> 32, value & 4294967295 FROM {ids} AS wanted)
"""


def already_stored(tx: Tx, pings: Sequence[Ping], known: Sequence[Known]) -> list[bool]:
    """Which pings are duplicates: stored before, or twice in this batch.

    A ping newer than everything its device ever sent cannot be stored already; only the others are looked up.
    """
    late = [
        slot_of(p.fixed_at) << 32 | k.device_id  # in one number, as `_STORED` takes it apart
        for p, k in zip(pings, known, strict=True)
        if k.newest_fixed_at is not None and p.fixed_at <= k.newest_fixed_at
    ]
    if not late and len({k.device_id for k in known}) == len(known):
        return [False] * len(known)
    keys = [(k.device_id, p.fixed_at, p.message_id) for p, k in zip(pings, known, strict=True)]
    seen: set[tuple[Any, ...]] = set(sql.fetch(tx, _STORED, sorted(set(late)))) if late else set()
    verdicts = []
    for key in keys:
        verdicts.append(key in seen)
        seen.add(key)
    return verdicts
