"""Tasks: what responders are asked to do, what they answer, and how far they are."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from app.api.alert_schemas import FixOut
from app.api.deps import LimitDep, StoreDep, require, within
from app.api.problems import documented
from app.api.schemas import Id, In, LongText, Out, Page, page_of
from app.api.task_schemas import NearOut, TaskOut
from app.dispatch import offers, progress, queries
from app.dispatch.machine import Stage
from app.dispatch.queries import Wanted
from app.errors import Conflict
from app.identity.roles import Principal, Role
from app.store.db import Store, Tx

router = APIRouter(prefix="/api/tasks", tags=["tasks"])
_409 = documented(401, 403, 404, 409, 422)
GoingDep = Annotated[Principal, Depends(require(Role.responder, Role.operator))]
ResponderDep = Annotated[Principal, Depends(require(Role.responder))]


class PlaceOut(Out):
    """Whom to go to, and where. WGS-84."""

    name: str
    phone: str | None
    address: str | None
    home: NearOut | None
    fix: FixOut | None = Field(description="Where she was last.")


class TaskDetail(TaskOut):
    place: PlaceOut | None = Field(description="Only for whoever has the task, and only while it is open.")


class WithReason(In):
    reason: LongText | None = Field(None, max_length=500, examples=["家里走不开"])


class Done(In):
    note: LongText | None = Field(None, max_length=2000, examples=["老人在小区花园，已送回家，一切都好"])


@router.get("", summary="Tasks, newest first", responses=documented(401, 403))
def index(
    user: GoingDep,
    store: StoreDep,
    limit: LimitDep,
    alert_id: Id | None = None,
    area: Annotated[Id | None, Query(description="Only this area and below.")] = None,
    standing: Annotated[bool, Query(description="Only those that are offered or under way.")] = False,
    after: Id | None = None,
) -> Page[TaskOut]:
    """For a responder: what they have, and what they were offered in the last twelve hours. For a desk: those
    of its areas. Never an address."""
    with store.snapshot() as session:
        wanted = Wanted(alert_id, within(session, user, area), standing, after, limit + 1)
        listed = queries.for_responder if user.role is Role.responder else queries.for_desk
        found = listed(session, user, wanted, store.clock.now())
        return Page[TaskOut].model_validate(page_of(found, limit))


@router.get("/{task_id}", summary="One task, and where to go", responses=documented(401, 403, 404))
def get_task(task_id: Id, user: GoingDep, store: StoreDep) -> TaskDetail:
    """For whoever has it, while it is open: her name, number, address and where she was last. Each look is in
    the access log."""
    with store.transaction() as tx:
        place = queries.place(tx, user, task_id)
        view = TaskOut.model_validate(queries.one(tx.session, user, task_id, tx.now))
        return TaskDetail(
            **view.model_dump(), place=None if place is None else PlaceOut.model_validate(place)
        )


def _do(store: Store, user: Principal, task_id: int, act: Callable[[Tx], Any]) -> TaskOut:
    with store.transaction() as tx:
        act(tx)
    with store.snapshot() as session:
        return TaskOut.model_validate(queries.one(session, user, task_id, store.clock.now()))


@router.post("/{task_id}/accept", summary="I will go", responses=_409)
def accept(task_id: Id, user: ResponderDep, store: StoreDep) -> TaskOut:
    """The first to accept has it; the others get 409 with `responder`. 409 too when the case is over."""
    task = _do(store, user, task_id, lambda tx: offers.accept(tx, user, task_id))
    if task.stage is Stage.WITHDRAWN:
        raise Conflict("Nobody need go any more.", stage=task.stage, responder=None, accepted_at=None)
    return task


@router.post("/{task_id}/decline", summary="I cannot go", responses=_409)
def decline(task_id: Id, body: WithReason, user: ResponderDep, store: StoreDep) -> TaskOut:
    """The desk hears it at once."""
    return _do(store, user, task_id, lambda tx: offers.decline(tx, user, task_id, body.reason or None))


@router.post("/{task_id}/en_route", summary="I am on my way", responses=_409)
def en_route(task_id: Id, user: ResponderDep, store: StoreDep) -> TaskOut:
    """Whoever has it has set out."""
    return _do(store, user, task_id, lambda tx: progress.depart(tx, user, task_id))


@router.post("/{task_id}/on_scene", summary="I am there", responses=_409)
def on_scene(task_id: Id, user: ResponderDep, store: StoreDep) -> TaskOut:
    """Whoever has it has arrived; from next door without having set out."""
    return _do(store, user, task_id, lambda tx: progress.arrive(tx, user, task_id))


@router.post("/{task_id}/complete", summary="It is done", responses=_409)
def complete(task_id: Id, body: Done, user: ResponderDep, store: StoreDep) -> TaskOut:
    """The alert is monitored for another 15 minutes, or resolved if its cause is over."""
    return _do(store, user, task_id, lambda tx: progress.complete(tx, user, task_id, body.note or None))


@router.post("/{task_id}/abort", summary="Give up, or withdraw", responses=_409)
def abort(task_id: Id, body: WithReason, user: GoingDep, store: StoreDep) -> TaskOut:
    """Whoever has it cannot do it after all; a desk withdraws it. If nobody else is on the way, the alert is
    escalated."""
    return _do(store, user, task_id, lambda tx: progress.abort(tx, user, task_id, body.reason or None))
