"""The tree of areas."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from app.api.deps import AdminDep, LimitDep, StoreDep, UserDep
from app.api.problems import documented
from app.api.schemas import Id, In, Name, Out, Page, page_of
from app.errors import Forbidden
from app.registry import areas
from app.registry.words import AreaKind

router = APIRouter(prefix="/api/areas", tags=["areas"])


class AreaIn(In):
    name: Name = Field(examples=["北院门街道"])
    kind: AreaKind = AreaKind.district
    parent_id: Id | None = Field(None, description="Default: the root.")
    boundary: dict[str, Any] | None = Field(None, description="GeoJSON Polygon or MultiPolygon, WGS-84.")


class AreaOut(Out):
    id: int
    parent_id: int | None
    name: str
    kind: AreaKind
    boundary: dict[str, Any] | None


@router.get("", summary="List areas", responses=documented(401))
def index(user: UserDep, store: StoreDep, limit: LimitDep, after: Id = 0) -> Page[AreaOut]:
    """Your areas and everything below them."""
    with store.snapshot() as session:
        found = areas.page(session, user.area_ids, after, limit + 1)
        return Page[AreaOut].model_validate(page_of(found, limit))


@router.post("", status_code=201, summary="Add an area", responses=documented(401, 403, 422))
def create(body: AreaIn, admin: AdminDep, store: StoreDep) -> AreaOut:
    """Elders whose home lies inside move to it, when it is the smallest around them."""
    if admin.area_ids is not None and not admin.may_see(body.parent_id):
        raise Forbidden("That reaches beyond your own areas.")
    with store.transaction() as tx:
        return AreaOut.model_validate(areas.create(tx, body.name, body.kind, body.parent_id, body.boundary))
