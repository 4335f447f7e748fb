"""Signing in and out, and who I am."""

from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import Field

from app.api.deps import SAFE_METHODS, SessionsDep, SettingsDep, UserDep
from app.api.problems import documented
from app.api.schemas import LINE, In, Out
from app.clock import SECOND
from app.errors import Forbidden
from app.identity.origin import COOKIE, same_origin
from app.identity.roles import Role
from app.identity.sessions import WALL_MS

router = APIRouter(prefix="/api", tags=["session"])


class SignIn(In):
    username: str = Field(min_length=1, max_length=64, pattern=LINE, examples=["admin"])
    password: str = Field(min_length=1, max_length=1024, examples=["correct horse"])


class Me(Out):
    """The signed-in user. Empty `areas` means everywhere."""

    id: int
    username: str = Field(examples=["li.na"])
    name: str = Field(examples=["李娜"])
    role: Role
    areas: list[int] = Field(description="The areas granted; everything below them is included.")


class SignedIn(Out):
    token: str = Field(description="Goes into `Authorization: Bearer`.")
    user: Me


def not_from_elsewhere(request: Request) -> None:
    """A page of another site must not sign this browser in or out; scripts send no Origin."""
    told = "origin" in request.headers or "sec-fetch-site" in request.headers
    if request.method not in SAFE_METHODS and told and not same_origin(request.headers):
        raise Forbidden("Sign in from our own pages.")


@router.post(
    "/session",
    status_code=status.HTTP_200_OK,
    summary="Sign in",
    responses=documented(401, 403, 422, 429),
    dependencies=[Depends(not_from_elsewhere)],
)
def sign_in(
    body: SignIn, request: Request, response: Response, sessions: SessionsDep, settings: SettingsDep
) -> SignedIn:
    """Answers a token and sets an HttpOnly, SameSite cookie; either works everywhere.

    Staff sessions end 12 hours after their last use; a wall's after 60 days. Five wrong passwords
    make the next attempts wait (429 with Retry-After).
    """
    address = request.client.host if request.client else ""
    token, user = sessions.sign_in(body.username, body.password, address)
    response.set_cookie(
        COOKIE,
        token,
        max_age=WALL_MS // SECOND,  # the longest; when it really ends is the server's decision
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
        path="/",
    )
    response.headers["Cache-Control"] = "no-store"
    return SignedIn(token=token, user=Me.model_validate(user))


@router.delete(
    "/session", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out", responses=documented(401, 403)
)
def sign_out(user: UserDep, sessions: SessionsDep) -> Response:
    """Ends the session of this token or cookie; its sockets are closed."""
    sessions.sign_out(user.session_id)
    response = Response(status_code=status.HTTP_204_NO_CONTENT)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.get("/me", summary="Who I am", responses=documented(401))
def me(user: UserDep) -> Me:
    """The user, the role and the areas behind this token or cookie."""
    return Me.model_validate(user)
