"""The registry as a table: everybody at once, so there has to be a reason."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlmodel import Session

from app.api.deps import AdminDep, StoreDep
from app.api.files import FILE, Format, Language, sent
from app.api.problems import documented
from app.api.schemas import LINE
from app.identity import access
from app.identity.roles import Principal
from app.registry.fences import Scope
from app.registry.imports import export
from app.registry.imports.report import Cells
from app.store.db import Store

router = APIRouter(prefix="/api/exports", tags=["imports"])
Reason = Annotated[
    str, Query(min_length=2, max_length=500, pattern=LINE, description="Noted in the access log.")
]
Rows = Callable[[Session, Scope, str], Iterator[Cells]]


@router.get(
    "/elders.{form}", summary="Elders as a table", responses={**FILE, **documented(401, 403, 422)},
    response_class=Response,
)  # fmt: skip
def elders(
    form: Format, user: AdminDep, store: StoreDep, reason: Reason, lang: Language = Language.zh
) -> Response:
    """Elders of your areas with homes, contacts and devices; an import takes the same table."""
    return _send(store, user, export.elders, "elders", form, lang, reason)


@router.get(
    "/devices.{form}", summary="Devices as a table", responses={**FILE, **documented(401, 403, 422)},
    response_class=Response,
)  # fmt: skip
def devices(
    form: Format, user: AdminDep, store: StoreDep, reason: Reason, lang: Language = Language.zh
) -> Response:
    """Devices of the elders in your areas, and those that nobody wears."""
    return _send(store, user, export.devices, "devices", form, lang, reason)


def _send(
    store: Store, user: Principal, rows: Rows, name: str, form: Format, lang: Language, reason: str
) -> Response:
    with store.transaction() as tx:
        access.record(tx, user, f"export_{name}", None, reason)
    with store.snapshot() as session:
        return sent(rows(session, user.area_ids, lang), name, form)
