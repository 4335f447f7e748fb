"""The figures on the wall."""

from fastapi import APIRouter
from pydantic import Field

from app.api.deps import OperatorDep, SettingsDep, StoreDep, WallDep, within
from app.api.problems import documented
from app.api.schemas import Id, Instant, Out, Ref
from app.reports import board, load

router = APIRouter(prefix="/api", tags=["board"])


class QuarterHour(Out):
    at: Instant
    total: int
    p1: int


class AreaCount(Out):
    area_id: int
    name: str
    count: int


class KindCount(Out):
    kind: str
    count: int


class ClosedOut(Out):
    id: int
    elder: Ref | None
    kind: str
    disposition: str | None
    closed_at: Instant


class Board(Out):
    """Today is the calendar day in the service's time zone. The minute is K1: calls, not claims."""

    elders: int
    devices: int
    devices_online: int = Field(description="Heard within 3 expected intervals, at least 15 minutes.")
    alerts_today: int
    respond_mean_s: float | None
    respond_within_60_pct: float | None
    respond_n: int = Field(description="P1 and P2 of today that were answered, or missed their minute.")
    breached_open: int = Field(description="Open, past their minute, and nobody has called yet.")
    seats_online: int
    per_quarter_hour: list[QuarterHour] = Field(description="The last 24 hours, oldest first.")
    by_area: list[AreaCount] = Field(description="The last hour, most first.")
    by_kind: list[KindCount] = Field(description="Today, most first.")
    recently_closed: list[ClosedOut]


class OutageOut(Out):
    by: str = Field(description="carrier or vendor")
    name: str
    silent: int
    devices: int


class Load(Out):
    """Alerts per seat in the last ten minutes. A flood starts above 10 and ends below 5."""

    alerts: int
    seats: int = Field(description="People at desks now, at least 1.")
    per_seat: float
    flood_since: Instant | None
    outages: list[OutageOut] = Field(description="Carriers and vendors whose devices are silent together.")


@router.get("/load", summary="How much comes in", responses=documented(401, 403))
def read_load(user: OperatorDep, store: StoreDep) -> Load:
    """Of your areas; outages concern everybody."""
    with store.snapshot() as session:
        return Load.model_validate(load.load(session, user.area_ids, store.clock.now()))


@router.get("/board", summary="Figures for the wall", responses=documented(401, 403))
def read(user: WallDep, store: StoreDep, settings: SettingsDep, area: Id | None = None) -> Board:
    """Of your areas, or of one of them. No phone numbers, nothing medical."""
    with store.snapshot() as session:
        scope = within(session, user, area)
        return Board.model_validate(board.figures(session, scope, store.clock.now(), settings.time_zone))
