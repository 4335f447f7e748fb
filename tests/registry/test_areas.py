"""The tree of areas, and which one a home belongs to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Forbidden, Invalid, NotFound, StaleVersion
from app.geo.areas import AreaIndex
from app.registry import areas, cards, elders
from app.registry.fences import Home
from app.registry.words import AreaKind
from app.store import events
from app.store.db import Store


def box(west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


LIANHU = box(108.90, 34.24, 108.95, 34.30)
STREET = box(108.92, 34.26, 108.94, 34.28)


def area_of(store: Store, elder_id: int) -> str:
    with store.snapshot() as session:
        return cards.card(session, elder_id, None, 0).area.name


def test_a_new_database_gets_one_root(store: Store) -> None:
    with store.transaction() as tx:
        first = areas.root(tx)
    with store.transaction() as tx:
        assert areas.root(tx) == first
    with store.snapshot() as session:
        assert [(a.name, a.kind) for a in areas.page(session, None, 0, 10)] == [("全部", "root")]


def test_descend_reaches_everything_below_and_nothing_beside(store: Store) -> None:
    with store.transaction() as tx:
        root = areas.root(tx)
        lianhu = areas.create(tx, "莲湖区", AreaKind.district).id
        street = areas.create(tx, "北院门街道", AreaKind.street, lianhu).id
        grid = areas.create(tx, "一网格", AreaKind.grid, street).id
        beilin = areas.create(tx, "碑林区", AreaKind.district).id
        assert areas.descend(tx.session, [lianhu]) == {lianhu, street, grid}
        assert areas.descend(tx.session, [street, beilin]) == {street, grid, beilin}
        assert areas.descend(tx.session, [root]) == {root, lianhu, street, grid, beilin}
        assert areas.descend(tx.session, [99]) == areas.descend(tx.session, []) == frozenset()


def test_an_elder_belongs_to_the_smallest_area_around_the_home(store: Store) -> None:
    with store.transaction() as tx:
        lianhu = areas.create(tx, "莲湖区", AreaKind.district, None, LIANHU)
        areas.create(tx, "北院门街道", AreaKind.street, lianhu.id, STREET)
        inner = elders.create(tx, {"name": "甲"}, Home(34.27, 108.93, 100))
        outer = elders.create(tx, {"name": "乙"}, Home(34.25, 108.91, 100))
        far = elders.create(tx, {"name": "丙"}, Home(31.2, 121.5, 100))
        homeless = elders.create(tx, {"name": "丁"})
    names = [area_of(store, elder) for elder in (inner, outer, far, homeless)]
    assert names == ["北院门街道", "莲湖区", "全部", "全部"]


def test_a_new_area_takes_over_who_lives_inside_it(store: Store) -> None:
    with store.transaction() as tx:
        elder = elders.create(tx, {"name": "甲"}, Home(34.27, 108.93, 100))
        away = elders.create(tx, {"name": "乙"}, Home(31.2, 121.5, 100))
    with store.transaction() as tx:
        areas.create(tx, "莲湖区", AreaKind.district, None, LIANHU)
    assert (area_of(store, elder), area_of(store, away)) == ("莲湖区", "全部")
    with store.transaction() as tx:
        areas.create(tx, "西安市", AreaKind.district, None, box(107.6, 33.7, 109.9, 34.8))
    assert area_of(store, elder) == "莲湖区", "a larger area takes nobody from a smaller one"


def test_a_new_area_is_told_to_its_readers(store: Store) -> None:
    with store.transaction() as tx:
        made = areas.create(tx, "莲湖区", AreaKind.district)
    with store.snapshot() as session:
        told = events.read(session.connection(), 0)
    assert [(e.kind, e.area_id, e.payload) for e in told] == [
        ("area.changed", made.id, f'{{"id":{made.id}}}')
    ]


def test_a_border_that_moves_takes_people_with_it_and_tells_both_sides(store: Store) -> None:
    with store.transaction() as tx:
        lianhu = areas.create(tx, "莲湖区", AreaKind.district, None, LIANHU)
        street = areas.create(tx, "北院门街道", AreaKind.street, lianhu.id, STREET)
        inner = elders.create(tx, {"name": "甲"}, Home(34.27, 108.93, 100))
        outer = elders.create(tx, {"name": "乙"}, Home(34.25, 108.91, 100))
    with store.snapshot() as session:
        before = events.head(session.connection()).seq
    with store.transaction() as tx:
        seen = areas.change(tx, street.id, {"boundary": box(108.90, 34.24, 108.92, 34.26)}).revision
    assert (area_of(store, inner), area_of(store, outer)) == ("莲湖区", "北院门街道")
    with store.snapshot() as session:
        told = events.read(session.connection(), before)
    assert [(e.kind, e.area_id) for e in told] == [
        ("area.moved", street.id), ("area.changed", lianhu.id), ("area.changed", street.id),
    ]  # fmt: skip
    with store.transaction() as tx:
        areas.change(tx, street.id, {"name": "北院门"}, None, seen)
        areas.change(tx, street.id, {"boundary": None})
    assert area_of(store, outer) == "莲湖区", "without a border it holds nobody whom a drawn one holds"
    with pytest.raises(StaleVersion), store.transaction() as tx:
        areas.change(tx, street.id, {"name": "甲"}, None, seen)


def test_the_outer_border_is_drawn_from_above(store: Store) -> None:
    with store.transaction() as tx:
        lianhu = areas.create(tx, "莲湖区", AreaKind.district, None, LIANHU)
        street = areas.create(tx, "北院门街道", AreaKind.street, lianhu.id, STREET)
        mine = frozenset({lianhu.id, street.id})
        areas.change(tx, lianhu.id, {"name": "莲湖"}, mine)
        areas.change(tx, street.id, {"boundary": LIANHU}, mine)
    with pytest.raises(Forbidden), store.transaction() as tx:
        areas.change(tx, lianhu.id, {"boundary": STREET}, mine)
    with pytest.raises(NotFound), store.transaction() as tx:
        areas.change(tx, areas.root(tx), {"name": "x"}, mine)
    with pytest.raises(Invalid), store.transaction() as tx:
        areas.change(tx, areas.root(tx), {"boundary": LIANHU})


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("parent_id", {"parent_id": 99}),
        ("boundary.type", {"boundary": {"type": "Point", "coordinates": [108.9, 34.2]}}),
        ("boundary.coordinates.0", {"boundary": {"type": "Polygon", "coordinates": [[[108.9, 34.2]]]}}),
    ],
)
def test_what_is_wrong_is_named(store: Store, field: str, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught, store.transaction() as tx:
        areas.create(tx, "莲湖区", AreaKind.district, **given)  # type: ignore[arg-type]
    assert caught.value.extra["errors"][0]["field"] == field


coordinate = st.integers(0, 20).map(lambda i: i / 10)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[float, float, float, float]:
    west, east = sorted(draw(st.lists(coordinate, min_size=2, max_size=2, unique=True)))
    south, north = sorted(draw(st.lists(coordinate, min_size=2, max_size=2, unique=True)))
    return west, south, east, north


@given(st.lists(boxes(), max_size=8), st.lists(st.tuples(coordinate, coordinate), max_size=8))
def test_the_index_agrees_with_looking_at_every_area(
    given_boxes: list[tuple[float, float, float, float]], places: list[tuple[float, float]]
) -> None:
    index = AreaIndex((i + 1, box(*edges)) for i, edges in enumerate(given_boxes))
    found = index.smallest_of([lat for _, lat in places], [lon for lon, _ in places])
    for (lon, lat), answer in zip(places, found, strict=True):
        around = [
            (round((east - west) * (north - south) * np.cos(np.radians((south + north) / 2)), 9), -i - 1)
            for i, (west, south, east, north) in enumerate(given_boxes)
            if west <= lon <= east and south <= lat <= north
        ]
        assert (answer == -1) == (not around)
        if around:
            assert min(around)[0] == {-key: size for size, key in around}[int(answer)]


def test_an_unreadable_boundary_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="not a usable"):
        AreaIndex([(1, {"type": "Nonsense"})])
