"""Elders, contacts, devices and fences as use cases."""

from typing import Any

import pytest
from sqlmodel import select

from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.geo.datum import gcj02_from_wgs84
from app.geo.presence import Phase
from app.registry import areas, cards, devices, elders, fences
from app.registry.fences import Home
from app.registry.tables import Fence
from app.registry.whereabouts import Presence, Track
from app.registry.words import AreaKind, FenceKind
from app.store import events
from app.store.db import Store, Tx

HOME = Home(34.2658, 108.9402, 100)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[108.93, 34.26], [108.95, 34.26], [108.95, 34.27], [108.93, 34.27], [108.93, 34.26]]],
}


@pytest.fixture
def elder(store: Store) -> int:
    with store.transaction() as tx:
        return elders.create(tx, {"name": "王秀兰", "phone": "13800000000", "birth_year": 1944}, HOME)


def read(store: Store, elder_id: int) -> cards.Card:
    with store.snapshot() as session:
        return cards.card(session, elder_id, None, store.clock.now())


def home_version(store: Store, elder_id: int) -> int:
    with store.snapshot() as session:
        return session.exec(select(Fence.version).where(Fence.elder_id == elder_id)).one()


def kinds(store: Store) -> list[str]:
    with store.snapshot() as session:
        return [event.kind for event in events.read(session.connection(), 0)]


def test_the_home_is_a_fence(store: Store, elder: int) -> None:
    with store.snapshot() as session:
        home = fences.page(session, None, 0, 10, elder)
    assert [(f.kind, f.geometry, f.radius_m, f.version) for f in home] == [
        ("home", {"type": "Point", "coordinates": [108.9402, 34.2658]}, 100, 0)
    ]
    assert read(store, elder).home == cards.HomeView(34.2658, 108.9402, 100)


def test_a_home_from_a_chinese_map_is_shifted_back(store: Store) -> None:
    lat, lon = gcj02_from_wgs84(HOME.lat, HOME.lon)
    with store.transaction() as tx:
        elder = elders.create(tx, {"name": "甲"}, Home(float(lat), float(lon), 100, "gcj02"))
    home = read(store, elder).home
    assert home is not None
    assert (home.lat, home.lon) == pytest.approx((HOME.lat, HOME.lon), abs=1e-6)


def test_moving_home_starts_the_belief_afresh_and_moves_the_area(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        boundary = {"type": "Polygon", "coordinates": [[[121, 31], [122, 31], [122, 32], [121, 32]]]}
        areas.create(tx, "上海", AreaKind.district, None, boundary)
        elders.change(tx, elder, {}, Home(31.2, 121.5, 80))
    card = read(store, elder)
    assert (card.area.name, card.home) == ("上海", cards.HomeView(31.2, 121.5, 80))
    assert home_version(store, elder) == 1


def test_an_elder_outside_the_scope_does_not_exist(store: Store, elder: int) -> None:
    nowhere = frozenset({99})
    with store.transaction() as tx:
        attempts: list[Any] = [
            lambda: cards.card(tx.session, elder, nowhere, tx.now),
            lambda: elders.change(tx, elder, {"name": "乙"}, None, nowhere),
            lambda: elders.add_contact(tx, elder, {"name": "子", "phone": "139"}, nowhere),
            lambda: fences.create(tx, FenceKind.safe, SQUARE, elder_id=elder, scope=nowhere),
            lambda: fences.find(tx.session, 1, nowhere),
        ]
        for attempt in attempts:
            with pytest.raises(NotFound):
                attempt()
        assert cards.page(tx.session, nowhere, tx.now) == []
        assert fences.page(tx.session, nowhere, 0, 10) == []


def test_nobody_puts_an_elder_beyond_the_own_areas(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        mine = areas.create(tx, "莲湖区", AreaKind.district, None, SQUARE)
    scope = frozenset({mine.id})
    with pytest.raises(Forbidden), store.transaction() as tx:
        elders.create(tx, {"name": "乙"}, Home(31.2, 121.5, 80), scope=scope)
    with pytest.raises(Forbidden), store.transaction() as tx:
        elders.change(tx, elder, {}, Home(31.2, 121.5, 80), scope)
    with store.snapshot() as session:
        assert [found.name for found in cards.page(session, None, 0)] == ["王秀兰"]


def test_every_change_is_told(store: Store, elder: int) -> None:
    def tell(tx: Tx) -> None:
        elders.change(tx, elder, {"dialect": "陕西话"})
        contact = elders.add_contact(tx, elder, {"name": "子", "phone": "139"})
        elders.change_contact(tx, elder, contact.id, {"rank": 2})
        elders.remove_contact(tx, elder, contact.id)
        devices.create(tx, {"unique_id": "w1", "elder_id": elder})
        fences.create(tx, FenceKind.safe, SQUARE, elder_id=elder)

    with store.transaction() as tx:
        tell(tx)
    assert kinds(store) == ["elder.changed"] * 7


def test_contacts_are_called_in_their_order(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        for name in ("长子", "女儿", "邻居"):
            last = elders.add_contact(tx, elder, {"name": name, "phone": "139"})
        elders.change_contact(tx, elder, last.id, {"rank": 1})
    assert [(c.name, c.rank) for c in read(store, elder).contacts] == [("长子", 1), ("邻居", 1), ("女儿", 2)]


def test_a_contact_is_found_only_under_its_elder(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        contact = elders.add_contact(tx, elder, {"name": "子", "phone": "139"})
        other = elders.create(tx, {"name": "乙"}, HOME)
        with pytest.raises(NotFound):
            elders.remove_contact(tx, other, contact.id)


@pytest.mark.parametrize(("q", "found"), [("秀", 1), ("1380", 1), ("王", 1), ("李", 0), ("%", 0), ("_", 0)])
def test_search_looks_in_names_and_numbers(store: Store, elder: int, q: str, found: int) -> None:
    with store.snapshot() as session:
        assert len(cards.page(session, None, 0, q=q)) == found


@pytest.mark.parametrize(
    ("phase", "version", "presence", "since"),
    [
        (Phase.INSIDE, 0, "inside", 5),
        (Phase.OUTSIDE, 0, "outside", 5),
        (Phase.RETURNING, 0, "outside", 5),
        (Phase.UNKNOWN, 0, "unknown", None),
        (Phase.OUTSIDE, 7, "unknown", None),  # a belief about another shape says nothing
    ],
)
def test_the_card_says_where_she_is(
    store: Store, elder: int, phase: Phase, version: int, presence: str, since: int | None
) -> None:
    with store.transaction() as tx:
        tx.session.add(Presence(elder_id=elder, fence_id=1, fence_version=version, phase=phase, since=5))
        tx.session.add(Track(elder_id=elder, fixed_at=9, lat=34.0, lon=108.0, source=2, quality=b""))
    card = read(store, elder)
    assert (card.presence, card.phase_since) == (presence, since)
    assert card.fix == cards.FixView(34.0, 108.0, None, "cell", 9, None)


def test_a_device_is_registered_once_and_may_change_hands(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        device = devices.create(tx, {"unique_id": "w1", "elder_id": elder})
        other = elders.create(tx, {"name": "乙"}, HOME)
    with pytest.raises(Conflict, match="w1"), store.transaction() as tx:
        devices.create(tx, {"unique_id": "w1"})
    with store.transaction() as tx:
        devices.change(tx, device.id, {"elder_id": other})
    assert read(store, elder).devices == []
    assert [d.unique_id for d in read(store, other).devices] == ["w1"]
    with pytest.raises(Invalid, match="elder_id"), store.transaction() as tx:
        devices.change(tx, device.id, {"elder_id": 99})


def test_devices_of_others_are_not_listed(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        worn = devices.create(tx, {"unique_id": "w1", "elder_id": elder})
        spare = devices.create(tx, {"unique_id": "w2"})
    with store.snapshot() as session:
        assert devices.page(session, frozenset({99}), 0, 10) == [spare]
        assert devices.page(session, None, 0, 10) == [worn, spare]
        with pytest.raises(NotFound):
            devices.find(session, worn.id, frozenset({99}))


def test_a_drawn_home_takes_the_place_of_the_circle(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        made = fences.create(tx, FenceKind.home, SQUARE, elder_id=elder)
    assert (made.id, made.version, made.radius_m) == (1, 1, None)
    assert read(store, elder).home == cards.HomeView(34.26, 108.93, None)
    with pytest.raises(Conflict), store.transaction() as tx:
        fences.remove(tx, made.id)


def test_only_a_change_of_shape_raises_the_version(store: Store, elder: int) -> None:
    def change(**changes: Any) -> int:
        with store.transaction() as tx:
            return fences.change(tx, 1, changes).version

    assert change(name="家") == 0
    assert change(buffer_m=0) == 0
    assert change(buffer_m=20) == 1
    assert change(radius_m=150) == 2
    assert change(geometry=SQUARE) == 3


def test_a_removed_fence_takes_its_beliefs_with_it(store: Store, elder: int) -> None:
    with store.transaction() as tx:
        safe = fences.create(tx, FenceKind.safe, SQUARE, elder_id=elder)
        tx.session.add(Presence(elder_id=elder, fence_id=safe.id))
    with store.transaction() as tx:
        fences.remove(tx, safe.id)
    with store.snapshot() as session:
        assert session.exec(select(Presence)).all() == []
        assert [f.id for f in fences.page(session, None, 0, 10)] == [1]


@pytest.mark.parametrize(
    ("kind", "owned"), [("home", False), ("safe", False), ("hazard", True), ("district", True)]
)
def test_home_and_safe_belong_to_an_elder_and_the_others_do_not(
    store: Store, elder: int, kind: str, owned: bool
) -> None:
    with pytest.raises(Invalid, match="elder_id"), store.transaction() as tx:
        fences.create(tx, FenceKind(kind), SQUARE, elder_id=elder if owned else None)
