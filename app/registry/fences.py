"""Fences: home, safe, hazard, district. A change makes the beliefs about a fence start afresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from app.errors import Conflict, Forbidden, NotFound, wrong
from app.geo.datum import Datum, to_wgs84
from app.registry import areas, whereabouts
from app.registry.geojson import clean
from app.registry.revisions import revision, unmoved
from app.registry.tables import Elder, Fence
from app.registry.whereabouts import Presence
from app.registry.words import FenceKind
from app.store.db import Tx
from app.store.events import Event

GEOMETRIES = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
PERSONAL = (FenceKind.home, FenceKind.safe)
MAX_RADIUS_M = 50_000.0
MAX_SPAN_M = 500_000.0  # wider is a slip of the hand: a digit missing in a coordinate
SAFE_BUFFER_M = 50.0
Scope = frozenset[int] | None
Box = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True, slots=True)
class Home:
    """A circle around the home; the datum says how the coordinates came."""

    lat: float
    lon: float
    radius_m: float
    datum: str = Datum.WGS84


@dataclass(frozen=True, slots=True)
class FenceView:
    id: int
    kind: str
    elder_id: int | None
    name: str | None
    geometry: dict[str, Any]
    radius_m: float | None
    buffer_m: float
    version: int
    learned_at: int | None  # ms; none: drawn
    revision: str


def create(
    tx: Tx,
    kind: FenceKind,
    geometry: Mapping[str, Any],
    *,
    elder_id: int | None = None,
    radius_m: float | None = None,
    buffer_m: float | None = None,
    name: str | None = None,
    scope: Scope = None,
) -> FenceView:
    """Add a fence; home and safe belong to an elder. A new home takes the place of the old one.

    Invalid names the wrong member; NotFound for an elder outside `scope`, Forbidden for a home there. A safe
    fence is 50 m wider than drawn unless `buffer_m` says otherwise.
    """
    if (elder_id is not None) != (kind in PERSONAL):
        need = "required" if kind in PERSONAL else "only for home and safe"
        raise wrong("properties.elder_id", need)
    elder = None if elder_id is None else _elder(tx.session, elder_id, scope)
    fence = _home_row(tx.session, elder_id) if elder_id is not None and kind is FenceKind.home else None
    fence = fence or Fence(kind=kind, elder_id=elder_id, version=-1, geometry={}, lat=0, lon=0)
    usual_m = SAFE_BUFFER_M if kind is FenceKind.safe else 0.0
    fence.name, fence.buffer_m = name, usual_m if buffer_m is None else buffer_m
    _reshape(fence, geometry, radius_m)
    tx.session.add(fence)
    tx.session.flush()
    _follow(tx, fence, elder, scope)
    return _view(fence)


def learned(
    tx: Tx, elder_id: int, geometry: Mapping[str, Any], name: str | None = None, scope: Scope = None
) -> FenceView:
    """A safe fence learned from where she went, in place of the one learned before."""
    elder = _elder(tx.session, elder_id, scope)
    fence = tx.session.exec(
        select(Fence).where(Fence.elder_id == elder_id, col(Fence.learned_at).is_not(None))
    ).first() or Fence(kind=FenceKind.safe, elder_id=elder_id, version=-1, geometry={}, lat=0, lon=0)
    fence.name, fence.buffer_m, fence.learned_at = name, SAFE_BUFFER_M, tx.now
    _reshape(fence, geometry, None)
    tx.session.add(fence)
    tx.session.flush()
    _follow(tx, fence, elder)
    return _view(fence)


def set_home(tx: Tx, elder: Elder, home: Home, find: areas.Finder | None = None) -> None:
    """Draw the circle around an elder's home and put the elder into the area that contains it.

    Nothing is emitted: the caller tells that the elder changed.
    """
    lat, lon = to_wgs84(home.lat, home.lon, home.datum)
    fence = _home_row(tx.session, _id(elder)) or Fence(
        kind=FenceKind.home, elder_id=elder.id, version=-1, geometry={}, lat=0, lon=0
    )
    _reshape(fence, {"type": "Point", "coordinates": [float(lon), float(lat)]}, home.radius_m)
    tx.session.add(fence)
    elder.area_id = (find or areas.finder(tx))(fence.lat, fence.lon)
    whereabouts.fences_changed(tx, _id(elder))


def change(
    tx: Tx, fence_id: int, changes: Mapping[str, Any], scope: Scope = None, seen: str | None = None
) -> FenceView:
    """Change what is given of geometry, radius_m, buffer_m and name.

    StaleVersion when it is not as `seen` (a revision) any more; Forbidden for a home moved out of `scope`.
    """
    fence, elder = _found(tx.session, fence_id, scope)
    unmoved(seen, _revision(fence), f"Fence {fence_id}")
    if "name" in changes:
        fence.name = changes["name"]
    if "buffer_m" in changes and changes["buffer_m"] != fence.buffer_m:
        fence.buffer_m = changes["buffer_m"]
        fence.version += 1
    if "geometry" in changes or "radius_m" in changes:
        _reshape(fence, changes.get("geometry", fence.geometry), changes.get("radius_m", fence.radius_m))
        fence.learned_at = None  # somebody drew it now
    tx.session.flush()
    _follow(tx, fence, elder, scope)
    return _view(fence)


def remove(tx: Tx, fence_id: int, scope: Scope = None, seen: str | None = None) -> None:
    """Remove a fence and the beliefs about it; a home stays as long as the elder does (Conflict).

    StaleVersion when it is not as `seen` any more.
    """
    fence, elder = _found(tx.session, fence_id, scope)
    unmoved(seen, _revision(fence), f"Fence {fence_id}")
    if fence.kind == FenceKind.home:
        raise Conflict("A home cannot be removed; change it instead.")
    tx.conn.execute(delete(Presence).where(col(Presence.fence_id) == fence_id))
    tx.session.delete(fence)
    _follow(tx, fence, elder)


def find(session: Session, fence_id: int, scope: Scope = None) -> FenceView:
    return _view(_found(session, fence_id, scope)[0])


def page(
    session: Session,
    scope: Scope,
    after: int,
    limit: int,
    elder_id: int | None = None,
    kind: FenceKind | None = None,
    box: Box | None = None,
) -> list[FenceView]:
    """Fences with id > `after`, in order: those of elders in scope, and those of no elder.

    With a `box` only those anchored in it: whose centre, or first vertex, lies inside.
    """
    query = select(Fence).where(col(Fence.id) > after).order_by(col(Fence.id)).limit(limit)
    if elder_id is not None:
        query = query.where(Fence.elder_id == elder_id)
    if kind is not None:
        query = query.where(Fence.kind == kind)
    if box is not None:
        west, south, east, north = box
        query = query.where(col(Fence.lon).between(west, east), col(Fence.lat).between(south, north))
    if scope is not None:
        query = query.outerjoin(Elder, col(Elder.id) == Fence.elder_id).where(
            or_(col(Fence.elder_id).is_(None), col(Elder.area_id).in_(scope))
        )
    return [_view(fence) for fence in session.exec(query)]


def _reshape(fence: Fence, geometry: Mapping[str, Any], radius_m: float | None) -> None:
    if radius_m is not None and not 0 <= radius_m <= MAX_RADIUS_M:
        raise wrong("properties.radius_m", f"between 0 and {MAX_RADIUS_M:.0f} m")
    cleaned, shape = clean(geometry, GEOMETRIES, "geometry", radius_m or 0)
    if shape.span_m() > MAX_SPAN_M:
        raise wrong("geometry.coordinates", f"wider than {MAX_SPAN_M / 1000:.0f} km; is a digit missing?")
    fence.geometry, fence.radius_m, fence.lat, fence.lon = cleaned, radius_m, shape.lat0, shape.lon0
    fence.version += 1


def _follow(tx: Tx, fence: Fence, elder: Elder | None, scope: Scope = None) -> None:
    """What follows from a change: the home's area, and word to the readers of the log."""
    if elder is None:
        return
    told = {elder.area_id}
    if fence.kind == FenceKind.home:
        elder.area_id = areas.finder(tx)(fence.lat, fence.lon)
        if not (scope is None or elder.area_id in scope):
            raise Forbidden("The home lies outside your areas.")
    if fence.kind in PERSONAL:
        whereabouts.fences_changed(tx, _id(elder))
    for area_id in told | {elder.area_id}:  # both the old and the new area's readers must hear it
        tx.emit(Event("elder.changed", {"id": elder.id}, area_id))


def _home_row(session: Session, elder_id: int) -> Fence | None:
    return session.exec(select(Fence).where(Fence.elder_id == elder_id, Fence.kind == FenceKind.home)).first()


def _found(session: Session, fence_id: int, scope: Scope) -> tuple[Fence, Elder | None]:
    fence = session.get(Fence, fence_id)
    if fence is None:
        raise NotFound(f"There is no fence {fence_id}.")
    return fence, None if fence.elder_id is None else _elder(session, fence.elder_id, scope)


def _elder(session: Session, elder_id: int, scope: Scope) -> Elder:
    elder = session.get(Elder, elder_id)
    if elder is None or not (scope is None or elder.area_id in scope):
        raise NotFound(f"There is no elder {elder_id}.")
    return elder


def _id(elder: Elder) -> int:
    if elder.id is None:
        raise RuntimeError("a home belongs to a stored elder")
    return elder.id


def _view(fence: Fence) -> FenceView:
    if fence.id is None:
        raise RuntimeError("a view is of a stored fence")
    return FenceView(
        fence.id,
        fence.kind,
        fence.elder_id,
        fence.name,
        fence.geometry,
        fence.radius_m,
        fence.buffer_m,
        fence.version,
        fence.learned_at,
        _revision(fence),
    )


def _revision(fence: Fence) -> str:
    return revision(
        fence.name, fence.geometry, fence.radius_m and float(fence.radius_m), float(fence.buffer_m)
    )
