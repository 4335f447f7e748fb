"""Tasks as people see them. Before accepting a responder learns what is the matter and roughly where, and
nothing by which she could be found; her address is in `place` only, and only while the task is theirs.
"""

from dataclasses import dataclass

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.alerts.evidence import shown_fix
from app.alerts.tables import Alert
from app.clock import HOUR, SECOND
from app.dispatch import machine, steps
from app.dispatch.machine import LIVE, Party, Stage, Step
from app.dispatch.tables import Offer, Task
from app.errors import NotFound
from app.identity import access
from app.identity.roles import Principal
from app.identity.tables import User
from app.registry.tables import Area, Elder, Fence
from app.registry.whereabouts import Track
from app.registry.words import FenceKind
from app.store.db import Tx

ROUGHLY = 2  # decimals of a degree: about a kilometre
REMEMBERED = 12 * HOUR  # how long a responder sees what became of what they were offered


@dataclass(frozen=True, slots=True)
class OfferView:
    """One responder who was asked. `answer` is None while it waits, `left_s` once it does not."""

    responder: User
    offered_at: int
    expires_at: int
    answer: str | None
    answered_at: int | None
    left_s: int | None


@dataclass(frozen=True, slots=True)
class Near:
    """Degrees WGS-84, to about a kilometre."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class TaskView:
    """`words` and `offers` are None for whoever may not see them; `mine` is the reader's own offer; `steps`
    what the reader may do now."""

    id: int
    alert_id: int
    kind: str
    priority: int
    area: Area
    near: Near | None
    stage: str
    since: int
    made_at: int
    made_by: User
    responder: User | None
    accepted_at: int | None
    words: str | None
    mine: OfferView | None
    offers: list[OfferView] | None
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Place:
    """Whom to go to and where: degrees WGS-84; `fix` is her newest believed one."""

    name: str
    phone: str | None
    address: str | None
    home: Near | None
    fix: dict[str, object] | None


def of_alert(session: Session, who: Principal, alert: Alert, now: int) -> list[TaskView]:
    """The tasks of an alert as a desk sees them, newest first."""
    found = session.exec(select(Task).where(Task.alert_id == alert.id).order_by(col(Task.id).desc())).all()
    return [_view(session, who, task, alert, now) for task in found]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks: of an alert, of these areas (None: any), only those that are open; `before` is the id at
    which the last page ended."""

    alert_id: int | None
    scope: frozenset[int] | None
    standing: bool
    before: int | None
    limit: int


def for_desk(session: Session, who: Principal, wanted: Wanted, now: int) -> list[TaskView]:
    """Newest first."""
    query = select(Task, Alert).join(Alert, col(Alert.id) == Task.alert_id)
    return _page(session, who, query, wanted, now)


def for_responder(session: Session, who: Principal, wanted: Wanted, now: int) -> list[TaskView]:
    """What they have, and what they were offered in the last twelve hours; newest first."""
    query = (
        select(Task, Alert)
        .join(Alert, col(Alert.id) == Task.alert_id)
        .join(Offer, and_(col(Offer.task_id) == Task.id, col(Offer.responder_id) == who.id))
        .where(
            or_(
                col(Offer.offered_at) > now - REMEMBERED,
                and_(col(Task.responder_id) == who.id, col(Task.stage).in_(LIVE)),
            )
        )
    )
    return _page(session, who, query, wanted, now)


def _page(
    session: Session, who: Principal, query: Select[Task, Alert], wanted: Wanted, now: int
) -> list[TaskView]:
    query = query.order_by(col(Task.id).desc()).limit(wanted.limit)
    if wanted.scope is not None:
        query = query.where(col(Alert.area_id).in_(wanted.scope))
    if wanted.alert_id is not None:
        query = query.where(Alert.id == wanted.alert_id)
    if wanted.standing:
        query = query.where(col(Task.stage).in_(machine.OPEN))
    if wanted.before is not None:
        query = query.where(col(Task.id) < wanted.before)
    return [_view(session, who, task, alert, now) for task, alert in session.exec(query).all()]


def one(session: Session, who: Principal, task_id: int, now: int) -> TaskView:
    """NotFound when it is none of theirs."""
    task, alert = _found(session, task_id)
    return _view(session, who, task, alert, now)


def _found(session: Session, task_id: int) -> tuple[Task, Alert]:
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound(f"There is no task {task_id}.")
    return task, session.get_one(Alert, task.alert_id)


def place(tx: Tx, who: Principal, task_id: int) -> Place | None:
    """Where to go, for whoever has the task and as long as it is open; None for everybody else. Each look is
    in the access log."""
    task, alert = _found(tx.session, task_id)
    party = steps.party_of(tx.session, who, task, alert, tx.now)
    if party is not Party.HAS_IT or task.stage not in LIVE:
        return None
    elder = tx.session.get_one(Elder, alert.elder_id)
    access.record(tx, who, "task_address", elder.id)
    home = _home(tx.session, elder.id)
    track = tx.session.get(Track, elder.id)
    fix = None
    if track is not None and track.lat is not None and track.lon is not None and track.fixed_at is not None:
        fix = shown_fix(track.lat, track.lon, track.accuracy_m, track.source, track.fixed_at)
    return Place(elder.name, elder.phone, elder.address, home, fix)


def _home(session: Session, elder_id: int | None) -> Near | None:
    query = select(Fence.lat, Fence.lon).where(Fence.elder_id == elder_id, Fence.kind == FenceKind.home)
    row = session.exec(query).first()
    return None if row is None else Near(*row)


def _view(session: Session, who: Principal, task: Task, alert: Alert, now: int) -> TaskView:
    party = steps.party_of(session, who, task, alert, now)
    offers = _offers(session, task, now)
    has_it = party is Party.HAS_IT and task.stage in LIVE
    return TaskView(
        id=task.id or 0,
        alert_id=task.alert_id,
        kind=alert.kind,
        priority=alert.priority,
        area=session.get_one(Area, alert.area_id),
        near=_roughly(session, alert) if task.stage == Stage.OFFERED else None,
        stage=task.stage,
        since=task.since,
        made_at=task.made_at,
        made_by=session.get_one(User, task.made_by),
        responder=session.get(User, task.responder_id) if task.responder_id else None,
        accepted_at=task.accepted_at,
        words=task.words if has_it or party is Party.DESK else None,
        mine=next((offer for offer in offers if offer.responder.id == who.id), None),
        offers=offers if party is Party.DESK else None,
        steps=machine.allowed(Stage(task.stage), party),
    )


def _roughly(session: Session, alert: Alert) -> Near | None:
    track = session.get(Track, alert.elder_id)
    at = _home(session, alert.elder_id)
    if track is not None and track.lat is not None and track.lon is not None:
        at = Near(track.lat, track.lon)
    return None if at is None else Near(round(at.lat, ROUGHLY), round(at.lon, ROUGHLY))


def _offers(session: Session, task: Task, now: int) -> list[OfferView]:
    rows = session.exec(
        select(Offer, User)
        .join(User, col(User.id) == Offer.responder_id)
        .where(Offer.task_id == task.id)
        .order_by(col(Offer.id))
    )
    return [
        OfferView(
            user, o.offered_at, o.expires_at, o.answer, o.answered_at,
            None if o.answer else max(0, o.expires_at - now) // SECOND,
        )
        for o, user in rows
    ]  # fmt: skip
