"""Figures of a window as a table, and the alerts behind each number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, col, select

from app.alerts import payload, tuning
from app.alerts.tables import Alert
from app.errors import Invalid
from app.registry import areas
from app.reports import board, care_calls, cases, flood, heartbeats, kpi
from app.reports.areas import Part, parts, within
from app.reports.cases import Cases
from app.reports.flood import LOOK_BACK, WINDOW, Spells
from app.reports.kpi import Figure, Kpi, Mask
from app.reports.periods import By, Span, rows_of, spans
from app.reports.population import Scope

OF_CASES = [one for one in Kpi if one not in (Kpi.flood, *kpi.OF_DEVICES, *kpi.OF_CALLS)]


@dataclass(frozen=True, slots=True)
class Window:
    """since ≤ opened_at < until, ms, in these areas; `granted` and `area` are what rows by area divide."""

    since: int
    until: int
    scope: Scope
    granted: tuple[int, ...] = ()
    area: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    zone: ZoneInfo
    shift_hours: Sequence[int]


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is None for the whole; `area_id` and `own` belong to rows by area, see areas.Part."""

    key: str | None
    label: str
    since: int
    until: int
    alerts: int
    figures: list[Figure]
    area_id: int | None = None
    own: bool = False

    def counts(self) -> bool:
        """Is there anything in it?"""
        return self.alerts > 0 or any(figure.n for figure in self.figures)


def table(session: Session, window: Window, by: By | None, calendar: Calendar, now: int) -> list[Row]:
    """The whole first, then one row for each part; counts of the parts add up to the whole's."""
    reading = _Reading(session, window, now, beats_by_area=by is By.area)
    contact = kpi.share(Kpi.contact, *board.devices(session, window.scope, now))
    whole = reading.row(None, "", [Span(window.since, window.until, "")], window.scope)
    whole.figures.append(contact)
    if by is None:
        return [whole]
    if by is By.area:
        rows = [(part, reading.area_row(part)) for part in parts(session, window.granted, window.area)]
        return [whole, *(row for part, row in rows if not part.removed or row.counts())]
    found = spans(window.since, window.until, by, calendar.zone, calendar.shift_hours)
    keys = dict.fromkeys(span.key for span in found)
    if by is By.shift:
        keys = dict.fromkeys(sorted(keys))
    return [
        whole,
        *(reading.row(key, key, [s for s in found if s.key == key], window.scope) for key in keys),
    ]


class _Reading:
    """The cases of a window and what was heard of its devices, read once, and the floods of some areas."""

    def __init__(self, session: Session, window: Window, now: int, *, beats_by_area: bool = False) -> None:
        self.window, self.now = window, now
        self.beats = heartbeats.load(session, window.scope, window.since, window.until, by_area=beats_by_area)
        self.care_calls = care_calls.load(session, window.scope, window.since, window.until)
        self.read = cases.load(session, window.scope, window.since - LOOK_BACK, window.until)
        self.sessions = cases.sessions(session, window.since - LOOK_BACK, window.until)
        values = tuning.load(session.connection(), []).of(None, None, areas.root_id(session))
        self.starts, self.ends = values["flood.starts"], values["flood.ends"]
        self.areas: dict[Scope, tuple[Cases, Spells, list[tuple[int, int]]]] = {}

    def area_row(self, part: Part) -> Row:
        span = Span(self.window.since, self.window.until, "")
        ids = within(self.window.scope, part)
        key = f"{part.area_id}{'.own' if part.own else ''}"
        row = self.row(key, part.name, [span], ids)
        return Row(key, row.label, row.since, row.until, row.alerts, row.figures, part.area_id, part.own)

    def row(self, key: str | None, label: str, of: list[Span], scope: Scope) -> Row:
        found, spells, seats = self.marked(scope)
        mine = found[rows_of(of, found["opened_at"]) >= 0]
        figures = [kpi.figure(mine, one, self.now) for one in OF_CASES]
        figures.append(self._flood(mine, of, spells, seats))
        figures.append(self._heartbeats(of, scope))
        figures.append(self._care_calls(of, scope))
        return Row(key, label, of[0].start, of[-1].end, len(mine), figures)

    def _heartbeats(self, of: list[Span], scope: Scope) -> Figure:
        counted = rows_of(of, self.beats["at"]) >= 0
        if scope != self.window.scope:
            counted &= np.isin(self.beats["area"], list(scope or ()))
        mine = self.beats[counted]
        return kpi.share(Kpi.heartbeats, int(mine["expected"].sum()), int(mine["heard"].sum()))

    def _care_calls(self, of: list[Span], scope: Scope) -> Figure:
        mine = self.care_calls[care_calls.counted(self.care_calls, of, scope)]
        return kpi.share(Kpi.care_calls, len(mine), int(mine["reached"].sum()))

    def marked(self, scope: Scope) -> tuple[Cases, Spells, list[tuple[int, int]]]:
        """The cases of these areas, those that came in a flood marked; the floods; the seats."""
        if scope not in self.areas:
            self.areas[scope] = self._marked(scope)
        return self.areas[scope]

    def _marked(self, scope: Scope) -> tuple[Cases, Spells, list[tuple[int, int]]]:
        ours = np.ones(len(self.read), bool) if scope is None else np.isin(self.read["area"], list(scope))
        found = self.read[ours]
        seats = cases.seats(self.sessions, scope, self.window.since - LOOK_BACK)
        until = min(self.window.until, self.now)
        spells = flood.floods(found["opened_at"], seats, until, self.starts, self.ends)
        for start, end in spells:
            first, last = np.searchsorted(found["opened_at"], [start, end])
            found["flooded"][first:last] = True
        return found, spells, seats

    def _flood(self, mine: Cases, of: list[Span], spells: Spells, seats: list[tuple[int, int]]) -> Figure:
        past = [(s.start, min(s.end, self.now)) for s in of if s.start < self.now]
        time = sum(end - start for start, end in past)
        flooded = sum(flood.overlap(spells, start, end) for start, end in past)
        at_desks = sum(flood.mean_seats(seats, start, end) * (end - start) for start, end in past)
        return kpi.judged(
            Kpi.flood,
            100 * flooded / time if time else None,
            len(mine),
            int(mine["flooded"].sum()),
            per_seat=round(len(mine) * WINDOW / at_desks, 2) if at_desks else None,
        )


@dataclass(frozen=True, slots=True)
class Behind:
    """Whose alerts are wanted: of `kpi`, of one shift or of all, only those `missed` or all counted."""

    kpi: Kpi
    missed: bool
    shift: str | None = None


def behind(session: Session, window: Window, wanted: Behind, calendar: Calendar, now: int) -> list[int]:
    """Ids of the alerts behind a number, newest first. Invalid for a shift that there is not."""
    if wanted.kpi in (*kpi.OF_DEVICES, *kpi.OF_CALLS):
        raise Invalid(
            "This figure is of devices, or care calls.", errors=[{"field": "kpi", "detail": "no alerts"}]
        )
    found, _, _ = _Reading(session, window, now).marked(window.scope)
    choose: Callable[[Cases, Kpi, int], Mask] = kpi.against if wanted.missed else kpi.counts
    of = _spans(window, wanted.shift, calendar)
    mask = choose(found, wanted.kpi, now) & (rows_of(of, found["opened_at"]) >= 0)
    ids: list[int] = np.sort(found["id"][mask])[::-1].tolist()
    return ids


def care_calls_behind(
    session: Session, window: Window, calendar: Calendar, *, missed: bool, shift: str | None
) -> list[int]:
    """Ids of the care calls behind K15, newest first. Invalid for a shift that there is not."""
    of = _spans(window, shift, calendar)
    found = care_calls.load(session, window.scope, window.since, window.until)
    mask = care_calls.counted(found, of, window.scope, missed=missed)
    ids: list[int] = np.sort(found["id"][mask])[::-1].tolist()
    return ids


def _spans(window: Window, shift: str | None, calendar: Calendar) -> list[Span]:
    """The whole window, or one shift of each of its days."""
    if shift is None:
        return [Span(window.since, window.until, "")]
    of = spans(window.since, window.until, By.shift, calendar.zone, calendar.shift_hours)
    if shift not in {span.key for span in of}:
        detail = "one of " + ", ".join(sorted({span.key for span in of}))
        raise Invalid("There is no such shift.", errors=[{"field": "shift", "detail": detail}])
    return [span for span in of if span.key == shift]


def page(
    session: Session, ids: list[int], limit: int, after: int | None
) -> tuple[list[dict[str, object]], int | None]:
    """Payloads of one page of these alerts (newest first), and the cursor of the next."""
    left = ids if after is None else [one for one in ids if one < after]
    shown = left[:limit]
    found = session.exec(select(Alert).where(col(Alert.id).in_(shown)).order_by(col(Alert.id).desc())).all()
    return payload.many(session, found), shown[-1] if len(left) > limit else None
