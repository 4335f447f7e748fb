"""Care calls: plans of elders, the list of a day, and what operators do with a call."""

from collections.abc import Callable
from datetime import date, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from app.api.contacts import ContactOut
from app.api.deps import ExchangeDep, LimitDep, OperatorDep, StoreDep, SupervisorDep, ZoneDep, within
from app.api.outings import OutingOut
from app.api.plans import Weekday
from app.api.problems import documented
from app.api.schemas import LINE, Id, In, Instant, LongText, Out, Page, Ref
from app.calls.results import Outcome, Result
from app.care import calling, lists, plans
from app.care.plans import Chosen, PlanFields
from app.care.rules import CareState, Reason
from app.care.schedule import local_day
from app.identity import access
from app.identity.roles import Principal
from app.registry.words import RiskTier
from app.store.db import Store, Tx

router = APIRouter(prefix="/api", tags=["care calls"])
_READING = documented(401, 403, 404)
_DOING = documented(401, 403, 404, 409, 422)
Version = Annotated[int, Field(ge=0, le=2**31 - 1, examples=[0], description="As it was seen.")]


class PlanIn(In):
    """Local times of the service, to the minute; the window lies within one day."""

    days: list[Weekday] = Field(max_length=7, examples=[[1]], description="Weekdays; 0 is Monday.")
    starts: time = Field(examples=["09:00"])
    ends: time = Field(examples=["11:00"])
    topics: LongText = Field(
        "", examples=["降压药吃了没有；外孙这周来不来"], description="What to ask or talk about."
    )
    active: bool = Field(True, description="false: no calls until it is switched on again.")

    def fields(self) -> PlanFields:
        return PlanFields(
            days=self.days,
            starts=self.starts.strftime("%H:%M"),
            ends=self.ends.strftime("%H:%M"),
            topics=self.topics,
            active=self.active,
        )


class PlanPut(PlanIn):
    version: Version | None = Field(None, description="Of the plan as it was seen; null when there was none.")


class CarePlanOut(Out):
    elder_id: int
    days: list[int] = Field(examples=[[1]])
    starts: str = Field(examples=["09:00"])
    ends: str = Field(examples=["11:00"])
    topics: str
    active: bool
    version: int
    made_by: Ref = Field(description="Who changed it last.")
    made_at: Instant


class PlanForMany(PlanIn):
    area: Id | None = Field(None, description="This area and below; default: all of yours.")
    risk_tiers: list[RiskTier] = Field(default_factory=list, max_length=4, description="None: every tier.")
    replace: bool = Field(False, description="Also in place of the plans that some of them have.")
    dry_run: bool = Field(True, description="Only say how many.")


class GivenOut(Out):
    elders: int = Field(description="Who match.")
    having: int = Field(description="Of these, who have a plan already.")
    without_phone: int
    changed: int = Field(description="Who are, or would be, given this plan.")


class CareCallOut(Out):
    """One line of the list."""

    id: int
    version: int = Field(description="Send it with every action.")
    day: str = Field(examples=["2026-11-24"])
    due_from: Instant
    due_until: Instant
    state: CareState
    reason: str | None = Field(description="Why it was skipped.")
    elder: Ref
    speak_name: str | None
    risk_tier: RiskTier
    area: Ref
    attempts: int = Field(description="Calls begun.")
    result: Result | None = Field(description="Of the last one.")
    outcome: Outcome | None
    note: str | None
    claimed_by: Ref | None = Field(description="Who has it now.")
    claimed_at: Instant | None
    lease_until: Instant | None
    reached_at: Instant | None = Field(description="Of a missed call: later than promised.")
    reached_by: Ref | None


class CareAttempt(Out):
    id: int
    by: Ref
    adapter: str = Field(examples=["tel"])
    line: str | None
    dial_url: str | None = Field(examples=["tel:+8613900000000"], description="While she is to dial herself.")
    started_at: Instant
    ended_at: Instant | None
    result: Result | None
    outcome: Outcome | None


class CareCallDetail(CareCallOut):
    """What to know while speaking with her."""

    topics: str
    phone: str | None
    address: str | None
    dialect: str | None
    hearing: str | None
    nap_notes: str | None
    contacts: list[ContactOut]
    outing: OutingOut | None = Field(description="Of hers, under way or about to begin.")
    calls: list[CareAttempt] = Field(description="Oldest first.")


class CareCounts(Out):
    """Of one day. `due`: planned, and their window has begun."""

    day: str
    planned: int
    due: int
    reached: int
    missed: int
    skipped: int


class CareSeen(In):
    version: Version


class CareResult(In):
    result: Result
    outcome: Outcome | None = Field(None, description="Of an answered call.")
    note: LongText | None = Field(None, description="Mood, wishes, what to ask next time.")


class CareSkip(CareSeen):
    reason: Literal["family", "declined", "hospital", "moved_away", "outing", "other"]
    note: LongText | None = Field(None, description="Required with `other`.")


class CareNote(CareSeen):
    note: LongText


@router.get("/elders/{elder_id}/care-plan", summary="Her plan of care calls", responses=_READING)
def read_plan(elder_id: Id, user: OperatorDep, store: StoreDep) -> CarePlanOut | None:
    """null: she has none. The reading is noted in the access log."""
    with store.transaction() as tx:
        found = plans.of_elder(tx.session, elder_id, user.area_ids)
        access.record(tx, user, "care_plan", elder_id)
    return CarePlanOut.model_validate(found) if found else None


@router.put("/elders/{elder_id}/care-plan", summary="Plan her care calls", responses=_DOING)
def put_plan(elder_id: Id, body: PlanPut, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> CarePlanOut:
    """Today's call follows at once, unless somebody has begun it. Saving a plan also says that she is there
    again, after a case of hers was closed with hospital, moved_away or deceased."""
    with store.transaction() as tx:
        made = plans.put(tx, user, elder_id, body.fields(), body.version, zone)
    return CarePlanOut.model_validate(made)


@router.post("/care-plans", summary="The same plan for many", responses=documented(401, 403, 422))
def give_many(body: PlanForMany, user: SupervisorDep, store: StoreDep, zone: ZoneDep) -> GivenOut:
    """Everybody of an area, of some risk tiers: "every Tuesday 9–11 for the red tier". First with `dry_run`,
    which says how many that would be."""
    with store.transaction(urgent=False) as tx:
        chosen = Chosen(within(tx.session, user, body.area), body.risk_tiers, body.replace)
        given = plans.give_many(tx, user, chosen, body.fields(), zone, dry_run=body.dry_run)
    return GivenOut.model_validate(given)


@router.get("/care-calls", summary="The care calls of a day", responses=documented(401, 403, 422))
def index(
    user: OperatorDep,
    store: StoreDep,
    zone: ZoneDep,
    limit: LimitDep,
    day: Annotated[date | None, Query(description="Local; default: today.")] = None,
    area: Id | None = None,
    state: Annotated[list[CareState] | None, Query(description="May be given several times.")] = None,
    q: Annotated[str | None, Query(max_length=100, pattern=LINE, description="Part of a name.")] = None,
    after: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[CareCallOut]:
    """What is due soonest first; no numbers, nothing medical."""
    now = store.clock.now()
    with store.snapshot() as session:
        scope = within(session, user, area)
        wanted = lists.Filter(scope, _day(day, now, zone), [*(state or [])], q, limit, after)
        items, following = lists.find(session, wanted, now)
    return Page[CareCallOut].model_validate({"items": items, "next": following})


@router.get("/care-calls/counts", summary="How many are due, reached, missed", responses=documented(401, 403))
def count(
    user: OperatorDep, store: StoreDep, zone: ZoneDep, day: date | None = None, area: Id | None = None
) -> CareCounts:
    now = store.clock.now()
    with store.snapshot() as session:
        of = _day(day, now, zone)
        found = lists.counts(session, within(session, user, area), of, now)
    return CareCounts.model_validate({"day": of, **found})


def _day(day: date | None, now: int, zone: Any) -> str:
    return (day or local_day(now, zone)).isoformat()


@router.get("/care-calls/{call_id}", summary="One care call", responses=_READING)
def read(call_id: Id, user: OperatorDep, store: StoreDep) -> CareCallDetail:
    """With her number and what to know while speaking; the reading is noted in the access log."""
    with store.transaction() as tx:
        call = calling.visible(tx.session, user, call_id)
        access.record(tx, user, "care_call", call.elder_id)
    return _detail(store, user, call_id)


def _detail(store: Store, user: Principal, call_id: int) -> CareCallDetail:
    with store.snapshot() as session:
        call = calling.visible(session, user, call_id)
        return CareCallDetail.model_validate(lists.detail(session, call, store.clock.now()))


def _do(store: Store, user: Principal, call_id: int, act: Callable[[Tx], object]) -> CareCallDetail:
    with store.transaction() as tx:
        act(tx)
    return _detail(store, user, call_id)


@router.post("/care-calls/{call_id}/take", summary="Take a care call", responses=_DOING)
def take(call_id: Id, body: CareSeen, user: OperatorDep, store: StoreDep) -> CareCallDetail:
    """Yours for five minutes. One of many wins; the others get 409 with `claimed_by`, and so does whoever
    comes while somebody is at work on an alert of hers."""
    return _do(store, user, call_id, lambda tx: calling.take(tx, user, call_id, body.version))


@router.post("/care-calls/{call_id}/release", summary="Give it back", responses=_DOING)
def release(call_id: Id, body: CareSeen, user: OperatorDep, store: StoreDep) -> CareCallDetail:
    return _do(store, user, call_id, lambda tx: calling.release(tx, user, call_id, body.version))


@router.post("/care-calls/{call_id}/calls", summary="Call her", responses=_DOING)
def start(
    call_id: Id, body: CareSeen, user: OperatorDep, store: StoreDep, exchange: ExchangeDep
) -> CareCallDetail:
    """The new attempt is the last of `calls`. Open its `dial_url`; without one a line dials."""
    with store.transaction() as tx:
        calling.start(tx, user, call_id, body.version, exchange.adapter)
        tx.after_commit(exchange.wake)
    return _detail(store, user, call_id)


@router.post("/care-calls/{call_id}/calls/{attempt_id}/result", summary="Report a call", responses=_DOING)
def finish(
    call_id: Id, attempt_id: Id, body: CareResult, user: OperatorDep, store: StoreDep
) -> CareCallDetail:
    """She is reached when she answered, or somebody else did and she is well. The third attempt within two
    hours that is neither opens `care_call_missed`. `needs_help` opens an `sos` that is yours."""
    return _do(
        store,
        user,
        call_id,
        lambda tx: calling.finish(tx, user, call_id, attempt_id, body.result, body.outcome, body.note),
    )


@router.post("/care-calls/{call_id}/skip", summary="It need not be made", responses=_DOING)
def skip(call_id: Id, body: CareSkip, user: OperatorDep, store: StoreDep) -> CareCallDetail:
    """Neither reached nor missed: it does not count."""
    return _do(
        store,
        user,
        call_id,
        lambda tx: calling.skip(tx, user, call_id, body.version, Reason(body.reason), body.note),
    )


@router.put("/care-calls/{call_id}/note", summary="Write a note", responses=_DOING)
def write(call_id: Id, body: CareNote, user: OperatorDep, store: StoreDep) -> CareCallDetail:
    """In place of what was written before."""
    return _do(store, user, call_id, lambda tx: calling.write(tx, user, call_id, body.version, body.note))
