"""The tree of areas: 区 / 街道 / 社区 / 网格. An elder belongs to the smallest one around the home."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from app.errors import Forbidden, NotFound, wrong
from app.geo.areas import NONE, AreaIndex
from app.registry.geojson import clean
from app.registry.revisions import revision, unmoved
from app.registry.tables import Area, Elder, Fence
from app.registry.words import AreaKind, FenceKind
from app.store import sql
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
    revision: str


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


def above(session: Session, area_id: int) -> list[Area]:
    """The area and everything around it, the smallest first."""
    found: list[Area] = []
    at: int | None = area_id
    while at is not None and (area := session.get(Area, at)) is not None:
        found.append(area)
        at = area.parent_id
    return found


def missing(session: Session, ids: Iterable[int]) -> list[int]:
    """Those of `ids` that are no area."""
    wanted = set(ids)
    there = col(Area.id).in_(wanted), col(Area.removed_at).is_(None)
    known = set(session.exec(select(Area.id).where(*there)).all())
    return sorted(wanted - known)


def page(session: Session, scope: frozenset[int] | None, after: int, limit: int) -> list[AreaView]:
    """Areas inside `scope` (None: all) with id > `after`, in order."""
    there = col(Area.id) > after, col(Area.removed_at).is_(None)
    query = select(Area).where(*there).order_by(col(Area.id)).limit(limit)
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
    _parent(tx, parent)
    area = Area(parent_id=parent, name=name, kind=kind, boundary=_cleaned(boundary))
    tx.session.add(area)
    tx.session.flush()
    view = _view(area)
    _told(tx, view.id, reassign(tx) if area.boundary else set())
    return view


def change(
    tx: Tx,
    area_id: int,
    changes: Mapping[str, Any],
    scope: frozenset[int] | None = None,
    seen: str | None = None,
) -> AreaView:
    """Change what is given of name, kind, boundary and parent_id; another boundary moves the elders who live
    there. Another parent moves nobody: an elder belongs to the smallest border around the home, wherever in
    the tree that is. But it changes who may see the area.

    Whoever is let into `scope` only may rename what is in it, and redraw and move what lies below it: the
    outer border is somebody else's too (Forbidden). StaleVersion when it is not as `seen` (a revision) any
    more, Invalid for a parent that lies in the area itself.
    """
    area = changeable(tx, area_id, scope, seen)
    above = area.parent_id
    if "parent_id" in changes:
        _move(tx, area, changes["parent_id"], scope)
    if "boundary" in changes and area.parent_id is None:
        raise wrong("boundary", "the root has none: it is everywhere")
    if "boundary" in changes and not (scope is None or area.parent_id in scope):
        raise Forbidden("Its border is that of your neighbours too.")
    area.name, area.kind = changes.get("name", area.name), changes.get("kind", area.kind)
    before = area.boundary
    area.boundary = _cleaned(changes["boundary"]) if "boundary" in changes else before
    tx.session.flush()
    touched = reassign(tx) if area.boundary != before else set()
    if area.parent_id != above:
        touched |= {area_id, *(i for i in (above, area.parent_id) if i is not None)}
    _told(tx, area_id, touched)
    return _view(area)


def changeable(tx: Tx, area_id: int, scope: frozenset[int] | None, seen: str | None) -> Area:
    """The row of an area in `scope` that is still as `seen`. NotFound, StaleVersion."""
    area = tx.session.get(Area, area_id)
    if area is None or area.removed_at is not None or not (scope is None or area_id in scope):
        raise NotFound(f"There is no area {area_id}.")
    unmoved(seen, _view(area).revision, f"Area {area_id}")
    return area


def removable(tx: Tx, area_id: int, scope: frozenset[int] | None, seen: str | None) -> Area:
    """The row of an area that may go when it is empty; as `changeable`.

    Invalid for the root, Forbidden for the outermost area of whoever is let into `scope` only.
    """
    area = changeable(tx, area_id, scope, seen)
    if area.parent_id is None:
        raise wrong("area_id", "the root stays")
    if not (scope is None or area.parent_id in scope):
        raise Forbidden("It belongs to an area that is not yours.")
    return area


def remove(tx: Tx, area: Area) -> None:
    """Take an area that holds nothing out of the tree. The row stays: what happened there is the past of the
    areas above it."""
    area.removed_at, area.boundary = tx.now, None
    tx.session.flush()
    _told(tx, area.id or 0, {i for i in (area.id, area.parent_id) if i is not None})


def _parent(tx: Tx, parent_id: int) -> None:
    if missing(tx.session, [parent_id]):
        raise wrong("parent_id", f"there is no area {parent_id}")


def _move(tx: Tx, area: Area, parent_id: int, scope: frozenset[int] | None) -> None:
    """Put it below another one. Two who move two areas below each other must not make a circle: the root's
    row is locked, so one of them goes first."""
    tx.session.exec(select(Area.id).where(col(Area.parent_id).is_(None)).with_for_update()).all()
    tx.session.refresh(area)
    if area.parent_id is None:
        raise wrong("parent_id", "the root is above everything")
    _parent(tx, parent_id)
    if parent_id in descend(tx.session, [area.id or 0]):
        raise wrong("parent_id", "it lies in the area itself")
    if not (scope is None or scope.issuperset({area.parent_id, parent_id})):
        raise Forbidden("That reaches beyond your own areas.")
    area.parent_id = parent_id


def finder(tx: Tx) -> Finder:
    """A function from a place to the area it belongs to; build it once for many elders."""
    found, fallback = index(tx.session), root(tx)
    return lambda lat, lon: found.smallest(lat, lon) or fallback


def reassign(tx: Tx) -> set[int]:
    """Put every elder into the smallest area around the home; returns the areas that gained or lost somebody.

    Whoever is in an area that nobody has drawn stays there while no drawn one holds the home.
    """
    homes = tx.session.exec(
        select(Elder.id, Elder.area_id, Fence.lat, Fence.lon)
        .join(Fence, col(Fence.elder_id) == Elder.id)
        .where(Fence.kind == FenceKind.home)
        .order_by(col(Elder.id))  # rows are locked as batches lock them
    ).all()
    found = index(tx.session).smallest_of([row[2] for row in homes], [row[3] for row in homes])
    fallback = root(tx)
    undrawn = {area.id for area in tx.session.exec(select(Area)) if not area.boundary}
    moves: list[tuple[int, int, int]] = []
    for (elder_id, before, _, _), area in zip(homes, found.tolist(), strict=True):
        after = area if area != NONE else before if before in undrawn else fallback
        if after != before:
            moves.append((after, elder_id or 0, before))
    if moves:
        sql.many(tx, "UPDATE elder SET area_id = ? WHERE id = ?", [(after, id_) for after, id_, _ in moves])
        tx.session.expire_all()
    return {area for after, _, before in moves for area in (after, before)}


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
    return AreaIndex((area.id or 0, area.boundary) for area in rows if area.boundary)


def _cleaned(boundary: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if boundary is None else clean(boundary, ("Polygon", "MultiPolygon"), "boundary")[0]


def _told(tx: Tx, area_id: int, touched: set[int]) -> None:
    """Word to the readers of every area that is another now, or has others living in it. With `area.moved`
    every open stream looks anew at what its reader may see, and at what lies there."""
    if touched:
        tx.emit(Event("area.moved", {"id": area_id}, area_id))
    for reader in sorted(touched | {area_id}):
        tx.emit(Event("area.changed", {"id": area_id}, reader))


def _view(area: Area) -> AreaView:
    if area.id is None:
        raise RuntimeError("a view is of a stored area")
    seen = revision(area.name, area.kind, area.boundary, area.parent_id)
    return AreaView(area.id, area.parent_id, area.name, area.kind, area.boundary, seen)
