"""Directives: everybody whose home lies inside stays home for a window, and then no longer.

Who is meant is never written down, but found out whenever it matters: whoever moves in is included, whoever
moves away is not, and a hundred thousand elders are as quick as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import text
from sqlmodel import Session, col, select

from app.clock import DAY
from app.errors import Conflict, Forbidden, NotFound, wrong
from app.geo.areas import inside
from app.geo.presence import Phase
from app.registry import areas
from app.registry.fences import Scope
from app.registry.geojson import clean
from app.registry.tables import Directive
from app.store.db import Tx
from app.store.events import Event

LONGEST = 366 * DAY


class Reach(TypedDict):
    """Whom it concerns: an area and everything below it, or whoever lives inside a (Multi)Polygon."""

    area_id: int | None
    geometry: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues it. `areas` is what was granted, `scope` the same with everything below."""

    id: int
    areas: tuple[int, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class DirectiveView:
    """`state`: planned, in_force or ended. `areas`: it reaches these and below; none is everywhere."""

    id: int
    name: str
    reason: str
    areas: list[int]
    geometry: dict[str, Any] | None
    starts_at: int
    ends_at: int
    created_at: int
    state: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many live inside, and how many of them are outdoors now."""

    elders: int
    outside: int


def preview(session: Session, reach: Reach, issuer: Issuer) -> Count:
    """Whom such a directive would concern. Invalid or Forbidden as `issue`."""
    granted, geometry = _reach(session, reach, issuer)
    return _count(session, _members(session, granted, geometry))


def issue(
    tx: Tx, name: str, reason: str, reach: Reach, starts_at: int, ends_at: int, issuer: Issuer
) -> tuple[DirectiveView, Count]:
    """Issue a directive, from `starts_at` until `ends_at`, ms.

    Forbidden for an area that is not the issuer's; a polygon never reaches beyond the issuer's areas.
    """
    if ends_at <= max(starts_at, tx.now):
        raise wrong("ends_at", "after starts_at, and in the future")
    if ends_at - starts_at > LONGEST:
        raise wrong("ends_at", "at most 366 days after starts_at")
    granted, geometry = _reach(tx.session, reach, issuer)
    directive = Directive(
        name=name, reason=reason, areas=granted, geometry=geometry, starts_at=starts_at, ends_at=ends_at,
        issued_by=issuer.id, created_at=tx.now,
    )  # fmt: skip
    tx.session.add(directive)
    tx.session.flush()
    return _view(directive, tx.now), _told(tx, directive)


def end(tx: Tx, directive_id: int, issuer: Issuer) -> DirectiveView:
    """End it now; one that has not begun never begins.

    Conflict when it is over, Forbidden beyond the issuer's areas.
    """
    directive = _found(tx.session, directive_id, issuer.scope)
    if directive.ends_at <= tx.now:
        raise Conflict("The directive has ended already.")
    if issuer.scope is not None and not (directive.areas and issuer.scope.issuperset(directive.areas)):
        raise Forbidden("It reaches beyond your areas.")
    directive.ends_at = tx.now
    directive.starts_at = min(directive.starts_at, tx.now)
    tx.session.flush()
    _told(tx, directive)
    return _view(directive, tx.now)


def find(session: Session, directive_id: int, now: int, scope: Scope) -> tuple[DirectiveView, Count]:
    """A directive that touches `scope`, and whom it concerns there."""
    directive = _found(session, directive_id, scope)
    members = _members(session, directive.areas, directive.geometry)
    if scope is not None:
        members = members[np.isin(members["area_id"], list(scope))]
    return _view(directive, now), _count(session, members)


def page(session: Session, now: int, before: int | None, limit: int, scope: Scope) -> list[DirectiveView]:
    """Directives that touch `scope`, newest first, with id < `before`."""
    query = select(Directive).order_by(col(Directive.id).desc())
    if before is not None:
        query = query.where(col(Directive.id) < before)
    found: list[DirectiveView] = []
    for directive in session.exec(query):
        if _touches(session, directive, scope):
            found.append(_view(directive, now))
        if len(found) == limit:
            break
    return found


def running(session: Session, after: int) -> list[Directive]:
    """Directives that end after `after`, those still to begin included."""
    return list(session.exec(select(Directive).where(col(Directive.ends_at) > after)).all())


def concerned(
    session: Session, directive: Directive, area_ids: NDArray[np.int64], lat: ArrayLike, lon: ArrayLike
) -> NDArray[np.bool_]:
    """Which elders of these areas with homes at these places it reaches; NaN for no home."""
    return _inside(session, directive.areas, directive.geometry, area_ids, lat, lon)


_MEMBER = np.dtype([("elder_id", np.int64), ("area_id", np.int64), ("lat", np.float64), ("lon", np.float64)])
_HOMES = text(
    "SELECT e.id, e.area_id, f.lat, f.lon FROM elder e "
    "LEFT JOIN fence f ON f.elder_id = e.id AND f.kind = 'home'"
)
_OUTSIDE = text(
    "SELECT p.elder_id FROM presence p JOIN fence f ON f.id = p.fence_id "
    "WHERE f.kind = 'home' AND p.fence_version = f.version AND p.phase IN (:out, :returning)"
)


def _members(session: Session, granted: list[int], geometry: Mapping[str, Any] | None) -> NDArray[Any]:
    """Everybody inside, as columns."""
    rows = session.connection().execute(_HOMES).all()
    homes = np.array([tuple(row) for row in rows], _MEMBER) if rows else np.empty(0, _MEMBER)
    return homes[_inside(session, granted, geometry, homes["area_id"], homes["lat"], homes["lon"])]


def _inside(
    session: Session,
    granted: list[int],
    geometry: Mapping[str, Any] | None,
    area_ids: NDArray[np.int64],
    lat: ArrayLike,
    lon: ArrayLike,
) -> NDArray[np.bool_]:
    reached = np.ones(len(area_ids), np.bool_)
    if granted:
        reached &= np.isin(area_ids, list(areas.descend(session, granted)))
    if geometry is not None:
        reached &= inside(geometry, lat, lon)
    return reached


def _count(session: Session, members: NDArray[Any]) -> Count:
    phases = {"out": int(Phase.OUTSIDE), "returning": int(Phase.RETURNING)}
    out = [row[0] for row in session.connection().execute(_OUTSIDE, phases)]
    return Count(len(members), int(np.isin(members["elder_id"], out).sum()))


def _told(tx: Tx, directive: Directive) -> Count:
    """Word to the readers of every area in which somebody is concerned."""
    members = _members(tx.session, directive.areas, directive.geometry)
    for area_id in np.unique(members["area_id"]).tolist():
        tx.emit(Event("directive.changed", {"id": directive.id}, area_id))
    return _count(tx.session, members)


def _reach(session: Session, reach: Reach, issuer: Issuer) -> tuple[list[int], dict[str, Any] | None]:
    area_id, geometry = reach["area_id"], reach["geometry"]
    if (area_id is None) == (geometry is None):
        raise wrong("area_id", "either an area or a geometry")
    if geometry is not None:
        return list(issuer.areas), clean(geometry, ("Polygon", "MultiPolygon"), "geometry")[0]
    if area_id is None or areas.missing(session, [area_id]):
        raise wrong("area_id", f"there is no area {area_id}")
    if issuer.scope is not None and area_id not in issuer.scope:
        raise Forbidden("That reaches beyond your own areas.")
    return [area_id], None


def _touches(session: Session, directive: Directive, scope: Scope) -> bool:
    return scope is None or not directive.areas or bool(scope & areas.descend(session, directive.areas))


def _found(session: Session, directive_id: int, scope: Scope) -> Directive:
    directive = session.get(Directive, directive_id)
    if directive is None or not _touches(session, directive, scope):
        raise NotFound(f"There is no directive {directive_id}.")
    return directive


def _view(directive: Directive, now: int) -> DirectiveView:
    state = "ended" if directive.ends_at <= now else "in_force" if directive.starts_at <= now else "planned"
    return DirectiveView(
        directive.id or 0, directive.name, directive.reason, directive.areas, directive.geometry,
        directive.starts_at, directive.ends_at, directive.created_at, state,
    )  # fmt: skip
