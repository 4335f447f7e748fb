"""What is to become of the entries of a table, compared with the registry. Reads, and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlmodel import col, select

from app.geo.datum import to_wgs84
from app.geo.mainland import in_mainland
from app.registry.fences import Scope
from app.registry.imports import known
from app.registry.imports.faults import RowFault, fault
from app.registry.imports.headings import Layout
from app.registry.imports.known import Key, KnownDevice, People
from app.registry.imports.places import Ambiguous, Places
from app.registry.imports.rows import DeviceEntry, Entry
from app.registry.tables import Elder, Fence
from app.registry.words import FenceKind
from app.store.db import Tx

SKIP, UPDATE = "skip", "update"


@dataclass(slots=True)
class Step:
    """One entry and its fate. `elder_id` None: she is new, or the row is about devices alone."""

    entry: Entry
    elder_id: int | None = None
    skipped: bool = False
    area_id: int | None = None  # where she belongs after this; None: as before
    place: tuple[float, float] | None = None  # of the home, WGS-84
    devices: list[tuple[DeviceEntry, KnownDevice | None]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not any(f.error for f in self.faults)

    @property
    def without_home(self) -> bool:
        return any(f.code == "no_home" for f in self.faults)


class Planner:
    """Judges one table chunk by chunk; remembers which row said what first."""

    def __init__(self, layout: Layout, existing: str, scope: Scope, places: Places, people: People) -> None:
        self.layout, self.existing, self.scope = layout, existing, scope
        self.places, self.people = places, people
        self._rows: dict[Key, int] = {}
        self._device_rows: dict[str, int] = {}

    def plan(self, tx: Tx, entries: Sequence[Entry]) -> list[Step]:
        """A step for each entry, in order. Call `accept` with them once they are done."""
        self.people.refresh(tx.session)
        self.places.refresh(tx)
        registered = known.devices(tx, {str(d.fields["unique_id"]) for e in entries for d in e.devices})
        steps = [self._match(entry) for entry in entries]
        self._within(tx, steps)
        self._locate(steps)
        homes = _with_home(tx, steps)
        rows, device_rows = dict[Key, int](), dict[str, int]()
        for step in steps:
            if step.good:
                self._repeated(step, rows, device_rows)
            if step.good and not step.skipped:
                self._place(step, step.elder_id in homes)
                self._equip(step, registered)
            if step.good:
                self._note(step, rows, device_rows)
        return steps

    def accept(self, steps: Sequence[Step]) -> None:
        """These are done: what comes later is compared with them."""
        for step in steps:
            if step.good:
                self._note(step, self._rows, self._device_rows)

    def _wrong(self, step: Step, column: str, code: str, n: int = 1, **words: object) -> None:
        step.faults.append(fault(step.entry.row, self.layout.heading(column, n), code, **words))

    def _match(self, entry: Entry) -> Step:
        step = Step(entry)
        found = self.people.find(entry.elder) if entry.elder else ()
        if len(found) > 1:
            self._wrong(step, "name", "several_match")
        elif found:
            step.elder_id, step.skipped = found[0], self.existing == SKIP
        return step

    def _within(self, tx: Tx, steps: Sequence[Step]) -> None:
        """Elders whom this user may not see can be neither changed nor recognised."""
        if self.scope is None:
            return
        ids = [step.elder_id for step in steps if step.elder_id is not None]
        areas = dict(tx.session.exec(select(Elder.id, Elder.area_id).where(col(Elder.id).in_(ids))).all())
        for step in steps:
            if step.elder_id is not None and areas.get(step.elder_id) not in self.scope:
                self._wrong(step, "name", "outside_your_areas")

    def _locate(self, steps: Sequence[Step]) -> None:
        """Coordinates at the door: to WGS-84, datum by datum."""
        for datum in {step.entry.home.datum for step in steps if step.entry.home}:
            there = [step for step in steps if step.entry.home and step.entry.home.datum == datum]
            came = np.array([(s.entry.home.lat, s.entry.home.lon) for s in there if s.entry.home])
            lat, lon = to_wgs84(came[:, 0], came[:, 1], datum)
            inside = in_mainland(lat, lon)
            for i, area in enumerate(self.places.around(lat, lon)):
                there[i].place, there[i].area_id = (float(lat[i]), float(lon[i])), area
                if not inside[i] and not there[i].skipped:
                    self._wrong(there[i], "lat", "outside_mainland")

    def _repeated(self, step: Step, rows: dict[Key, int], device_rows: dict[str, int]) -> None:
        if step.entry.elder:
            key = known.key_of_fields(step.entry.elder)
            if first := self._rows.get(key) or rows.get(key):
                self._wrong(step, "name", "duplicate_person", first=first)
        seen: dict[str, int] = {}
        for device in step.entry.devices:
            name = str(device.fields["unique_id"])
            if first := self._device_rows.get(name) or device_rows.get(name) or seen.get(name):
                self._wrong(step, "device", "duplicate_device", device.n, first=first)
            seen[name] = step.entry.row

    def _note(self, step: Step, rows: dict[Key, int], device_rows: dict[str, int]) -> None:
        if step.entry.elder:
            rows.setdefault(known.key_of_fields(step.entry.elder), step.entry.row)
        for device in step.entry.devices:
            device_rows.setdefault(str(device.fields["unique_id"]), step.entry.row)

    def _place(self, step: Step, has_home: bool) -> None:
        """The area of the home, else the one that is named, else the root for somebody new."""
        entry = step.entry
        if entry.elder is None:
            return
        named = self._named(step)
        if step.place is None:
            if not has_home:
                step.area_id = named
                self._wrong(step, "lat", "no_home")
        elif step.area_id is None:
            step.area_id = named
        elif named is not None and not self.places.related(named, step.area_id):
            self._wrong(step, "area", "area_differs", area=self.places.name(step.area_id))
        if step.place is not None and entry.was_polygon and step.elder_id is None:
            self._wrong(step, "radius_m", "home_was_polygon")
        if step.area_id is None and (step.elder_id is None or step.place is not None):
            step.area_id = self.places.root
        if step.area_id is not None and not (self.scope is None or step.area_id in self.scope):
            self._wrong(step, "area", "outside_your_areas")

    def _named(self, step: Step) -> int | None:
        if not step.entry.area:
            return None
        try:
            found = self.places.named(step.entry.area)
        except Ambiguous:
            self._wrong(step, "area", "ambiguous_area")
            return None
        if found is None:
            self._wrong(step, "area", "unknown_area")
        return found

    def _equip(self, step: Step, registered: dict[str, KnownDevice]) -> None:
        """Spare devices may be given to her; nobody else's, and none that is lost."""
        for device in step.entry.devices:
            found = registered.get(str(device.fields["unique_id"]))
            step.devices.append((device, found))
            if found is None or step.entry.elder is None:
                continue
            if found.gone:
                self._wrong(step, "device", "device_gone", device.n)
            elif found.elder_id is not None and found.elder_id != step.elder_id:
                self._wrong(step, "device", "device_taken", device.n)


def _with_home(tx: Tx, steps: Sequence[Step]) -> set[int | None]:
    ids = [step.elder_id for step in steps if step.elder_id is not None]
    query = select(Fence.elder_id).where(col(Fence.elder_id).in_(ids), Fence.kind == FenceKind.home)
    return set(tx.session.exec(query).all()) if ids else set()
