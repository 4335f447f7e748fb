"""The tree of areas: 区 / 街道 / 社区 / 网格. An elder belongs to the smallest one around the home."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.geo.areas import NONE, AreaIndex
from app.registry.geojson import clean, wrong
from app.registry.tables import Area, Elder, Fence
from app.registry.words import AreaKind, FenceKind
from app.store.db import Tx
from app.store.events import Event

ROOT_NAME = "全部"
Finder = Callable[[float, float], int]  # (lat, lon) → area id

_DESCEND = text(
    "WITH RECURSIVE below(id) AS ("
    " SELECT id FROM area WHERE id = :id"
    " UNION SELECT area.id FROM area JOIN below ON area.parent_id = below.id"
    ") SELECT id FROM below"
)


@dataclass(frozen=True, slots=True)
class AreaView:
    id: int
    parent_id: int | None
    name: str
    kind: str
    boundary: dict[str, Any] | None


def root(tx: Tx) -> int:
    """The id of the root area; creates it in a new database."""
    found = root_id(tx.session)
    if found is not None:
        return found
    area = Area(name=ROOT_NAME, kind=AreaKind.root)
    tx.session.add(area)
    tx.session.flush()
    return _view(area).id


def descend(session: Session, ids: Iterable[int]) -> frozenset[int]:
    """These areas and everything below them."""
    connection = session.connection()
    return frozenset(row.id for i in set(ids) for row in connection.execute(_DESCEND, {"id": i}))


def missing(session: Session, ids: Iterable[int]) -> list[int]:
    """Those of `ids` that are no area."""
    wanted = set(ids)
    known = set(session.exec(select(Area.id).where(col(Area.id).in_(wanted))).all())
    return sorted(wanted - known)


def page(session: Session, scope: frozenset[int] | None, after: int, limit: int) -> list[AreaView]:
    """Areas inside `scope` (None: all) with id > `after`, in order."""
    query = select(Area).where(col(Area.id) > after).order_by(col(Area.id)).limit(limit)
    if scope is not None:
        query = query.where(col(Area.id).in_(scope))
    return [_view(area) for area in session.exec(query)]


def create(
    tx: Tx, name: str, kind: AreaKind, parent_id: int | None = None, boundary: Mapping[str, Any] | None = None
) -> AreaView:
    """Add an area below `parent_id` (default: the root) and move the elders that live inside it.

    Invalid names the field that is wrong.
    """
    parent = root(tx) if parent_id is None else parent_id
    if tx.session.get(Area, parent) is None:
        raise wrong("parent_id", f"there is no area {parent}")
    shape = clean(boundary, ("Polygon", "MultiPolygon"), "boundary")[0] if boundary is not None else None
    area = Area(parent_id=parent, name=name, kind=kind, boundary=shape)
    tx.session.add(area)
    tx.session.flush()
    view = _view(area)
    if shape:
        reassign(tx)
    tx.emit(Event("area.changed", {"id": view.id}, view.id))
    return view


def finder(tx: Tx) -> Finder:
    """A function from a place to the area it belongs to; build it once for many elders."""
    found, fallback = index(tx.session), root(tx)
    return lambda lat, lon: found.smallest(lat, lon) or fallback


def reassign(tx: Tx) -> int:
    """Put every elder into the smallest area around the home; returns how many moved.

    Whoever is in an area that nobody has drawn stays there while no drawn one holds the home.
    """
    homes = tx.session.exec(
        select(Elder.id, Elder.area_id, Fence.lat, Fence.lon)
        .join(Fence, col(Fence.elder_id) == Elder.id)
        .where(Fence.kind == FenceKind.home)
    ).all()
    found = index(tx.session).smallest_of([row[2] for row in homes], [row[3] for row in homes])
    fallback = root(tx)
    undrawn = {area.id for area in tx.session.exec(select(Area)) if not area.boundary}
    moves = [
        {"elder": elder_id, "area": int(area) if area != NONE else before if before in undrawn else fallback}
        for (elder_id, before, _, _), area in zip(homes, found, strict=True)
    ]
    moves = [move for move, row in zip(moves, homes, strict=True) if move["area"] != row[1]]
    if moves:
        where = col(Elder.id) == bindparam("elder")
        tx.conn.execute(update(Elder.__table__).where(where).values(area_id=bindparam("area")), moves)  # type: ignore[attr-defined]
        tx.session.expire_all()
    return len(moves)


def name_of(session: Session, area_id: int) -> str:
    area = session.get(Area, area_id)
    if area is None:
        raise NotFound(f"There is no area {area_id}.")
    return area.name


def root_id(session: Session) -> int | None:
    """The id of the root area, where there is one."""
    return session.exec(select(Area.id).where(col(Area.parent_id).is_(None)).order_by(col(Area.id))).first()


def index(session: Session) -> AreaIndex:
    """Which area contains a place? Build it once for many."""
    rows = session.exec(select(Area)).all()
    return AreaIndex((_view(area).id, area.boundary) for area in rows if area.boundary)


def _view(area: Area) -> AreaView:
    if area.id is None:
        raise RuntimeError("a view is of a stored area")
    return AreaView(area.id, area.parent_id, area.name, area.kind, area.boundary)
