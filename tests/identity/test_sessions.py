"""Signing in and out."""

import pytest
from sqlmodel import select

from app.clock import DAY, HOUR, MINUTE, ManualClock
from app.errors import TooMany, Unauthenticated
from app.identity import users
from app.identity.roles import Role
from app.identity.sessions import Sessions
from app.identity.tables import UserSession
from app.registry import areas
from app.registry.words import AreaKind
from app.store.db import Store

PASSWORD = "correct horse"


@pytest.fixture
def sessions(store: Store) -> Sessions:
    with store.transaction() as tx:
        users.create(tx, "li.na", PASSWORD, Role.operator, name="李娜")
        users.create(tx, "screen", PASSWORD, Role.wall)
    return Sessions(store)


def test_a_token_stands_for_its_user(sessions: Sessions) -> None:
    token, user = sessions.sign_in("li.na", PASSWORD)
    assert sessions.resolve(token) == user
    assert (user.username, user.name, user.role, user.area_ids) == ("li.na", "李娜", Role.operator, None)


def test_the_token_itself_is_not_stored(sessions: Sessions, store: Store) -> None:
    token, _ = sessions.sign_in("li.na", PASSWORD)
    with store.snapshot() as session:
        row = session.exec(select(UserSession)).one()
    assert token not in row.model_dump_json()


@pytest.mark.parametrize(("name", "password"), [("li.na", "wrong password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_read_the_same(
    sessions: Sessions, name: str, password: str
) -> None:
    with pytest.raises(Unauthenticated, match="user name or the password"):
        sessions.sign_in(name, password)


def test_a_disabled_user_cannot_sign_in(sessions: Sessions, store: Store) -> None:
    token, user = sessions.sign_in("li.na", PASSWORD)
    with store.transaction() as tx:
        users.change(tx, user.id, disabled=True)
    with pytest.raises(Unauthenticated):
        sessions.sign_in("li.na", PASSWORD)
    with pytest.raises(Unauthenticated):
        sessions.resolve(token)


def test_a_staff_session_slides_with_use_and_ends_12_hours_after_it(
    sessions: Sessions, clock: ManualClock
) -> None:
    token, _ = sessions.sign_in("li.na", PASSWORD)
    for _ in range(3):
        clock.advance(11 * HOUR / 1000)
        sessions.resolve(token)
    clock.advance(12 * HOUR / 1000)
    with pytest.raises(Unauthenticated):
        sessions.resolve(token)


def test_a_wall_stays_for_60_days_whatever_happens(sessions: Sessions, clock: ManualClock) -> None:
    token, _ = sessions.sign_in("screen", PASSWORD)
    clock.advance(59 * DAY / 1000)
    sessions.resolve(token)
    clock.advance(DAY / 1000)
    with pytest.raises(Unauthenticated):
        sessions.resolve(token)


def test_use_is_written_at_most_every_five_minutes(
    sessions: Sessions, store: Store, clock: ManualClock
) -> None:
    token, _ = sessions.sign_in("li.na", PASSWORD)
    began = clock.now()

    def last_seen() -> int:
        with store.snapshot() as session:
            return session.exec(select(UserSession)).one().last_seen_at

    clock.advance(299)
    sessions.resolve(token)
    assert last_seen() == began
    clock.advance(1)
    sessions.resolve(token)
    assert last_seen() == began + 5 * MINUTE


def test_signing_out_ends_one_session_and_tells_the_sockets(sessions: Sessions) -> None:
    token, user = sessions.sign_in("li.na", PASSWORD)
    other, _ = sessions.sign_in("li.na", PASSWORD)
    heard: list[list[int]] = []
    stop = sessions.revocations.subscribe(heard.append)
    sessions.sign_out(user.session_id)
    assert heard == [[user.session_id]]
    with pytest.raises(Unauthenticated):
        sessions.resolve(token)
    _, back = sessions.sign_in("li.na", PASSWORD)
    assert sessions.resolve(other).username == "li.na"
    stop()
    sessions.sign_out(back.session_id)
    assert len(heard) == 1


def test_revoking_a_user_ends_every_session_but_nobody_elses(sessions: Sessions, store: Store) -> None:
    mine = [sessions.sign_in("li.na", PASSWORD) for _ in range(2)]
    wall, _ = sessions.sign_in("screen", PASSWORD)
    heard: list[list[int]] = []
    sessions.revocations.subscribe(heard.append)
    with store.transaction() as tx:
        assert sessions.revoke_user(tx, mine[0][1].id) == 2
        assert heard == [], "nobody may hear it before the commit"
    assert [sorted(ids) for ids in heard] == [sorted(user.session_id for _, user in mine)]
    for token, _ in mine:
        with pytest.raises(Unauthenticated):
            sessions.resolve(token)
    assert sessions.resolve(wall).role is Role.wall


def test_areas_are_granted_with_everything_below(sessions: Sessions, store: Store) -> None:
    with store.transaction() as tx:
        district = areas.create(tx, "莲湖区", AreaKind.district)
        street = areas.create(tx, "北院门街道", AreaKind.street, district.id)
        elsewhere = areas.create(tx, "碑林区", AreaKind.district)
        users.create(tx, "wu", PASSWORD, Role.operator, areas=[district.id])
    _, user = sessions.sign_in("wu", PASSWORD)
    assert user.areas == (district.id,)
    assert user.may_see(street.id)
    assert not user.may_see(elsewhere.id)
    assert not user.may_see(None)


def test_guessing_has_to_wait_longer_and_longer(sessions: Sessions, clock: ManualClock) -> None:
    def guess() -> int:
        """0 when the guess was looked at, else the seconds to wait."""
        try:
            sessions.sign_in("li.na", "wrong password", "198.51.100.7")
        except TooMany as error:
            return int(error.headers["Retry-After"])
        except Unauthenticated:
            return 0
        raise AssertionError("the password is wrong")

    assert [guess() for _ in range(6)] == [0, 0, 0, 0, 0, 2]
    with pytest.raises(TooMany):
        sessions.sign_in("li.na", PASSWORD, "198.51.100.7")
    assert sessions.sign_in("li.na", PASSWORD, "192.0.2.1"), "another address does not wait"
    clock.advance(2)
    assert [guess(), guess()] == [0, 4]
    clock.advance(4)
    sessions.sign_in("li.na", PASSWORD, "198.51.100.7")
    assert guess() == 0, "a success forgets the failures"
