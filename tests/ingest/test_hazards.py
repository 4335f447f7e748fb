"""Hazards on the way of a ping; the stories are in tests/scenarios/test_places.py."""

from app.geo.presence import Phase
from app.registry import fences
from app.registry.words import FenceKind
from app.store.db import Store
from tests.ingest.day import START, Ingest
from tests.people import HOME, METRES_PER_DEGREE, Wearer, take_in


def lake(store: Store, north_m: float = 1000) -> int:
    centre = {"type": "Point", "coordinates": [HOME.lon, HOME.lat + north_m / METRES_PER_DEGREE]}
    with store.transaction() as tx:
        return fences.create(tx, FenceKind.hazard, centre, radius_m=200, name="湖").id


def test_a_batch_ends_like_the_same_pings_one_by_one(ingest: Ingest, store: Store) -> None:
    lake(store)
    ways = [take_in(store, device, mode="free") for device in ("8800000001", "8800000002")]
    where = [500, 700, 850, 950, 700, 650, 600, 1000]
    pings = [[her.ping(START + 60 * i, m, accuracy_m=10) for i, m in enumerate(where)] for her in ways]
    ingest.write(*pings[0])
    ingest.one_by_one(*pings[1])
    first, second = (
        [a for a in ingest.rows("SELECT * FROM alert") if a["elder_id"] == her.id] for her in ways
    )
    assert [(a["kind"], a["condition"], a["occurred_at"]) for a in first] == [
        (a["kind"], a["condition"], a["occurred_at"]) for a in second
    ]
    one, other = ingest.rows("SELECT dangers FROM track ORDER BY elder_id")
    assert one == other


def test_who_is_in_a_hazard_is_remembered_by_the_next_process(ingest: Ingest, store: Store) -> None:
    fence_id = lake(store)
    her = take_in(store, mode="free")
    ingest.write(her.ping(START, 950))
    assert ingest.kinds() == [("hazard_fence", "active")]
    seen = f"SELECT phase FROM presence WHERE fence_id = {fence_id}"
    assert Phase(ingest.one(seen)["phase"]) is Phase.INSIDE
    after = Ingest(store)
    after.write(her.ping(START + 60, 955))
    assert after.one("SELECT count FROM alert")["count"] == 1
    after.write(*(her.ping(START + 60 * i, 500) for i in range(2, 6)))
    assert after.kinds() == [("hazard_fence", "cleared")]
    assert Phase(after.one(seen)["phase"]) is Phase.OUTSIDE
    assert after.track()["dangers"] is None


def test_quarantined_and_late_fixes_open_nothing(ingest: Ingest, store: Store) -> None:
    lake(store)
    her = take_in(store, mode="free")
    ingest.write(her.ping(START, 0), her.ping(START + 1, 950))  # nobody is that fast
    ingest.write(her.ping(START - 60, 950))
    assert ingest.alerts() == []


def test_edits_are_noticed_and_ids_are_not_used_again(ingest: Ingest, store: Store, wang: Wearer) -> None:
    first = lake(store, 5000)
    ingest.write(wang.ping(START, 0))
    with store.transaction() as tx:
        fences.remove(tx, first)
    second = lake(store, 0)
    assert second > first
    ingest.write(wang.ping(START + 60, 300))
    with store.transaction() as tx:
        centre = {"type": "Point", "coordinates": [HOME.lon, HOME.lat + 300 / METRES_PER_DEGREE]}
        fences.change(tx, second, {"geometry": centre})
    ingest.write(wang.ping(START + 120, 310))
    assert ("hazard_fence", "active") in ingest.kinds()
