"""Elders: the list, the card, the people to call."""

from typing import Annotated, cast

from fastapi import APIRouter, Query
from pydantic import Field

from app.alerts import reconsider
from app.api.contacts import ContactIn, ContactOut
from app.api.deps import LimitDep, OperatorDep, StoreDep, SupervisorDep, ZoneDep, within
from app.api.devices import DeviceOut
from app.api.problems import documented
from app.api.schemas import (
    LINE,
    Id,
    In,
    Instant,
    LongText,
    Name,
    Out,
    Page,
    Phone,
    Ref,
    ShortText,
    given,
    page_of,
)
from app.errors import Forbidden
from app.geo.datum import Datum
from app.identity import access
from app.identity.roles import Principal, Role
from app.registry import cards, elders
from app.registry.elders import ElderFields
from app.registry.fences import MAX_RADIUS_M, Home
from app.registry.words import MonitoringMode, RiskTier, Sex
from app.store.db import Store, Tx

router = APIRouter(prefix="/api/elders", tags=["elders"])


class HomeIn(In):
    lat: float = Field(ge=-90, le=90, examples=[34.2658])
    lon: float = Field(ge=-180, le=180, examples=[108.9402])
    radius_m: float = Field(gt=0, le=MAX_RADIUS_M, examples=[100])
    datum: Datum = Field(Datum.WGS84, description="How the coordinates came; kept as WGS-84.")

    def home(self) -> Home:
        return Home(self.lat, self.lon, self.radius_m, self.datum)


class _Optional(In):
    phone: Phone | None = None
    sex: Sex | None = None
    birth_year: int | None = Field(None, ge=1880, le=2200, examples=[1944])
    address: ShortText | None = Field(None, examples=["大莲花池街36号"])
    speak_name: ShortText | None = Field(
        None, examples=["王奶奶"], description="How she likes to be addressed."
    )
    dialect: ShortText | None = Field(None, examples=["陕西话"])
    hearing: ShortText | None = Field(None, examples=["左耳弱"])
    nap_notes: ShortText | None = Field(None, examples=["13:00–14:30 午睡"])
    medical_notes: LongText | None = None


class ElderIn(_Optional):
    name: Name = Field(examples=["王秀兰"])
    home: HomeIn | None = Field(None, description="A circle; draw a polygon with POST /api/fences.")
    monitoring_mode: MonitoringMode = MonitoringMode.stay_home
    risk_tier: RiskTier = RiskTier.green
    contacts: list[ContactIn] = Field([], max_length=20)


class ElderPatch(_Optional):
    name: Name | None = None
    home: HomeIn | None = Field(None, description="Supervisors only, like every fence.")
    monitoring_mode: MonitoringMode | None = None
    risk_tier: RiskTier | None = None

    def fields(self) -> ElderFields:
        changes = given(self, "name", "monitoring_mode", "risk_tier", exclude={"home"})
        return cast(ElderFields, changes)


class HomeOut(Out):
    """The anchor of the home fence; `radius_m` is null when the home is a polygon."""

    lat: float
    lon: float
    radius_m: float | None


class LatestFix(Out):
    """The newest believed position: WGS-84, metres, m/s."""

    lat: float
    lon: float
    accuracy_m: float | None
    source: str = Field(examples=["gnss"])
    fixed_at: Instant
    speed_mps: float | None


class ElderSummary(Out):
    """One line of a list; nothing medical."""

    id: int
    name: str
    sex: Sex | None
    birth_year: int | None
    age: int | None = Field(description="In this calendar year.")
    phone: str | None
    address: str | None
    speak_name: str | None
    risk_tier: RiskTier
    monitoring_mode: MonitoringMode
    area: Ref
    home: HomeOut | None
    presence: str = Field(examples=["inside", "outside", "unknown"])
    phase_since: Instant | None = Field(description="Since when she has been inside or outside.")


class ElderFound(ElderSummary):
    contact: ContactOut | None = Field(
        None, description="With `phone`: whose number it is, when it is not her own."
    )


class ElderCard(ElderSummary):
    """What an operator needs while speaking with her."""

    dialect: str | None
    hearing: str | None
    nap_notes: str | None
    medical_notes: str | None
    contacts: list[ContactOut] = Field(description="In the order of calling.")
    devices: list[DeviceOut]
    fix: LatestFix | None
    last_contact_at: Instant | None
    created_at: Instant


Search = Annotated[
    str | None, Query(max_length=100, pattern=LINE, description="Part of a name or a phone number.")
]


@router.post("", status_code=201, summary="Take an elder in", responses=documented(401, 403, 422))
def create(body: ElderIn, user: SupervisorDep, store: StoreDep) -> ElderCard:
    """The elder belongs to the smallest area that contains the home, else to the root.

    A home outside your areas is 403.
    """
    fields = cast(ElderFields, body.model_dump(exclude={"home", "contacts"}))
    home = body.home.home() if body.home else None
    with store.transaction() as tx:
        elder_id = elders.create(
            tx, fields, home, [contact.fields() for contact in body.contacts], scope=user.area_ids
        )
        return _card(tx, elder_id, user)


Ids = Annotated[
    str | None,
    Query(
        pattern=r"^[0-9]{1,9}(,[0-9]{1,9}){0,199}$",
        description="Only these: comma-separated, 200 at most.",
        examples=["7,9"],
    ),
]
ByPhone = Annotated[
    str | None,
    Query(max_length=100, pattern=LINE, description="A whole number, in any spelling: hers or a contact's."),
]


@router.get("", summary="List and search elders", responses=documented(401, 403))
def index(
    user: OperatorDep,
    store: StoreDep,
    limit: LimitDep,
    q: Search = None,
    area: Id | None = None,
    home: Annotated[
        bool | None, Query(description="false: those whose home has not been placed yet.")
    ] = None,
    phone: ByPhone = None,
    ids: Ids = None,
    after: Id = 0,
) -> Page[ElderFound]:
    """Elders of your areas, or of one of them, oldest entry first. With `phone` nothing else is looked at but
    the area: those whose own number it is come first, and there is one page."""
    if phone is not None:
        return _by_phone(store, user, area, phone, limit)
    with store.snapshot() as session:
        scope = within(session, user, area)
        only = None if ids is None else [int(one) for one in ids.split(",")]
        found = cards.page(
            session, scope, store.clock.now(), after=after, limit=limit + 1, q=q, home=home, ids=only
        )
        return Page[ElderFound].model_validate(page_of(found, limit))


def _by_phone(store: Store, user: Principal, area: int | None, phone: str, limit: int) -> Page[ElderFound]:
    """Whose number is it? That is personal: whoever asks is noted, with each elder found."""
    with store.transaction() as tx:
        found = cards.by_phone(tx.session, within(tx.session, user, area), tx.now, phone, limit)
        for elder in found:
            access.record(tx, user, "elders_by_phone", elder.id)
        return Page[ElderFound].model_validate({"items": found, "next": None})


@router.get("/{elder_id}", summary="An elder's card", responses=documented(401, 403, 404))
def card(elder_id: Id, user: OperatorDep, store: StoreDep) -> ElderCard:
    """Every reading is noted in the access log. Walls and responders get 403."""
    with store.transaction() as tx:
        return _card(tx, elder_id, user)


@router.patch("/{elder_id}", summary="Change an elder", responses=documented(401, 403, 404, 422))
def change(elder_id: Id, body: ElderPatch, user: OperatorDep, store: StoreDep, zone: ZoneDep) -> ElderCard:
    """Change what is given. A new home makes the belief about where she is start afresh; a mode that is
    stricter than before alerts at once when she is out."""
    if body.home is not None and not user.can(Role.supervisor):
        raise Forbidden("Only supervisors move a home.")
    home = body.home.home() if body.home else None
    with store.transaction() as tx:
        before = elders.row(tx.session, elder_id, user.area_ids).monitoring_mode
        elders.change(tx, elder_id, body.fields(), home, user.area_ids)
        if home is not None or body.monitoring_mode not in (None, before):
            reconsider.elder_changed(tx, elder_id, before, zone)
        return _card(tx, elder_id, user)


def _card(tx: Tx, elder_id: int, user: Principal) -> ElderCard:
    found = cards.card(tx.session, elder_id, user.area_ids, tx.now)
    access.record(tx, user, "card", elder_id)
    return ElderCard.model_validate(found)
