"""One row → one entry, or what is wrong with it. PURE."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from app.geo.datum import Datum
from app.registry.devices import DeviceFields
from app.registry.elders import ContactFields, ElderFields
from app.registry.fences import MAX_RADIUS_M, Home
from app.registry.imports import values
from app.registry.imports.faults import RowFault, fault
from app.registry.imports.headings import Layout
from app.registry.imports.values import Wrong

RADIUS_M: Final = 100.0
INTERVAL_S: Final = 60
AREA_LEVELS: Final = ("district", "street", "community", "grid")
_LEVELS: Final = re.compile(r"[/\\>|›、]+")
_BARE_ID: Final = re.compile(r"\d{17}[\dXx]")

_PERSON: Final[tuple[tuple[str, Callable[[str], Any]], ...]] = (
    ("name", lambda t: values.line(t, values.NAME)),
    ("phone", values.phone),
    ("sex", lambda t: values.word(t, values.SEXES)),
    ("birth_year", values.birth_year),
    ("address", lambda t: values.line(t, values.SHORT)),
    ("monitoring_mode", lambda t: values.word(t, values.MODES)),
    ("risk_tier", lambda t: values.word(t, values.TIERS)),
    ("speak_name", lambda t: values.line(t, values.SHORT)),
    ("dialect", lambda t: values.line(t, values.SHORT)),
    ("hearing", lambda t: values.line(t, values.SHORT)),
    ("nap_notes", lambda t: values.line(t, values.SHORT)),
    ("medical_notes", values.notes),
)
_DEVICE: Final[tuple[tuple[str, str, Callable[[str], Any]], ...]] = (
    ("device", "unique_id", values.unique_id),
    ("device_kind", "kind", lambda t: values.KINDS.get(t, values.line(t, values.NAME))),
    ("device_interval", "expected_interval_s", lambda t: int(values.number(t, 1, 86_400))),
    ("device_datum", "datum", lambda t: values.word(t, values.DATUMS)),
    ("device_carrier", "carrier", lambda t: values.line(t, values.NAME)),
    ("device_vendor", "vendor", lambda t: values.line(t, values.NAME)),
)


@dataclass(slots=True)
class DeviceEntry:
    """A device of a row. `state` is "spare", "lost" or "retired" only where nobody wears it."""

    n: int
    fields: DeviceFields
    state: str | None = None


@dataclass(slots=True)
class Entry:
    """What a row says, checked by itself. `elder` holds only what is given; None: a device alone."""

    row: int
    elder: ElderFields | None = None
    home: Home | None = None  # as it came; the datum says how
    was_polygon: bool = False
    area: tuple[str, ...] = ()  # names, from above
    contacts: list[ContactFields] = field(default_factory=list)
    devices: list[DeviceEntry] = field(default_factory=list)


class RowReader:
    """Turns the rows of one table into entries."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._person = [(name, parse) for name, parse in _PERSON if (name, 1) in layout.places]
        self._contacts = sorted({*layout.numbers("contact_name"), *layout.numbers("contact_phone")})
        self._devices = sorted({n for name, *_ in _DEVICE for n in layout.numbers(name)})

    def read(self, row: int, cells: Sequence[str]) -> tuple[Entry | None, list[RowFault]]:
        """The entry, and what is wrong. None when an error keeps the row out, or when it is empty."""
        one = _Row(self.layout, row, cells)
        if not any(cells):
            return None, []
        entry = Entry(row)
        elder = {
            name: value for name, parse in self._person if (value := one.parsed(name, parse)) is not None
        }
        if ("id_number", 1) in self.layout.places:
            _from_id_number(one, elder)
        if "name" in elder:
            entry.elder = cast(ElderFields, elder)
        elif ("name", 1) in self.layout.places and not one.text("name") and (elder or not one.text("device")):
            one.wrong("name", "missing")
        entry.home, entry.was_polygon = _home(one)
        entry.area = _area(one)
        entry.contacts = [c for n in self._contacts if (c := _contact(one, n))]
        entry.devices = [d for n in self._devices if (d := _device(one, n))]
        if entry.elder is None and not entry.devices and not one.faults:
            one.wrong("name" if ("name", 1) in self.layout.places else "device", "missing")
        if any(f.error for f in one.faults):
            return None, one.faults
        return entry, one.faults

    def kept(self, cells: Sequence[str]) -> list[str]:
        """The cells as they may be kept for a report: without resident numbers, wherever they stand."""
        return [
            "" if i in self.layout.private or _BARE_ID.fullmatch(cell.replace(" ", "")) else cell
            for i, cell in enumerate(cells)
        ]


class _Row:
    def __init__(self, layout: Layout, row: int, cells: Sequence[str]) -> None:
        self.layout, self.row, self.cells = layout, row, cells
        self.faults: list[RowFault] = []

    def text(self, name: str, n: int = 1) -> str:
        for place in self.layout.places.get((name, n), ()):
            if place < len(self.cells) and self.cells[place]:
                return self.cells[place]
        return ""

    def wrong(self, name: str, code: str, n: int = 1, **words: object) -> None:
        self.faults.append(fault(self.row, self.layout.heading(name, n), code, **words))

    def parsed(self, name: str, parse: Callable[[str], Any], n: int = 1) -> Any:
        """The value of a cell; None when it is empty or wrong."""
        text = self.text(name, n)
        if not text:
            return None
        try:
            return parse(text)
        except Wrong as why:
            self.wrong(name, why.code, n, **why.words)
            return None


def _from_id_number(one: _Row, elder: dict[str, Any]) -> None:
    found = one.parsed("id_number", values.id_number)
    if found is not None:
        elder.setdefault("birth_year", found[0])
        elder.setdefault("sex", found[1].value)


def _home(one: _Row) -> tuple[Home | None, bool]:
    radius_text = one.text("radius_m")
    was_polygon = radius_text in values.POLYGON
    radius_m = None if was_polygon else one.parsed("radius_m", lambda t: values.number(t, 1, MAX_RADIUS_M))
    datum = one.parsed("datum", lambda t: values.word(t, values.DATUMS)) or Datum.WGS84
    lat_text, lon_text = one.text("lat"), one.text("lon")
    if not lat_text and not lon_text:
        return None, was_polygon
    if not lat_text or not lon_text:
        one.wrong("lon" if lat_text else "lat", "half_a_place")
        return None, was_polygon
    lat = one.parsed("lat", lambda t: values.number(t, -180, 180))
    lon = one.parsed("lon", lambda t: values.number(t, -180, 180))
    if lat is None or lon is None:
        return None, was_polygon
    if abs(lat) < 0.01 and abs(lon) < 0.01:
        one.wrong("lat", "null_island")
    elif abs(lat) > 90 or (3 <= lon <= 54 and 73 <= lat <= 90):
        one.wrong("lat", "swapped" if abs(lon) <= 90 else "out_of_range", least="-90", most="90")
    else:
        return Home(lat, lon, radius_m or RADIUS_M, datum), was_polygon
    return None, was_polygon


def _area(one: _Row) -> tuple[str, ...]:
    path = [part.strip() for part in _LEVELS.split(one.text("area")) if part.strip()]
    return (*path, *(text for level in AREA_LEVELS if (text := one.text(level))))


def _contact(one: _Row, n: int) -> ContactFields | None:
    name = one.parsed("contact_name", lambda t: values.line(t, values.NAME), n)
    phone = one.parsed("contact_phone", values.phone, n)
    relation = one.parsed("contact_relation", lambda t: values.line(t, values.SHORT), n)
    if name is None or phone is None:
        given = one.text("contact_name", n), one.text("contact_phone", n)
        if any(given) and not all(given):
            one.wrong("contact_phone" if given[0] else "contact_name", "half_a_contact", n)
        return None
    found = ContactFields(name=name, phone=phone, rank=n)
    if relation is not None:
        found["relation"] = relation
    return found


def _device(one: _Row, n: int) -> DeviceEntry | None:
    if not one.text("device", n):
        return None  # a form may say "watch" for everybody
    given = {key: v for name, key, parse in _DEVICE if (v := one.parsed(name, parse, n)) is not None}
    state = one.parsed("device_state", lambda t: values.word(t, values.STATES), n)
    return DeviceEntry(n, cast(DeviceFields, given), None if state == "worn" else state)
