"""The stream over a real socket: nobody misses or repeats anything."""

import threading
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from app.alerts import service as alerts
from app.identity.roles import Principal
from app.realtime import socket as stream
from app.realtime import tailer
from app.registry import areas
from app.registry.words import AreaKind
from app.store import events
from tests.live import eventually
from tests.people import Wearer, take_in
from tests.realtime.conftest import Service
from tests.realtime.posting import post, watchers
from tests.realtime.reader import Reader, reading


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


def test_calls_that_come_in_are_hidden_from_walls(service: Service) -> None:
    with reading(service.address) as desk, reading(service.address) as wall:
        desk.hello(service.sign_in("desk")[0])
        wall.hello(service.sign_in("east")[0])
        last = service.tell("inbound.changed", service.east, id=7)
        assert [e["kind"] for e in desk.events(last)] == ["inbound.changed"]
        assert [e["kind"] for e in wall.events(last)] == ["hidden"]


def test_open_sockets_see_what_moves_into_their_area_and_no_more_what_leaves_it(service: Service) -> None:
    token, _ = service.sign_in("east")
    with service.store.transaction() as tx:
        street = areas.create(tx, "街", AreaKind.street, service.west).id
    with reading(service.address) as reader:
        reader.hello(token)
        for above, kind in ((service.east, "thing.made"), (service.west, "hidden")):
            with service.store.transaction() as tx:
                areas.change(tx, street, {"parent_id": above})
            reader.until("snapshot")
            told = reader.events(service.tell("thing.made", street))
            assert told[-1]["kind"] == kind
