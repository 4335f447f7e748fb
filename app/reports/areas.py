"""Areas as rows: parts that do not overlap and make up the whole."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.registry import areas
from app.registry.tables import Area
from app.reports.population import Scope


@dataclass(frozen=True, slots=True)
class Part:
    """An area with everything below it, or `own`: only what lies in none of those below."""

    area_id: int
    name: str
    own: bool
    ids: frozenset[int]
    removed: bool = False  # shown as long as something happened there in the period


def parts(session: Session, granted: tuple[int, ...], area: int | None) -> list[Part]:
    """Of one area: what is directly in it, and each area below. Of several: each of them.

    `area`, else what was `granted`; nothing granted is everything. A lone area below is not worth a table:
    what lies below it is shown.
    """
    row = _tops(session, [area] if area is not None else list(granted))
    own: list[Part] = []
    while len(row) == 1:
        (only,) = row
        own.append(Part(only.id or 0, only.name, own=True, ids=frozenset({only.id or 0})))
        below = select(Area).where(Area.parent_id == only.id).order_by(col(Area.id))
        row = list(session.exec(below).all())
    return [*own, *(_whole(session, one) for one in row)]


def _tops(session: Session, wanted: list[int]) -> list[Area]:
    """Without those that lie below another."""
    if not wanted:
        root = areas.root_id(session)
        wanted = [] if root is None else [root]
    below = {i for one in wanted for i in areas.descend(session, [one]) - {one}}
    found = select(Area).where(col(Area.id).in_(set(wanted) - below)).order_by(col(Area.id))
    return list(session.exec(found).all())


def _whole(session: Session, area: Area) -> Part:
    ids = areas.descend(session, [area.id or 0])
    return Part(area.id or 0, area.name, own=False, ids=ids, removed=area.removed_at is not None)


def within(scope: Scope, part: Part) -> frozenset[int]:
    return part.ids if scope is None else part.ids & scope
