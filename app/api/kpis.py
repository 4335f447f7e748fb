"""The figures the service is judged by, and the alerts behind each of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from app.api.alert_schemas import AlertPage
from app.api.care import CareCallOut
from app.api.deps import LimitDep, SettingsDep, StoreDep, SupervisorDep, ZoneDep, within
from app.api.files import FILE, Format, Language, sent
from app.api.problems import documented
from app.api.schemas import Id, Instant, InstantIn, Out, Ref
from app.care import lists
from app.clock import DAY
from app.errors import Invalid
from app.identity import access
from app.reports import false_alarms, report, sheet, unheard
from app.reports.false_alarms import Of
from app.reports.kpi import KPIS, MISSING, Kpi
from app.reports.periods import By
from app.reports.report import Behind, Calendar, Window
from app.store.db import Store

router = APIRouter(prefix="/api/kpis", tags=["kpis"])
DEFAULT_MS, LONGEST_MS, MOST_ROWS = 30 * DAY, 400 * DAY, 400
REFUSED = documented(401, 403, 422)


class PercentilesOut(Out):
    n: int
    p50: float | None
    p90: float | None
    p99: float | None


class FigureOut(Out):
    kpi: Kpi
    value: float | None = Field(description="Null when nothing counts, and for what never came.")
    n: int = Field(
        description="How many count: alerts; for K12 claims; for `heartbeats` looks at a device, "
        "one every ten minutes; for `contact` devices; for `care_calls` care calls whose window is over."
    )
    against: int = Field(description="How many of them count against us: missed, false, unseen …")
    met: bool | None = Field(description="Null without a target or a value.")
    percentiles: PercentilesOut | None = Field(description="Seconds, nearest-rank, of those that have ended.")
    per_seat: float | None = Field(description="K11: alerts a seat in ten minutes, on average.")


class RowOut(Out):
    key: str | None = Field(description="Null for the whole.")
    label: str = Field(examples=["莲湖区", "00:00–08:00", "2026-11-24", "2026-11"])
    since: Instant = Field(serialization_alias="from")
    until: Instant = Field(serialization_alias="to")
    area_id: int | None
    own: bool = Field(description="By area: only what lies in none of the areas below.")
    alerts: int = Field(description="All that were heard, of every priority.")
    figures: list[FigureOut]


class DefinitionOut(Out):
    kpi: Kpi
    code: str = Field(examples=["K1"])
    unit: str = Field(examples=["%"])
    target: float | None
    least: bool = Field(description="The target is a floor; else a ceiling.")
    text_zh: str = Field(validation_alias="zh")
    text_en: str = Field(validation_alias="en")


class MissingOut(Out):
    code: str
    text_zh: str
    text_en: str


class KpisOut(Out):
    """Server clocks. Of P1 and P2 alerts about somebody that opened within; without suppressed, test and
    duplicate ones, with those that cleared themselves."""

    since: Instant = Field(serialization_alias="from")
    until: Instant = Field(serialization_alias="to")
    time_zone: str
    shift_hours: list[int]
    definitions: list[DefinitionOut]
    missing: list[MissingOut] = Field(description="What cannot be known from what is stored, and why.")
    items: list[RowOut] = Field(description="The whole, then a row for each part.")
    next: str | None = None


class UnheardOut(Out):
    id: int
    unique_id: str
    wearer: Ref | None = Field(description="Who wears it today, if she is in the areas asked for.")
    expected_interval_s: int
    last_contact_at: Instant | None
    looks: int = Field(description="At how many looks it was not heard of.", examples=[37])


class UnheardsOut(Out):
    looks: int = Field(description="How many looks there were, one every ten minutes.", examples=[144])
    items: list[UnheardOut]
    next: str | None = None


class CareCallsBehind(Out):
    items: list[CareCallOut]
    next: int | None = None


class GroupOut(Out):
    key: str = Field(description="A kind, or the id of a device or an elder.")
    label: str
    closed: int
    false: int
    pct: float
    review: bool = Field(description="Over 50 % of at least 20.")


class GroupsOut(Out):
    items: list[GroupOut]
    next: str | None = None


def window(
    user: SupervisorDep,
    store: StoreDep,
    since: Annotated[
        InstantIn | None, Query(alias="from", description="Default: 30 days before `to`.")
    ] = None,
    until: Annotated[InstantIn | None, Query(alias="to", description="Exclusive. Default: now.")] = None,
    area: Annotated[Id | None, Query(description="Only this area and below.")] = None,
    own: Annotated[bool, Query(description="Of `area` only what lies in none of those below.")] = False,
) -> Window:
    """From and to, at most 400 days, within the areas of whoever asks."""
    end = store.clock.now() if until is None else until
    start = end - DEFAULT_MS if since is None else since
    if not 0 < end - start <= LONGEST_MS:
        detail = "`from` must be before `to`, by 400 days at most"
        raise Invalid(detail, errors=[{"field": "from", "detail": detail}])
    with store.snapshot() as session:
        scope = within(session, user, area)
    if own and area is not None:
        scope = frozenset({area})
    return Window(start, end, scope, user.areas, area)


WindowDep = Annotated[Window, Depends(window)]


def calendar(settings: SettingsDep, zone: ZoneDep) -> Calendar:
    return Calendar(zone, settings.shift_hours)


CalendarDep = Annotated[Calendar, Depends(calendar)]


def _table(store: Store, window: Window, by: By | None, calendar: Calendar) -> list[report.Row]:
    with store.snapshot() as session:
        return report.table(session, window, by, calendar, store.clock.now())


@router.get("", summary="The figures we are judged by", responses=REFUSED)
def read(
    _user: SupervisorDep,
    store: StoreDep,
    window: WindowDep,
    calendar: CalendarDep,
    by: By | None = None,
) -> KpisOut:
    """Of your areas. No names, no places: sums only, each with its n."""
    return KpisOut.model_validate(
        {
            "since": window.since,
            "until": window.until,
            "time_zone": calendar.zone.key,
            "shift_hours": list(calendar.shift_hours),
            "definitions": [
                {"kpi": one, "code": d.code, "unit": d.unit, "target": d.target, "least": d.least,
                 "zh": d.zh, "en": d.en}
                for one, d in KPIS.items()
            ],
            "missing": [{"code": code, "text_zh": zh, "text_en": en} for code, (zh, en) in MISSING.items()],
            "items": _table(store, window, by, calendar),
        }
    )  # fmt: skip


@router.get(
    "/table.{form}", summary="The figures as a table", responses={**FILE, **REFUSED},
    response_class=Response,
)  # fmt: skip
def table(
    form: Format,
    _user: SupervisorDep,
    store: StoreDep,
    window: WindowDep,
    calendar: CalendarDep,
    by: By | None = None,
    lang: Language = Language.zh,
) -> Response:
    """CSV or XLSX: a line for each figure of each row."""
    return sent(sheet.rows(_table(store, window, by, calendar), lang, calendar.zone), "kpis", form)


@router.get("/false_alarms/groups", summary="Which kind, device or elder is false", responses=REFUSED)
def groups(user: SupervisorDep, store: StoreDep, window: WindowDep, by: Of = Of.kind) -> GroupsOut:
    """Most false alarms first, 200 at most. Asking for elders is noted in the access log."""
    if by is Of.elder:
        with store.transaction() as tx:
            access.record(tx, user, "false_alarms", None)
    with store.snapshot() as session:
        found = false_alarms.groups(session, window, by, store.clock.now())
    return GroupsOut.model_validate({"items": found})


@router.get("/heartbeats/devices", summary="Which devices were heard of least", responses=REFUSED)
def unheard_devices(_user: SupervisorDep, store: StoreDep, window: WindowDep, zone: ZoneDep) -> UnheardsOut:
    """The devices behind `heartbeats`, most missed first, 200 at most. Whole days are counted, by the clock
    of the service; devices are remembered for 62 days, sums for three years."""
    with store.snapshot() as session:
        looks, found = unheard.most(session, window, zone)
    return UnheardsOut.model_validate({"looks": looks, "items": found})


@router.get("/care_calls/calls", summary="The care calls behind K15", responses=REFUSED)
def care_calls(
    _user: SupervisorDep,
    store: StoreDep,
    window: WindowDep,
    calendar: CalendarDep,
    limit: LimitDep,
    missed: Annotated[bool, Query(description="Only those that were not reached.")] = False,
    shift: Annotated[str | None, Query(description="The key of a row by shift.", max_length=20)] = None,
    after: Id | None = None,
) -> CareCallsBehind:
    """Newest first: as many as the figure's `n`, or its `against`."""
    with store.snapshot() as session:
        ids = report.care_calls_behind(session, window, calendar, missed=missed, shift=shift)
        left = ids if after is None else [one for one in ids if one < after]
        items = lists.by_ids(session, left[:limit], store.clock.now())
    return CareCallsBehind.model_validate(
        {"items": items, "next": left[limit - 1] if len(left) > limit else None}
    )


@router.get("/{kpi}/alerts", response_model=AlertPage, responses=REFUSED)
def alerts(
    kpi: Kpi,
    _user: SupervisorDep,
    store: StoreDep,
    window: WindowDep,
    calendar: CalendarDep,
    limit: LimitDep,
    missed: Annotated[bool, Query(description="Only those that count against us.")] = False,
    shift: Annotated[str | None, Query(description="The key of a row by shift.", max_length=20)] = None,
    after: Id | None = None,
) -> dict[str, Any]:
    """The alerts behind a number, newest first: as many as its `n`, or its `against`."""
    with store.snapshot() as session:
        wanted = Behind(kpi, missed, shift)
        ids = report.behind(session, window, wanted, calendar, store.clock.now())
        items, following = report.page(session, ids, limit, after)
    return {"items": items, "next": following}
