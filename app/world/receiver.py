"""What a receiver says about where an elder truly is: the noise of the simulated worlds. Pure.

`Receiver` serves n elders, one row each, and is stepped by its caller: for those who report now in a live
demo, or for all of them in a loop through a thousand elder-days. Places are local metres, x east and y north
of the home pin. Time is in s. Everything follows from the seed and the order of the calls.

Where the numbers come from. [OU] Sensors 2020, 20, 6050: the error of a receiver at rest is an
Ornstein–Uhlenbeck process. [A] Android's `Location.getAccuracy`: the radius of 68 %, 0 when unknown.
[G] GrapheneOS/os-issue-tracker#8492: Wi-Fi positions 3 km off that report 15 to 22 m. [O] owntracks/ios#76,
owntracks/android#670: home left or entered because an access point stood elsewhere in the database, for as
long as one stayed near it. [C] owntracks/talk#144, traccar#2913: positions of the tower instead of the
phone's. [S] Ikolvi/Tracelet#274, Ludy87/xplora_watch#28: single fixes far outside the fence while the device
lies still, some of them sure of themselves. [D] our own bounds: no kinder than what those complain of, since
none of them counts. Simple deciders fare in these worlds as they do in the field.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.geo.presence import FIX, Source

Column = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Noise:
    """One world. Names end in their unit: _m metres, _s seconds, _per_h and _per_day rates, _share of 1.

    A Range is drawn per elder (p), per episode (e) or per fix (f), uniformly unless said. In brackets where
    the phenomenon is described, see above; the bounds themselves are [D] throughout.
    """

    interval_s: Range  # p, log-uniform: time between pings
    drift_m: Range  # p: σ per axis of the drift indoors [OU]
    drift_s: Range  # p, log-uniform: its time constant [OU]
    white_m: Range  # p: σ per axis of what is fresh in every fix [OU]
    outdoor_m: Range = (3.0, 8.0)  # p: σ per axis of the drift under open sky [OU]
    outdoor_s: float = 60.0  # its time constant [OU]
    jump_per_h: float = 0.0  # multipath jumps that hold, indoors [S]
    jump_m: Range = (20.0, 70.0)  # e: how far [S]
    jump_s: Range = (60.0, 1200.0)  # e: for how long [S]
    wifi_share: float = 0.03  # of fixes [O]
    wifi_m: Range = (10.0, 35.0)  # p: σ per axis about the truth, one access point being one place [O]
    wrong_ap_per_day: float = 0.0  # an access point that the database believes to be elsewhere [G, O]
    wrong_ap_m: Range = (150.0, 3000.0)  # e, log-uniform: how far [G]
    wrong_ap_s: Range = (300.0, 7200.0)  # e: for how long [O]
    wrong_ap_share: float = 0.7  # of fixes, meanwhile [O]
    cell_share: float = 0.03  # of fixes; each names one of three towers at random: ping-pong [C]
    cell_m: Range = (200.0, 1500.0)  # p: distance of the towers [C]
    outlier_share: float = 0.01  # of fixes: grossly wrong, and sure of themselves [S]
    outlier_m: Range = (150.0, 2000.0)  # f, log-uniform [S]
    outlier_accuracy_m: Range = (5.0, 20.0)  # f [S]
    honesty: Range = (0.8, 1.25)  # f: reported accuracy / true radius of 68 % [A, G]
    mute_share: float = 0.0  # of elders: the device never reports an accuracy [A]
    lost_share: float = 0.10  # of pings [D]
    gap_per_day: float = 0.0  # silences [D]
    gap_s: Range = (600.0, 5400.0)  # e: for how long [D]


EASY: Final = Noise(
    interval_s=(60.0, 60.0), drift_m=(12.0, 45.0), drift_s=(300.0, 1200.0), white_m=(0.0, 3.0)
)

HARD: Final = Noise(
    interval_s=(30.0, 300.0),
    drift_m=(12.0, 45.0),
    drift_s=(60.0, 2400.0),
    white_m=(3.0, 12.0),
    jump_per_h=1.0,
    wifi_share=0.06,
    wrong_ap_per_day=1.5,
    cell_share=0.05,
    honesty=(0.33, 1.2),
    mute_share=0.1,
    gap_per_day=1.0,
)

_RADIUS_68: Final = 1.51  # radius that holds 68 % of a round normal, per σ of one axis


_ELDER: Final = np.dtype(
    [
        *((name, "f8") for name in ("drift_m", "drift_s", "outdoor_m", "white_m", "wifi_m")),
        ("mute", "?"),
        ("towers", "f8", (3, 2)),
        ("drift", "f8", (2,)),  # the errors of this moment, m
        ("jump", "f8", (2,)),
        ("wrong_ap", "f8", (2,)),
        *((name, "f8") for name in ("jump_until", "wrong_ap_until", "gap_until", "last_at")),
    ]
)


class Receiver:
    """The devices of n elders. `interval_s` holds how often each reports."""

    def __init__(self, noise: Noise, n: int, seed: int) -> None:
        self.noise = noise
        self._rng = np.random.default_rng(seed)
        self.interval_s = self._log_uniform(noise.interval_s, n)
        self._elders = elders = np.zeros(n, _ELDER)
        for name in ("drift_m", "outdoor_m", "white_m", "wifi_m"):
            elders[name] = self._uniform(getattr(noise, name), n)
        elders["drift_s"] = self._log_uniform(noise.drift_s, n)
        elders["mute"] = self._rng.random(n) < noise.mute_share
        for tower in range(3):
            elders["towers"][:, tower] = self._offset(self._uniform(noise.cell_m, n))
        elders["drift"] = self._rng.normal(size=(n, 2)) * elders["drift_m"][:, None]
        for name in ("jump_until", "wrong_ap_until", "gap_until"):
            elders[name] = -np.inf
        elders["last_at"] = np.nan

    def fix(
        self,
        at: ArrayLike,
        x: ArrayLike,
        y: ArrayLike,
        indoors: ArrayLike,
        rows: NDArray[np.intp] | slice = slice(None),
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """What the devices of the elders `rows` (distinct; all, if not given) report at times `at`, being
        truly at (x, y): FIX rows, whose distance_m is left for the caller's fence (NaN), and whether each
        ping arrives at all. Scalars hold for every row. Call it once per ping, the lost ones included."""
        elders = self._elders[rows].copy()
        n = len(elders)
        at, indoors = (
            np.broadcast_to(np.asarray(at, np.float64), n),
            np.broadcast_to(np.asarray(indoors, bool), n),
        )
        sigma = self._move(elders, at, indoors)
        self._elders[rows] = elders
        truth = np.stack(np.broadcast_arrays(np.asarray(x, np.float64), y, at)[:2], axis=1)
        error = elders["drift"] + self._rng.normal(size=(n, 2)) * elders["white_m"][:, None]
        position = truth + error + np.where(at < elders["jump_until"], elders["jump"].T, 0.0).T
        radius = _RADIUS_68 * np.hypot(sigma, elders["white_m"])
        fixes = np.zeros(n, FIX)
        fixes["at"], fixes["distance_m"], fixes["source"] = at, np.nan, Source.GNSS
        for source, who, where, how_far in self._network(elders, at, truth):
            position[who], radius[who], fixes["source"][who] = where[who], how_far[who], source
        radius = radius * self._uniform(self.noise.honesty, n)
        wild = self._chance(self.noise.outlier_share, n)
        position[wild] += self._offset(self._log_uniform(self.noise.outlier_m, int(wild.sum())))
        radius[wild] = self._uniform(self.noise.outlier_accuracy_m, int(wild.sum()))
        fixes["source"][wild] = Source.GNSS
        fixes["x"], fixes["y"] = position.T
        fixes["accuracy_m"] = np.where(elders["mute"], np.nan, np.maximum(radius, 3.0))
        return fixes, ~self._chance(self.noise.lost_share, n) & (at >= elders["gap_until"])

    def _move(self, elders: NDArray[Any], at: Column, indoors: NDArray[np.bool_]) -> Column:
        """Let the hidden errors evolve; returns the drift's σ where each elder is now."""
        noise, n = self.noise, len(elders)
        elapsed = np.where(np.isnan(elders["last_at"]), 0.0, at - elders["last_at"])
        elders["last_at"] = at
        sigma = np.where(indoors, elders["drift_m"], elders["outdoor_m"])
        keep = np.exp(-elapsed / np.where(indoors, elders["drift_s"], noise.outdoor_s))[:, None]
        fresh = self._rng.normal(size=(n, 2)) * sigma[:, None] * np.sqrt(1.0 - keep * keep)
        elders["drift"] = keep * elders["drift"] + fresh
        elders["jump_until"][~indoors] = -np.inf
        jumps = indoors & (at >= elders["jump_until"]) & self._begins(noise.jump_per_h / 3600.0, elapsed)
        self._hold(elders, "jump", jumps, self._uniform(noise.jump_m, n), at + self._uniform(noise.jump_s, n))
        errs = indoors & self._begins(noise.wrong_ap_per_day / 86400.0, elapsed)
        lasts = at + self._uniform(noise.wrong_ap_s, n)
        self._hold(elders, "wrong_ap", errs, self._log_uniform(noise.wrong_ap_m, n), lasts)
        falls = self._begins(noise.gap_per_day / 86400.0, elapsed)
        elders["gap_until"] = np.where(falls, at + self._uniform(noise.gap_s, n), elders["gap_until"])
        return sigma

    def _hold(
        self, elders: NDArray[Any], what: str, who: NDArray[np.bool_], far: Column, until: Column
    ) -> None:
        """Begin an error that stays for a while."""
        elders[what][who] = self._offset(far)[who]
        elders[f"{what}_until"][who] = until[who]

    def _network(
        self, elders: NDArray[Any], at: Column, truth: Column
    ) -> list[tuple[Source, NDArray[np.bool_], Column, Column]]:
        """Fixes that are not the satellites': (source, whose, where, radius of 68 % the network believes)."""
        noise, n = self.noise, len(elders)
        lost = at < elders["wrong_ap_until"]
        wifi = self._chance(noise.wifi_share, n) | (lost & self._chance(noise.wrong_ap_share, n))
        scatter = np.where(lost, 5.0, elders["wifi_m"])[:, None] * self._rng.normal(size=(n, 2))
        access_point = truth + np.where(lost, elders["wrong_ap"].T, 0.0).T + scatter
        tower = elders["towers"][np.arange(n), self._rng.integers(0, 3, n)]
        return [
            (Source.WIFI, wifi, access_point, _RADIUS_68 * elders["wifi_m"]),
            (Source.CELL, self._chance(noise.cell_share, n), truth + tower, np.hypot(*tower.T)),
        ]

    def _begins(self, per_s: float, elapsed: Column) -> NDArray[np.bool_]:
        return np.asarray(self._rng.random(len(elapsed)) < 1.0 - np.exp(-per_s * elapsed))

    def _chance(self, share: float, n: int) -> NDArray[np.bool_]:
        return np.asarray(self._rng.random(n) < share)

    def _uniform(self, bounds: Range, n: int) -> Column:
        return self._rng.uniform(*bounds, n)

    def _log_uniform(self, bounds: Range, n: int) -> Column:
        return np.asarray(np.exp(self._rng.uniform(np.log(bounds[0]), np.log(bounds[1]), n)))

    def _offset(self, distance: Column) -> Column:
        angle = self._rng.uniform(0.0, 2.0 * np.pi, len(distance))
        return np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)
