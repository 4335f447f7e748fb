"""Users."""

import pytest
from pydantic import SecretStr

from app.errors import Conflict, Invalid, NotFound
from app.identity import users
from app.identity.roles import Role, includes
from app.identity.sessions import Sessions
from app.settings import Settings
from app.store.db import Store


def add(store: Store, username: str = "li.na", password: str = "correct horse", **more: object) -> int:
    with store.transaction() as tx:
        return users.create(tx, username, password, Role.operator, **more).id  # type: ignore[arg-type]


def test_a_name_is_taken_once(store: Store) -> None:
    add(store)
    with pytest.raises(Conflict, match=r"li\.na"):
        add(store)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("username", {"username": "li na"}),
        ("username", {"username": ""}),
        ("username", {"username": "x" * 65}),
        ("password", {"password": "1234567"}),
        ("password", {"password": "x" * 257}),
        ("areas", {"areas": [99]}),
    ],
)
def test_what_is_wrong_is_named(store: Store, field: str, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught:
        add(store, **given)  # type: ignore[arg-type]
    assert [error["field"] for error in caught.value.extra["errors"]] == [field]
    with store.snapshot() as session:
        assert users.page(session, 0, 10) == []


def test_eight_characters_are_enough(store: Store) -> None:
    add(store, password="12345678")
    assert Sessions(store).sign_in("li.na", "12345678")


def test_a_change_changes_only_what_is_given(store: Store) -> None:
    user_id = add(store, name="李娜")
    with store.transaction() as tx:
        changed = users.change(tx, user_id, role=Role.supervisor)
    assert (changed.name, changed.role, changed.disabled) == ("李娜", Role.supervisor, False)
    Sessions(store).sign_in("li.na", "correct horse")


def test_an_unknown_user_is_not_found(store: Store) -> None:
    with store.transaction() as tx, pytest.raises(NotFound):
        users.change(tx, 99, name="x")


def test_the_first_start_makes_an_admin_once(store: Store) -> None:
    password = users.ensure_admin(store, Settings(_env_file=None))
    assert password is not None
    assert Sessions(store).sign_in("admin", password)[1].role is Role.admin
    assert users.ensure_admin(store, Settings(_env_file=None)) is None


def test_a_given_admin_password_is_used_and_not_told(store: Store) -> None:
    settings = Settings(_env_file=None, admin_password=SecretStr("chosen by hand"))
    assert users.ensure_admin(store, settings) is None
    assert Sessions(store).sign_in("admin", "chosen by hand")


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": Role.operator}])
def test_the_last_administrator_stays(store: Store, change: dict[str, object]) -> None:
    users.ensure_admin(store, Settings(_env_file=None))
    with pytest.raises(Conflict), store.transaction() as tx:
        users.change(tx, 1, **change)  # type: ignore[arg-type]
    with store.snapshot() as session:
        admin = users.page(session, 0, 10)[0]
    assert (admin.role, admin.disabled) == (Role.admin, False)


def test_roles_include_what_is_below_them() -> None:
    order = [Role.wall, Role.operator, Role.supervisor, Role.admin]
    for i, role in enumerate(order):
        assert [includes(role, needed) for needed in order] == [j <= i for j in range(4)]
        assert not includes(role, Role.responder)
        assert not includes(Role.responder, role)
