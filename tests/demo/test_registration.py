"""Who is taken in can be found again, and passwords are made anew at every start."""

import pytest
from sqlmodel import select

from app.demo import registration
from app.demo.people import draw_people
from app.demo.run import OtherPeople, prepare
from app.identity.sessions import Sessions
from app.registry import areas, cards
from app.registry.tables import Area, Elder
from app.settings import Settings
from app.store.db import Store


def test_everybody_is_in_her_street_with_all_that_is_known(store: Store) -> None:
    people = draw_people(40, 1, 2026)
    registration.take_in(store, people)

    with store.snapshot() as session:
        kinds = dict(session.exec(select(Area.id, Area.kind)).all())
        assert {kinds[area] for area in session.exec(select(Elder.area_id))} == {"street"}
        card = cards.card(session, 1, None, store.clock.now())
        assert (card.name, card.area.name, card.address) == ("李秀兰", "北关街道", people[0].home.address)
        assert [c.name for c in card.contacts] == [friend.name for friend in people[0].friends]
        assert [d.unique_id for d in card.devices] == [people[0].device]
        assert card.home is not None
        assert card.home.radius_m == people[0].radius_m
    with store.transaction() as tx:
        assert areas.reassign(tx) == set()  # where the registry would have put them


def test_passwords_of_an_earlier_run_end(store: Store) -> None:
    before = {one.username: one.password for one in registration.hand_out_passwords(store)}
    after = {one.username: one.password for one in registration.hand_out_passwords(store)}
    sessions = Sessions(store)

    assert before.keys() == after.keys()
    assert len(set(before.values()) | set(after.values())) == 2 * len(before)
    assert sessions.sign_in("zhang.min", after["zhang.min"])[1].username == "zhang.min"


def test_the_administrators_own_password_is_kept(store: Store) -> None:
    staff = registration.hand_out_passwords(store, "a long one of my own")

    assert [one.username for one in staff if not one.made_up] == ["admin"]
    assert Sessions(store).sign_in("admin", "a long one of my own")[1].role == "admin"


def test_a_kept_database_must_fit(store: Store) -> None:
    settings = Settings(database_url=str(store.engine.url))
    people = draw_people(20, 1, 2026)

    assert prepare(settings, people)[0] != prepare(settings, people)[0]  # a new key at every start
    with pytest.raises(OtherPeople):
        prepare(settings, draw_people(20, 2, 2026))
