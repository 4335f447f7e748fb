"""What is known of an elder, put together for reading: the list, and the card on the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from app.geo.presence import Phase, Source
from app.registry import callers, devices, elders
from app.registry.devices import DeviceView
from app.registry.elders import ContactView
from app.registry.fences import Scope
from app.registry.tables import Area, Elder, Fence
from app.registry.whereabouts import Presence, Track
from app.registry.words import FenceKind

_PRESENCE = {
    Phase.INSIDE: "inside",
    Phase.OUTSIDE: "outside",
    Phase.RETURNING: "outside",  # she has to stay for a while before she counts as back
}


@dataclass(frozen=True, slots=True)
class Ref:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The anchor of the home fence; no radius when the home is drawn as a polygon."""

    lat: float
    lon: float
    radius_m: float | None


@dataclass(frozen=True, slots=True)
class FixView:
    lat: float
    lon: float
    accuracy_m: float | None
    source: str
    fixed_at: int
    speed_mps: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list: enough to recognise her and to phone, nothing medical."""

    id: int
    name: str
    sex: str | None
    birth_year: int | None
    age: int | None
    phone: str | None
    address: str | None
    speak_name: str | None
    risk_tier: str
    monitoring_mode: str
    area: Ref
    home: HomeView | None
    presence: str
    phase_since: int | None


@dataclass(frozen=True, slots=True)
class Found(Summary):
    """A line of the search by number; `contact` is whose it is when it is not her own."""

    contact: ContactView | None


@dataclass(frozen=True, slots=True)
class Card(Summary):
    """Everything an operator needs while speaking with her."""

    dialect: str | None
    hearing: str | None
    nap_notes: str | None
    medical_notes: str | None
    contacts: list[ContactView]
    devices: list[DeviceView]
    fix: FixView | None
    last_contact_at: int | None
    created_at: int


def card(session: Session, elder_id: int, scope: Scope, now: int) -> Card:
    """The card. NotFound outside `scope`."""
    elder = elders.row(session, elder_id, scope)
    track = session.get(Track, elder_id)
    return Card(
        **_summaries(session, [elder], now)[0],
        dialect=elder.dialect,
        hearing=elder.hearing,
        nap_notes=elder.nap_notes,
        medical_notes=elder.medical_notes,
        contacts=elders.contacts_of(session, elder_id),
        devices=devices.of(session, elder_id),
        fix=_fix(track),
        last_contact_at=track.last_contact_at if track else None,
        created_at=elder.created_at,
    )


def page(
    session: Session,
    scope: Scope,
    now: int,
    *,
    after: int = 0,
    limit: int = 100,
    q: str | None = None,
    home: bool | None = None,
    ids: Sequence[int] | None = None,
) -> list[Summary]:
    """Elders with id > `after`, in order; `q` is looked for in names and phone numbers, `home` says whether
    they must have one, `ids` which they may be."""
    query = select(Elder).where(col(Elder.id) > after).order_by(col(Elder.id)).limit(limit)
    if ids is not None:
        query = query.where(col(Elder.id).in_(ids))
    if scope is not None:
        query = query.where(col(Elder.area_id).in_(scope))
    if home is not None:
        housed = select(Fence.elder_id).where(Fence.kind == FenceKind.home, col(Fence.elder_id) == Elder.id)
        query = query.where(housed.exists() if home else ~housed.exists())
    if q:
        query = query.where(
            or_(col(Elder.name).contains(q, autoescape=True), col(Elder.phone).contains(q, autoescape=True))
        )
    return [Summary(**fields) for fields in _summaries(session, session.exec(query).all(), now)]


def by_phone(session: Session, scope: Scope, now: int, number: str, limit: int) -> list[Found]:
    """Elders who can be reached by this number, hers or a contact's, in any spelling."""
    matched = {caller.elder_id: caller for caller in callers.of(session, number, scope, limit)}
    rows = {row.id: row for row in session.exec(select(Elder).where(col(Elder.id).in_(matched)))}
    found = _summaries(session, [rows[elder_id] for elder_id in matched], now)
    return [
        Found(**fields, contact=_contact(session, caller.elder_id, caller.contact_id))
        for fields, caller in zip(found, matched.values(), strict=True)
    ]


def _contact(session: Session, elder_id: int, contact_id: int | None) -> ContactView | None:
    if contact_id is None:
        return None
    return next(c for c in elders.contacts_of(session, elder_id) if c.id == contact_id)


def _summaries(session: Session, rows: Sequence[Elder], now: int) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    homes = {
        fence.elder_id: fence
        for fence in session.exec(
            select(Fence).where(col(Fence.elder_id).in_(ids), Fence.kind == FenceKind.home)
        )
    }
    beliefs = {
        belief.fence_id: belief
        for belief in session.exec(
            select(Presence).where(
                col(Presence.elder_id).in_(ids), col(Presence.fence_id).in_([f.id for f in homes.values()])
            )
        )
    }
    names = {
        area.id: area.name
        for area in session.exec(select(Area).where(col(Area.id).in_({row.area_id for row in rows})))
    }
    year = datetime.fromtimestamp(now / 1000, UTC).year
    return [_summary(row, names[row.area_id], homes.get(row.id), beliefs, year) for row in rows]


def _summary(
    elder: Elder, area: str, home: Fence | None, beliefs: dict[int, Presence], year: int
) -> dict[str, Any]:
    belief = beliefs.get(home.id or 0) if home else None
    if belief is not None and home is not None and belief.fence_version != home.version:
        belief = None  # it was about another shape
    phase = Phase(belief.phase) if belief else Phase.UNKNOWN
    return {
        "id": elder.id,
        "name": elder.name,
        "sex": elder.sex,
        "birth_year": elder.birth_year,
        "age": year - elder.birth_year if elder.birth_year else None,
        "phone": elder.phone,
        "address": elder.address,
        "speak_name": elder.speak_name,
        "risk_tier": elder.risk_tier,
        "monitoring_mode": elder.monitoring_mode,
        "area": Ref(elder.area_id, area),
        "home": HomeView(home.lat, home.lon, home.radius_m) if home else None,
        "presence": _PRESENCE.get(phase, "unknown"),
        "phase_since": belief.since if belief and phase is not Phase.UNKNOWN else None,
    }


def _fix(track: Track | None) -> FixView | None:
    if track is None or track.lat is None or track.lon is None or track.fixed_at is None:
        return None
    source = Source(track.source).name.lower()
    return FixView(track.lat, track.lon, track.accuracy_m, source, track.fixed_at, track.speed_mps)
