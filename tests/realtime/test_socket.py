"""The stream over a real socket: who is let in, and that nobody misses or repeats anything."""

import threading
from time import monotonic
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from app.alerts import service as alerts
from app.identity.roles import Principal
from app.realtime import socket as stream
from app.realtime import tailer
from app.registry import elders
from app.registry.fences import Home
from app.store import events
from tests.live import application, eventually, serving
from tests.people import HOME, Wearer, take_in
from tests.realtime.conftest import Service
from tests.realtime.reader import Reader, reading


def watchers(service: Service) -> int:
    return len(service.app.state.tailer._waiters)


def post(service: Service, *pings: dict[str, Any]) -> None:
    answer = service.client.post("/api/pings", json=pings)
    assert answer.json()["accepted"] == len(pings), answer.text


# --- who is let in ----------------------------------------------------------------------------


def test_a_client_that_says_nothing_is_let_go(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HELLO_S", 0.2)
    with reading(service.address) as reader:
        assert reader.closed() == 4400


@pytest.mark.parametrize("hello", ["hi", '{"type":"pong"}', b"\xff\xfe", '{"x":' + "[" * 100_000, ""])
def test_a_bad_hello_is_refused(service: Service, hello: str | bytes) -> None:
    with reading(service.address) as reader:
        reader.socket.send(hello)
        assert reader.closed() == 4400


@pytest.mark.parametrize("token", [None, "", "wrong", "\u2764"])
def test_without_a_good_token_it_is_4401(service: Service, token: str | None) -> None:
    with reading(service.address) as reader:
        reader.socket.send(
            f'{{"type":"hello","token":{"null" if token is None else chr(34) + token + chr(34)}}}'
        )
        assert reader.closed() == 4401


def test_a_volunteer_does_not_see_the_stream(service: Service) -> None:
    token, _ = service.sign_in("volunteer")
    with reading(service.address) as reader:
        reader.socket.send(f'{{"type":"hello","token":"{token}"}}')
        assert reader.closed() == 4403
    assert not reader.heard


def test_the_cookie_counts_on_our_own_pages_only(service: Service) -> None:
    token, _ = service.sign_in("desk")
    cookie = {"Cookie": f"nuanyang_session={token}"}
    with reading(service.address, **cookie, Origin=f"http://{service.address}") as reader:
        assert reader.hello(None)["type"] == "snapshot"
    foreign: list[dict[str, str]] = [{"Origin": "https://evil.example"}, {}, {"Origin": "null"}]
    for headers in foreign:
        with reading(service.address, **cookie, **headers) as reader:
            reader.socket.send('{"type":"hello"}')
            assert reader.closed() == 4401


def test_a_revoked_session_loses_its_socket_at_once(service: Service) -> None:
    token, who = service.sign_in("desk")
    other, _ = service.sign_in("desk")
    with reading(service.address) as reader, reading(service.address) as stays:
        reader.hello(token)
        stays.hello(other)
        service.app.state.sessions.sign_out(who.session_id)
        assert reader.closed() == 4403
        last = service.tell()
        assert stays.events(last)[-1]["seq"] == last
    eventually(lambda: watchers(service) == 0)


def test_a_session_ended_by_another_process_is_noticed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "RECHECK_S", 0.1)
    token, who = service.sign_in("desk")
    with reading(service.address) as reader:
        reader.hello(token)
        with service.store.transaction() as tx:
            tx.conn.exec_driver_sql("UPDATE user_session SET revoked_at = 1 WHERE id = ?", (who.session_id,))
        assert reader.closed() == 4403


# --- everything, once, in order ---------------------------------------------------------------


def test_a_snapshot_then_every_event_in_order(service: Service) -> None:
    token, _ = service.sign_in("desk")
    with reading(service.address) as reader:
        first = reader.hello(token)
        head = service.head()
        assert (first["epoch"], first["seq"], first["state"]["alerts"]) == (head.epoch, head.seq, [])
        last = [service.tell(n=n) for n in range(20)][-1]
        told = reader.events(last)
    assert [e["seq"] for e in told] == list(range(head.seq + 1, last + 1))
    assert [e["payload"]["n"] for e in told] == list(range(20))


def test_what_belongs_to_others_is_hidden_but_counted(service: Service) -> None:
    token, _ = service.sign_in("east")
    with reading(service.address) as reader:
        reader.hello(token)
        for area in (service.east, service.west, None, service.east):
            last = service.tell("thing.made", area, secret=f"of {area}")
        told = reader.events(last)
    assert [e["kind"] for e in told] == ["thing.made", "hidden", "hidden", "thing.made"]
    assert [e["seq"] for e in told] == list(range(last - 3, last + 1))
    assert all(set(e) == {"type", "seq", "kind"} for e in told if e["kind"] == "hidden")


def test_every_seq_once_for_everybody_while_many_write_and_readers_come_and_go(service: Service) -> None:
    """Eight writers, some of whom roll back; readers that stay, and one that keeps reconnecting."""
    token, _ = service.sign_in("desk")
    start = service.head().seq

    def write(worker: int) -> None:
        for i in range(25):
            try:
                with service.store.transaction(urgent=i % 2 == 0) as tx:
                    for part in range(i % 3 + 1):
                        tx.emit(events.Event("thing.made", {"worker": worker, "i": i, "part": part}))
                    if i % 6 == 5:
                        raise RuntimeError("rolled back")
            except RuntimeError:
                continue

    expected = 8 * sum(i % 3 + 1 for i in range(25) if i % 6 != 5)
    last = start + expected
    heard: dict[str, list[int]] = {}

    def stay(name: str) -> None:
        with reading(service.address) as reader:
            first = reader.hello(token)["seq"]
            heard[name] = list(range(start + 1, first + 1)) + [e["seq"] for e in reader.events(last)]

    def come_and_go() -> None:
        seqs: list[int] = []
        epoch, after = service.head().epoch, start
        while after < last:
            with reading(service.address) as reader:
                assert reader.hello(token, epoch, after) == {"type": "resumed", "epoch": epoch, "seq": after}
                new = [e["seq"] for e in reader.events(min(after + 40, last))]
            seqs += new
            after = new[-1]
        heard["comes and goes"] = seqs

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    threads += [threading.Thread(target=stay, args=(f"stays {n}",)) for n in range(3)]
    threads += [threading.Thread(target=come_and_go)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(heard) == {"stays 0", "stays 1", "stays 2", "comes and goes"}
    for name, seqs in heard.items():
        assert seqs == list(range(start + 1, last + 1)), name


def test_resuming_continues_without_a_hole(service: Service) -> None:
    token, _ = service.sign_in("desk")
    with reading(service.address) as reader:
        epoch = reader.hello(token)["epoch"]
        seen = service.tell()
        reader.events(seen)
    last = [service.tell() for _ in range(5)][-1]
    with reading(service.address) as reader:
        assert reader.hello(token, epoch, seen)["type"] == "resumed"
        assert [e["seq"] for e in reader.events(last)] == list(range(seen + 1, last + 1))
        last = service.tell()
        assert reader.events(last)[-1]["seq"] == last


def test_resuming_further_back_than_memory_reads_the_log(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, _ = service.sign_in("desk")
    head = service.head()
    with service.store.transaction() as tx:
        for n in range(tailer.KEEP + 1500):
            tx.emit(events.Event("thing.made", {"n": n}))
    last = service.head().seq
    with reading(service.address) as reader:
        assert reader.hello(token, head.epoch, head.seq)["type"] == "resumed"
        assert [e["seq"] for e in reader.events(last)] == list(range(head.seq + 1, last + 1))


@pytest.mark.parametrize("case", ["another epoch", "no epoch", "ahead", "too old", "too far", "negative"])
def test_a_cursor_that_does_not_fit_gets_a_snapshot(
    service: Service, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    token, _ = service.sign_in("desk")
    last = [service.tell() for _ in range(10)][-1]
    epoch: str | None = service.head().epoch
    after = last - 1
    if case == "another epoch":
        epoch = "restored"
    elif case == "no epoch":
        epoch = None
    elif case == "ahead":
        after = last + 1
    elif case == "too old":
        with service.store.transaction() as tx:
            tx.conn.exec_driver_sql("DELETE FROM event WHERE seq <= ?", (last - 3,))
        after = last - 4
    elif case == "too far":
        monkeypatch.setattr(stream, "MOST_BEHIND", 3)
        after = last - 4
    else:
        after = -1
    with reading(service.address) as reader:
        first = reader.hello(token, epoch, after)
    assert (first["type"], first["seq"]) == ("snapshot", last)


def test_the_oldest_event_kept_may_be_the_next_one(service: Service) -> None:
    token, _ = service.sign_in("desk")
    last = [service.tell() for _ in range(10)][-1]
    with service.store.transaction() as tx:
        tx.conn.exec_driver_sql("DELETE FROM event WHERE seq <= ?", (last - 3,))
    with reading(service.address) as reader:
        assert reader.hello(token, service.head().epoch, last - 3)["type"] == "resumed"
        assert [e["seq"] for e in reader.events(last)] == [last - 2, last - 1, last]


def test_a_lost_wake_up_costs_milliseconds(service: Service) -> None:
    token, _ = service.sign_in("desk")
    with reading(service.address) as reader:
        reader.hello(token)
        service.store.woken = lambda: None
        last = service.tell()
        assert reader.events(last)[-1]["seq"] == last


def test_the_heart_beats_with_the_cursor_and_the_servers_time(service: Service) -> None:
    token, _ = service.sign_in("desk")
    with reading(service.address) as reader:
        reader.hello(token)
        reader.until("heartbeat")
        last = service.tell()
        reader.events(last)
        service.clock.advance(60)
        beat = reader.until("heartbeat")
    assert beat == {"type": "heartbeat", "seq": last, "server_time": "2026-09-21T14:14:20.000Z"}


# --- slow and gone ----------------------------------------------------------------------------


def test_a_client_that_does_not_read_holds_nobody_and_is_let_go(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "SEND_S", 0.5)
    token, _ = service.sign_in("desk")
    with reading(service.address) as slow, reading(service.address) as quick:
        slow.hello(token)
        quick.hello(token)
        eventually(lambda: watchers(service) == 2)
        with service.store.transaction() as tx:
            for _ in range(200):
                tx.emit(events.Event("thing.made", {"text": "x" * 100_000}))
        last = service.head().seq
        assert len(quick.events(last)) == 200
        eventually(lambda: watchers(service) == 1)
        last = service.tell()
        assert quick.events(last)[-1]["seq"] == last


def test_clients_that_vanish_leave_nothing_behind(service: Service) -> None:
    token, _ = service.sign_in("desk")
    for _ in range(5):
        with reading(service.address) as reader:
            reader.hello(token)
            reader.socket.socket.close()  # no goodbye
            with pytest.raises((ConnectionClosed, OSError)):
                reader.socket.send("x")
    eventually(lambda: watchers(service) == 0)
    eventually(lambda: not service.app.state.sessions.revocations._listeners)


# --- positions --------------------------------------------------------------------------------


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


# --- state ------------------------------------------------------------------------------------


def applied(state: dict[int, Any], told: list[dict[str, Any]]) -> dict[int, Any]:
    """The reducer of a wall: whole states, closed ones leave."""
    state = dict(state)
    for event in told:
        if event["kind"].startswith("alert."):
            alert = event["payload"]
            state[alert["id"]] = alert
            if alert["handling"] == "closed":
                del state[alert["id"]]
    return state


def work(service: Service, who: Principal, people: list[Wearer]) -> None:
    """An hour at the desk: presses, outings, claims, closings, deadlines."""
    now = service.clock.now() // 1000
    for person in people:
        post(service, person.ping(now, 0, signals=["sos"]), person.ping(now + 1, battery_pct=5))
    for i, person in enumerate(people):
        post(
            service, person.ping(now + 20, 0, signals=["sos"]), person.ping(now + 30, battery_pct=20 + 10 * i)
        )
        with service.store.snapshot() as session:
            found = alerts.open_alerts(session, who)
        mine = [a for a in found if a["elder"]["id"] == person.id and a["handling"] == "open"]
        with service.store.transaction() as tx:
            held = alerts.claim(tx, who, mine[0]["id"], mine[0]["version"])
        if i % 2 == 0:
            with service.store.transaction() as tx:
                alerts.close(tx, who, held.id or 0, held.version, "test", None)


def test_a_snapshot_and_the_events_after_it_make_the_later_snapshot(service: Service) -> None:
    people = [take_in(service.store, f"w{i}", name=f"老人{i}") for i in range(4)]
    token, who = service.sign_in("desk")

    def snapshot(reader: Reader) -> tuple[int, dict[int, Any]]:
        first = reader.hello(token)
        return first["seq"], {alert["id"]: alert for alert in first["state"]["alerts"]}

    with reading(service.address) as early:
        states = [snapshot(early)]
        work(service, who, people[:2])
        service.clock.advance(50)  # the first warnings are due
        with reading(service.address) as middle:
            states.append(snapshot(middle))
        work(service, who, people)
        with reading(service.address) as late:
            seq, final = snapshot(late)
        assert len(final) >= 4
        told = [e for e in early.events(seq) if e["seq"] <= seq]
    for start, state in states:
        assert applied(state, [e for e in told if e["seq"] > start]) == final
        # Whole states: applying some of them twice is harmless.
        assert applied(applied(state, told), [e for e in told if e["seq"] > start]) == final
