"""K11: alerts per seat in ten minutes, and whether they come as a flood."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import true
from sqlmodel import Session, col, select

from app.alerts import tuning
from app.alerts.kinds import Kind
from app.alerts.tables import Alert
from app.registry import areas
from app.reports import board
from app.reports.flood import LOOK_BACK, WINDOW, floods
from app.reports.population import Scope, heard


@dataclass(frozen=True, slots=True)
class Outage:
    by: str
    name: str
    silent: int
    devices: int


@dataclass(frozen=True, slots=True)
class Load:
    """`flood_since` in milliseconds; None when there is none."""

    alerts: int
    seats: int
    per_seat: float
    flood_since: int | None
    outages: list[Outage]


def load(session: Session, scope: Scope, now: int) -> Load:
    """The load of the areas in `scope` (None: everywhere); an outage concerns everybody."""
    values = tuning.load(session.connection(), []).of(None, None, areas.root_id(session))
    ours = true() if scope is None else col(Alert.area_id).in_(scope)
    opened = session.exec(
        select(Alert.opened_at).where(ours, col(Alert.opened_at) > now - LOOK_BACK, heard())
    ).all()
    seats = max(1, board.seats(session, scope, now))
    recent = sum(at > now - WINDOW for at in opened)
    since = flood_since(opened, seats, now, values["flood.starts"], values["flood.ends"])
    return Load(recent, seats, round(recent / seats, 1), since, _outages(session))


def flood_since(opened: Iterable[int], seats: int, now: int, starts: float, ends: float) -> int | None:
    """When the flood of `now` began, if there is one. Pure; instants in ms."""
    spells = floods([at for at in opened if at <= now], [(0, seats)], now + 1, starts, ends)
    return spells[-1][0] if spells and spells[-1][1] == now + 1 else None


def _outages(session: Session) -> list[Outage]:
    lasting = select(Alert.evidence).where(
        col(Alert.elder_id).is_(None), Alert.condition == "active", Alert.kind == Kind.FLEET_OUTAGE
    )
    return [Outage(e["by"], e["name"], e["silent"], e["devices"]) for e in session.exec(lasting)]
