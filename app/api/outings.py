"""Planned outings: leaving is expected, and so is coming back."""

from typing import cast

from fastapi import APIRouter
from pydantic import Field

from app.alerts import reconsider
from app.api.deps import LimitDep, OperatorDep, StoreDep, ZoneDep
from app.api.problems import documented
from app.api.schemas import Id, In, Instant, InstantIn, LongText, Name, Out, Page, ShortText, given, page_of
from app.identity import access
from app.registry import outings
from app.registry.outings import OutingFields

router = APIRouter(prefix="/api", tags=["plans"])
_ENDING = documented(401, 403, 404, 409)


class OutingIn(In):
    starts_at: InstantIn = Field(examples=["2026-11-24T14:00:00+08:00"])
    expected_back_at: InstantIn = Field(examples=["2026-11-24T16:00:00+08:00"])
    destination: Name = Field(examples=["兴庆宫公园"])
    companion: ShortText | None = Field(None, examples=["女儿"])
    note: LongText | None = None


class OutingPatch(In):
    starts_at: InstantIn | None = None
    expected_back_at: InstantIn | None = None
    destination: Name | None = None
    companion: ShortText | None = None
    note: LongText | None = None


class OutingOut(Out):
    id: int
    elder_id: int
    starts_at: Instant
    expected_back_at: Instant
    destination: str
    companion: str | None
    note: str | None
    created_at: Instant
    returned_at: Instant | None = Field(
        description="When she was seen at home, or somebody said that she is."
    )
    cancelled_at: Instant | None
    state: str = Field(examples=["planned", "under_way", "overdue", "returned", "cancelled"])


@router.post(
    "/elders/{elder_id}/outings",
    status_code=201,
    summary="Plan an outing",
    responses=documented(401, 403, 404, 422),
)
def plan(elder_id: Id, body: OutingIn, user: OperatorDep, store: StoreDep, zone: ZoneDep) -> OutingOut:
    """Exits stay silent from the start until 15 minutes past the expected return. Whoever is still out then
    gets an alert `not_returned`: P2, after an hour P1. It closes no alert that is open already."""
    with store.transaction() as tx:
        made = outings.plan(tx, elder_id, cast(OutingFields, body.model_dump()), user.id, user.area_ids)
        reconsider.elder(tx, elder_id, zone)
    return OutingOut.model_validate(made)


@router.get("/elders/{elder_id}/outings", summary="Her outings", responses=documented(401, 403, 404))
def index(
    elder_id: Id, user: OperatorDep, store: StoreDep, limit: LimitDep, after: Id = 0
) -> Page[OutingOut]:
    """All of them, oldest first; the reading is noted in the access log."""
    with store.transaction() as tx:
        found = outings.page(tx.session, elder_id, after, limit + 1, tx.now, user.area_ids)
        access.record(tx, user, "outings", elder_id)
    return Page[OutingOut].model_validate(page_of(found, limit))


@router.patch(
    "/outings/{outing_id}", summary="Change an outing", responses=documented(401, 403, 404, 409, 422)
)
def change(outing_id: Id, body: OutingPatch, user: OperatorDep, store: StoreDep, zone: ZoneDep) -> OutingOut:
    """Change what is given; a later return clears a `not_returned` that stands. 409 once it has ended."""
    fields = cast(OutingFields, given(body, "starts_at", "expected_back_at", "destination"))
    with store.transaction() as tx:
        changed = outings.change(tx, outing_id, fields, user.area_ids)
        reconsider.elder(tx, changed.elder_id, zone)
    return OutingOut.model_validate(changed)


@router.post("/outings/{outing_id}/return", summary="She is back", responses=_ENDING)
def returned(outing_id: Id, user: OperatorDep, store: StoreDep, zone: ZoneDep) -> OutingOut:
    """For what the watch has not seen yet. If it says outside 15 minutes later, her mode decides again."""
    with store.transaction() as tx:
        changed = outings.returned(tx, outing_id, user.area_ids)
        reconsider.elder(tx, changed.elder_id, zone)
    return OutingOut.model_validate(changed)


@router.post("/outings/{outing_id}/cancel", summary="Call it off", responses=_ENDING)
def cancel(outing_id: Id, user: OperatorDep, store: StoreDep, zone: ZoneDep) -> OutingOut:
    """It does not take place: if she is out already, her mode decides at once."""
    with store.transaction() as tx:
        changed = outings.cancel(tx, outing_id, user.area_ids)
        reconsider.elder(tx, changed.elder_id, zone)
    return OutingOut.model_validate(changed)
