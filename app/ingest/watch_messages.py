"""What a watch's frame says: a ping, what to answer, and when. Pure.

Times are the watch's, in UTC. Without a valid position (`V`, or 0,0) there is no fix: lists of Wi-Fi networks
and cells are not resolved here. Alarms and vitals count all the same.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from math import isfinite

from app.alerts.kinds import REMOVED, WORN
from app.ingest.pings import Instant, Ping, Vitals
from app.ingest.watch_frames import Frame

KMH = 1 / 3.6  # in m/s
EARLIEST = 1_262_304_000_000  # 2010: a clock that says less has not been set
OFF_WRIST = 1 << 3
ALARMS = {
    16: "sos",
    17: "low_battery",
    18: "fence_exit",
    19: "fence_enter",
    20: REMOVED,
    21: "fall",
    22: "heart_rate_abnormal",
}
"""Bits of the status word → signals. The low half of the word tells states, which are no news."""
UNSPECIFIED = "alarm_unspecified"

_POSITION = re.compile(r"(UD2?|UD3|WT)(_[A-Z0-9]+)?")
_ALARM = re.compile(r"AL(_[A-Z0-9]+|CUSTOMER\d*)?")
_MOMENT = re.compile(rb"(\d\d)(\d\d)(\d\d),(\d\d)(\d\d)(\d\d)")
_STATUS = re.compile(rb"[0-9A-Fa-f]{1,8}")
_ANSWERS: dict[str, tuple[bytes, ...]] = {
    "LK": (b"LK",),
    "TK": (b"TK", b"1"),
    "TK2": (b"TK", b"1"),
    "JXTK": (b"JXTKR", b"1"),
    "TKQ": (b"TKQ",),
    "TKQ2": (b"TKQ2",),
    "CONFIG": (b"CONFIG", b"1"),
    "INIT": (b"INIT", b"1"),
    "BPHRT": (b"bphrt",),
    "OXYGEN": (b"oxygen", b"1"),
    "BTEMP2": (b"btemp2",),
}
"""What a watch expects to hear at once. Anything else gets no answer: an echo could be taken for an order."""


@dataclass(frozen=True, slots=True)
class Message:
    """One frame understood. `answer`: the words to send back; for an alarm only once it is stored.

    `worn`: whether the watch says that it is on the wrist; None when it does not say.
    """

    command: str
    ping: Ping
    answer: tuple[bytes, ...] | None = None
    alarm: bool = False
    worn: bool | None = None

    @property
    def bare(self) -> bool:
        """Does it say nothing but that the watch is there?"""
        p = self.ping
        told = (p.lat, p.battery_pct, p.heart_rate_bpm, p.steps, p.vitals)
        return not p.signals and all(value is None for value in told)


def read(frame: Frame, now: int, was_worn: bool = True) -> Message:
    """Understand a frame that arrived at `now` (ms). Whatever cannot be read is left out; never raises.

    `was_worn`: what the watch said before; taking it off and putting it on are signals, wearing it is none.
    """
    words = frame.words()
    command = words[0].decode("ascii", "replace").strip().upper()[:32]
    device = frame.device.decode("ascii", "replace")
    alarm = _ALARM.fullmatch(command) is not None
    if alarm or _POSITION.fullmatch(command):
        ping, worn = _position(device, command, words[1:], now, was_worn, alarm=alarm)
        return Message(command, ping, (b"AL",) if alarm else None, alarm, worn)
    ping = _undated(device, command, words[1:], now)
    ping.message_id = _digest(command.encode(), words)
    return Message(command, ping, _ANSWERS.get(command))


def _position(
    device: str, command: str, words: list[bytes], now: int, was_worn: bool, *, alarm: bool
) -> tuple[Ping, bool | None]:
    """Fields of UD and AL, in this order: date, time, A or V, latitude, N or S, longitude, E or W, km/h,
    course, altitude, satellites, signal, battery, steps, tumbles, status, cells, networks, accuracy last.
    """
    told = _moment(words)
    ping = Ping(device, Instant(now if told is None else told))
    ping.battery_pct = _number(words, 12, 0, 100)
    ping.steps = _count(words, 13)
    status = _status(words)
    ping.signals = [name for bit, name in ALARMS.items() if status is not None and status >> bit & 1]
    worn = None if status is None else not (status & OFF_WRIST or REMOVED in ping.signals)
    ping.backlog = command.startswith("UD2")
    if ping.backlog:
        worn = None  # of then, not of now
    elif worn is False and was_worn and REMOVED not in ping.signals:
        ping.signals.append(REMOVED)
    elif worn and not was_worn:
        ping.signals.append(WORN)
    if alarm and not status_alarms(status):
        # A cry for help that nobody can read is a cry for help.
        ping.signals += ["sos", UNSPECIFIED]
    if told is not None:
        _place(ping, words)
    # The same moment sent again as backlog is the same ping; an alarm is more than a position.
    ping.message_id = _digest(b"AL" if alarm else b"UD", [b"", *words])
    return ping, worn


def status_alarms(status: int | None) -> bool:
    """Does the status word name an alarm that we know?"""
    return status is not None and any(status >> bit & 1 for bit in ALARMS)


def _place(ping: Ping, words: list[bytes]) -> None:
    if len(words) < 7 or words[2].strip().upper() != b"A":
        return
    lat, lon = _number(words, 3, -90, 90), _number(words, 5, -180, 180)
    if lat is None or lon is None or lat == lon == 0:
        return
    ping.lat = -abs(lat) if words[4].strip().upper() == b"S" else lat  # some send -84.1,W
    ping.lon = -abs(lon) if words[6].strip().upper() == b"W" else lon
    kmh = _number(words, 7, 0, 1400)
    ping.speed_mps = None if kmh is None else kmh * KMH
    ping.heading_deg = _number(words, 8, 0, 360)
    ping.altitude_m = _number(words, 9, -1000, 10000)
    if b"." in words[-1] and len(words) > 16:  # nothing else at the end has a decimal point
        ping.accuracy_m = _number(words, len(words) - 1, 0, 1e6) or None


def _undated(device: str, command: str, words: list[bytes], now: int) -> Ping:
    """Heartbeats and vitals: they tell no time, so it is when they arrived. A zero was not measured."""
    ping = Ping(device, Instant(now))
    match command:
        case "LK":
            ping.steps = _count(words, 0)
            ping.battery_pct = _number(words, len(words) - 1, 0, 100) if len(words) > 1 else None
        case "BPHRT":
            ping.vitals = _vitals(_number(words, 0, 30, 300), _number(words, 1, 10, 200))
            ping.heart_rate_bpm = _number(words, 2, 20, 300)
        case "BLOOD":
            ping.vitals = _vitals(_number(words, 0, 30, 300), _number(words, 1, 10, 200))
        case "OXYGEN":
            ping.vitals = _vitals(spo2=_number(words, 1, 1, 100))
        case "BTEMP2":
            ping.vitals = _vitals(temperature=_number(words, 1, 20, 45))
        case "TEMP":
            ping.vitals = _vitals(temperature=_number(words, 0, 20, 45))
        case "HEART" | "PULSE":
            ping.heart_rate_bpm = _number(words, 0, 20, 300)
    return ping


def _vitals(
    systolic: float | None = None,
    diastolic: float | None = None,
    spo2: float | None = None,
    temperature: float | None = None,
) -> Vitals | None:
    found = Vitals(systolic, diastolic, spo2, temperature)
    return None if found == Vitals() else found


def _moment(words: list[bytes]) -> int | None:
    """ddmmyy,hhmmss in UTC → ms; None when the watch's clock has not been set, or is no clock."""
    found = _MOMENT.fullmatch(b",".join(word.strip() for word in words[:2]))
    if found is None:
        return None
    day, month, year, hour, minute, second = map(int, found.groups())
    try:
        moment = datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    at = round(moment.timestamp() * 1000)
    return at if at >= EARLIEST else None


def _status(words: list[bytes]) -> int | None:
    if len(words) <= 15 or not _STATUS.fullmatch(words[15].strip()):
        return None
    return int(words[15], 16)


def _number(words: list[bytes], at: int, least: float, most: float) -> float | None:
    """The number at a place, None when it is missing, none, or out of bounds."""
    try:
        value = float(words[at])
    except (IndexError, ValueError):
        return None
    return value if isfinite(value) and least <= value <= most else None


def _count(words: list[bytes], at: int) -> int | None:
    value = _number(words, at, 0, 1_000_000)
    return None if value is None else int(value)


def _digest(kind: bytes, words: list[bytes]) -> str:
    """What makes a message the same when it is sent again."""
    return "~" + blake2b(b",".join([kind, *words[1:]]), digest_size=9).hexdigest()
