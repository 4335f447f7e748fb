"""What a request needs: the store, the clock, the settings, and who is asking."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from sqlmodel import Session

from app.calls.exchange import Exchange
from app.clock import Clock
from app.errors import Forbidden, TooLarge, Unauthenticated
from app.identity.keys import KeyRing
from app.identity.origin import COOKIE, same_origin
from app.identity.roles import Principal, Role, includes
from app.identity.sessions import Sessions
from app.registry import areas
from app.registry.commands import Couriers
from app.settings import Settings
from app.store.db import Store

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_LIMIT = 500


def get_store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def get_clock(request: Request) -> Clock:
    return get_store(request).clock


def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def get_zone(request: Request) -> ZoneInfo:
    """The service's time zone: what night is, where no schedule says otherwise."""
    return ZoneInfo(get_settings(request).time_zone)


def get_exchange(request: Request) -> Exchange:
    exchange: Exchange = request.app.state.exchange
    return exchange


def get_sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def get_keys(request: Request) -> KeyRing:
    ring: KeyRing = request.app.state.keys
    return ring


def get_couriers(request: Request) -> Couriers:
    couriers: Couriers = request.app.state.couriers
    return couriers


def current_user(request: Request, sessions: Annotated[Sessions, Depends(get_sessions)]) -> Principal:
    """The holder of the Bearer token, else of the cookie; a change by cookie must be same-origin."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return sessions.resolve(token.strip())
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise Unauthenticated("Send a Bearer token or sign in.")
    if request.method not in SAFE_METHODS and not same_origin(request.headers):
        raise Forbidden("A change by cookie must come from our own pages.")
    return sessions.resolve(cookie)


def require(*roles: Role) -> Callable[[Principal], Principal]:
    """A dependency: the user, if the role includes one of `roles`; else Forbidden."""

    def allowed(user: Annotated[Principal, Depends(current_user)]) -> Principal:
        if not any(includes(user.role, role) for role in roles):
            raise Forbidden(f"This needs the role {' or '.join(roles)}.")
        return user

    return allowed


def within(session: Session, user: Principal, area: int | None) -> frozenset[int] | None:
    """The areas to look into: the user's, narrowed to `area` and below when given; None is everywhere.

    Forbidden for an area that is not the user's.
    """
    if area is None:
        return user.area_ids
    if not user.may_see(area):
        raise Forbidden("That area is not yours.")
    return areas.descend(session, [area])


async def body_within(request: Request, most: int) -> bytes:
    """The raw body; TooLarge as soon as it is announced or found to be more than `most` bytes."""
    length = request.headers.get("content-length", "0")
    body = bytearray()
    if not length.isdecimal() or int(length) > most:
        raise TooLarge(f"At most {most} bytes; send less at once.")
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge(f"At most {most} bytes; send less at once.")
    return bytes(body)


def clamped(
    limit: Annotated[int, Query(description="Page size; clamped to 1-500, never refused.")] = 100,
) -> int:
    return max(1, min(limit, MAX_LIMIT))


StoreDep = Annotated[Store, Depends(get_store)]
ClockDep = Annotated[Clock, Depends(get_clock)]
ZoneDep = Annotated[ZoneInfo, Depends(get_zone)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
ExchangeDep = Annotated[Exchange, Depends(get_exchange)]
SessionsDep = Annotated[Sessions, Depends(get_sessions)]
CouriersDep = Annotated[Couriers, Depends(get_couriers)]
KeyRingDep = Annotated[KeyRing, Depends(get_keys)]
UserDep = Annotated[Principal, Depends(current_user)]
WallDep = Annotated[Principal, Depends(require(Role.wall))]  # walls and all staff, not responders
OperatorDep = Annotated[Principal, Depends(require(Role.operator))]
SupervisorDep = Annotated[Principal, Depends(require(Role.supervisor))]
AdminDep = Annotated[Principal, Depends(require(Role.admin))]
LimitDep = Annotated[int, Depends(clamped)]
