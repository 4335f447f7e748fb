"""Every ping once, and in whatever order they come: duplicates, late fixes, batches."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.geo.presence import Phase
from app.store.db import Store
from tests.ingest.day import NOW, START, Ingest, outing
from tests.people import Wearer, give, take_in


def test_the_same_ping_twice_in_a_batch_and_again_later_is_stored_once(ingest: Ingest, wang: Wearer) -> None:
    first = wang.ping(START, 0, message_id="a")
    other = wang.ping(START, 0, message_id="b")
    assert ingest.statuses(first, first, other) == ["accepted", "duplicate", "accepted"]
    assert ingest.statuses(other, first) == ["duplicate", "duplicate"]
    assert ingest.one("SELECT COUNT(*) AS n FROM ping") == {"n": 2}


def test_without_a_message_id_the_content_is_the_identity(ingest: Ingest, wang: Wearer) -> None:
    same_time = [wang.ping(START, 0), wang.ping(START, 1), wang.ping(START, 0, battery_pct=40)]
    assert ingest.statuses(*same_time, same_time[0]) == ["accepted"] * 3 + ["duplicate"]
    assert ingest.statuses(*same_time) == ["duplicate"] * 3


def test_how_a_number_is_written_does_not_make_another_ping(ingest: Ingest, wang: Wearer) -> None:
    ping = {"device": wang.device, "fixed_at": START, "lat": 34, "lon": 108, "battery_pct": 50}
    assert ingest.statuses(ping) == ["accepted"]
    assert ingest.statuses(ping | {"lat": 34.0, "battery_pct": 50.0}) == ["duplicate"]


def test_two_devices_may_use_the_same_message_id(ingest: Ingest, wang: Wearer) -> None:
    watch = give(ingest.store, wang.id, "8800000002")
    assert ingest.statuses(
        wang.ping(START, 0, message_id="1"), watch.ping(START, 0, message_id="1")
    ) == ["accepted", "accepted"]  # fmt: skip


def test_an_old_resend_is_recognised_after_newer_pings(ingest: Ingest, wang: Wearer) -> None:
    pings = outing(wang)
    ingest.write(*pings)
    assert ingest.one_by_one(*pings[::-7]) == ["duplicate"] * len(pings[::-7])


@pytest.mark.parametrize("in_batches", [True, False])
def test_replaying_everything_changes_nothing(ingest: Ingest, wang: Wearer, in_batches: bool) -> None:
    pings = [*outing(wang), wang.ping(START + 3, signals=["sos"]), wang.ping(START + 4, battery_pct=5)]
    ingest.write(*pings)
    before = ingest.everything()
    assert before["alert"]
    again = ingest.write(*pings) if in_batches else [o for p in pings for o in ingest.write(p)]
    assert {o.status for o in again} == {"duplicate"}
    assert ingest.everything() == before


def test_a_late_fix_is_history_and_never_moves_the_track(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(wang.ping(START + 600, 5))
    before = ingest.track(), ingest.rows("SELECT * FROM presence")
    assert ingest.statuses(wang.ping(START, 300), wang.ping(START + 1, 300)) == ["accepted", "accepted"]
    assert (ingest.track(), ingest.rows("SELECT * FROM presence")) == before
    assert ingest.one("SELECT COUNT(*) AS n FROM ping WHERE quarantine IS NULL") == {"n": 3}


def test_late_fixes_of_an_outing_open_nothing(ingest: Ingest, wang: Wearer) -> None:
    pings = outing(wang)
    ingest.write(wang.ping(START + 7200, 0))
    ingest.write(*pings)
    assert ingest.alerts() == []
    assert ingest.track()["fixed_at"] == (START + 7200) * 1000


def test_an_outing_opens_an_alert_and_coming_home_clears_it(ingest: Ingest, wang: Wearer) -> None:
    pings = outing(wang)
    ingest.write(*pings[:20])
    assert ingest.kinds() == [("outside_home", "active")]
    assert ingest.phase() == Phase.OUTSIDE
    opened = ingest.one("SELECT occurred_at, opened_at FROM alert")
    assert START + 600 <= opened["occurred_at"] / 1000 <= START + 900
    assert opened["opened_at"] == NOW * 1000
    ingest.write(*pings[20:])
    assert ingest.kinds() == [("outside_home", "cleared")]
    assert ingest.phase() == Phase.INSIDE


@pytest.fixture
def mixed_day(wang: Wearer) -> list[dict[str, Any]]:
    """An outing with batteries and presses, in order of time."""
    pings = [
        *outing(wang)[5:40],
        wang.ping(START + 333, battery_pct=7),
        wang.ping(START + 1500, battery_pct=55),
    ]
    pings += [wang.ping(START + 395, 5, signals=["sos"]), wang.ping(START + 400, 5, signals=["SOS"])]
    pings += [wang.ping(START + 1700, battery_pct=19), wang.ping(START + 1701, battery_pct=25)]
    return sorted(pings, key=lambda p: float(p["fixed_at"]))


@pytest.fixture
def in_order(ingest: Ingest, mixed_day: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What that day leaves behind, ping by ping."""
    ingest.one_by_one(*mixed_day)
    return ingest.everything()


@given(cuts=st.lists(st.integers(1, 40), unique=True, max_size=5).map(sorted), random=st.randoms())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_a_day_is_cut_into_batches_and_shuffled_within_them_it_ends_the_same(
    fresh: Callable[[], tuple[Ingest, Wearer]],
    mixed_day: list[dict[str, Any]],
    in_order: dict[str, list[dict[str, Any]]],
    cuts: list[int],
    random: Random,
) -> None:
    """Within a batch the order of arrival means nothing; several fixes of one elder are ranks."""
    assert {a["kind"] for a in in_order["alert"]} == {"battery", "outside_home", "sos"}
    ingest, _ = fresh()
    for start, end in zip([0, *cuts], [*cuts, len(mixed_day)], strict=True):
        batch = mixed_day[start:end]
        random.shuffle(batch)
        ingest.write(*batch)
    found = ingest.everything()
    for table in ("ping", "track", "presence", "device", "alert"):
        assert found[table] == in_order[table], table


@given(order=st.permutations(range(8)))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_in_which_late_fixes_come_does_not_matter(
    fresh: Callable[[], tuple[Ingest, Wearer]], order: list[int]
) -> None:
    ingest, wang = fresh()
    ingest.write(*outing(wang)[:20])
    before = ingest.everything()
    backlog = [wang.ping(START + 7 * i + 3, 50 * i, backlog=True) for i in range(8)]
    backlog[3] |= {"battery_pct": 3}
    ingest.one_by_one(*[backlog[i] for i in order])
    after = ingest.everything()
    for table in ("track", "presence", "alert", "device"):
        assert after[table] == before[table], table
    assert len(after["ping"]) == len(before["ping"]) + 8


def test_one_batch_of_many_elders_is_the_same_as_each_alone(ingest: Ingest, store: Store) -> None:
    people = [take_in(store, f"watch-{i}", name=f"老人{i}") for i in range(7)]
    days = [outing(p, START + i) for i, p in enumerate(people)]
    for minute in zip(*days, strict=True):
        ingest.write(*minute)
    assert {row["phase"] for row in ingest.rows("SELECT phase FROM presence")} == {Phase.INSIDE}
    assert ingest.kinds() == [("outside_home", "cleared")] * 7
