"""The way of a ping on a real database: duplicates, late fixes, quarantine, presence, evidence."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.clock import ManualClock
from app.geo.datum import gcj02_from_wgs84
from app.geo.presence import Phase
from app.identity.keys import Poster
from app.ingest.pings import decode
from app.ingest.pipeline import Moved, Outcome, Pipeline
from app.registry import devices, fences
from app.registry.words import FenceKind
from app.store.db import Store
from tests.people import HOME, METRES_PER_DEGREE, Wearer, give, take_in

NOW = ManualClock().now() // 1000  # 2026-09-21 22:13:20 in Xi'an
START = NOW - 4 * 3600  # a quiet afternoon
ZONE = ZoneInfo("Asia/Shanghai")
Write = Callable[..., list[str]]


class Ingest:
    """A pipeline and what can be seen of its work."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.moved: list[Moved] = []
        self.pipeline = Pipeline(store, ZONE, self.moved.append)

    def write(self, *pings: dict[str, Any]) -> list[Outcome]:
        """One batch."""
        decoded = decode(msgspec.json.encode(pings))
        assert not decoded.refused, decoded.refused
        return self.pipeline.write([(ping, Poster()) for ping in decoded.pings])

    def statuses(self, *pings: dict[str, Any]) -> list[str]:
        return [outcome.status for outcome in self.write(*pings)]

    def one_by_one(self, *pings: dict[str, Any]) -> list[str]:
        return [status for ping in pings for status in self.statuses(ping)]

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self.store.snapshot() as session:
            return [dict(row) for row in session.connection().execute(text(sql)).mappings()]

    def one(self, sql: str) -> dict[str, Any]:
        (row,) = self.rows(sql)
        return row

    def track(self) -> dict[str, Any]:
        return self.one("SELECT * FROM track")

    def phase(self) -> Phase:
        return Phase(self.one("SELECT phase FROM presence")["phase"])

    def alerts(self) -> list[dict[str, Any]]:
        return self.rows(
            "SELECT kind, condition, handling, priority, count, occurred_at, delayed, fence_id, device_id,"
            " fix, evidence FROM alert ORDER BY dedup_key, id"
        )

    def kinds(self) -> list[tuple[str, str]]:
        return [(a["kind"], a["condition"]) for a in self.alerts()]

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All that a ping may change."""
        return {
            "ping": self.rows("SELECT * FROM ping ORDER BY device_id, fixed_at, message_id"),
            "track": self.rows("SELECT * FROM track ORDER BY elder_id"),
            "presence": self.rows("SELECT * FROM presence ORDER BY elder_id, fence_id"),
            "alert": self.alerts(),
            "device": self.rows("SELECT * FROM device ORDER BY id"),
            "event": self.rows("SELECT kind, area_id FROM event ORDER BY seq"),
        }


@pytest.fixture
def ingest(store: Store) -> Ingest:
    return Ingest(store)


@pytest.fixture
def wang(store: Store) -> Wearer:
    return take_in(store)


@pytest.fixture
def fresh(template: bytes, tmp_path: Path) -> Iterator[Callable[[], tuple[Ingest, Wearer]]]:
    """Makes any number of worlds with one elder each, for comparing and for hypothesis."""
    made: list[Store] = []

    def make() -> tuple[Ingest, Wearer]:
        path = tmp_path / f"world-{len(made)}.db"
        path.write_bytes(template)
        store = Store(f"sqlite:///{path}", ManualClock())
        store.engine.dispose()
        made.append(store)
        return Ingest(store), take_in(store)

    yield make
    for store in made:
        store.close()


def outing(wang: Wearer, start: float = START) -> list[dict[str, Any]]:
    """Ten minutes at home, twenty outdoors, twenty at home again; a fix a minute."""
    where = [5, -8, 3, 10, -2, 6, 1, -7, 4, 0] + [60 * i for i in range(2, 12)] + [600] * 10
    where += [400, 200, 60, 5] + [2, -6, 9, 0] * 4
    return [wang.ping(start + 60 * i, metres, accuracy_m=12) for i, metres in enumerate(where)]


# --- identity ---------------------------------------------------------------------------------


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


# --- order ------------------------------------------------------------------------------------


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
    believed = {bytes(row["belief"])[:1] for row in ingest.rows("SELECT belief FROM presence")}
    assert believed == {bytes([Phase.INSIDE])}
    assert ingest.kinds() == [("outside_home", "cleared")] * 7


# --- quarantine -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strange", "why"),
    [
        ({"fixed_at": NOW + 121}, "future"),
        ({"lat": 0, "lon": 0}, "zero"),
        ({"lat": 39.9, "lon": 116.4}, "speed"),
    ],
)
def test_a_quarantined_fix_is_stored_counted_and_never_the_latest(
    ingest: Ingest, wang: Wearer, strange: dict[str, Any], why: str
) -> None:
    ingest.write(wang.ping(NOW - 120, 5))
    before = ingest.track(), ingest.rows("SELECT * FROM presence"), len(ingest.moved)
    (outcome,) = ingest.write(wang.ping(NOW - 60, 5) | strange)
    assert (outcome.status, outcome.code) == ("quarantined", why)
    after = ingest.track(), ingest.rows("SELECT * FROM presence"), len(ingest.moved)
    assert after[0]["fixed_at"] == before[0]["fixed_at"]
    assert after[1:] == before[1:]
    assert ingest.one("SELECT quarantine FROM ping WHERE quarantine IS NOT NULL") == {"quarantine": why}
    assert ingest.statuses(wang.ping(NOW - 30, 6)) == ["accepted"]
    assert ingest.track()["fixed_at"] == (NOW - 30) * 1000


def test_two_minutes_ahead_is_still_believed(ingest: Ingest, wang: Wearer) -> None:
    assert ingest.statuses(wang.ping(NOW + 119, 0)) == ["accepted"]


@pytest.mark.parametrize("together", [True, False])
def test_two_jumps_that_agree_reinstate_themselves(ingest: Ingest, wang: Wearer, together: bool) -> None:
    ingest.write(wang.ping(START, 0))
    far = [wang.ping(START + 60 + 60 * i, 50_000 + 20 * i) for i in range(3)]
    statuses = ingest.statuses(*far) if together else ingest.one_by_one(*far)
    assert statuses == ["quarantined", "accepted", "accepted"]
    assert ingest.track()["fixed_at"] == (START + 180) * 1000


def test_one_bad_fix_that_came_first_does_not_lock_out_the_good_ones(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(wang.ping(START, 500_000))
    statuses = ingest.one_by_one(*[wang.ping(START + 60 * i, i) for i in range(1, 5)])
    assert statuses == ["quarantined", "accepted", "accepted", "accepted"]


def test_a_signal_in_a_quarantined_ping_is_heard_with_the_last_good_place(
    ingest: Ingest, wang: Wearer
) -> None:
    ingest.write(wang.ping(NOW - 60, 7))
    ingest.write(wang.ping(NOW, 7, signals=["sos"]) | {"lat": 0, "lon": 0})
    (alert,) = ingest.alerts()
    assert alert["kind"] == "sos"
    fix = msgspec.json.decode(alert["fix"])
    assert fix["lat"] == pytest.approx(HOME.lat + 7 / METRES_PER_DEGREE, abs=1e-6)


# --- what a ping carries ----------------------------------------------------------------------


def test_a_spare_device_is_stored_without_an_elder(ingest: Ingest, store: Store) -> None:
    with store.transaction() as tx:
        devices.create(tx, {"unique_id": "spare", "elder_id": None})
    ping = {
        "device": "spare",
        "fixed_at": START,
        "lat": 34.2,
        "lon": 108.9,
        "battery_pct": 3,
        "signals": ["sos"],
    }
    assert ingest.statuses(ping, ping, ping | {"fixed_at": START + 1}) == [
        "accepted",
        "duplicate",
        "accepted",
    ]
    assert ingest.rows("SELECT * FROM track") == []
    assert ingest.alerts() == []
    assert ingest.one("SELECT last_contact_at, battery_pct FROM device") == {
        "last_contact_at": NOW * 1000,
        "battery_pct": 3,
    }


@pytest.mark.parametrize("said_by", ["ping", "device"])
def test_other_datums_are_converted_and_the_raw_pair_is_kept(
    ingest: Ingest, store: Store, said_by: str
) -> None:
    wang = take_in(store, "none")
    watch = give(store, wang.id, "gcj", **({"datum": "gcj02"} if said_by == "device" else {}))
    raw_lat, raw_lon = (float(v) for v in gcj02_from_wgs84(HOME.lat, HOME.lon))
    ping = watch.ping(START) | {"lat": raw_lat, "lon": raw_lon}
    ingest.write(ping | ({"datum": "gcj02"} if said_by == "ping" else {}))
    row = ingest.one("SELECT * FROM ping")
    assert (row["raw_lat"], row["raw_lon"], row["datum"]) == (raw_lat, raw_lon, "gcj02")
    assert (row["lat"], row["lon"]) == (
        pytest.approx(HOME.lat, abs=1e-5),
        pytest.approx(HOME.lon, abs=1e-5),
    )
    assert ingest.track()["lat"] == row["lat"]


def test_a_ping_in_wgs84_keeps_no_raw_pair(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(wang.ping(START, 0, datum="wgs84"))
    row = ingest.one("SELECT raw_lat, raw_lon, datum FROM ping")
    assert set(row.values()) == {None}


def test_every_field_is_stored_as_it_came(ingest: Ingest, wang: Wearer) -> None:
    told = {
        "accuracy_m": 12.5, "speed_mps": 1.25, "heading_deg": 90.0, "altitude_m": 410.0, "battery_pct": 64.0,
        "message_id": "m-1",
    }  # fmt: skip
    ingest.write(wang.ping(START, 0, source="wifi", charging=True, signals=["Worn", "sos"], **told))
    row = ingest.one("SELECT * FROM ping")
    assert {name: row[name] for name in told} == told
    assert (row["source"], row["charging"], row["signals"]) == (1, 1, "worn,sos")
    assert (row["received_at"], row["elder_id"], row["device_id"]) == (NOW * 1000, wang.id, wang.device_id)


def test_battery_has_hysteresis(ingest: Ingest, wang: Wearer) -> None:
    def after(percent: float, **more: Any) -> list[tuple[str, int]]:
        nonlocal at
        at += 60
        ingest.write(wang.ping(at, battery_pct=percent, **more))
        return [(a["condition"], a["priority"]) for a in ingest.alerts()]

    at = START
    assert after(21) == []
    assert after(20) == [("active", 4)]
    assert after(25) == [("active", 4)]
    assert after(8) == [("active", 3)]
    assert after(29) == [("active", 3)]
    assert after(30) == [("cleared", 3)]
    assert after(25) == [("cleared", 3)]
    assert [c for c, _ in after(19)] == ["active"]
    assert [c for c, _ in after(19, charging=True)] == ["cleared"]


def test_a_dip_of_the_battery_within_one_batch_is_seen(ingest: Ingest, wang: Wearer) -> None:
    """Low is low until 30 %: a batch 25, 15, 25 ends low, as it would ping by ping."""
    ingest.write(*[wang.ping(START + i, battery_pct=p) for i, p in enumerate((25, 15, 25))])
    assert ingest.kinds() == [("battery", "active")]


def test_an_old_battery_reading_changes_nothing(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(wang.ping(START + 60, battery_pct=80))
    ingest.write(wang.ping(START, battery_pct=3))
    assert ingest.alerts() == []
    assert ingest.one("SELECT battery_pct FROM device") == {"battery_pct": 80}


@pytest.mark.parametrize("strange", [{"lat": 34.2, "lon": 108.9}, {}], ids=["a fix", "no fix"])
def test_one_ping_from_the_future_does_not_silence_the_battery(
    ingest: Ingest, wang: Wearer, strange: dict[str, Any]
) -> None:
    ingest.write(wang.ping(NOW + 10 * 365 * 86400, battery_pct=90) | strange)
    ingest.write(wang.ping(NOW - 60, battery_pct=15))
    assert ingest.kinds() == [("battery", "active")]


@pytest.mark.parametrize("at", [NOW + 10 * 365 * 86400, 0], ids=["ahead", "never set"])
def test_a_press_on_a_clock_gone_wrong_does_not_silence_the_next(
    ingest: Ingest, wang: Wearer, at: int
) -> None:
    assert ingest.statuses(wang.ping(at, signals=["sos"])) == ["accepted"]
    assert ingest.statuses(wang.ping(NOW - 5, signals=["sos"])) == ["accepted"]
    assert [(a["kind"], a["count"]) for a in ingest.alerts()] == [("sos", 2)]


def test_a_press_long_ago_opens_an_alert_marked_delayed(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(wang.ping(NOW, 3))
    ingest.write(wang.ping(NOW - 3600, 3, signals=["sos"], backlog=True))
    (alert,) = ingest.alerts()
    assert (alert["kind"], alert["delayed"], alert["occurred_at"]) == ("sos", 1, (NOW - 3600) * 1000)


@pytest.mark.parametrize("together", [True, False])
def test_a_press_is_not_delayed_by_the_company_it_travels_in(
    ingest: Ingest, wang: Wearer, together: bool
) -> None:
    pings = [wang.ping(NOW - 20, 3, signals=["sos"]), wang.ping(NOW - 10, 3)]
    if together:
        ingest.write(*pings)
    else:
        ingest.one_by_one(*pings)
    assert [(a["kind"], a["delayed"]) for a in ingest.alerts()] == [("sos", 0)]


def test_contact_is_the_servers_time_and_not_moved_by_duplicates(
    ingest: Ingest, wang: Wearer, clock: ManualClock
) -> None:
    ingest.write(wang.ping(START, 0))
    clock.advance(60)
    ingest.write(wang.ping(START, 0))
    assert ingest.one("SELECT last_contact_at, newest_fixed_at FROM device") == {
        "last_contact_at": NOW * 1000,
        "newest_fixed_at": START * 1000,
    }
    ingest.write(wang.ping(START - 60, 0))
    assert ingest.one("SELECT last_contact_at, newest_fixed_at FROM device") == {
        "last_contact_at": (NOW + 60) * 1000,
        "newest_fixed_at": START * 1000,
    }


# --- fences -----------------------------------------------------------------------------------

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


# --- failure ----------------------------------------------------------------------------------


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
