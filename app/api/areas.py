"""The tree of areas."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status
from pydantic import Field

from app.alerts import places, reconsider
from app.api.deps import AdminDep, LimitDep, StoreDep, UserDep, ZoneDep
from app.api.problems import documented
from app.api.schemas import Id, In, Name, Out, Page, Seen, given, page_of
from app.errors import Forbidden
from app.registry import areas
from app.registry.words import AreaKind

router = APIRouter(prefix="/api/areas", tags=["areas"])


class AreaIn(In):
    name: Name = Field(examples=["北院门街道"])
    kind: AreaKind = AreaKind.district
    parent_id: Id | None = Field(None, description="Default: the root.")
    boundary: dict[str, Any] | None = Field(None, description="GeoJSON Polygon or MultiPolygon, WGS-84.")


class AreaPatch(In):
    name: Name | None = None
    kind: AreaKind | None = None
    parent_id: Id | None = Field(None, description="Another area above it; never one that lies in it.")
    boundary: dict[str, Any] | None = Field(None, description="null takes the border away.")
    revision: Seen = Field(None, description="As it was when you looked: 409 when it is another by now.")


class AreaOut(Out):
    id: int
    parent_id: int | None
    name: str
    kind: AreaKind
    boundary: dict[str, Any] | None
    revision: str = Field(description="Another word after every change; send it back with yours.")


@router.get("", summary="List areas", responses=documented(401))
def index(user: UserDep, store: StoreDep, limit: LimitDep, after: Id = 0) -> Page[AreaOut]:
    """Your areas and everything below them."""
    with store.snapshot() as session:
        found = areas.page(session, user.area_ids, after, limit + 1)
        return Page[AreaOut].model_validate(page_of(found, limit))


@router.post("", status_code=201, summary="Add an area", responses=documented(401, 403, 422))
def create(body: AreaIn, admin: AdminDep, store: StoreDep, zone: ZoneDep) -> AreaOut:
    """Elders whose home lies inside move to it, when it is the smallest around them."""
    if admin.area_ids is not None and not admin.may_see(body.parent_id):
        raise Forbidden("That reaches beyond your own areas.")
    with store.transaction() as tx:
        made = areas.create(tx, body.name, body.kind, body.parent_id, body.boundary)
        reconsider.shared(tx, zone)  # who moves in or out may come under another curfew
        places.follow(tx)
    return AreaOut.model_validate(made)


@router.patch("/{area_id}", summary="Change an area", responses=documented(401, 403, 404, 409, 422))
def change(area_id: Id, body: AreaPatch, admin: AdminDep, store: StoreDep, zone: ZoneDep) -> AreaOut:
    """Change what is given. With another border, elders whose home lies inside move in, and those outside
    out, at once: curfews, directives and their open alerts follow. With another parent nobody moves, but who
    may see the area is another now, on open screens too. Border and parent of an area are changed by admins
    of the area above it."""
    changes = given(body, "name", "kind", "parent_id", exclude={"revision"})
    with store.transaction() as tx:
        changed = areas.change(tx, area_id, changes, admin.area_ids, body.revision)
        reconsider.shared(tx, zone)
        places.follow(tx)
    return AreaOut.model_validate(changed)


@router.delete(
    "/{area_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Remove an area that is empty",
    responses=documented(401, 403, 404, 409, 422),
)
def remove(
    area_id: Id,
    admin: AdminDep,
    store: StoreDep,
    seen: Annotated[Seen, Query(alias="revision", description="As it was when you looked.")] = None,
) -> Response:
    """409 with `holds` while there is something in it: `elders`, `areas` below, open `alerts`, `users` who
    are limited to it, its `curfews`, `thresholds`, and `directives` that still run. Its figures of the past
    stay with the areas above."""
    with store.transaction() as tx:
        places.remove(tx, area_id, admin.area_ids, seen)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
