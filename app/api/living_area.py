"""A living area learned from two weeks of positions: proposed, looked at, accepted."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from app.alerts import reconsider
from app.api.deps import StoreDep, SupervisorDep, ZoneDep
from app.api.fences import FenceOut, feature
from app.api.problems import documented
from app.api.schemas import Id, In, Name, Out
from app.identity import access
from app.registry import fences
from app.reports import habitat

router = APIRouter(prefix="/api/elders/{elder_id}/living-area", tags=["plans"])


class LivingAreaProposal(Out):
    geometry: dict[str, Any] = Field(description="GeoJSON Polygon or MultiPolygon, WGS-84.")
    days: int = Field(description="On which there was an hour of positions at least.")
    hours: float = Field(description="Observed in all.")
    covered: float = Field(description="Share of these hours that the area covers, 0 to 1.")
    area_m2: float


class LivingAreaIn(In):
    geometry: dict[str, Any] = Field(description="The proposal, corrected where it is wrong.")
    name: Name | None = None


@router.get("/proposal", summary="Propose a living area", responses=documented(401, 403, 404, 409))
def propose(elder_id: Id, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> LivingAreaProposal:
    """From the last 14 days; nothing is stored. Noted in the access log, for it reads where she went.

    409 when there are too few days to say anything.
    """
    with store.transaction() as tx:
        access.record(tx, user, "living_area", elder_id, "learned from 14 days")
    with store.snapshot() as session:
        found = habitat.propose(session, elder_id, store.clock.now(), zone, user.area_ids)
    return LivingAreaProposal.model_validate(found)


@router.post("", status_code=201, summary="Accept a living area", responses=documented(401, 403, 404, 422))
def accept(elder_id: Id, body: LivingAreaIn, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> FenceOut:
    """It becomes a safe fence that says that it was learned, in place of the one learned before. Like every
    fence it can be removed, or drawn anew."""
    with store.transaction() as tx:
        made = fences.learned(tx, elder_id, body.geometry, body.name, user.area_ids)
        reconsider.elder(tx, elder_id, zone)
    return feature(made)
