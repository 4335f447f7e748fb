"""Directives: everybody who lives inside stays home for a window, which ends by itself."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from app.alerts import reconsider
from app.api.deps import LimitDep, OperatorDep, StoreDep, SupervisorDep, WallDep, ZoneDep
from app.api.problems import documented
from app.api.schemas import Id, In, Instant, InstantIn, LongText, Name, Out, Page, page_of
from app.identity.roles import Principal, Role
from app.registry import directives
from app.registry.directives import Issuer, Reach

router = APIRouter(prefix="/api/directives", tags=["plans"])

_SQUARE = {
    "type": "Polygon",
    "coordinates": [[[108.93, 34.26], [108.95, 34.26], [108.95, 34.27], [108.93, 34.27], [108.93, 34.26]]],
}


class ReachIn(In):
    """Whom it concerns: either an area and everything below it, or whoever lives inside a polygon."""

    area_id: Id | None = None
    geometry: dict[str, Any] | None = Field(
        None, description="GeoJSON Polygon or MultiPolygon, WGS-84.", examples=[_SQUARE]
    )

    def reach(self) -> Reach:
        return Reach(area_id=self.area_id, geometry=self.geometry)


class DirectiveIn(ReachIn):
    name: Name = Field(examples=["高温橙色预警"])
    reason: LongText = Field(min_length=1, examples=["最高气温 40 °C"])
    starts_at: InstantIn | None = Field(None, description="Default: now.")
    ends_at: InstantIn


class DirectiveCount(Out):
    elders: int = Field(description="They live inside.")
    outside: int = Field(description="Of these, outdoors now: each will be an alert.")


class DirectiveOut(Out):
    id: int
    name: str
    reason: str
    areas: list[int] = Field(description="It reaches these areas and below; none is everywhere.")
    geometry: dict[str, Any] | None = Field(description="Within them only those who live in here.")
    starts_at: Instant
    ends_at: Instant
    created_at: Instant
    state: str = Field(examples=["planned", "in_force", "ended"])


class DirectiveDetail(DirectiveOut):
    elders: int = Field(description="In your areas, now: whoever moves in or away is counted so.")
    outside: int


@router.post("/preview", summary="Whom would it concern?", responses=documented(401, 403, 422))
def preview(body: ReachIn, user: SupervisorDep, store: StoreDep) -> DirectiveCount:
    with store.snapshot() as session:
        return DirectiveCount.model_validate(directives.preview(session, body.reach(), _issuer(user)))


@router.post("", status_code=201, summary="Issue a directive", responses=documented(401, 403, 422))
def issue(body: DirectiveIn, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> DirectiveDetail:
    """Everybody who lives inside is in stay-home mode for the window, in one step, whatever her own mode.
    Those who are out when it begins get their alert then. A polygon reaches no further than your areas."""
    with store.transaction() as tx:
        starts_at = tx.now if body.starts_at is None else max(body.starts_at, tx.now)
        made, count = directives.issue(
            tx, body.name, body.reason, body.reach(), starts_at, body.ends_at, _issuer(user)
        )
        reconsider.shared(tx, zone)
    return _detail(made, count)


@router.get("", summary="List directives", responses=documented(401, 403))
def index(user: WallDep, store: StoreDep, limit: LimitDep, after: Id | None = None) -> Page[DirectiveOut]:
    """Those that touch your areas, newest first. Walls are told where and until when, but no reason: it may
    speak of people."""
    with store.snapshot() as session:
        found = directives.page(session, store.clock.now(), after, limit + 1, user.area_ids)
    page = Page[DirectiveOut].model_validate(page_of(found, limit))
    if not user.can(Role.operator):
        page.items = [shown.model_copy(update={"reason": ""}) for shown in page.items]
    return page


@router.get("/{directive_id}", summary="A directive", responses=documented(401, 403, 404))
def read(directive_id: Id, user: OperatorDep, store: StoreDep) -> DirectiveDetail:
    with store.snapshot() as session:
        return _detail(*directives.find(session, directive_id, store.clock.now(), user.area_ids))


@router.post("/{directive_id}/end", summary="End it early", responses=documented(401, 403, 404, 409))
def end(directive_id: Id, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> DirectiveOut:
    """Its alerts clear, and stay for somebody to look at."""
    with store.transaction() as tx:
        ended = directives.end(tx, directive_id, _issuer(user))
        reconsider.shared(tx, zone)
    return DirectiveOut.model_validate(ended)


def _issuer(user: Principal) -> Issuer:
    return Issuer(user.id, user.areas, user.area_ids)


def _detail(view: directives.DirectiveView, count: directives.Count) -> DirectiveDetail:
    shown = DirectiveOut.model_validate(view).model_dump()
    return DirectiveDetail(**shown, elders=count.elders, outside=count.outside)
