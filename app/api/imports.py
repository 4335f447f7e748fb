"""Tables in: upload, progress, and the report of what was wrong."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from app.api.deps import AdminDep, LimitDep, SettingsDep, StoreDep, body_within
from app.api.files import BINARY, FILE, XLSX, Format, Language, sent
from app.api.problems import documented
from app.api.schemas import LINE, Id, Instant, Out, Page, page_of
from app.errors import NotFound
from app.identity import access
from app.identity.roles import Principal
from app.registry.imports import jobs, report
from app.registry.imports.jobs import Imports, JobView
from app.registry.imports.work import Options
from app.store.db import Store

router = APIRouter(prefix="/api/imports", tags=["imports"])
UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": BINARY, "text/csv": BINARY, XLSX: BINARY},
    }
}


class Existing(StrEnum):
    """What happens to elders and devices that are registered already."""

    skip = "skip"
    update = "update"


class State(StrEnum):
    running = "running"
    done = "done"
    failed = "failed"
    interrupted = "interrupted"


class ImportOut(Out):
    """An import; counts are of rows."""

    id: int
    state: State
    dry_run: bool = Field(description="Only checked: nothing was changed, and the counts are what would be.")
    existing: Existing
    file_name: str
    started_at: Instant
    finished_at: Instant | None
    total: int
    done: int = Field(description="Read so far; `total` is the end.")
    created: int
    updated: int
    unchanged: int
    faulty: int = Field(description="Left out; the faults say why.")
    warned: int = Field(description="Taken in, with something to look at.")
    homeless: int = Field(description="Taken in without a home; GET /api/elders?home=false lists them.")
    ignored: list[str] = Field(description="Headings that nobody knows.")
    detail: str | None = Field(description="Why it failed or was interrupted.")


class FaultOut(Out):
    column: str = Field(description="The table's own heading.")
    code: str = Field(examples=["swapped"])
    error: bool = Field(description="Errors keep the row out; the others are warnings.")
    zh: str
    en: str


class FaultyRow(Out):
    id: int = Field(description="The number of the row, as a spreadsheet shows it.")
    faults: list[FaultOut]


async def upload(request: Request, settings: SettingsDep, _admin: AdminDep) -> bytes:
    """The raw body. Nobody but an admin gets this far."""
    return await body_within(request, settings.max_import_bytes)


def get_imports(request: Request) -> Imports:
    imports: Imports = request.app.state.imports
    return imports


Upload = Annotated[bytes, Depends(upload)]
ImportsDep = Annotated[Imports, Depends(get_imports)]


@router.post(
    "",
    status_code=202,
    summary="Take a table in",
    openapi_extra=UPLOAD,
    responses=documented(400, 401, 403, 409, 413, 422),
)
def start(
    data: Upload,
    user: AdminDep,
    imports: ImportsDep,
    file_name: Annotated[
        str, Query(max_length=200, pattern=LINE, description="For the list of imports.")
    ] = "",
    dry_run: Annotated[bool, Query(description="Check everything and change nothing.")] = False,
    existing: Existing = Existing.skip,
) -> ImportOut:
    """The body is the file itself: CSV (UTF-8, UTF-16 or GB18030) or a spreadsheet. Answers at once; follow
    it with `GET /api/imports/{id}`. One import runs at a time (409)."""
    options = Options(dry_run, existing, user.area_ids, user.id)
    action = "import_check" if dry_run else "import"
    made = imports.start(
        data, file_name, options, lambda tx: access.record(tx, user, action, None, file_name or None)
    )
    return ImportOut.model_validate(made)


@router.get("", summary="List imports", responses=documented(401, 403))
def index(user: AdminDep, store: StoreDep, limit: LimitDep, after: Id | None = None) -> Page[ImportOut]:
    """Newest first. An admin of some areas sees her own."""
    with store.snapshot() as session:
        found = jobs.page(session, store.clock.now(), after, limit + 1, _whose(user))
        return Page[ImportOut].model_validate(page_of(found, limit))


@router.get(
    "/template.{form}", summary="A table to fill in", responses={**FILE, **documented(401, 403)},
    response_class=Response,
)  # fmt: skip
def template(form: Format, _admin: AdminDep, lang: Language = Language.zh) -> Response:
    """The headings that are understood, and an example."""
    return sent(report.template(lang), "template", form)


@router.get("/{import_id}", summary="An import", responses=documented(401, 403, 404))
def read(import_id: Id, user: AdminDep, store: StoreDep) -> ImportOut:
    return ImportOut.model_validate(_found(store, user, import_id))


@router.get("/{import_id}/faults", summary="Faults, row by row", responses=documented(401, 403, 404))
def fault_rows(
    import_id: Id, user: AdminDep, store: StoreDep, limit: LimitDep, after: Id = 0
) -> Page[FaultyRow]:
    """In order of the rows; the files have the rows themselves as well."""
    _found(store, user, import_id)
    with store.snapshot() as session:
        found = jobs.fault_page(session, import_id, after, limit + 1)
        return Page[FaultyRow].model_validate(page_of(found, limit))


@router.get(
    "/{import_id}/faults.{form}", summary="What was wrong, row by row",
    responses={**FILE, **documented(401, 403, 404)}, response_class=Response,
)  # fmt: skip
def faults(import_id: Id, form: Format, user: AdminDep, store: StoreDep) -> Response:
    """The faulty rows with their faults in front: correct them and take the same file in again. Kept for the
    last twenty imports; without the numbers of identity cards."""
    _found(store, user, import_id)
    with store.snapshot() as session:
        return sent(report.faults(session, import_id), f"import-{import_id}-faults", form)


def _found(store: Store, user: Principal, import_id: int) -> JobView:
    with store.snapshot() as session:
        job = jobs.find(session, import_id, store.clock.now())
    if _whose(user) not in (None, job.user_id):
        raise NotFound(f"There is no import {import_id}.")
    return job


def _whose(user: Principal) -> int | None:
    return None if user.area_ids is None else user.id
