"""Pings of a district: what the devices say about the lives of the demo's elders. Pure.

Each device reports once a minute, at a second of its own: the server hears about n / 60 pings a second.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.demo.district import ORIGIN
from app.demo.life import Life
from app.demo.opening import Opening
from app.demo.people import Person
from app.geo.presence import Source
from app.geo.shapes import place
from app.world.receiver import EASY, Receiver

MINUTE_S: Final = 60.0
LIVED_MIN: Final = 120  # so long have they been walking about when the visitor comes
PAST_MIN: Final = (-30, -25, -20, -15, -10, -7, -5, -4, -3, -2, -1)  # minutes of which the server is told
SILENT_SHARE: Final = 0.015  # of devices were last heard half an hour ago
NOISE: Final = replace(
    EASY, drift_m=(6.0, 26.0), wifi_share=0.12, cell_share=0.01, outlier_share=0.003, lost_share=0.05
)


@dataclass(frozen=True, slots=True)
class Report:
    """A ping and the second (since 1970) at which its device sends it."""

    at: float
    ping: dict[str, Any]


class Simulator:
    """Asked minute by minute, in order; everything follows from people, seed and start (s since 1970)."""

    def __init__(
        self, people: Sequence[Person], seed: int, start: float, is_night: Callable[[float], bool]
    ) -> None:
        self.people, self.start, self._is_night = people, start, is_night
        self.life = Life(people, seed)
        self._receiver = Receiver(NOISE, len(people), seed)
        rng = np.random.default_rng([seed, 12])
        self._phase = rng.uniform(0.0, MINUTE_S, len(people))
        self.opening = Opening(self.life, self._phase, start)
        self._silent = (rng.random(len(people)) < SILENT_SHARE) & ~self.life.reserved
        self._home = np.array([(person.home.x, person.home.y) for person in people]).T

    def past(self) -> Iterator[list[Report]]:
        """The last half hour, which the gateway hands over first."""
        for k in range(-LIVED_MIN, 0):
            signals = self._live(k)
            if k in PAST_MIN:
                yield self._reports(k, signals)

    def minute(self, k: int) -> list[Report]:
        """The pings of minute k ≥ 0 after the start, in order of time."""
        return self._reports(k, self._live(k))

    def _live(self, k: int) -> list[tuple[int, str]]:
        now = self.start + k * MINUTE_S
        happened = self.opening.minute(k, self.life)
        return happened + self.life.step(now, night=self._is_night(now), alarming=k >= 0)

    def _reports(self, k: int, signals: list[tuple[int, str]]) -> list[Report]:
        at = self.start + k * MINUTE_S + self._phase
        x, y, indoors = self.life.at(at)
        fixes, heard = self._receiver.fix(at, x, y, indoors)
        heard &= ~self._silent | (k == PAST_MIN[0])
        cries: dict[int, list[str]] = {}
        for who, name in signals:
            cries.setdefault(who, []).append(name)
        heard[list(cries)] = True  # a device repeats a cry for help until it is heard
        heard |= self.life.reserved
        lat, lon = place(*ORIGIN, self._home[0] + fixes["x"], self._home[1] + fixes["y"])
        order = np.argsort(at)
        return [
            Report(float(at[i]), self._ping(i, at, lat, lon, fixes[i], cries.get(i), k < 0))
            for i in order[heard[order]].tolist()
        ]

    def _ping(
        self,
        i: int,
        at: NDArray[np.float64],
        lat: NDArray[np.float64],
        lon: NDArray[np.float64],
        fix: Any,
        cries: list[str] | None,
        backlog: bool,
    ) -> dict[str, Any]:
        ping: dict[str, Any] = {
            "device": self.people[i].device,
            "fixed_at": round(float(at[i]), 3),
            "lat": round(float(lat[i]), 6),
            "lon": round(float(lon[i]), 6),
            "accuracy_m": round(float(fix["accuracy_m"]), 1),
            "source": Source(int(fix["source"])).name.lower(),
            "battery_pct": round(float(self.life.battery[i])),
        }
        if self.life.charging[i]:
            ping["charging"] = True
        if cries:
            ping["signals"] = cries
        if backlog:
            ping["backlog"] = True
        return ping
