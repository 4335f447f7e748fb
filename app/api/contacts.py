"""Whom to call about an elder, in order."""

from typing import cast

from fastapi import APIRouter, Response, status
from pydantic import Field

from app.api.deps import OperatorDep, StoreDep
from app.api.problems import documented
from app.api.schemas import Id, In, Name, Out, Page, Phone, ShortText, given
from app.identity import access
from app.registry import elders
from app.registry.elders import ContactFields

router = APIRouter(prefix="/api/elders", tags=["elders"])


class ContactIn(In):
    name: Name = Field(examples=["王建国"])
    phone: Phone
    relation: ShortText | None = Field(None, examples=["儿子"])
    rank: int | None = Field(None, ge=1, le=99, description="The order of calling; default: last.")

    def fields(self) -> ContactFields:
        return cast(ContactFields, self.model_dump(exclude_none=True))


class ContactPatch(In):
    name: Name | None = None
    phone: Phone | None = None
    relation: ShortText | None = None
    rank: int | None = Field(None, ge=1, le=99)

    def fields(self) -> ContactFields:
        return cast(ContactFields, given(self, "name", "phone", "rank"))


class ContactOut(Out):
    id: int
    name: str
    relation: str | None
    phone: str
    rank: int


@router.get("/{elder_id}/contacts", summary="Whom to call", responses=documented(401, 403, 404))
def contacts(elder_id: Id, user: OperatorDep, store: StoreDep) -> Page[ContactOut]:
    """In the order of calling. Noted in the access log."""
    with store.transaction() as tx:
        elders.row(tx.session, elder_id, user.area_ids)
        access.record(tx, user, "contacts", elder_id)
        found = elders.contacts_of(tx.session, elder_id)
    return Page[ContactOut].model_validate({"items": found, "next": None})


@router.post(
    "/{elder_id}/contacts",
    status_code=201,
    summary="Add somebody to call",
    responses=documented(401, 403, 404, 422),
)
def add_contact(elder_id: Id, body: ContactIn, user: OperatorDep, store: StoreDep) -> ContactOut:
    with store.transaction() as tx:
        return ContactOut.model_validate(elders.add_contact(tx, elder_id, body.fields(), user.area_ids))


@router.patch(
    "/{elder_id}/contacts/{contact_id}", summary="Change a contact", responses=documented(401, 403, 404, 422)
)
def change_contact(
    elder_id: Id, contact_id: Id, body: ContactPatch, user: OperatorDep, store: StoreDep
) -> ContactOut:
    with store.transaction() as tx:
        changed = elders.change_contact(tx, elder_id, contact_id, body.fields(), user.area_ids)
        return ContactOut.model_validate(changed)


@router.delete(
    "/{elder_id}/contacts/{contact_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Remove a contact",
    responses=documented(401, 403, 404),
)
def remove_contact(elder_id: Id, contact_id: Id, user: OperatorDep, store: StoreDep) -> Response:
    with store.transaction() as tx:
        elders.remove_contact(tx, elder_id, contact_id, user.area_ids)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
