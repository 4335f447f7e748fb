"""Positions over a real socket: whole frames, newest only, in their area."""

from time import monotonic
from typing import Any

from app.registry import elders
from app.registry.fences import Home
from tests.live import application, serving
from tests.people import HOME, take_in
from tests.realtime.conftest import Service
from tests.realtime.posting import post
from tests.realtime.reader import reading


def test_a_full_frame_follows_every_snapshot_and_every_resume(service: Service) -> None:
    token, _ = service.sign_in("desk")
    wang = take_in(service.store)
    now = service.clock.now() // 1000
    for _ in range(2):
        with reading(service.address) as reader:
            epoch = reader.hello(token)["epoch"]
            assert reader.frame() == (True, {})
    post(service, wang.ping(now, 0, accuracy_m=12, source="wifi"))
    with reading(service.address) as reader:
        reader.hello(token, epoch, service.head().seq)
        full, found = reader.frame()
        row = found[wang.id]
        assert (full, set(found)) == (True, {wang.id})
        assert (row["lat"], row["fixed_at"], row["accuracy_m"]) == (round(HOME.lat * 1e7), now, 12)
        assert row["state"] >> 3 == 1
        post(service, wang.ping(now + 1, 10))
        full, found = reader.frame()
        assert (full, found[wang.id]["fixed_at"]) == (False, now + 1)


def test_frames_carry_the_newest_only_and_come_at_most_four_times_a_second(service: Service) -> None:
    token, _ = service.sign_in("desk")
    wang = take_in(service.store)
    now = service.clock.now() // 1000
    with reading(service.address) as reader:
        reader.hello(token)
        reader.frame()
        began = monotonic()
        for second in range(40):
            post(service, wang.ping(now - 60 + second, second))
        while reader.frame()[1][wang.id]["fixed_at"] != now - 21:
            continue
        took = monotonic() - began
    times = [found[wang.id]["fixed_at"] for full, found in reader.frames if not full]
    assert times == sorted(set(times))
    assert len(times) <= 4 * took + 2


def test_a_late_fix_or_one_that_says_nothing_new_makes_no_frame(service: Service) -> None:
    token, _ = service.sign_in("desk")
    wang = take_in(service.store)
    now = service.clock.now() // 1000
    post(service, wang.ping(now, 0))
    with reading(service.address) as reader:
        reader.hello(token)
        reader.frame()
        post(service, wang.ping(now - 60, 0), wang.ping(now + 1, battery_pct=50))
        reader.until("heartbeat")
        reader.until("heartbeat")
    assert len(reader.frames) == 1


def test_positions_stay_in_their_area(service: Service) -> None:
    there = take_in(service.store, "there", name="西")
    here = take_in(service.store, "here", name="东")
    with service.store.transaction() as tx:
        elders.row(tx.session, here.id, None).area_id = service.east
        elders.row(tx.session, there.id, None).area_id = service.west
    token, _ = service.sign_in("east")
    now = service.clock.now() // 1000
    with reading(service.address) as reader:
        reader.hello(token)
        reader.frame()
        post(service, there.ping(now, 0), here.ping(now, 0))
        assert set(reader.frame()[1]) == {here.id}
    with reading(service.address) as reader:
        reader.hello(token)
        assert set(reader.frame()[1]) == {here.id}


def test_after_a_restart_everybody_is_where_they_were(service: Service, tmp_path: Any) -> None:
    people = [take_in(service.store, f"w{i}", Home(HOME.lat, HOME.lon, 100)) for i in range(3)]
    now = service.clock.now() // 1000
    for minute in range(5):
        post(service, *[p.ping(now - 300 + 60 * minute, 10 * i, accuracy_m=9) for i, p in enumerate(people)])
    token, _ = service.sign_in("desk")
    with reading(service.address) as reader:
        reader.hello(token)
        before = reader.frame()
    again = application(tmp_path / "stream.db", service.clock)
    with serving(again) as address, reading(address) as reader:
        reader.hello(token)
        after = reader.frame()
    assert before[0] == after[0]
    assert {k: v.tolist() for k, v in before[1].items()} == {k: v.tolist() for k, v in after[1].items()}
    assert len(after[1]) == 3
