"""What a ping carries: datums, fields, batteries, presses, contact."""

import json
from typing import Any

import pytest

from app.clock import ManualClock
from app.geo.datum import gcj02_from_wgs84
from app.identity.keys import Poster
from app.ingest.pings import Instant, Ping, decode
from app.registry import devices
from app.store.db import Store
from tests.ingest.day import NOW, START, Ingest
from tests.people import HOME, Wearer, give, take_in


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


def test_vitals_are_kept_as_they_were_given(ingest: Ingest, wang: Wearer) -> None:
    told = wang.ping(START, vitals={"systolic_mmhg": 131, "spo2_pct": 96.5, "mood": "good"})
    assert ingest.statuses(told, told) == ["accepted", "duplicate"]
    assert json.loads(ingest.one("SELECT vitals FROM ping")["vitals"]) == {
        "systolic_mmhg": 131,
        "spo2_pct": 96.5,
    }


@pytest.mark.parametrize("vitals", [{"spo2_pct": 101}, {"temperature_c": "36"}, {"systolic_mmhg": 3}, [97]])
def test_impossible_vitals_are_refused(wang: Wearer, vitals: Any) -> None:
    (refused,) = decode(json.dumps(wang.ping(START, vitals=vitals)).encode()).refused
    assert (refused.code, "$.vitals" in refused.detail) == ("invalid", True)


@pytest.mark.parametrize("nothing", [{}, {"vitals": None}, {"vitals": {}}, {"steps": 100}])
def test_over_http_a_ping_says_something(wang: Wearer, nothing: dict[str, Any]) -> None:
    assert len(decode(json.dumps(wang.ping(START, **nothing)).encode()).refused) == 1


def test_a_wire_format_may_say_no_more_than_that_the_device_is_there(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(wang.ping(START, 5, battery_pct=70))
    (outcome,) = ingest.pipeline.write([(Ping(wang.device, Instant(START * 1000 + 60_000), "lk"), Poster())])
    assert outcome.status == "accepted"
    assert ingest.one("SELECT last_contact_at, battery_pct FROM device") == {
        "last_contact_at": NOW * 1000, "battery_pct": 70
    }  # fmt: skip


def test_the_identity_is_made_of_what_was_given() -> None:
    bare = b'{"device":"a","fixed_at":1790000000,"battery_pct":50}'
    spelt = b'{"battery_pct":50,"source":"gnss","signals":[],"lat":null,"fixed_at":1790000000,"device":"a"}'
    other = b'{"device":"a","fixed_at":1790000000,"battery_pct":51}'
    same, again, different = (decode(body).pings[0].message_id for body in (bare, spelt, other))
    assert same == again != different


def test_the_identity_stays_what_it_was() -> None:
    """A device repeats after an upgrade of ours what it sent before it: that is still a duplicate."""
    body = b'{"device":"8800000001","fixed_at":1790000000,"lat":34.26,"lon":108.93,"signals":["SOS"]}'
    for sent in (body, b"[" + body + b"]"):
        assert decode(sent).pings[0].message_id == "~a66746d8c380ba0e22"
