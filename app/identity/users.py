"""Users: who may sign in, with which role, for which areas."""

import re
import secrets
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.errors import Conflict, NotFound, wrong
from app.identity import passwords
from app.identity.roles import Role
from app.identity.tables import User
from app.registry import areas as area_tree
from app.settings import Settings
from app.store.db import Store, Tx

_USERNAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class UserView:
    """A user without the password."""

    id: int
    username: str
    name: str
    role: Role
    areas: list[int]
    disabled: bool
    created_at: int
    extension: str | None


def create(
    tx: Tx,
    username: str,
    password: str,
    role: Role,
    *,
    areas: list[int] | None = None,
    name: str | None = None,
    extension: str | None = None,
) -> UserView:
    """Add a user. Invalid names the field; Conflict when the name is taken."""
    if not _USERNAME.fullmatch(username):
        raise wrong("username", "1 to 64 letters, digits or . _ @ + -")
    _known_areas(tx, areas or [])
    user = User(
        username=username,
        name=name or username,
        role=role.value,
        password_hash=passwords.hashed(password),
        areas=sorted(set(areas or [])),
        extension=extension or None,
        created_at=tx.now,
    )
    tx.save(user, taken=f"There is a user {username} already.")
    return _view(user)


def change(
    tx: Tx,
    user_id: int,
    *,
    name: str | None = None,
    password: str | None = None,
    role: Role | None = None,
    areas: list[int] | None = None,
    disabled: bool | None = None,
    extension: str | None = None,
) -> UserView:
    """Change what is given; an empty extension takes it away.

    The caller ends the user's sessions when rights or password changed.
    """
    user = tx.session.get(User, user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    was_admin = user.role == Role.admin
    if name is not None:
        user.name = name
    if password is not None:
        user.password_hash = passwords.hashed(password)
    if role is not None:
        user.role = role.value
    if areas is not None:
        _known_areas(tx, areas)
        user.areas = sorted(set(areas))
    if extension is not None:
        user.extension = extension or None
    if disabled is not None:
        user.disabled_at = tx.now if disabled else None
    tx.session.flush()
    if was_admin and _admins(tx) == 0:
        raise Conflict("The last administrator cannot be removed.")
    return _view(user)


def find(tx: Tx, user_id: int) -> UserView:
    user = tx.session.get(User, user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return _view(user)


def page(session: Session, after: int, limit: int) -> list[UserView]:
    """Users with id > `after`, in order."""
    rows = session.exec(select(User).where(col(User.id) > after).order_by(col(User.id)).limit(limit))
    return [_view(user) for user in rows]


def ensure_admin(store: Store, settings: Settings) -> str | None:
    """On an empty database, create `admin`. Returns the password only when it was made up here."""
    given = settings.admin_password
    password = given.get_secret_value() if given else secrets.token_urlsafe(12)
    with store.transaction() as tx:
        if tx.session.exec(select(func.count()).select_from(User)).one() > 0:
            return None
        create(tx, "admin", password, Role.admin)
    return None if given else password


def _admins(tx: Tx) -> int:
    return tx.session.exec(
        select(func.count())
        .select_from(User)
        .where(User.role == Role.admin.value, col(User.disabled_at).is_(None))
    ).one()


def _known_areas(tx: Tx, ids: list[int]) -> None:
    missing = area_tree.missing(tx.session, ids)
    if missing:
        raise wrong("areas", f"there is no area {missing[0]}")


def _view(user: User) -> UserView:
    if user.id is None:
        raise RuntimeError("a view is of a stored user")
    return UserView(
        user.id,
        user.username,
        user.name,
        Role(user.role),
        list(user.areas),
        user.disabled_at is not None,
        user.created_at,
        user.extension,
    )
