"""Users, for administrators; the access log, for supervisors."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints

from app.api.deps import AdminDep, LimitDep, SessionsDep, StoreDep, SupervisorDep, ZoneDep
from app.api.files import FILE, Format, Language, streamed
from app.api.problems import documented
from app.api.schemas import Id, In, Instant, InstantIn, Name, Out, Page, given, page_of
from app.errors import Forbidden
from app.identity import access, access_table, users
from app.identity.roles import Principal, Role

router = APIRouter(prefix="/api", tags=["users"])


Extension = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z*#+._@/-]{0,60}$")]


class UserIn(In):
    username: str = Field(examples=["li.na"], description="1 to 64 letters, digits or . _ @ + -")
    password: str = Field(examples=["correct horse"], description="8 to 256 characters")
    role: Role
    areas: list[Id] = Field([], description="Limited to these areas and everything below; empty: everywhere.")
    name: Name | None = Field(None, examples=["李娜"], description="What colleagues see; default: username.")
    extension: Extension | None = Field(
        None, examples=["8001"], description="Her telephone at the desk, which a line rings first."
    )


class UserPatch(In):
    name: Name | None = None
    password: str | None = None
    role: Role | None = None
    areas: list[Id] | None = None
    disabled: bool | None = None
    extension: Extension | None = Field(None, description="Empty: none any more.")


class UserOut(Out):
    id: int
    username: str
    name: str
    role: Role
    areas: list[int]
    disabled: bool
    created_at: Instant
    extension: str | None


class Revoked(Out):
    sessions: int = Field(description="How many sessions were ended.")


class AccessOut(Out):
    id: int
    at: Instant
    user_id: int
    user_name: str
    elder_id: int | None
    elder_name: str | None = Field(description="null when it was about nobody, or about nobody of yours.")
    action: str = Field(examples=["card", "track"])
    reason: str | None


@router.post("/users", status_code=201, summary="Add a user", responses=documented(401, 403, 409, 422))
def create(body: UserIn, admin: AdminDep, store: StoreDep) -> UserOut:
    """Administrators only. A user name that exists already is 409."""
    _grants(admin, body.areas)
    with store.transaction() as tx:
        made = users.create(
            tx,
            body.username,
            body.password,
            body.role,
            areas=body.areas,
            name=body.name,
            extension=body.extension,
        )
    return UserOut.model_validate(made)


@router.get("/users", summary="List users", responses=documented(401, 403))
def index(_admin: AdminDep, store: StoreDep, limit: LimitDep, after: Id = 0) -> Page[UserOut]:
    with store.snapshot() as session:
        return Page[UserOut].model_validate(page_of(users.page(session, after, limit + 1), limit))


@router.patch("/users/{user_id}", summary="Change a user", responses=documented(401, 403, 404, 409, 422))
def change(user_id: Id, body: UserPatch, admin: AdminDep, store: StoreDep, sessions: SessionsDep) -> UserOut:
    """Change what is given. Whatever touches password, role, areas or `disabled` signs the user out.

    The last administrator cannot be removed (409).
    """
    changes = given(body, *UserPatch.model_fields)
    with store.transaction() as tx:
        _grants(admin, users.find(tx, user_id).areas)
        if body.areas is not None:
            _grants(admin, body.areas)
        changed = users.change(tx, user_id, **changes)
        if changes.keys() - {"name", "extension"}:
            sessions.revoke_user(tx, user_id)
    return UserOut.model_validate(changed)


@router.delete("/users/{user_id}/sessions", summary="Sign a user out", responses=documented(401, 403, 404))
def sign_out(user_id: Id, admin: AdminDep, store: StoreDep, sessions: SessionsDep) -> Revoked:
    """Ends every session of the user, a wall's too, and closes their sockets."""
    with store.transaction() as tx:
        _grants(admin, users.find(tx, user_id).areas)
        return Revoked(sessions=sessions.revoke_user(tx, user_id))


def wanted(
    elder_id: Id | None = None,
    user_id: Id | None = None,
    action: Annotated[
        str | None, Query(pattern=r"^[a-z_.]{1,40}$", description="An action, or how it begins.")
    ] = None,
    from_: Annotated[InstantIn | None, Query(alias="from")] = None,
    to: InstantIn | None = None,
) -> access.Wanted:
    """Which lines of the access log."""
    return access.Wanted(elder_id, user_id, action, from_, to)


WantedDep = Annotated[access.Wanted, Depends(wanted)]


@router.get("/access-log", summary="Who looked at whom", responses=documented(401, 403, 422))
def access_log(
    supervisor: SupervisorDep, store: StoreDep, limit: LimitDep, wanted: WantedDep, after: Id | None = None
) -> Page[AccessOut]:
    """Every reading of a card or a history, and every change of what rules and scripts say; newest first."""
    with store.snapshot() as session:
        found = access.page(session, supervisor, after, limit + 1, wanted)
        return Page[AccessOut].model_validate(page_of(found, limit))


@router.get(
    "/access-log/table.{form}", summary="The access log as a table",
    responses={**FILE, **documented(401, 403, 422)}, response_class=Response,
)  # fmt: skip
def take_access_log(
    form: Format,
    supervisor: SupervisorDep,
    store: StoreDep,
    wanted: WantedDep,
    zone: ZoneDep,
    lang: Language = Language.zh,
) -> Response:
    """The lines that are wanted, newest first, a million at most; taking them away is a line itself. What
    looks like a telephone number or a coordinate is left out of reasons."""
    with store.transaction() as tx:
        access.record(tx, supervisor, "export_access_log", wanted.elder_id, access_table.words(wanted, form))
    return streamed(access_table.rows(store, supervisor, wanted, lang, zone), "access-log", form)


def _grants(admin: Principal, areas: list[int]) -> None:
    """An administrator of some areas can neither give nor take what lies outside them."""
    if admin.area_ids is not None and (not areas or not set(areas) <= admin.area_ids):
        raise Forbidden("That reaches beyond your own areas.")
