"""Alerts: the queue, one case, and everything an operator does with it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from app.alerts import queries, service
from app.alerts.kinds import Disposition
from app.api.alert_schemas import AlertDetail, AlertPage, CallStarted, ShelvedOut, Unshelved
from app.api.deps import ExchangeDep, LimitDep, OperatorDep, StoreDep, SupervisorDep
from app.api.problems import documented
from app.api.schemas import Id, LongText, Name, Page
from app.api.task_schemas import ResponderOut, TaskOut
from app.calls import attempts
from app.calls import service as calls
from app.calls.ladder import Next
from app.calls.results import Outcome, Result
from app.dispatch import offers, progress, responders
from app.dispatch import queries as tasks
from app.dispatch.machine import OPEN
from app.errors import Conflict
from app.identity.roles import Principal
from app.store.db import Store, Tx

router = APIRouter(prefix="/api/alerts", tags=["alerts"])
Acting = Callable[[Tx], Any]
_409 = documented(401, 403, 404, 409, 422)
Words = Annotated[LongText, StringConstraints(min_length=1, max_length=2000)]
Reason = Annotated[LongText, StringConstraints(min_length=1, max_length=500)]


class Versioned(BaseModel):
    """`version` is the one the caller saw; a newer one in the database answers 409."""

    version: int = Field(ge=0, examples=[0])


class WithReason(Versioned):
    reason: LongText | None = Field(None, max_length=500)


class Takeover(Versioned):
    reason: Reason = Field(examples=["operator is on another call"])


class Call(Versioned):
    to: str | int = Field(examples=["elder", 3], description="`elder`, or the id of a contact")


class CallResult(Versioned):
    result: Result
    outcome: Outcome | None = None


class Note(Versioned):
    note: Words = Field(examples=["Daughter is on her way."])


class Dispatch(Versioned):
    to: Name = Field("responder", examples=["medical_120"])
    note: LongText | None = Field(None, max_length=2000)


class Offers(Versioned):
    responders: list[Id] = Field(min_length=1, max_length=offers.MOST, examples=[[7, 9]])
    words: Words = Field(examples=["敲门看看，给老人捎一瓶水"], description="what is to be done")


class Shelve(Versioned):
    minutes: int = Field(30, examples=[30], description="1 to 120")
    reason: Reason


class Seen(BaseModel):
    alert_id: Id = Field(examples=[41])
    version: int = Field(ge=0, examples=[0])


class ShelveMany(BaseModel):
    alerts: list[Seen] = Field(min_length=1, max_length=500)
    minutes: int = Field(30, examples=[30], description="1 to 120")
    reason: Reason = Field(examples=["电信断网，设备类先放一放"])


class Close(Versioned):
    disposition: Disposition
    note: LongText | None = Field(None, max_length=2000)


@router.get("", response_model=AlertPage, responses=documented(401, 403))
def list_alerts(
    store: StoreDep,
    user: OperatorDep,
    limit: LimitDep,
    handling: Annotated[str | None, Query(description="comma-separated", examples=["open,claimed"])] = None,
    kind: Annotated[str | None, Query(description="comma-separated", examples=["sos"])] = None,
    elder_id: Id | None = None,
    area: Id | None = None,
    after: Id | None = None,
) -> dict[str, Any]:
    """Alerts in your areas, newest first."""
    wanted = queries.Filter(_words(handling), _words(kind), elder_id, area, limit, after)
    with store.snapshot() as session:
        items, more = queries.find(session, user, wanted)
    return {"items": items, "next": more}


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()] if text else []


@router.post("/shelve", summary="Shelve many at once", responses=documented(401, 403, 422))
def shelve_many(body: ShelveMany, store: StoreDep, user: SupervisorDep) -> ShelvedOut:
    """In a flood, what can wait: up to two hours, with a reason, never a P1. What has changed meanwhile, or
    may not be shelved, is left as it is and named."""
    seen = [(one.alert_id, one.version) for one in body.alerts]
    with store.transaction() as tx:
        shelved, refused = service.shelve_many(tx, user, seen, body.minutes, body.reason)
    return ShelvedOut(
        shelved=shelved,
        refused=[Unshelved(alert_id=i, code=e.kind, detail=e.detail) for i, e in refused.items()],
    )


@router.get("/{alert_id}", response_model=AlertDetail, responses=documented(401, 403, 404))
def get_alert(alert_id: Id, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """One alert with what you may do now, why it opened, its calls and its timeline."""
    return _detail(store, user, alert_id)


def _detail(store: Store, user: Principal, alert_id: int) -> dict[str, Any]:
    with store.snapshot() as session:
        alert = service.visible(session, user, alert_id)
        now = store.clock.now()
        going = [TaskOut.model_validate(one) for one in tasks.of_alert(session, user, alert, now)]
        return {
            **queries.detail(session, user, alert, now),
            "calls": calls.calls_of(session, alert),
            "tasks": going,
            "next_step": _proposed(attempts.next_step(session, alert), going),
        }


def _proposed(step: dict[str, Any] | None, going: list[TaskOut]) -> dict[str, Any] | None:
    """To send somebody is no proposal while responders are asked or on the way."""
    sent = step is not None and step["do"] == Next.DISPATCH and any(one.stage in OPEN for one in going)
    return None if sent else step


def _do(store: Store, user: Principal, alert_id: int, act: Acting) -> dict[str, Any]:
    with store.transaction() as tx:
        act(tx)
    return _detail(store, user, alert_id)


@router.post("/{alert_id}/claim", response_model=AlertDetail, responses=_409)
def claim(alert_id: Id, body: Versioned, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """Make the alert yours for 90 s. One of many wins; the others get 409 with `claimed_by`."""
    try:
        return _do(store, user, alert_id, lambda tx: service.claim(tx, user, alert_id, body.version))
    except Conflict:
        with store.transaction() as tx:
            service.claim_lost(tx, user, alert_id)
        raise


@router.post("/{alert_id}/release", response_model=AlertDetail, responses=_409)
def release(alert_id: Id, body: WithReason, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """Give the alert back to the queue; its deadlines stand."""
    return _do(
        store, user, alert_id, lambda tx: service.release(tx, user, alert_id, body.version, body.reason)
    )


@router.post("/{alert_id}/takeover", response_model=AlertDetail, responses=_409)
def takeover(alert_id: Id, body: Takeover, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """Take the alert from its holder: a supervisor always, an operator once the lease is over."""
    return _do(
        store, user, alert_id, lambda tx: service.takeover(tx, user, alert_id, body.version, body.reason)
    )


@router.post("/{alert_id}/calls", response_model=CallStarted, responses=_409)
def start_call(
    alert_id: Id, body: Call, store: StoreDep, user: OperatorDep, exchange: ExchangeDep
) -> dict[str, Any]:
    """Start a call: the first one is the response (t_respond). Open `call.dial_url` to dial; without one a
    line dials, and counts as the response as soon as it has accepted the call."""
    with store.transaction() as tx:
        _, call = calls.start(tx, user, alert_id, body.version, body.to, exchange.adapter)
        tx.after_commit(exchange.wake)
    return {"alert": _detail(store, user, alert_id), "call": call}


@router.post("/{alert_id}/calls/{call_id}/result", response_model=AlertDetail, responses=_409)
def call_result(
    alert_id: Id, call_id: Id, body: CallResult, store: StoreDep, user: OperatorDep
) -> dict[str, Any]:
    """Report a call's result. Safe or reminded: monitored for 15 minutes, or resolved if she is back."""
    return _do(
        store,
        user,
        alert_id,
        lambda tx: calls.finish(tx, user, alert_id, call_id, body.version, body.result, body.outcome),
    )


@router.post("/{alert_id}/notes", response_model=AlertDetail, responses=_409)
def note(alert_id: Id, body: Note, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """Add a line to the timeline; walls never see it."""
    return _do(store, user, alert_id, lambda tx: service.note(tx, user, alert_id, body.version, body.note))


@router.post("/{alert_id}/escalate", response_model=AlertDetail, responses=_409)
def escalate(alert_id: Id, body: WithReason, store: StoreDep, user: SupervisorDep) -> dict[str, Any]:
    """Hand the alert up the ladder."""
    return _do(
        store, user, alert_id, lambda tx: service.escalate(tx, user, alert_id, body.version, body.reason)
    )


@router.post("/{alert_id}/dispatch", response_model=AlertDetail, responses=_409)
def dispatch(alert_id: Id, body: Dispatch, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """Record in words that help is on its way (family, 120, somebody by name): this is the action (t_act).

    Responders who are users here are asked with an offer instead.
    """
    return _do(
        store,
        user,
        alert_id,
        lambda tx: service.dispatch(tx, user, alert_id, body.version, body.to, body.note),
    )


@router.get("/{alert_id}/responders", responses=documented(401, 403, 404))
def who_can_go(alert_id: Id, store: StoreDep, user: OperatorDep) -> Page[ResponderOut]:
    """Responders of the alert's area and above: nearest area first, then whoever has least to do."""
    with store.snapshot() as session:
        alert = service.visible(session, user, alert_id)
        found = [
            {"id": one.user.id, "name": one.user.name, "area": one.area, "open_tasks": one.open_tasks,
             "asked": one.asked}
            for one in responders.of_alert(session, alert)
        ]  # fmt: skip
        return Page[ResponderOut].model_validate({"items": found, "next": None})


@router.post("/{alert_id}/offers", response_model=AlertDetail, summary="Ask responders to go", responses=_409)
def offer(alert_id: Id, body: Offers, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """Offer a task to one or several responders of the area for three minutes. The first to accept has it:
    then the alert is dispatched, and that is the action (t_act). Until then the case stays yours."""
    asked, words = body.responders, body.words
    return _do(store, user, alert_id, lambda tx: offers.offer(tx, user, alert_id, body.version, asked, words))


@router.post("/{alert_id}/shelve", response_model=AlertDetail, responses=_409)
def shelve(alert_id: Id, body: Shelve, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """Put aside for up to two hours, with a reason; never a P1. It comes back by itself."""
    return _do(
        store,
        user,
        alert_id,
        lambda tx: service.shelve(tx, user, alert_id, body.version, body.minutes, body.reason),
    )


@router.post("/{alert_id}/close", response_model=AlertDetail, responses=_409)
def close(alert_id: Id, body: Close, store: StoreDep, user: OperatorDep) -> dict[str, Any]:
    """End the case with an outcome that fits its kind. What responders were asked to do is withdrawn."""
    return _do(
        store,
        user,
        alert_id,
        lambda tx: progress.close(tx, user, alert_id, body.version, body.disposition, body.note),
    )
