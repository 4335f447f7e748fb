"""What would have been alerted? A recorded trace, replayed offline on event time alone. No database.

The same code decides as in service: quarantine, belief, alert rules. Lines come in the order in which they
were received; all of them speak of one elder.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from app.alerts import causes, rules
from app.alerts.changes import Clear, Open, Standing
from app.alerts.evidence import BatteryRead, Crossed, Evidence, Signalled, Subject
from app.alerts.machine import Handling
from app.clock import HOUR, rfc3339
from app.errors import BadRequest
from app.geo.datum import to_wgs84
from app.geo.presence import FIX, Crossing, Phase, Source, advance, fresh
from app.geo.quality import FUTURE_S, POSITION, Verdict, judge, nothing
from app.geo.shapes import circle_locate
from app.ingest.pings import Ping, decode

ZONE = ZoneInfo("Asia/Shanghai")
LEAP_MS = 6 * HOUR


class Home(NamedTuple):
    """The home fence: WGS-84 degrees and metres."""

    lat: float
    lon: float
    radius_m: float


def replay(
    lines: Iterable[str | bytes],
    home: Home | tuple[float, float, float],
    mode: str = "stay_home",
    refused: Callable[[int, str], None] | None = None,
) -> Iterator[dict[str, str]]:
    """Pings as NDJSON → {"kind","change": "opened"|"cleared","at"} per crossing and alert change.

    A crossing is the kind "exit" (opened) or "enter" (cleared); everything else is an alert's kind. `at` is
    the event time of the ping that decided. `mode` is a monitoring mode. Lines that are no pings go to
    `refused` with their number, from 1, and a reason.
    """
    pings = []
    for number, line in enumerate(lines, 1):
        found, reason = read_ping(line)
        pings += found
        if reason and refused:
            refused(number, reason)
    elder = _Elder(Home(*home), mode)
    for ping, clock in zip(pings, clocks(pings), strict=True):
        yield from elder.hear(ping, clock)


def read_ping(line: str | bytes) -> tuple[list[Ping], str]:
    """The ping of a line, if it holds one, and why not."""
    body = line.encode() if isinstance(line, str) else line
    try:
        decoded = decode(body, ndjson=True)
    except BadRequest as error:
        return [], error.detail
    return decoded.pings, "; ".join(fault.detail for fault in decoded.refused)


def clocks(pings: list[Ping]) -> list[int]:
    """The latest moment, ms, at which each ping can have been received.

    A trace has no receive times, but a clock that runs ahead betrays itself: it leaps by hours, and nothing
    that is received afterwards gets there. Backlog says nothing about the present.
    """
    latest = []
    later = -1
    for ping in reversed(pings):
        latest.append(later)
        if not ping.backlog:
            later = max(later, int(ping.fixed_at))
    latest.reverse()
    newest = None
    for i, ping in enumerate(pings):
        at = int(ping.fixed_at)
        ahead = newest is not None and at - newest > LEAP_MS and 0 <= latest[i] < at - FUTURE_S * 1000
        if not ahead:
            latest[i] = at
            newest = at if newest is None else max(newest, at)
    return latest


class _Elder:
    """One elder's track, belief and standing alerts."""

    def __init__(self, home: Home, mode: str) -> None:
        self.home = home
        self.subject = Subject(1, mode, "green", ZONE)
        self.last, self.beliefs = nothing(1), fresh(1)
        self.standing: dict[str, Standing] = {}
        self.devices: dict[str, int] = {}
        self.battery: dict[int, int] = {}
        self.worn: int | None = None

    def hear(self, ping: Ping, clock: int) -> Iterator[dict[str, str]]:
        at = int(ping.fixed_at)
        device = self.devices.setdefault(ping.device, len(self.devices) + 1)
        late = at / 1000 < float(self.last["believed"]["at"][0])
        evidence: list[Evidence] = [Signalled(name, at, device, None, late) for name in ping.signals]
        evidence += self._battery(ping, device)
        if ping.lat is not None and ping.lon is not None:
            # One device is worn and says where she is; a phone left at home may not contradict it.
            self.worn = self.worn or device
        if ping.lat is not None and ping.lon is not None and device == self.worn:
            crossing, crossed = self._move(ping, ping.lat, ping.lon, clock)
            if crossing is not Crossing.NONE:
                left = crossing is Crossing.EXIT
                yield _line("exit" if left else "enter", left, at)
            evidence += crossed
        yield from self._decide(evidence, at)

    def _battery(self, ping: Ping, device: int) -> list[Evidence]:
        if ping.battery_pct is None:
            return []
        before = self.battery.get(device, 0)
        self.battery[device] = level = causes.battery_level(ping.battery_pct, ping.charging, before)
        changed = level != before
        return [BatteryRead(level, ping.battery_pct, int(ping.fixed_at), device)] if changed else []

    def _move(self, ping: Ping, lat: float, lon: float, clock: int) -> tuple[Crossing, list[Evidence]]:
        """Judge the fix and move the belief; the crossing and what it means to the rules."""
        position = np.zeros(1, POSITION)
        position["lat"], position["lon"] = to_wgs84(lat, lon, ping.datum or "wgs84")
        position["at"] = ping.fixed_at / 1000
        position["accuracy_m"] = np.nan if ping.accuracy_m is None else ping.accuracy_m
        position["source"] = Source[str(ping.source).upper()]
        if judge(self.last, position, clock / 1000)[0] != Verdict.GOOD:
            return Crossing.NONE, []
        fix = np.zeros(1, FIX)
        for field in ("at", "accuracy_m", "source"):
            fix[field] = position[field]
        place = circle_locate(*self.home, position["lat"], position["lon"])
        fix["x"], fix["y"], fix["distance_m"] = place
        crossing = Crossing(int(advance(self.beliefs, fix)[0]))
        return crossing, self._crossed(crossing, int(ping.fixed_at))

    def _crossed(self, crossing: Crossing, at: int) -> list[Evidence]:
        belief = self.beliefs[0]
        # Under a curfew it is being out that alerts: she may have left long before it began.
        still_out = self.subject.mode == "curfew" and belief["phase"] == Phase.OUTSIDE
        if crossing is Crossing.NONE and not still_out:
            return []
        since = round(float(belief["since"]) * 1000)
        return [Crossed(crossing is not Crossing.ENTER, 1, "home", since, at, {})]

    def _decide(self, evidence: list[Evidence], at: int) -> Iterator[dict[str, str]]:
        for change in rules.decide(self.subject, evidence, self.standing, at):
            if isinstance(change, Clear):
                before = self.standing[change.dedup_key]
                self.standing[change.dedup_key] = replace(before, active=False)
                yield _line(change.dedup_key.split(":")[1], False, at)
                continue
            opening = change if isinstance(change, Open) else change.opening
            known = self.standing.get(opening.dedup_key)
            heard = (known.heard if known else frozenset()) | ({opening.press} if opening.press else set())
            self.standing[opening.dedup_key] = Standing(
                None, Handling.OPEN, True, opening.priority, heard=heard
            )
            if known is None or not known.active:
                yield _line(opening.kind, True, at)


def _line(kind: str, opened: bool, at: int) -> dict[str, str]:
    return {"kind": str(kind), "change": "opened" if opened else "cleared", "at": rfc3339(at)}
