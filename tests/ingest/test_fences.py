"""Homes of every shape, edited or missing."""

from app.geo.presence import Phase
from app.registry import fences
from app.registry.words import FenceKind
from app.store.db import Store
from tests.ingest.day import START, Ingest, outing
from tests.people import HOME, METRES_PER_DEGREE, Wearer, give, take_in

SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [
            [HOME.lon - 0.001, HOME.lat - 0.001],
            [HOME.lon + 0.001, HOME.lat - 0.001],
            [HOME.lon + 0.001, HOME.lat + 0.001],
            [HOME.lon - 0.001, HOME.lat + 0.001],
            [HOME.lon - 0.001, HOME.lat - 0.001],
        ]
    ],
}  # fmt: skip


def test_a_home_may_be_a_polygon(ingest: Ingest, wang: Wearer, store: Store) -> None:
    circle = take_in(store, "circle", name="圆")
    with store.transaction() as tx:
        fences.create(tx, FenceKind.home, SQUARE, elder_id=wang.id)
    for both in zip(outing(wang), outing(circle), strict=True):
        ingest.write(*both)
    assert ingest.kinds() == [("outside_home", "cleared")] * 2
    assert [row["phase"] for row in ingest.rows("SELECT phase FROM presence")] == [Phase.INSIDE] * 2


def test_an_edited_fence_starts_afresh_and_quietly(ingest: Ingest, wang: Wearer, store: Store) -> None:
    ingest.write(*outing(wang)[:10])
    assert ingest.phase() == Phase.INSIDE
    with store.transaction() as tx:
        (home,) = fences.page(tx.session, None, 0, 10, wang.id)
        moved = {"type": "Point", "coordinates": [HOME.lon, HOME.lat + 1000 / METRES_PER_DEGREE]}
        fences.change(tx, home.id, {"geometry": moved})
    ingest.write(wang.ping(START + 601, 0))
    assert ingest.phase() == Phase.UNKNOWN
    assert ingest.alerts() == []


def test_an_elder_without_a_home_still_has_a_track(ingest: Ingest, store: Store) -> None:
    wang = take_in(store, home=None)
    pings = outing(wang)
    assert ingest.statuses(*pings) == ["accepted"] * len(pings)
    assert ingest.track()["fixed_at"] == pings[-1]["fixed_at"] * 1000
    assert ingest.alerts() == []


def test_two_devices_of_one_elder_share_her_track(ingest: Ingest, wang: Wearer, store: Store) -> None:
    watch = give(store, wang.id, "8800000002")
    pings = outing(wang)
    half = [p | {"device": (wang, watch)[i % 2].device} for i, p in enumerate(pings)]
    ingest.write(*half[:20])
    assert ingest.kinds() == [("outside_home", "active")]
    ingest.write(*half[20:])
    assert ingest.kinds() == [("outside_home", "cleared")]
    assert ingest.track()["device_id"] == watch.device_id


def test_a_safe_fence_may_be_a_way_with_a_width(ingest: Ingest, store: Store) -> None:
    """From her door one kilometre north; a radius does not make it a circle about its beginning."""
    wang = take_in(store, mode="living_area")
    way = {"type": "LineString", "coordinates": [[HOME.lon, HOME.lat], [HOME.lon, HOME.lat + 0.009]]}
    with store.transaction() as tx:
        fences.create(tx, FenceKind.safe, way, elder_id=wang.id, radius_m=60)
    ingest.write(*outing(wang))
    assert ingest.alerts() == []
    phases = ingest.rows(
        "SELECT f.kind, p.phase FROM presence p JOIN fence f ON f.id = p.fence_id ORDER BY f.id"
    )
    assert phases == [{"kind": "home", "phase": Phase.INSIDE}, {"kind": "safe", "phase": Phase.INSIDE}]
