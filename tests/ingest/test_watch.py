"""Watches on a real port: answers, order, strangers, and those who mean harm."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from app.registry import devices, lifecycle
from app.registry.words import DeviceState
from tests.ingest.watch_client import LK, SOS, UD, Port, Watch, running
from tests.live import eventually
from tests.people import give


def test_a_heartbeat_is_answered_and_a_contact(port: Port) -> None:
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        eventually(lambda: port.rows("SELECT 1 FROM ping WHERE steps = 50 AND battery_pct = 73"))
        assert port.rows("SELECT battery_pct, last_contact_at FROM device") == [
            {"battery_pct": 73, "last_contact_at": port.clock.now()}
        ]


def test_a_bare_heartbeat_counts_once_a_minute(port: Port) -> None:
    with port.watch() as watch:
        for seconds in (0, 30, 31, 61):
            port.clock.advance(seconds)
            watch.says(b"[3G*%b*0002*LK]")
            watch.hears(b"LK")
        eventually(lambda: len(port.rows("SELECT 1 FROM ping")) == 3)
        assert port.rows("SELECT last_contact_at AS at FROM device") == [{"at": port.clock.now()}]


def test_a_position_is_stored_in_our_units(port: Port) -> None:
    with port.watch() as watch:
        watch.says(UD, 140000)
        (row,) = eventually(
            lambda: (
                port.rows("SELECT lat, lon, accuracy_m, speed_mps, steps, battery_pct, backlog FROM ping")
                if False
                else port.rows("SELECT lat, lon, accuracy_m, speed_mps, steps, battery_pct FROM ping")
            )
        )
    assert row == {
        "lat": 34.2658, "lon": 108.9402, "accuracy_m": 40.7, "speed_mps": 1.0, "steps": 512, "battery_pct": 80
    }  # fmt: skip


def test_an_alarm_is_answered_only_when_it_is_on_disk(port: Port) -> None:
    """The writer is held up: nothing is said. It goes on: the alert is open, and then the answer comes."""
    store = port.app.state.store
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        eventually(lambda: port.rows("SELECT 1 FROM ping"))
        with store.transaction():  # whoever writes waits
            watch.says(SOS)
            watch.says(LK)
            watch.hears(b"LK")  # a heartbeat is answered, the alarm before it is not
            assert port.rows("SELECT 1 FROM alert") == []
        watch.hears(b"AL")
        assert port.rows("SELECT kind, count, fix FROM alert") == [{"kind": "sos", "count": 1, "fix": "null"}]


def test_an_alarm_sent_again_is_answered_again_and_is_the_same_alert(port: Port) -> None:
    for _ in range(2):
        with port.watch() as watch:
            for _ in range(2):
                watch.says(SOS)
                watch.hears(b"AL")
    assert port.rows("SELECT kind, count FROM alert") == [{"kind": "sos", "count": 1}]
    assert len(port.rows("SELECT 1 FROM ping")) == 1
    with port.watch() as watch:
        watch.says(SOS.replace(b"141156", b"141157"))
        watch.hears(b"AL")
    assert port.rows("SELECT kind, count FROM alert") == [{"kind": "sos", "count": 2}]


def test_many_frames_in_one_segment_and_one_frame_in_many(port: Port) -> None:
    port.limit(frames_per_s=1000)
    with port.watch() as watch:
        data = b"".join(UD % (watch.id, 140000 + n) for n in range(50)) + SOS % watch.id
        watch.socket.sendall(data[:4000])
        for i in range(4000, len(data)):
            watch.socket.sendall(data[i : i + 1])
        watch.hears(b"AL")
        eventually(lambda: len(port.rows("SELECT 1 FROM ping")) == 51)


def test_taken_off_and_put_on_again_across_connections(port: Port) -> None:
    def said() -> list[object]:
        return [row["signals"] for row in port.rows("SELECT signals FROM ping ORDER BY fixed_at")]

    off = UD.replace(b"00000010", b"00000018")
    with port.watch() as watch:
        watch.says(UD, 140000)
        watch.says(off, 140100)
        watch.says(off, 140200)
        eventually(lambda: len(said()) == 3)
    with port.watch() as watch:
        watch.says(off, 140300)
        watch.says(UD, 140400)
        watch.says(UD, 140500)
        eventually(lambda: len(said()) == 6)
    assert said() == [None, "device_removed", None, None, "device_worn", None]


@pytest.mark.parametrize("unique_id", ["8800009999", "8800000777", "8800000666"])
def test_who_is_no_watch_of_ours_is_cut_off(port: Port, unique_id: str) -> None:
    give(port.app.state.store, port.wang.id, "8800000777", kind="phone")
    retired = give(port.app.state.store, port.wang.id, "8800000666")
    with port.app.state.store.transaction() as tx:
        lifecycle.put(tx, retired.device_id, DeviceState.retired)
    with port.watch(unique_id) as watch:
        watch.says(LK)
        assert watch.is_cut_off()
    assert port.rows("SELECT 1 FROM ping") == []


def test_a_watch_speaks_for_itself_only(port: Port) -> None:
    give(port.app.state.store, port.wang.id, "8800000002")
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        watch.id = b"8800000002"
        watch.says(LK)
        assert watch.is_cut_off()


def test_a_watch_that_is_renamed_meanwhile_is_cut_off(port: Port) -> None:
    with port.watch() as watch:
        watch.says(SOS)
        watch.hears(b"AL")
        with port.app.state.store.transaction() as tx:
            devices.change(tx, port.wang.device_id, {"unique_id": "8800000003"})
        watch.says(SOS.replace(b"141156", b"141200"))
        assert watch.is_cut_off(), "and no answer before"


def test_a_new_connection_replaces_the_old_one(port: Port) -> None:
    with port.watch() as before, port.watch() as now:
        before.says(LK)
        before.hears(b"LK")
        now.says(LK)
        now.hears(b"LK")
        assert before.is_cut_off()
        eventually(lambda: len(port.watches.lines) == 1)
        assert port.watches.reaches(port.wang.device_id)


def test_a_source_has_so_many_connections_and_no_more(port: Port) -> None:
    port.limit(per_source=2)
    with port.watch() as one, port.watch(), port.watch() as three, port.watch(source="127.0.0.2") as other:
        assert three.is_cut_off()
        for watch in (one, other):
            watch.says(LK)
            watch.hears(b"LK")


def test_who_says_nothing_is_cut_off(port: Port) -> None:
    port.limit(stranger_s=0.2)
    with port.watch() as slow, port.watch() as known:
        known.says(LK)
        known.hears(b"LK")
        slow.socket.sendall(b"[3G*88000")
        assert slow.is_cut_off()
        known.says(LK)
        known.hears(b"LK")


@pytest.fixture
def going_on(port: Port) -> Iterator[Watch]:
    """A second watch, which must not notice anything."""
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        yield watch


def test_garbage_hurts_nobody(port: Port, going_on: Watch) -> None:
    with port.watch() as noise:
        noise.socket.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + bytes(range(256)) * 100)
        assert noise.is_cut_off()
    going_on.says(SOS)
    going_on.hears(b"AL")


@pytest.mark.parametrize("known", [False, True])
def test_a_frame_of_ten_megabytes_hurts_nobody(port: Port, going_on: Watch, known: bool) -> None:
    give(port.app.state.store, port.wang.id, "8800000002")
    with port.watch("8800000002") as huge:
        if known:
            huge.says(LK)
            huge.hears(b"LK")
        sent, piece = 0, b"x" * 65_536
        huge.says(b"[3G*%b*FFFF*TK,")
        with suppress(ConnectionError):
            while sent < 10_000_000:
                sent += huge.socket.send(piece)
                going_on.says(LK)
                going_on.hears(b"LK")
        assert sent < 1_000_000, "what the network takes in before the service hangs up"
    going_on.says(SOS)
    going_on.hears(b"AL")


def test_a_flood_of_frames_waits_for_its_turn(port: Port, going_on: Watch) -> None:
    give(port.app.state.store, port.wang.id, "8800000002")
    port.limit(frames_per_s=5)
    with port.watch("8800000002") as flood:
        threading.Thread(target=lambda: flood.socket.sendall((LK % flood.id) * 12)).start()
        going_on.says(SOS)
        going_on.hears(b"AL")
        for _ in range(12):
            flood.hears(b"LK")
    assert port.watches.lines


def test_when_too_much_waits_nothing_is_lost(port: Port) -> None:
    """Three pings may wait, fifty come while the writer is held up."""
    port.app.state.batcher._max_pending = 3
    port.limit(frames_per_s=1000, waiting=8)
    with port.watch() as watch:
        watch.says(LK)
        watch.hears(b"LK")
        with port.app.state.store.transaction():
            watch.socket.sendall(b"".join(UD % (watch.id, 140000 + n) for n in range(50)) + SOS % watch.id)
            eventually(lambda: port.watches._held)
            assert port.app.state.batcher.pending <= 3
        watch.socket.settimeout(60)
        watch.hears(b"AL")
    eventually(lambda: len(port.rows("SELECT 1 FROM ping")) == 52)


def test_a_service_that_stops_answers_what_it_has_taken(template: bytes, tmp_path: Path) -> None:
    """The writer is held up until nobody can connect any more."""
    with ExitStack() as later:
        with running(template, tmp_path) as port:
            watch = later.enter_context(port.watch())
            watch.says(LK)
            watch.hears(b"LK")
            eventually(lambda: not port.app.state.batcher.pending)
            taken, server = threading.Event(), port.watches._server
            assert server is not None

            def hold_up() -> None:
                with port.app.state.store.transaction():
                    taken.set()
                    eventually(lambda: not server.is_serving())

            holding = threading.Thread(target=hold_up)
            holding.start()
            assert taken.wait(10)
            watch.says(SOS)
            eventually(lambda: port.app.state.batcher.pending)
        holding.join(10)
        watch.hears(b"AL")
        assert watch.is_cut_off()
