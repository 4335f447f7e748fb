"""What governs an elder now and next: mode, curfew, directive, outings."""

from datetime import time
from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import Field, StringConstraints

from app.alerts import reconsider, today
from app.api.deps import OperatorDep, StoreDep, SupervisorDep, ZoneDep
from app.api.outings import OutingOut
from app.api.problems import documented
from app.api.schemas import Id, In, Instant, Out, Ref
from app.identity import access
from app.registry import curfews
from app.registry.curfews import CurfewFields
from app.registry.words import MonitoringMode

router = APIRouter(prefix="/api", tags=["plans"])

Weekday = Annotated[int, Field(ge=0, le=6)]
ZoneName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class CurfewIn(In):
    """Local times, to the minute. An end at or before the start is on the next day."""

    starts: time = Field(examples=["22:00"])
    ends: time = Field(examples=["06:00"])
    days: list[Weekday] = Field(
        list(range(7)), max_length=7, description="The weekdays on which it begins; 0 is Monday."
    )
    time_zone: ZoneName | None = Field(
        None, examples=["Asia/Shanghai"], description="IANA name; default: the service's."
    )

    def fields(self) -> CurfewFields:
        return CurfewFields(
            starts=self.starts.strftime("%H:%M"),
            ends=self.ends.strftime("%H:%M"),
            days=self.days,
            time_zone=self.time_zone,
        )


class CurfewOut(Out):
    starts: str = Field(examples=["22:00"])
    ends: str = Field(examples=["06:00"])
    days: list[int]
    time_zone: str | None


class CurfewNow(CurfewOut):
    source: str = Field(examples=["elder", "area", "default"])
    holds: bool = Field(description="It is in force now.")


class PlanOut(Out):
    """`mode` is what holds now, `own_mode` what was set for her."""

    mode: MonitoringMode
    own_mode: MonitoringMode
    directive: Ref | None = Field(description="The directive that overrides her own mode.")
    outside_alerts: bool = Field(description="Would being out of home alert now, outings aside?")
    until: Instant | None = Field(description="When any of this changes next.")
    mode_until: Instant | None = Field(description="When the directive ends.")
    curfew: CurfewNow | None = Field(description="Of those whose own mode it is.")
    outing: OutingOut | None = Field(description="The one under way, which keeps exits silent.")
    outings: list[OutingOut] = Field(description="Planned, under way and overdue, the next one first.")


@router.get("/elders/{elder_id}/plan", summary="What governs her", responses=documented(401, 403, 404))
def read(elder_id: Id, user: OperatorDep, store: StoreDep, zone: ZoneDep) -> PlanOut:
    """The reading is noted in the access log: outings say where she is going."""
    with store.transaction() as tx:
        found = today.of(tx, elder_id, zone, user.area_ids)
        access.record(tx, user, "plan", elder_id)
    return PlanOut.model_validate(found)


_EDITING = documented(401, 403, 404, 422)
_GONE = status.HTTP_204_NO_CONTENT


@router.get("/elders/{elder_id}/curfew", summary="Her own schedule", responses=documented(401, 403, 404))
def read_of_elder(elder_id: Id, user: OperatorDep, store: StoreDep) -> CurfewOut | None:
    """null: she follows her area, or the default."""
    with store.snapshot() as session:
        found = curfews.of_elder(session, elder_id, user.area_ids)
    return CurfewOut.model_validate(found) if found else None


@router.put("/elders/{elder_id}/curfew", summary="Give her a schedule of her own", responses=_EDITING)
def set_of_elder(
    elder_id: Id, body: CurfewIn, user: SupervisorDep, store: StoreDep, zone: ZoneDep
) -> CurfewOut:
    """It counts in the mode `curfew`. If it has begun and she is out, her alert opens at once."""
    with store.transaction() as tx:
        made = curfews.set_for_elder(tx, elder_id, body.fields(), user.area_ids)
        reconsider.elder(tx, elder_id, zone)
    return CurfewOut.model_validate(made)


@router.delete(
    "/elders/{elder_id}/curfew", status_code=_GONE, summary="Back to the area's", responses=_EDITING
)
def unset_of_elder(elder_id: Id, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> Response:
    with store.transaction() as tx:
        curfews.unset_for_elder(tx, elder_id, user.area_ids)
        reconsider.elder(tx, elder_id, zone)
    return Response(status_code=_GONE)


@router.get("/areas/{area_id}/curfew", summary="An area's schedule", responses=documented(401, 403, 404))
def read_of_area(area_id: Id, user: OperatorDep, store: StoreDep) -> CurfewOut | None:
    """null: it follows the area above, or the default."""
    with store.snapshot() as session:
        found = curfews.of_area(session, area_id, user.area_ids)
    return CurfewOut.model_validate(found) if found else None


@router.put("/areas/{area_id}/curfew", summary="Give an area a schedule", responses=_EDITING)
def set_of_area(
    area_id: Id, body: CurfewIn, user: SupervisorDep, store: StoreDep, zone: ZoneDep
) -> CurfewOut:
    """For everybody in the area and below who has none nearer."""
    with store.transaction() as tx:
        made = curfews.set_for_area(tx, area_id, body.fields(), user.area_ids)
        reconsider.shared(tx, zone)
    return CurfewOut.model_validate(made)


@router.delete(
    "/areas/{area_id}/curfew", status_code=_GONE, summary="Back to the area above", responses=_EDITING
)
def unset_of_area(area_id: Id, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> Response:
    with store.transaction() as tx:
        curfews.unset_for_area(tx, area_id, user.area_ids)
        reconsider.shared(tx, zone)
    return Response(status_code=_GONE)
