"""Elders' days with known truth: at home, in the courtyard, on errands, walks and rides. Pure.

A day is a list of waypoints between which an elder moves in straight lines, in metres about the home pin and
in s from the start of the day. `Days` puts a `Receiver` on top: what was reported, and what was true.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.geo.presence import FIX
from app.world.receiver import EASY as EASY_NOISE
from app.world.receiver import HARD as HARD_NOISE
from app.world.receiver import Column, Noise, Range, Receiver

DAY_S: Final = 86400.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How elders live; all of it our own choice. Ranges are uniform unless said, units in the names."""

    radius_m: Range  # of the home fence
    beyond_m: Range  # log-uniform: how far beyond the fence a trip on foot goes
    pin_m: float = 0.0  # at most so far is the home from its pin
    trips: tuple[int, int] = (1, 3)  # a day
    night_share: float = 0.03  # of trips leave between 22:00 and 05:00
    ride_share: float = 0.0
    ride_m: Range = (1500.0, 8000.0)  # log-uniform: how far a ride goes
    ride_mps: Range = (3.0, 9.0)
    walk_mps: Range = (0.6, 1.2)
    stay_s: Range = (600.0, 5400.0)  # at the destination
    indoors_share: float = 0.5  # of stays
    courtyard: tuple[int, int] = (0, 2)  # strolls a day inside the fence, to at most half its radius
    pause_s: float = 1800.0  # at home between two outings, at least


@dataclass(frozen=True, slots=True)
class World:
    """Receivers and habits that belong together."""

    name: str
    noise: Noise
    habits: Habits


EASY: Final = World("easy", EASY_NOISE, Habits(radius_m=(100.0, 100.0), beyond_m=(100.0, 1500.0)))
HARD: Final = World(
    "hard",
    HARD_NOISE,
    Habits(radius_m=(60.0, 200.0), beyond_m=(60.0, 1500.0), pin_m=15.0, ride_share=0.15),
)


@dataclass(frozen=True, slots=True)
class Path:
    """Waypoints of one elder: (x, y) at time t, straight lines between; indoors[i] holds from t[i] on."""

    t: Column
    x: Column
    y: Column
    indoors: NDArray[np.bool_]

    def at(self, t: Column) -> tuple[Column, Column, NDArray[np.bool_]]:
        """(x, y, indoors) at times within the path."""
        leg = np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, len(self.t) - 1)
        return np.interp(t, self.t, self.x), np.interp(t, self.t, self.y), self.indoors[leg]


def draw_path(habits: Habits, radius_m: float, rng: np.random.Generator, duration_s: float = DAY_S) -> Path:
    """One elder's path from midnight on, starting and ending at home."""
    home = _polar(rng, rng.uniform(0.0, habits.pin_m))
    points: list[tuple[float, float, float, bool]] = [(0.0, *home, True)]
    for day in range(int(np.ceil(duration_s / DAY_S))):
        trips, strolls = (
            rng.integers(*habits.trips, endpoint=True),
            rng.integers(*habits.courtyard, endpoint=True),
        )
        starts = [(_departure(habits, rng), True) for _ in range(trips)]
        starts += [(rng.uniform(7.0, 20.0) * 3600.0, False) for _ in range(strolls)]
        for start, leaves in sorted(starts):
            begin = day * DAY_S + start
            if begin < points[-1][0] + habits.pause_s:
                continue
            outing = _trip(habits, radius_m, home, rng) if leaves else _stroll(radius_m, home, rng)
            if begin + outing[-1][0] < duration_s - habits.pause_s:
                points += [(begin + t, x, y, indoors) for t, x, y, indoors in outing]
    points.append((duration_s, *home, True))
    t, x, y, indoors = zip(*points, strict=True)
    return Path(np.array(t), np.array(x), np.array(y), np.array(indoors))


def _departure(habits: Habits, rng: np.random.Generator) -> float:
    if rng.random() < habits.night_share:
        return float(rng.uniform(-2.0, 5.0) % 24.0) * 3600.0
    return float(rng.uniform(6.0, 20.0)) * 3600.0


_Leg = tuple[float, float, float, bool]


def _trip(habits: Habits, radius_m: float, home: Column, rng: np.random.Generator) -> list[_Leg]:
    ride = rng.random() < habits.ride_share
    low, high = habits.ride_m if ride else habits.beyond_m
    distance = float(np.exp(rng.uniform(np.log(low), np.log(high)))) + radius_m
    goal = _polar(rng, distance)
    speed = float(rng.uniform(*(habits.ride_mps if ride else habits.walk_mps)))
    way = float(np.hypot(*(goal - home))) / speed
    stay = float(rng.uniform(*habits.stay_s))
    return [
        (0.0, home[0], home[1], False),
        (way, goal[0], goal[1], bool(rng.random() < habits.indoors_share)),
        (way + stay, goal[0], goal[1], False),
        (2.0 * way + stay, home[0], home[1], True),
    ]


def _stroll(radius_m: float, home: Column, rng: np.random.Generator) -> list[_Leg]:
    goal = _polar(rng, rng.uniform(0.1, 0.5) * radius_m)
    stay = float(rng.uniform(300.0, 2400.0))
    return [
        (0.0, home[0], home[1], False),
        (60.0, goal[0], goal[1], False),
        (60.0 + stay, goal[0], goal[1], False),
        (120.0 + stay, home[0], home[1], True),
    ]


def _polar(rng: np.random.Generator, distance: float) -> Column:
    angle = rng.uniform(0.0, 2.0 * np.pi)
    return np.array([distance * np.cos(angle), distance * np.sin(angle)])


@dataclass(frozen=True, slots=True)
class Days:
    """n elders' days: fixes[k, i] is elder i's k-th ping, heard[k, i] whether it arrived on that day."""

    radius_m: Column
    fixes: NDArray[Any]
    heard: NDArray[np.bool_]
    outside: list[list[tuple[float, float]]]  # per elder: (left, back), s, true times outside the fence
    duration_s: float

    @property
    def elder_days(self) -> float:
        return len(self.radius_m) * self.duration_s / DAY_S


def live(world: World, n: int, seed: int, duration_s: float = DAY_S) -> Days:
    """Let n elders live; everything follows from the seed."""
    rng = np.random.default_rng([seed, 1])
    radius = rng.uniform(*world.habits.radius_m, n)
    paths = [draw_path(world.habits, r, rng, duration_s) for r in radius]
    receiver = Receiver(world.noise, n, seed)
    phase = rng.uniform(0.0, 1.0, n) * receiver.interval_s
    rounds = int(np.ceil(duration_s / receiver.interval_s.min()))
    at = phase + np.arange(rounds)[:, None] * receiver.interval_s
    columns = zip(*(path.at(at[:, i]) for i, path in enumerate(paths)), strict=True)
    x, y, indoors = (np.stack(column, axis=1) for column in columns)
    fixes, heard = np.zeros((rounds, n), FIX), np.zeros((rounds, n), np.bool_)
    for k in range(rounds):
        fixes[k], heard[k] = receiver.fix(at[k], x[k], y[k], indoors[k])
    fixes["distance_m"] = np.hypot(fixes["x"], fixes["y"]) - radius
    return Days(
        radius,
        fixes,
        heard & (at < duration_s),
        [_outside(p, r) for p, r in zip(paths, radius, strict=True)],
        duration_s,
    )


def _outside(path: Path, radius_m: float) -> list[tuple[float, float]]:
    """When the path is outside the circle. A leg crosses it once or not at all: trips go straight out."""
    apart = np.hypot(path.x, path.y) > radius_m
    crossings = []
    for i in np.flatnonzero(apart[1:] != apart[:-1]):
        dx, dy = path.x[i + 1] - path.x[i], path.y[i + 1] - path.y[i]
        a, b, c = (
            dx * dx + dy * dy,
            path.x[i] * dx + path.y[i] * dy,
            path.x[i] ** 2 + path.y[i] ** 2 - radius_m**2,
        )
        root = np.sqrt(b * b - a * c)
        part = (-b + root) / a if apart[i + 1] else (-b - root) / a
        crossings.append(float(path.t[i] + part * (path.t[i + 1] - path.t[i])))
    return list(zip(crossings[::2], crossings[1::2], strict=True))
