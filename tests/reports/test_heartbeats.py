"""Heartbeats by period: a look every ten minutes, nothing counted twice, nobody blamed for our own pauses."""

from collections.abc import Callable
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.clock import DAY, HOUR, MINUTE, SECOND, ManualClock
from app.registry import areas, devices, elders
from app.registry.tables import Device, Elder
from app.registry.words import AreaKind
from app.reports import heartbeats, unheard
from app.reports.heartbeats import EVERY_MS, KEEP_DEVICES_MS, LATE_MS, Heartbeats, moment
from app.reports.report import Window
from app.reports.tables import Heartbeat, Unheard
from app.store.db import Store

XIAN = ZoneInfo("Asia/Shanghai")
Wear = Callable[..., int]


@pytest.fixture
def looks(store: Store, clock: ManualClock) -> Heartbeats:
    """Listening for two hours already."""
    found = Heartbeats(store, XIAN)
    clock.advance(2 * 60 * 60)
    found._looked_at = clock.now()
    return found


@pytest.fixture
def wear(store: Store) -> Wear:
    """`wear("w1", interval_s, area)`: a device on a wrist for a day, not heard of yet."""

    def register(unique_id: str, interval_s: int = 60, area: str | None = None) -> int:
        with store.transaction() as tx:
            elder = elders.create(tx, {"name": unique_id})
            if area is not None:
                lives_in = areas.create(tx, area, AreaKind.community).id
                tx.session.get_one(Elder, elder).area_id = lives_in
            made = devices.create(
                tx, {"unique_id": unique_id, "elder_id": elder, "expected_interval_s": interval_s}
            )
            tx.session.get_one(Device, made.id).created_at = tx.now - DAY
        return made.id

    return register


def to_moment(clock: ManualClock, looks: Heartbeats) -> int:
    """Live on, looking every ten seconds, to just before the next moment; returns it."""
    while moment(clock.now()) <= clock.now():
        looks.look()
        clock.advance(10)
    while (at := moment(clock.now())) > clock.now() + 10 * SECOND:
        looks.look()
        clock.advance(10)
    clock.advance((at - clock.now()) / SECOND)
    return at


def heard(store: Store, device_id: int, ago_s: float) -> None:
    with store.transaction() as tx:
        device = tx.session.get_one(Device, device_id)
        device.last_contact_at = tx.now - round(ago_s * SECOND)


def sums(store: Store) -> list[tuple[int, int, int, int]]:
    with store.snapshot() as session:
        rows = session.exec(select(Heartbeat).order_by(col(Heartbeat.at), col(Heartbeat.area_id)))
        return [(row.at, row.area_id, row.expected, row.heard) for row in rows]


@given(st.integers(0, 4_000_000_000_000))
def test_one_moment_in_each_ten_minutes_with_time_to_be_late(now: int) -> None:
    at = moment(now)
    assert at // EVERY_MS == now // EVERY_MS == (at + LATE_MS - 1) // EVERY_MS
    assert moment(at) == at


def test_moments_meet_devices_of_every_minute_at_every_age() -> None:
    ages = sorted(moment(n * EVERY_MS) % MINUTE for n in range(1000))
    assert max(b - a for a, b in pairwise(ages)) < SECOND


@pytest.mark.parametrize(
    ("interval_s", "ago_s", "counts"),
    [(60, 69, 1), (60, 71, 0), (5, 14, 1), (5, 16, 0), (300, 329, 1), (300, 331, 0), (3600, 3659, 1),
     (3600, 3661, 0)],
)  # fmt: skip
def test_heard_within_its_own_interval_and_a_little(
    store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear, interval_s: int, ago_s: int, counts: int
) -> None:
    device = wear("w1", interval_s)
    at = to_moment(clock, looks)
    heard(store, device, ago_s)
    assert looks.look() == 1
    assert sums(store) == [(at, 1, 1, counts)]


def test_by_area_once_whoever_looks(store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear) -> None:
    one, two, three = wear("w1"), wear("w2", area="北关"), wear("w3", area="土门")
    other = Heartbeats(store, XIAN)
    other.since = looks.since
    at = to_moment(clock, looks)
    other._looked_at = clock.now()
    heard(store, one, 5)
    heard(store, three, 90)
    assert looks.look() == 3
    clock.advance(10)
    heard(store, two, 0)
    assert (looks.look(), other.look()) == (0, 0)
    assert [row[2:] for row in sums(store)] == [(1, 1), (1, 0), (1, 0)]
    assert {row[0] for row in sums(store)} == {at}


def test_a_drawer_a_new_watch_and_one_just_handed_over_are_not_expected(
    store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear
) -> None:
    drawer, handed, new = wear("w1"), wear("w2"), wear("w3", interval_s=3600)
    at = to_moment(clock, looks)
    with store.transaction() as tx:
        devices.hand(tx, tx.session.get_one(Device, drawer), None)
        tx.session.get_one(Device, handed).handed_at = tx.now - MINUTE
        tx.session.get_one(Device, new).created_at = tx.now - HOUR
    assert looks.look() == 0
    assert clock.now() == at


def test_a_restart_blames_nobody_until_it_has_listened(
    store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear
) -> None:
    wear("minute", 60)
    wear("hour", 3600)
    to_moment(clock, looks)
    clock.advance(-65)
    fresh = Heartbeats(store, XIAN)
    clock.advance(60)
    fresh._looked_at = clock.now()
    clock.advance(5)
    assert fresh.look() == 0
    clock.advance(6)
    assert fresh.look() == 1
    assert [row[2:] for row in sums(store)] == [(1, 0)], "the hourly one has had no chance"


def test_a_pause_is_no_listening(store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear) -> None:
    wear("w1")
    to_moment(clock, looks)
    looks.look()
    assert len(sums(store)) == 1
    clock.advance((moment(clock.now() + EVERY_MS) - clock.now()) / SECOND)
    looks.look()
    assert len(sums(store)) == 1, "a machine that slept heard nothing"


def test_a_moment_that_was_missed_is_left_out(
    store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear
) -> None:
    wear("w1")
    to_moment(clock, looks)
    clock.advance(61)
    looks._looked_at = clock.now()
    assert looks.look() == 0


def test_the_devices_that_were_missed_most_by_day(
    store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear
) -> None:
    bad, worse, good = wear("bad"), wear("worse", area="北关"), wear("good")
    first = clock.now()
    for n in range(4):
        to_moment(clock, looks)
        heard(store, good, 1)
        heard(store, bad, 1 if n % 2 else 100)
        looks.look()
    window = Window(first, clock.now() + 1, None)
    with store.snapshot() as session:
        taken, found = unheard.most(session, window, XIAN)
        assert taken == 4
        assert [(one.unique_id, one.looks) for one in found] == [("worse", 4), ("bad", 2)]
        assert found[0].wearer is not None
        lianhu = Window(first, clock.now() + 1, frozenset({1}))
        assert [one.unique_id for one in unheard.most(session, lianhu, XIAN)[1]] == ["bad"]
        assert unheard.most(session, Window(first - DAY, first - DAY + 1, None), XIAN) == (0, [])
    assert {bad, worse} == {row.device_id for row in rows(store)}


def rows(store: Store) -> list[Unheard]:
    with store.snapshot() as session:
        return list(session.exec(select(Unheard)).all())


def test_devices_are_forgotten_after_two_months_and_sums_are_not(
    store: Store, clock: ManualClock, looks: Heartbeats, wear: Wear
) -> None:
    wear("w1")
    to_moment(clock, looks)
    looks.look()
    clock.advance((KEEP_DEVICES_MS + 2 * DAY) / SECOND)
    looks._looked_at = clock.now()
    to_moment(clock, looks)
    looks.look()
    assert (len(sums(store)), len(rows(store))) == (2, 1)
    with store.snapshot() as session:
        read = heartbeats.load(session, None, 0, clock.now() + 1, by_area=True)
    assert read.tolist() == [(0, 1, 2, 0)]
