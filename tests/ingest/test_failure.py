"""A poisonous ping, a full disk, and what the live map hears."""

import pytest

from app.geo.presence import Phase
from app.store.db import Store
from tests.ingest.day import START, Ingest, outing
from tests.people import Wearer


def poison(store: Store, message_id: str = "poison") -> None:
    """From now on the database refuses this message."""
    with store.transaction() as tx:
        tx.conn.exec_driver_sql(
            f"CREATE TRIGGER poison BEFORE INSERT ON ping WHEN NEW.message_id = '{message_id}' "
            "BEGIN SELECT RAISE(ABORT, 'poison'); END"
        )


@pytest.mark.parametrize("place", [0, 37, 99])
def test_a_poisoned_item_among_a_hundred_is_refused_alone(
    ingest: Ingest, wang: Wearer, store: Store, place: int
) -> None:
    poison(store)
    pings = [wang.ping(START + i, battery_pct=50) for i in range(100)]
    pings[place] |= {"message_id": "poison"}
    outcomes = ingest.write(*pings)
    assert [i for i, o in enumerate(outcomes) if o.status != "accepted"] == [place]
    assert (outcomes[place].status, outcomes[place].code) == ("refused", "internal")
    assert ingest.one("SELECT COUNT(*) AS n FROM ping") == {"n": 99}


def test_a_poisoned_item_alone_is_refused_too(ingest: Ingest, wang: Wearer, store: Store) -> None:
    poison(store)
    (outcome,) = ingest.write(wang.ping(START, 0, message_id="poison", signals=["sos"]))
    assert (outcome.status, outcome.code) == ("refused", "internal")
    assert ingest.alerts() == []
    assert ingest.rows("SELECT * FROM track") == []


def test_a_full_disk_is_not_taken_for_poison_and_leaves_nothing_half_done(
    ingest: Ingest, wang: Wearer, store: Store
) -> None:
    ingest.write(wang.ping(START, 0))
    before = ingest.everything()
    with store.engine.connect() as connection:  # the one connection of the pool
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    many = [
        wang.ping(START + 1 + i, i % 90, signals=["sos"], message_id="x" * 120 + str(i)) for i in range(60)
    ]
    with pytest.raises(Exception, match="full"):
        ingest.write(*many)
    assert ingest.everything()["alert"] == before["alert"]
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert set(ingest.statuses(*many)) <= {"accepted", "duplicate"}
    assert ingest.one("SELECT COUNT(*) AS n FROM ping") == {"n": 61}


def test_the_live_map_hears_the_newest_believed_place_once_per_batch(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(*outing(wang)[:20])
    (moved,) = ingest.moved
    assert moved.elder_id.tolist() == [wang.id]
    assert moved.fixed_at.tolist() == [(START + 19 * 60) * 1000]
    assert moved.phase.tolist() == [Phase.OUTSIDE]
    ingest.write(wang.ping(START, 3, message_id="late"), wang.ping(START + 9999, signals=["hello"]))
    assert len(ingest.moved) == 1
