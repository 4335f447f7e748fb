"""Fences as GeoJSON Features."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response, status
from pydantic import Field

from app.alerts import places, reconsider
from app.api.deps import LimitDep, OperatorDep, StoreDep, SupervisorDep, ZoneDep
from app.api.problems import documented
from app.api.schemas import Id, In, Instant, Name, Out, Page, Seen, given, page_of
from app.errors import wrong
from app.registry import fences
from app.registry.fences import MAX_RADIUS_M, Box, FenceView
from app.registry.words import FenceKind
from app.store.db import Tx

router = APIRouter(prefix="/api/fences", tags=["fences"])

_SQUARE = {
    "type": "Polygon",
    "coordinates": [[[108.93, 34.26], [108.95, 34.26], [108.95, 34.27], [108.93, 34.27], [108.93, 34.26]]],
}


class FenceProperties(In):
    kind: FenceKind
    elder_id: Id | None = Field(None, description="Required for home and safe.")
    radius_m: float | None = Field(None, ge=0, le=MAX_RADIUS_M, description="Required for points and lines.")
    buffer_m: float | None = Field(
        None, ge=0, le=10_000, description="Added outside before leaving counts; 50 for safe, 0 for others."
    )
    name: Name | None = None


class FenceIn(In):
    """A GeoJSON Feature in WGS-84: Polygon, MultiPolygon, or Point and lines with `radius_m`."""

    type: Literal["Feature"] = "Feature"
    geometry: dict[str, Any] = Field(examples=[_SQUARE])
    properties: FenceProperties


class PropertiesPatch(In):
    radius_m: float | None = Field(None, ge=0, le=MAX_RADIUS_M)
    buffer_m: float | None = Field(None, ge=0, le=10_000)
    name: Name | None = None


class FencePatch(In):
    geometry: dict[str, Any] | None = None
    properties: PropertiesPatch = Field(default_factory=PropertiesPatch)
    revision: Seen = Field(None, description="As it was when you looked: 409 when it is another by now.")


class PropertiesOut(Out):
    kind: FenceKind
    elder_id: int | None
    radius_m: float | None
    buffer_m: float
    name: str | None
    version: int = Field(description="Goes up with every change of the shape.")
    learned_at: Instant | None = Field(description="When it was learned from her positions; null: drawn.")
    revision: str = Field(description="Another word after every change; send it back with yours.")


class FenceOut(Out):
    """A GeoJSON Feature."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: dict[str, Any]
    properties: PropertiesOut


@router.post("", status_code=201, summary="Draw a fence", responses=documented(401, 403, 404, 422))
def create(body: FenceIn, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> FenceOut:
    """A home takes the place of the elder's old home. `errors` names the coordinate that is wrong."""
    told = body.properties
    with store.transaction() as tx:
        made = fences.create(
            tx,
            told.kind,
            body.geometry,
            elder_id=told.elder_id,
            radius_m=told.radius_m,
            buffer_m=told.buffer_m,
            name=told.name,
            scope=user.area_ids,
        )
        _moved(tx, made, zone)
    return feature(made)


@router.get("", summary="List fences", responses=documented(401, 403))
def index(
    user: OperatorDep,
    store: StoreDep,
    limit: LimitDep,
    elder_id: Id | None = None,
    kind: FenceKind | None = None,
    bbox: Annotated[
        str | None,
        Query(description="west,south,east,north in degrees: those whose centre or first vertex is inside."),
    ] = None,
    after: Id = 0,
) -> Page[FenceOut]:
    """Fences of the elders in your areas, and those that belong to nobody."""
    box = None if bbox is None else _box(bbox)
    with store.snapshot() as session:
        found = fences.page(session, user.area_ids, after, limit + 1, elder_id, kind, box)
    page = page_of(found, limit)
    return Page[FenceOut](items=[feature(fence) for fence in page["items"]], next=page["next"])


@router.get("/{fence_id}", summary="A fence", responses=documented(401, 403, 404))
def read(fence_id: Id, user: OperatorDep, store: StoreDep) -> FenceOut:
    with store.snapshot() as session:
        return feature(fences.find(session, fence_id, user.area_ids))


@router.patch("/{fence_id}", summary="Change a fence", responses=documented(401, 403, 404, 409, 422))
def change(fence_id: Id, body: FencePatch, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> FenceOut:
    """Change what is given. Beliefs about the fence start afresh, quietly."""
    changes = given(body.properties, "buffer_m")
    if body.geometry is not None:
        changes["geometry"] = body.geometry
    with store.transaction() as tx:
        changed = fences.change(tx, fence_id, changes, user.area_ids, body.revision)
        _moved(tx, changed, zone)
    return feature(changed)


@router.delete(
    "/{fence_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Remove a fence",
    responses=documented(401, 403, 404, 409),
)
def remove(
    fence_id: Id,
    user: SupervisorDep,
    store: StoreDep,
    revision: Annotated[str | None, Query(max_length=64, description="As with a change.")] = None,
) -> Response:
    """A home cannot be removed (409); change it instead."""
    with store.transaction() as tx:
        fences.remove(tx, fence_id, user.area_ids, revision)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


def _moved(tx: Tx, fence: FenceView, zone: ZoneInfo) -> None:
    """Another home may lie under other directives, and in an area with another curfew."""
    if fence.kind == FenceKind.home and fence.elder_id is not None:
        reconsider.elder(tx, fence.elder_id, zone)
        places.follow(tx)


def _box(text: str) -> Box:
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise wrong("bbox", "four numbers: west,south,east,north") from None
    return west, south, east, north


def feature(fence: FenceView) -> FenceOut:
    """A fence as GeoJSON."""
    properties = PropertiesOut.model_validate(fence)
    return FenceOut(id=fence.id, geometry=fence.geometry, properties=properties)
