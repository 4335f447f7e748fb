"""Thresholds that supervisors chose: reading them for the rules, listing and changing them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, or_, text
from sqlmodel import Session, col, select

from app.alerts.tables import Override
from app.alerts.thresholds import SCOPES, THRESHOLDS, Overrides
from app.errors import Forbidden, NotFound, wrong
from app.identity import access
from app.identity.roles import Principal
from app.identity.tables import User
from app.registry import areas
from app.registry.tables import Area, Elder
from app.registry.words import RiskTier
from app.store.db import Tx
from app.store.events import Event

_ANY = text("SELECT 1 FROM threshold LIMIT 1")
_PARENTS = text("SELECT id, parent_id FROM area")
_NOTHING = Overrides()


def load(conn: Connection, elder_ids: Iterable[int] | None = None) -> Overrides:
    """What was chosen for tiers, areas and these elders (None: for everybody).

    One tiny query when nothing was.
    """
    if conn.execute(_ANY).first() is None:
        return _NOTHING
    wanted = select(Override.name, Override.scope, Override.subject, Override.value)
    if elder_ids is not None:
        own = col(Override.subject).in_([str(i) for i in elder_ids])
        wanted = wanted.where(or_(col(Override.scope) != "elder", own))
    parents = {row.id: row.parent_id for row in conn.execute(_PARENTS)}
    return Overrides([(r.name, r.scope, r.subject, r.value) for r in conn.execute(wanted)], parents)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that somebody set, and who did when (ms). `subject_name`: of the elder or area."""

    name: str
    scope: str
    subject: str
    subject_name: str | None
    value: float
    set_by: str
    set_at: int


def chosen(session: Session, who: Principal) -> list[Chosen]:
    """Everything set for the areas and elders that this person may see, and for all risk tiers."""
    rows = session.exec(
        select(Override, User.name)
        .join(User, col(User.id) == Override.set_by)
        .order_by(Override.name, Override.scope, Override.subject)
    ).all()
    return [
        Chosen(
            row.name,
            row.scope,
            row.subject,
            _called(session, row.scope, row.subject),
            row.value,
            name,
            row.set_at,
        )
        for row, name in rows
        if row.scope == "tier" or who.may_see(_area_of(session, row.scope, row.subject))
    ]


def choose(tx: Tx, who: Principal, name: str, scope: str, subject: str, value: float) -> None:
    """Set a value. NotFound for what is unknown or not theirs, Invalid outside the threshold's bounds."""
    area_id = _allowed(tx.session, who, name, scope, subject)
    threshold = THRESHOLDS[name]
    if not threshold.least <= value <= threshold.most:
        raise wrong("value", f"from {threshold.least:g} to {threshold.most:g} {threshold.unit}".rstrip())
    tx.session.merge(
        Override(name=name, scope=scope, subject=subject, value=value, set_by=who.id, set_at=tx.now)
    )
    _tell(tx, who, name, scope, subject, value, area_id)


def forget(tx: Tx, who: Principal, name: str, scope: str, subject: str) -> None:
    """Back to what holds without it. NotFound when nothing was set."""
    area_id = _allowed(tx.session, who, name, scope, subject)
    row = tx.session.get(Override, (scope, subject, name))
    if row is None:
        raise NotFound(f"Nothing was set: {name} for {scope} {subject}.")
    tx.session.delete(row)
    _tell(tx, who, name, scope, subject, None, area_id)


def _allowed(session: Session, who: Principal, name: str, scope: str, subject: str) -> int | None:
    """The area whose readers hear of it (None: those who see everywhere); raises when it is not theirs."""
    if name not in THRESHOLDS or scope not in SCOPES:
        raise NotFound(f"There is no threshold {name} for {scope} {subject}.")
    if scope == "tier":
        if subject not in set(RiskTier):
            raise NotFound(f"There is no risk tier {subject}.")
        if who.area_ids is not None:
            raise Forbidden("A risk tier reaches beyond your own areas.")
        area_id = None
    else:
        area_id = _area_of(session, scope, subject)
        if area_id is None or not who.may_see(area_id):
            raise NotFound(f"There is no {scope} {subject}.")
    if THRESHOLDS[name].of == "service" and (scope != "area" or area_id != areas.root_id(session)):
        raise wrong("scope", "this is about the whole service: set it for the root area")
    return area_id


def _area_of(session: Session, scope: str, subject: str) -> int | None:
    number = int(subject) if subject.isascii() and subject.isdigit() and len(subject) < 10 else 0
    if scope == "area":
        return None if areas.missing(session, [number]) else number
    elder = session.get(Elder, number)
    return elder.area_id if elder else None


def _called(session: Session, scope: str, subject: str) -> str | None:
    """What an elder or an area is called."""
    if scope == "tier":
        return None
    if scope == "elder":
        elder = session.get(Elder, int(subject))
        return elder.name if elder else None
    area = session.get(Area, int(subject))
    return area.name if area else None


def _tell(
    tx: Tx, who: Principal, name: str, scope: str, subject: str, value: float | None, area_id: int | None
) -> None:
    """Who changed what stands in the log and in the access log."""
    by = {"id": who.id, "name": who.name}
    told = {"name": name, "scope": scope, "subject": subject, "value": value, "by": by}
    tx.emit(Event("threshold.changed", told, area_id))
    words = f"{name} {scope} {subject}: {'default' if value is None else format(value, 'g')}"
    access.record(tx, who, "threshold", int(subject) if scope == "elder" else None, words)
