"""Shift handover: open cases given away by whoever leaves, and taken one by one by whoever stays."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.alerts import handovers
from app.alerts.handovers import Given
from app.api.alert_schemas import AlertOut
from app.api.deps import LimitDep, OperatorDep, StoreDep
from app.api.problems import documented
from app.api.schemas import Id, In, Instant, LongText, Out, Page, Ref, page_of
from app.identity.roles import Principal
from app.store.db import Store

router = APIRouter(prefix="/api/handovers", tags=["handovers"])
_409 = documented(401, 403, 404, 409, 422)


class ItemIn(In):
    alert_id: Id = Field(examples=[41])
    note: LongText | None = Field(None, max_length=500, examples=["女儿在路上，21:30 再打一次"])


class HandoverIn(In):
    note: LongText | None = Field(None, max_length=2000, examples=["3 号楼电梯停运到明早"])
    items: list[ItemIn] = Field(default_factory=list, max_length=handovers.MOST_ITEMS)


class Taking(In):
    alert_ids: list[Id] | None = Field(
        None, max_length=handovers.MOST_ITEMS, description="Null: all that wait.", examples=[[41]]
    )


class ItemOut(Out):
    alert: AlertOut
    note: str | None
    accepted_by: Ref | None
    accepted_at: Instant | None


class HandoverOut(Out):
    id: int
    given_by: Ref
    given_at: Instant
    note: str | None
    ended_at: Instant | None = Field(description="When nothing waited any more, or it was withdrawn.")
    ended_by: Ref | None
    withdrawn: bool
    waiting: int = Field(description="How many of `items` are open and nobody has taken.")
    items: list[ItemOut] = Field(description="Those of your areas.")


@router.get("", summary="Handovers, newest first", responses=documented(401, 403))
def index(
    user: OperatorDep,
    store: StoreDep,
    limit: LimitDep,
    standing: Annotated[bool, Query(description="Only those that have not ended.")] = False,
    after: Id | None = None,
) -> Page[HandoverOut]:
    """Yours, and those of whoever works in your areas."""
    with store.snapshot() as session:
        found = handovers.page(session, user, standing=standing, before=after, limit=limit + 1)
        return Page[HandoverOut].model_validate(page_of(found, limit))


@router.post("", status_code=201, summary="Hand over", responses=documented(401, 403, 409, 422))
def give(body: HandoverIn, user: OperatorDep, store: StoreDep) -> HandoverOut:
    """Give away open cases with what the next one must know: an operator those they hold, a supervisor any.

    They stay yours until somebody takes them.
    """
    items = [Given(item.alert_id, item.note or None) for item in body.items]
    with store.transaction() as tx:
        handover_id = handovers.give(tx, user, body.note or None, items)
    return _one(store, user, handover_id)


@router.post("/{handover_id}/accept", summary="Take cases", responses=_409)
def accept(handover_id: Id, body: Taking, user: OperatorDep, store: StoreDep) -> HandoverOut:
    """What the giver holds becomes yours; of anything else the timeline says that you know.

    409 when somebody else has taken a case that you name. With nothing left it ends.
    """
    with store.transaction() as tx:
        handovers.accept(tx, user, handover_id, body.alert_ids)
    return _one(store, user, handover_id)


@router.post("/{handover_id}/withdraw", summary="Keep what nobody has taken", responses=_409)
def withdraw(handover_id: Id, user: OperatorDep, store: StoreDep) -> HandoverOut:
    """Whoever gave it, or a supervisor."""
    with store.transaction() as tx:
        handovers.withdraw(tx, user, handover_id)
    return _one(store, user, handover_id)


def _one(store: Store, user: Principal, handover_id: int) -> HandoverOut:
    with store.snapshot() as session:
        return HandoverOut.model_validate(handovers.one(session, user, handover_id))
