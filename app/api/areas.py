"""The tree of areas."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from app.alerts import reconsider
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
    return AreaOut.model_validate(made)


@router.patch("/{area_id}", summary="Change an area", responses=documented(401, 403, 404, 409, 422))
def change(area_id: Id, body: AreaPatch, admin: AdminDep, store: StoreDep, zone: ZoneDep) -> AreaOut:
    """Change what is given. With another border, elders whose home lies inside move in, and those outside
    out, at once: curfews and directives of the area follow. The border of an area is redrawn by admins of
    the area above it."""
    changes = given(body, "name", "kind", exclude={"revision"})
    with store.transaction() as tx:
        changed = areas.change(tx, area_id, changes, admin.area_ids, body.revision)
        reconsider.shared(tx, zone)
    return AreaOut.model_validate(changed)
