"""What frames say: as they were really sent, and as the rules want it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import parse_instant
from app.ingest.pings import Vitals
from app.ingest.watch_frames import Frame, compose
from app.ingest.watch_messages import Message, read
from tests.ingest.test_watch_frames import VECTORS, frames, raw

NOW = parse_instant("2026-06-01T02:00:00Z")
ALARMS = {
    "sos": "sos", "low_battery": "low_battery", "removed": "device_removed", "fall_down": "fall",
}  # fmt: skip
VITALS = {"systolic": "systolic_mmhg", "diastolic": "diastolic_mmhg", "temperature_c": "temperature_c"}


def understood(text: bytes | str, was_worn: bool = True) -> Message:
    (frame,) = frames(text if isinstance(text, bytes) else text.encode())
    return read(frame, NOW, was_worn)


def al(status: str, *, moment: str = "180916,064153", command: str = "AL", battery: int = 100) -> str:
    return (
        f"[3G*8800000015*0071*{command},{moment},A,22.570512,N,113.8623267,E,0.00,154.8,0.0,11,100,{battery},0,0,"
        f"{status},1,0,460,1,9529,21809,155,0,12.4]"
    )


@pytest.mark.parametrize("vector", [v for v in VECTORS if "decoded" in v], ids=lambda v: v["id"])
def test_what_was_really_sent(vector: dict[str, Any]) -> None:
    (frame,) = frames(raw(vector))
    message = read(frame, NOW)
    ping, told = message.ping, vector["decoded"]
    answer = None if message.answer is None else compose(frame, *message.answer).decode()
    assert answer == vector.get("server_reply")
    assert (ping.device, message.command) == (vector["device_id"], vector["command"].upper())
    if "fix_time_utc" in told:
        assert ping.fixed_at == parse_instant(told["fix_time_utc"])
        _says_where(message, told)
        alarms = {ALARMS[name] for name in told["alarm_bits"]}
        removed = (
            {"device_removed"} if "watch_removed_state" in told["state_bits"] and not ping.backlog else set()
        )
        unspecified = {"sos", "alarm_unspecified"} if told.get("alarm_unspecified") else set()
        assert set(ping.signals) == alarms | removed | unspecified
    else:
        assert (ping.fixed_at, ping.lat, ping.signals) == (NOW, None, [])
    assert ping.battery_pct == told.get("battery_pct")
    assert ping.steps == told.get("steps_total")
    assert ping.heart_rate_bpm == (told.get("heart_rate") or None), "0 was not measured"
    vitals = Vitals(**{ours: told[theirs] for theirs, ours in VITALS.items() if theirs in told})
    assert (ping.vitals or Vitals()) == vitals
    assert ping.backlog == (vector["kind"] == "backlog_position")
    assert message.alarm == (vector["kind"] == "alarm")


def _says_where(message: Message, told: dict[str, Any]) -> None:
    ping = message.ping
    if not told["has_usable_gps"]:
        assert (ping.lat, ping.lon, ping.speed_mps, ping.accuracy_m) == (None, None, None, None)
        return
    assert (ping.lat, ping.lon) == (told["latitude"], told["longitude"])
    assert ping.speed_mps == pytest.approx(told["speed_kmh"] / 3.6)
    assert (ping.heading_deg, ping.altitude_m) == (told["course_deg"], told["altitude_m"])
    assert ping.accuracy_m == (told.get("trailing_accuracy_m") or None)


def test_every_alarm_bit_at_once() -> None:
    assert understood(al("007F0000")).ping.signals == [
        "sos", "low_battery", "fence_exit", "fence_enter", "device_removed", "fall", "heart_rate_abnormal"
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["00010001", "00030001", "00010008", "FFFF0000"])
def test_an_sos_is_an_sos_whatever_else_is_set(status: str) -> None:
    assert "sos" in understood(al(status)).ping.signals


@pytest.mark.parametrize("status", ["00000000", "0008", "", "zz", "80000000"])
def test_an_alarm_that_nobody_can_read_is_a_cry_for_help(status: str) -> None:
    message = understood(al(status))
    assert message.ping.signals[-2:] == ["sos", "alarm_unspecified"]
    assert message.answer == (b"AL",)


@pytest.mark.parametrize("command", ["AL", "AL_LTE", "AL_WCDMA", "ALCUSTOMER1"])
def test_alarms_of_every_name(command: str) -> None:
    message = understood(al("00200000", command=command))
    assert (message.alarm, message.answer, message.ping.signals) == (True, (b"AL",), ["fall"])


def test_an_alarm_without_anything_else() -> None:
    message = understood("[3G*8800000015*0002*AL]")
    assert (message.ping.fixed_at, message.ping.lat) == (NOW, None)
    assert message.ping.signals == ["sos", "alarm_unspecified"]


def test_stationary_is_no_alarm_and_taken_off_is_said_once() -> None:
    assert understood(al("00000010", command="UD")).ping.signals == []
    off = al("00000008", command="UD")
    assert (understood(off).ping.signals, understood(off).worn) == (["device_removed"], False)
    assert understood(off, was_worn=False).ping.signals == []
    on = understood(al("00000000", command="UD"), was_worn=False)
    assert (on.ping.signals, on.worn) == (["device_worn"], True)
    assert understood(al("00000000", command="UD")).ping.signals == []


def test_a_backlog_does_not_say_whether_she_wears_it_now() -> None:
    message = understood(al("00000008", command="UD2"))
    assert (message.ping.signals, message.worn, message.ping.backlog) == ([], None, True)
    assert understood(al("00010000", command="UD2")).ping.signals == ["sos"], "but an alarm in it counts"


@pytest.mark.parametrize("moment", ["000000,000000", "010100,000000", "310299,250000", "x,y", ","])
def test_a_clock_that_was_never_set_costs_the_fix_and_not_the_alarm(moment: str) -> None:
    ping = understood(al("00010000", moment=moment)).ping
    assert (ping.fixed_at, ping.lat, ping.signals) == (NOW, None, ["sos"])


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("22.5,S,113.8,W", (-22.5, -113.8)),
        ("-22.5,S,-113.8,W", (-22.5, -113.8)),
        ("22.5,,-113.8,", (22.5, -113.8)),
        ("0,N,0,E", (None, None)),
        ("91,N,0,E", (None, None)),
        ("nan,N,1e999,E", (None, None)),
        (",N,,E", (None, None)),
    ],
)
def test_where(place: str, expected: tuple[float | None, float | None]) -> None:
    ping = understood(al("00010000").replace("22.570512,N,113.8623267,E", place)).ping
    assert ((ping.lat, ping.lon), ping.signals) == (expected, ["sos"])


def test_an_accuracy_survives_network_names_with_commas() -> None:
    text = al("00000000", command="UD").replace(",0,12.4]", ",1,Li, Wang,aa:bb:cc:dd:ee:ff,-70,12.4]")
    assert understood(text).ping.accuracy_m == 12.4
    assert understood(text.replace(",12.4]", "]")).ping.accuracy_m is None


def test_sent_again_it_is_the_same_message() -> None:
    def identity(text: str, was_worn: bool = True) -> tuple[int, str | None]:
        ping = understood(text, was_worn).ping
        return ping.fixed_at, ping.message_id

    assert identity(al("00010000")) == identity(al("00010000"), was_worn=False)
    assert identity(al("00010000")) != identity(al("00010000", moment="180916,064154")), "a second press"
    assert identity(al("00000000", command="UD")) == identity(al("00000000", command="UD2"))
    assert identity(al("00000000", command="UD")) != identity(al("00000000")), (
        "an alarm is more than a position"
    )


def test_vitals() -> None:
    assert understood("[3G*8800000015*000B*oxygen,0,97]").ping.vitals == Vitals(spo2_pct=97)
    assert understood("[3G*8800000015*000B*oxygen,0,97]").answer == (b"oxygen", b"1")
    assert understood("[3G*8800000015*000B*PULSE,72]").ping.heart_rate_bpm == 72
    nothing = understood("[3G*8800000015*0013*bphrt,0,0,0,,,,]")
    assert (nothing.ping.vitals, nothing.bare, nothing.answer) == (None, True, (b"bphrt",))


def test_a_heartbeat_alone_is_a_contact() -> None:
    assert understood("[3G*8800000015*0002*LK]").bare
    assert not understood("[3G*8800000015*0002*LK,0,0,84]").bare


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("TK,#!AMR", (b"TK", b"1")), ("TK2,1", (b"TK", b"1")), ("JXTK,0,a,1,6,#!AMR", (b"JXTKR", b"1")),
        ("TKQ", (b"TKQ",)), ("TKQ2", (b"TKQ2",)), ("CONFIG,TY:G3", (b"CONFIG", b"1")),
        ("INIT,1", (b"INIT", b"1")), ("RESET", None), ("rcapture", None), ("", None), ("ALARM,1", None),
    ],
)  # fmt: skip
def test_answers(said: str, answer: tuple[bytes, ...] | None) -> None:
    message = understood(f"[3G*8800000015*0001*{said}]")
    assert (message.answer, message.alarm, message.bare) == (answer, False, True)


@given(
    st.sampled_from(["AL", "UD", "UD2", "LK", "bphrt", "oxygen", "TK", "?"]),
    st.lists(
        st.binary(max_size=12) | st.sampled_from([b"A", b"180916", b"9e99", b"-1", b"00010000"]), max_size=25
    ),
)
def test_nothing_that_a_watch_says_crashes(command: str, words: list[bytes]) -> None:
    frame = Frame(b"3G", b"8800000015", None, 0, b",".join([command.encode(), *words]))
    message = read(frame, NOW)
    assert message.alarm == (command == "AL")
    assert not message.alarm or message.ping.signals
