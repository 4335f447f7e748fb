"""What the demo's elders do, minute by minute: rest, walk on errands, run their batteries down. Pure.

Places are metres about each elder's own home. Errands follow the grid of the city: east or west first, then
north or south, or the other way round. Everything follows from the seed and the minutes asked for, in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.demo.people import Person
from app.registry.words import MonitoringMode, RiskTier

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Chance per minute to set out: those who may go are out about a tenth of the day; the others seldom.
GOES_OUT: Final = 0.0025
SLIPS_OUT: Final = 0.0006
SIGNALS: Final = (("sos", 0.05), ("fall", 0.03))  # per minute, among all
WALK_MPS: Final = (0.6, 1.1)
DRAIN: Final = (0.05, 0.09)  # % a minute: a watch lasts 18 to 33 hours
CHARGE: Final = 1.2  # % a minute
FORGETS: Final = 0.06  # of elders charge too late


@dataclass(frozen=True, slots=True)
class Outing:
    """An errand of one elder, as set down in the opening scene."""

    who: int
    leaves_at: float  # s
    goal: tuple[float, float]  # m
    east_first: bool
    speed_mps: float
    stay_s: float


class Life:
    """The days of n elders. `step` moves them to the next minute; `at` tells where they are in between."""

    def __init__(self, people: Sequence[Person], seed: int) -> None:
        self.n = len(people)
        self._rng = np.random.default_rng([seed, 11])
        mode = np.array([person.mode for person in people])
        self._free = mode == MonitoringMode.free
        self.stays = mode == MonitoringMode.stay_home
        self.red = np.array([person.tier for person in people]) == RiskTier.red
        self._times = np.zeros((4, self.n))  # leaves, arrives, turns back, is home again (s)
        self._goal, self._east_first = np.zeros((2, self.n)), np.ones(self.n, np.bool_)
        self._drain = self._rng.uniform(*DRAIN, self.n)
        self._plugs_in = np.where(
            self._rng.random(self.n) < FORGETS, self._uniform(4.0, 19.0), self._uniform(24.0, 45.0)
        )
        self.battery = np.clip(self._uniform(0.0, 1.0) * 70.0 + 32.0, 0.0, 100.0)
        self.charging = np.zeros(self.n, np.bool_)
        self.reserved = np.zeros(self.n, np.bool_)  # the cast of the opening: nothing befalls them by chance

    def step(self, now: float, *, night: bool, alarming: bool = True) -> list[tuple[int, str]]:
        """One minute passes, and it is `now` (s): who sends which signal?

        `alarming` False keeps those at home who would be alerted about, and every button unpressed.
        """
        home = now >= self._times[3]
        chance = np.where(self.stays, SLIPS_OUT, GOES_OUT)
        if night:
            chance = np.where(self._free, GOES_OUT / 5, SLIPS_OUT / 3)
        if not alarming:
            chance = np.where(self._free, chance, 0.0)
        leaves = home & ~self.reserved & ~self.charging & (self._rng.random(self.n) < chance)
        self._set_out(np.flatnonzero(leaves), now)
        self._power(home, alarming)
        return self._signals() if alarming else []

    def at(self, t: Column) -> tuple[Column, Column, Mask]:
        """(x, y, indoors) of each elder at her own time t (s), not before the last step."""
        leaves, arrives, turns, home = self._times
        out = np.clip((t - leaves) / np.maximum(arrives - leaves, 1.0), 0.0, 1.0)
        back = np.clip((t - turns) / np.maximum(home - turns, 1.0), 0.0, 1.0)
        way = np.where(t < turns, out, 1.0 - back)
        east, north = self._goal
        first, second = np.where(self._east_first, (east, north), (north, east))
        walked = way * (np.abs(first) + np.abs(second))
        one = np.sign(first) * np.minimum(walked, np.abs(first))
        two = np.sign(second) * np.maximum(walked - np.abs(first), 0.0)
        x, y = np.where(self._east_first, (one, two), (two, one))
        return x, y, (way == 0.0) & ((t >= home) | (t < leaves))

    def send(self, outing: Outing) -> None:
        """Put one elder on her way, as the opening wants it."""
        distance = abs(outing.goal[0]) + abs(outing.goal[1])
        walk = distance / outing.speed_mps
        arrives = outing.leaves_at + walk
        self._goal[:, outing.who] = outing.goal
        self._east_first[outing.who] = outing.east_first
        self._times[:, outing.who] = (
            outing.leaves_at,
            arrives,
            arrives + outing.stay_s,
            arrives + outing.stay_s + walk,
        )

    def _set_out(self, who: NDArray[np.intp], now: float) -> None:
        n = len(who)
        rng = self._rng
        distance = np.exp(rng.uniform(np.log(260.0), np.log(900.0), n))
        share = rng.uniform(0.1, 0.9, n)
        sign = rng.choice([-1.0, 1.0], (2, n))
        self._goal[:, who] = sign * np.stack([distance * share, distance * (1.0 - share)])
        self._east_first[who] = rng.random(n) < 0.5
        leaves = now + rng.uniform(0.0, 60.0, n)
        walk = distance / rng.uniform(*WALK_MPS, n)
        stay = np.where(self._free[who], rng.uniform(300.0, 2400.0, n), rng.uniform(60.0, 420.0, n))
        self._times[:, who] = np.cumsum(np.stack([leaves, walk, stay, walk]), axis=0)

    def _power(self, home: Mask, alarming: bool) -> None:
        self.battery += np.where(self.charging, CHARGE, -self._drain)
        self.battery = np.clip(self.battery, 1.0, 100.0)
        self.charging &= self.battery < 99.0
        plugs_in = self._plugs_in if alarming else np.maximum(self._plugs_in, 24.0)
        self.charging |= home & (self.battery < plugs_in) & ~self.reserved

    def _signals(self) -> list[tuple[int, str]]:
        found = []
        for name, chance in SIGNALS:
            who = int(self._rng.integers(self.n))
            if self._rng.random() < chance and not self.reserved[who]:
                found.append((who, name))
        return found

    def _uniform(self, low: float, high: float) -> Any:
        return self._rng.uniform(low, high, self.n)
