"""Integrations: gateways and platforms that post for every device."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Response, status
from pydantic import Field, HttpUrl

from app.api.deps import AdminDep, KeyRingDep, LimitDep, StoreDep
from app.api.devices import KeyOut
from app.api.problems import documented
from app.api.schemas import Id, In, Instant, Name, Out, Page, page_of
from app.geo.datum import Datum
from app.identity import keys
from app.registry import devices
from app.registry.devices import IntegrationFields

router = APIRouter(prefix="/api/integrations", tags=["integrations"])


class IntegrationIn(In):
    name: Name = Field(examples=["traccar"])
    downlink_url: HttpUrl | None = Field(
        None,
        examples=["https://gateway.example/locate"],
        description="Where it takes requests to its devices (docs/integrators.md); none: it takes none.",
    )
    datum: Datum | None = Field(
        None,
        description="How its coordinates are to be read where neither ping nor device says; null: WGS-84.",
    )
    sandbox: bool = Field(
        False, description="For trying: what it sends is understood and answered, and not kept. Stays so."
    )


class IntegrationChange(In):
    """What is left out stays as it is."""

    downlink_url: HttpUrl | None = None
    datum: Datum | None = None
    disabled: bool | None = Field(
        None, description="true: its keys are refused on every way in until it is enabled again."
    )

    def changes(self) -> IntegrationFields:
        given = self.model_dump(mode="json", exclude_unset=True, exclude={"disabled"})
        return cast(IntegrationFields, given)


class IntegrationOut(Out):
    id: int
    name: str
    downlink_url: str | None
    datum: Datum | None
    sandbox: bool
    disabled: bool
    created_at: Instant


class IntegrationMade(IntegrationOut):
    key: str = Field(examples=["nyk_…"], description="Ingest-only; shown this once, kept as a hash.")


@router.post("", status_code=201, summary="Add an integration", responses=documented(401, 403, 409, 422))
def create(body: IntegrationIn, _admin: AdminDep, store: StoreDep) -> IntegrationMade:
    """Answers the integration with its key, which may post for every device."""
    with store.transaction() as tx:
        made = devices.create_integration(tx, **body.model_dump(mode="json"))
        key = keys.issue(tx, integration_id=made.id)
    return IntegrationMade(**IntegrationOut.model_validate(made).model_dump(), key=key)


@router.patch("/{integration_id}", summary="Change an integration", responses=documented(401, 403, 404, 422))
def change(
    integration_id: Id, body: IntegrationChange, _admin: AdminDep, store: StoreDep, ring: KeyRingDep
) -> IntegrationOut:
    """Followed within half a minute. A disabled one is refused at once (401) and its journal says so; open
    sockets end with their next frame, and what a broker brings is turned away. Other nodes follow in 5 s."""
    with store.transaction() as tx:
        changed = devices.change_integration(tx, integration_id, body.changes(), body.disabled)
        tx.after_commit(ring.forget)
    return IntegrationOut.model_validate(changed)


@router.get("", summary="List integrations", responses=documented(401, 403))
def index(_admin: AdminDep, store: StoreDep, limit: LimitDep, after: Id = 0) -> Page[IntegrationOut]:
    with store.snapshot() as session:
        found = devices.integrations(session, after, limit + 1)
        return Page[IntegrationOut].model_validate(page_of(found, limit))


@router.post(
    "/{integration_id}/keys",
    status_code=201,
    summary="Issue another key",
    responses=documented(401, 403, 404),
)
def issue_key(
    integration_id: Id,
    _admin: AdminDep,
    store: StoreDep,
    ring: KeyRingDep,
    replace: Annotated[bool, Query(description="The old keys end now; else they go on working.")] = False,
) -> KeyOut:
    """Another key; with `replace` the only one, from now on."""
    with store.transaction() as tx:
        devices.find_integration(tx.session, integration_id)
        if replace:
            keys.revoke(tx, integration_id=integration_id)
            tx.after_commit(ring.forget)
        return KeyOut(key=keys.issue(tx, integration_id=integration_id))


@router.delete(
    "/{integration_id}/keys",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Revoke every key of an integration",
    responses=documented(401, 403, 404),
)
def revoke_keys(integration_id: Id, _admin: AdminDep, store: StoreDep, ring: KeyRingDep) -> Response:
    """Refused everywhere within 5 s."""
    with store.transaction() as tx:
        devices.find_integration(tx.session, integration_id)
        keys.revoke(tx, integration_id=integration_id)
        tx.after_commit(ring.forget)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
