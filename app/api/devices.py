"""Devices and their keys."""

from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Query, Response, status
from pydantic import AfterValidator, Field, StringConstraints

from app.api.deps import AdminDep, LimitDep, OperatorDep, StoreDep, SupervisorDep
from app.api.problems import documented
from app.api.schemas import LINE, Id, In, Instant, Name, Out, Page, Ref, given, page_of
from app.geo.datum import Datum
from app.identity import keys
from app.registry import devices, lifecycle
from app.registry.devices import DeviceFields
from app.registry.words import DeviceState
from app.reports import devices as reports
from app.reports.devices import Trouble

router = APIRouter(prefix="/api/devices", tags=["devices"])

UniqueId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=128, pattern=LINE),
]


def _fits(passphrase: str) -> str:
    if len(passphrase.encode()) > 32:
        raise ValueError("at most 32 bytes in UTF-8, that is ten Chinese characters")
    return passphrase


Passphrase = Annotated[
    str, StringConstraints(min_length=1, max_length=32, pattern=LINE), AfterValidator(_fits)
]
PASSPHRASE: Any = Field(
    None, description="What its messages are encrypted with (OwnTracks), up to 32 bytes. Never shown again."
)


class DeviceIn(In):
    unique_id: UniqueId = Field(
        examples=["867584030012345"], description="What it calls itself on the wire: IMEI, watch id, name."
    )
    elder_id: Id | None = Field(None, description="Who wears it; may follow later.")
    kind: Name = Field("watch", examples=["watch", "phone", "pendant"])
    expected_interval_s: int = Field(60, ge=1, le=86_400, description="Silence is judged by this.")
    datum: Datum | None = Field(
        None,
        description="What its coordinates mean when a ping does not say; null: as its integration says, "
        "else WGS-84.",
    )
    passphrase: Passphrase | None = PASSPHRASE
    carrier: Name | None = Field(
        None, examples=["中国移动"], description="Whose network: those who share one fall silent together."
    )
    vendor: Name | None = Field(None, description="Who made it; the same.")


class DevicePatch(In):
    unique_id: UniqueId | None = None
    elder_id: Id | None = Field(None, description="null takes the device away from its elder.")
    kind: Name | None = None
    expected_interval_s: int | None = Field(None, ge=1, le=86_400)
    datum: Datum | None = None
    passphrase: Passphrase | None = PASSPHRASE
    carrier: Name | None = None
    vendor: Name | None = None

    def fields(self) -> DeviceFields:
        return cast(DeviceFields, given(self, "unique_id", "kind", "expected_interval_s"))


class DeviceOut(Out):
    id: int
    unique_id: str
    elder_id: int | None
    state: DeviceState = Field(description="spare, lost and retired ones are worn by nobody.")
    kind: str
    expected_interval_s: int
    datum: Datum | None
    carrier: str | None
    vendor: str | None
    last_contact_at: Instant | None
    battery_pct: float | None
    clock_error_ms: int | None = Field(
        description="How late its live pings arrive, smoothed: its clock's error, and the way here."
    )
    created_at: Instant


class LastFix(Out):
    """WGS-84 degrees and metres."""

    lat: float
    lon: float
    accuracy_m: float | None
    source: str = Field(examples=["gnss"])
    fixed_at: Instant


class HealthOut(Out):
    """A device, who wears it, and what is wrong with it."""

    id: int
    device: DeviceOut
    wearer: Ref | None
    troubles: list[Trouble]
    observed_interval_s: int | None = Field(description="Median of the last two hours; null: too few pings.")
    fix: LastFix | None = Field(description="Where a device that nobody wears was last.")


class HealthPage(Page[HealthOut]):
    totals: dict[Trouble, int] = Field(description="Devices with each trouble.")


class AssignIn(In):
    elder_id: Id


class StateIn(In):
    state: Literal["spare", "lost", "retired"]


class PairIn(In):
    imei: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{15}$")] = Field(
        examples=["867584030012348"]
    )
    elder_id: Id
    kind: Name | None = Field(None, description="Given, a device that nobody knows is registered.")
    by_watch_id: bool = Field(False, description="Register it under the ten digits instead of all 15.")


class DeviceMade(DeviceOut):
    key: str = Field(examples=["nyk_…"], description="Ingest-only; shown this once, kept as a hash.")


class KeyOut(Out):
    key: str = Field(examples=["nyk_…"], description="Ingest-only; shown this once, kept as a hash.")


@router.post("", status_code=201, summary="Register a device", responses=documented(401, 403, 409, 422))
def create(body: DeviceIn, user: SupervisorDep, store: StoreDep) -> DeviceMade:
    """Answers the device with its key. A unique_id that is known already is 409."""
    with store.transaction() as tx:
        made = devices.create(tx, cast(DeviceFields, body.model_dump()), user.area_ids)
        key = keys.issue(tx, device_id=made.id)
    return DeviceMade(**DeviceOut.model_validate(made).model_dump(), key=key)


@router.get("", summary="List devices", responses=documented(401, 403))
def index(
    user: OperatorDep, store: StoreDep, limit: LimitDep, elder_id: Id | None = None, after: Id = 0
) -> Page[DeviceOut]:
    """Devices of the elders in your areas, and those that nobody wears."""
    with store.snapshot() as session:
        found = devices.page(session, user.area_ids, after, limit + 1, elder_id)
        return Page[DeviceOut].model_validate(page_of(found, limit))


@router.get("/health", summary="How devices are", responses=documented(400, 401, 403))
def health(
    user: OperatorDep,
    store: StoreDep,
    limit: LimitDep,
    trouble: Trouble | None = None,
    after: Annotated[str | None, Query(max_length=30)] = None,
) -> HealthPage:
    """Devices of the elders in your areas, and those that nobody wears; the worst first."""
    with store.snapshot() as session:
        now = store.clock.now()
        found, following = reports.page(session, user.area_ids, now, limit, after, trouble)
        counts = reports.totals(session, user.area_ids, now)
        return HealthPage.model_validate({"items": found, "next": following, "totals": counts})


@router.post("/pair", summary="Pair a device by its IMEI", responses=documented(401, 403, 404, 409, 422))
def pair(body: PairIn, user: SupervisorDep, store: StoreDep) -> DeviceOut:
    """Gives the elder the device that is registered under this IMEI, or under the ten digits by which
    watches call themselves (the 5th to the 14th). Somebody else's is 409."""
    with store.transaction() as tx:
        made = lifecycle.pair(
            tx, body.imei, body.elder_id, kind=body.kind, by_watch_id=body.by_watch_id, scope=user.area_ids
        )
        return DeviceOut.model_validate(made)


@router.post(
    "/{device_id}/assign", summary="Give a device to an elder", responses=documented(401, 403, 404, 409, 422)
)
def assign(device_id: Id, body: AssignIn, user: SupervisorDep, store: StoreDep) -> DeviceOut:
    """Whoever wore it before; what it says of the time before stays with her."""
    with store.transaction() as tx:
        made = lifecycle.assign(tx, device_id, body.elder_id, user.area_ids)
        return DeviceOut.model_validate(made)


@router.post(
    "/{device_id}/state",
    summary="Take a device from its wearer",
    responses=documented(401, 403, 404, 409, 422),
)
def put(device_id: Id, body: StateIn, user: SupervisorDep, store: StoreDep) -> DeviceOut:
    """spare: it lies in the drawer. lost: its positions are kept, but move no belief and open no alert;
    assigning it again finds it. retired: for good, and its keys end."""
    with store.transaction() as tx:
        made = lifecycle.put(tx, device_id, DeviceState(body.state), user.area_ids)
        return DeviceOut.model_validate(made)


@router.get("/{device_id}", summary="A device", responses=documented(401, 403, 404))
def read(device_id: Id, user: OperatorDep, store: StoreDep) -> DeviceOut:
    with store.snapshot() as session:
        return DeviceOut.model_validate(devices.find(session, device_id, user.area_ids))


@router.patch("/{device_id}", summary="Change a device", responses=documented(401, 403, 404, 409, 422))
def change(device_id: Id, body: DevicePatch, user: SupervisorDep, store: StoreDep) -> DeviceOut:
    """Change what is given; `elder_id` hands the device to another elder."""
    with store.transaction() as tx:
        return DeviceOut.model_validate(devices.change(tx, device_id, body.fields(), user.area_ids))


@router.post(
    "/{device_id}/keys", status_code=201, summary="Issue another key", responses=documented(401, 403, 404)
)
def issue_key(device_id: Id, admin: AdminDep, store: StoreDep) -> KeyOut:
    """The old keys go on working until they are revoked."""
    with store.transaction() as tx:
        devices.find(tx.session, device_id, admin.area_ids)
        return KeyOut(key=keys.issue(tx, device_id=device_id))


@router.delete(
    "/{device_id}/keys",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Revoke every key of a device",
    responses=documented(401, 403, 404),
)
def revoke_keys(device_id: Id, admin: AdminDep, store: StoreDep) -> Response:
    """Refused everywhere within 5 s."""
    with store.transaction() as tx:
        devices.find(tx.session, device_id, admin.area_ids)
        keys.revoke(tx, device_id=device_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
