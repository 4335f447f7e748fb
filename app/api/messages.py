"""What was made of a sender's last messages: of a sandbox's, and what was refused of everybody's."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from sqlmodel import Session

from app.api.arrival import KEY, ArrivalDep
from app.api.deps import AdminDep, LimitDep, StoreDep
from app.api.problems import documented
from app.api.schemas import Id, Instant, Out, Page, page_of
from app.errors import Forbidden
from app.ingest import journal
from app.registry import devices

router = APIRouter(tags=["integrations"])


class Item(Out):
    """What became of one item of a message. `ping` is what was understood, in our units."""

    index: int
    status: str = Field(examples=["accepted", "quarantined", "duplicate", "refused", "ignored"])
    code: str | None = Field(None, examples=["unknown_device"])
    detail: str | None = None
    ping: dict[str, Any] | None = None
    wgs84: dict[str, float] | None = Field(None, description="The position, when it came in another datum.")


class MessageOut(Out):
    id: int
    received_at: Instant
    wire: str = Field(examples=["owntracks"], description="The format.")
    raw: str = Field(description="The beginning of the message.")
    count: int = Field(description="Items in the message; at most 100 are shown, refused ones first.")
    refused: int
    items: list[Item]


Before = Annotated[Id | None, Query(alias="after", description="Go on after the message of this id.")]


@router.get(
    "/api/integrations/{integration_id}/messages",
    summary="An integration's refused messages",
    responses=documented(401, 403, 404),
)
def of_integration(
    integration_id: Id, _admin: AdminDep, store: StoreDep, limit: LimitDep, after: Before = None
) -> Page[MessageOut]:
    """Newest first, the last 500. Of a sandbox every message, not only refused ones."""
    with store.snapshot() as session:
        devices.find_integration(session, integration_id)
        return _page(session, after, limit, integration_id=integration_id)


@router.get(
    "/api/devices/{device_id}/messages",
    summary="Refused messages posted with a device's own key",
    responses=documented(401, 403, 404),
)
def of_device(
    device_id: Id, _admin: AdminDep, store: StoreDep, limit: LimitDep, after: Before = None
) -> Page[MessageOut]:
    """Newest first, the last 500."""
    with store.snapshot() as session:
        devices.find(session, device_id)
        return _page(session, after, limit, device_id=device_id)


@router.get(
    "/api/ingest/messages",
    summary="What was understood of a sandbox's last messages",
    responses=documented(401, 403),
    openapi_extra=KEY,
)
def of_sandbox(
    arrival: ArrivalDep, store: StoreDep, limit: LimitDep, after: Before = None
) -> Page[MessageOut]:
    """With the sandbox's own key. Newest first, the last 500; every other key only writes."""
    if not arrival.poster.sandbox:
        raise Forbidden("Only a sandbox reads back what it sent; this key only writes.")
    with store.snapshot() as session:
        return _page(session, after, limit, integration_id=arrival.poster.integration_id)


def _page(session: Session, after: int | None, limit: int, **whose: int | None) -> Page[MessageOut]:
    return Page[MessageOut].model_validate(page_of(journal.page(session, after, limit + 1, **whose), limit))
