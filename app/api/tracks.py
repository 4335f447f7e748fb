"""The way an elder went."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.api.deps import LimitDep, OperatorDep, StoreDep
from app.api.problems import documented
from app.api.schemas import LINE, Id, Instant, InstantIn, Out, Page
from app.clock import DAY, MINUTE
from app.errors import Invalid
from app.identity import access
from app.registry import elders
from app.reports import track

router = APIRouter(prefix="/api/elders", tags=["elders"])


class TrackPoint(Out):
    """One fix: WGS-84 degrees, metres, m/s, percent. `quarantine` says why it is not believed."""

    fixed_at: Instant
    received_at: Instant
    lat: float
    lon: float
    accuracy_m: float | None
    source: str = Field(examples=["gnss", "wifi", "cell"])
    speed_mps: float | None
    heading_deg: float | None
    altitude_m: float | None
    battery_pct: float | None
    charging: bool | None
    vitals: dict[str, float] | None = Field(examples=[{"spo2_pct": 97}])
    signals: list[str]
    device_id: int
    quarantine: str | None


@router.get(
    "/{elder_id}/track", summary="Where an elder has been", responses=documented(400, 401, 403, 404, 422)
)
def read(
    elder_id: Id,
    user: OperatorDep,
    store: StoreDep,
    limit: LimitDep,
    since: Annotated[InstantIn | None, Query(alias="from", description="Default: 24 hours ago.")] = None,
    until: Annotated[InstantIn | None, Query(alias="to", description="Default: now.")] = None,
    after: str | None = None,
    reason: Annotated[
        str | None, Query(max_length=500, pattern=LINE, description="Required before the last 24 hours.")
    ] = None,
    quarantined: Annotated[bool, Query(description="Also the fixes that are not believed.")] = False,
) -> Page[TrackPoint]:
    """Oldest first. Every reading is noted in the access log, with the reason."""
    reason = (reason or "").strip() or None
    with store.transaction() as tx:
        elders.row(tx.session, elder_id, user.area_ids)
        first = tx.now - DAY if since is None else since
        if first < tx.now - DAY - MINUTE and reason is None:  # a minute for clocks and for the way here
            detail = "required for what lies before the last 24 hours"
            raise Invalid(f"reason: {detail}", errors=[{"field": "reason", "detail": detail}])
        last = tx.now + DAY if until is None else until
        access.record(tx, user, "track", elder_id, reason)
        found, following = track.points(
            tx.session, elder_id, (first, last), limit=limit, after=after, quarantined=quarantined
        )
    return Page[TrackPoint].model_validate({"items": found, "next": following})
