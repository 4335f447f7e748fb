"""K11: alerts per seat in ten minutes, and whether they come as a flood."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import true
from sqlmodel import Session, col, select

from app.alerts import tuning
from app.alerts.kinds import Kind
from app.alerts.tables import Alert
from app.clock import HOUR, MINUTE
from app.registry import areas
from app.reports import board
from app.reports.board import Scope

WINDOW = 10 * MINUTE
LOOK_BACK = 2 * HOUR  # a flood that has lasted for longer has shown itself since


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
        select(Alert.opened_at).where(ours, col(Alert.opened_at) > now - LOOK_BACK, board.heard())
    ).all()
    seats = max(1, board.seats(session, scope, now))
    recent = sum(at > now - WINDOW for at in opened)
    since = flood_since(opened, seats, now, values["flood.starts"], values["flood.ends"])
    return Load(recent, seats, round(recent / seats, 1), since, _outages(session))


def flood_since(opened: Iterable[int], seats: int, now: int, starts: float, ends: float) -> int | None:
    """When the flood of `now` began: more than `starts` per seat within ten minutes, and never fewer than
    `ends` since. Pure; instants in ms."""
    entering = list(opened)
    steps = [(at, 1) for at in entering] + [(at + WINDOW, -1) for at in entering]
    count, since = 0, None
    for at, step in sorted(steps):  # what leaves the window goes before what enters it
        if at > now:
            break
        count += step
        if since is None and count > starts * seats:
            since = at
        elif since is not None and count < ends * seats:
            since = None
    return since


def _outages(session: Session) -> list[Outage]:
    lasting = select(Alert.evidence).where(
        col(Alert.elder_id).is_(None), Alert.condition == "active", Alert.kind == Kind.FLEET_OUTAGE
    )
    return [Outage(e["by"], e["name"], e["silent"], e["devices"]) for e in session.exec(lasting)]
