"""What one fix says: the hypotheses behind app/geo/presence.py, and what they remember. Pure, vectorised.

She is at rest at home, or moves about inside the fence, or is outside. Each predicts the next fix from the
last ones; the likelihood ratio of outside against the other two is the evidence.

* At rest, the error of a receiver is an Ornstein–Uhlenbeck process (Sensors 2020, 20, 6050): the next fix is
  expected at e^(−Δt/τ) times the last displacement from the resting place, τ being minutes; or the error is
  fresh. At home the resting place and the noise are learned; elsewhere the resting place is where the fixes
  of this excursion have gathered. A displaced cluster thus becomes less and less likely to be home's drift,
  which would have come back.
* Multipath can hold a fix tens of metres away for many minutes. That is home, too.
* Moving, a fix is a walk or a ride from the last one, perhaps with the velocity of the last step, on
  whichever side of the boundary it lies. Two outliers seldom lie a walk apart, three never in a line.
* Whoever leaves has been seen moving inside first, if pings are frequent: `afoot` is how likely that is, and
  leaving is likelier then (app/geo/presence.py).
* An outlier may lie anywhere, for all of them: no fix, however far, says more than `cap`.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


class Source(IntEnum):
    GNSS = 0
    WIFI = 1
    CELL = 2
    BEACON = 3
    MANUAL = 4


# As plain ints: on Python 3.11 an enum's attribute costs microseconds, and every batch reads dozens.
GNSS, WIFI, CELL, BEACON, MANUAL = map(int, Source)

FIX: Final = np.dtype(
    [
        ("at", "f8"),  # s since 1970, when the device measured
        ("x", "f8"),  # m east of the fence's anchor
        ("y", "f8"),  # m north of it
        ("distance_m", "f8"),  # signed distance to the fence, + outside
        ("accuracy_m", "f8"),  # radius of 68 %; NaN or 0 = unknown
        ("source", "u1"),  # Source
    ]
)

BELIEF: Final = np.dtype(
    [
        ("phase", "u1"),  # presence.Phase
        ("log_odds", "f8"),  # natural log of P(outside) / P(inside)
        ("afoot", "f8"),  # P(she is moving about | inside); else at rest at home
        ("since", "f8"),  # s, when the phase began; for OUTSIDE the first fix of the excursion
        ("last_at", "f8"),  # s, the last fix
        ("edge_at", "f8"),  # s, the fix that began to speak for outside; NaN while nothing does
        ("place_at", "f8"),  # s, the last fix that neither cell nor Wi-Fi made
        ("x", "f8"),  # m, where it was
        ("y", "f8"),
        ("vx", "f8"),  # m/s, how she got there
        ("vy", "f8"),
        ("wifi_x", "f8"),  # m, the last Wi-Fi fix
        ("wifi_y", "f8"),
        ("rest_x", "f8"),  # m, resting place at home
        ("rest_y", "f8"),
        ("noise_m", "f8"),  # m per axis, standard deviation about it
        ("away_x", "f8"),  # m, where fixes have gathered since edge_at
        ("away_y", "f8"),
        ("away_n", "f8"),  # how many
    ]
)

DEFAULT_ACCURACY_M: Final = np.array([30.0, 100.0, 1000.0, 10.0, 30.0])  # by Source, when unknown


@dataclass(frozen=True, slots=True)
class Params:
    """Tuned on app/world with seeds below 100. Log-odds are natural; lengths in m, times in s."""

    exit_at: float = 4.4  # log-odds that confirm an exit
    enter_at: float = -1.0  # log-odds that confirm a return
    return_s: float = 180.0  # and she has been back for so long
    calm: float = -4.3  # log-odds below which an excursion is forgotten and noise is learned
    leave_per_s: float = 5.5e-5  # prior rates; silence decays towards their ratio
    back_per_s: float = 1e-4
    cap: float = 5.8  # the most one fix may say
    wifi_cap: float = 1.9  # the same, for a Wi-Fi fix at a place where the last one was not
    wifi_new_m: float = 100.0  # how far away that must be
    noise_m: float = 35.0  # of a home of which nothing is known
    noise_floor_m: float = 5.0
    learn_s: float = 6000.0  # time constant of learning
    trust: float = 0.46  # σ per axis, per m of reported accuracy
    least_m: float = 5.0  # no fix has a smaller σ
    clear: float = 0.42  # of the error circle by which a fix must clear the boundary to count fully
    drift_s: float = 380.0  # τ of the drift
    fresh: float = 0.17  # weights of the kinds of error at rest
    held: float = 0.1
    jump: float = 0.03
    held_m: float = 100.0  # multipath: how far, and for how long
    held_s: float = 600.0
    jump_m: float = 32.0
    settled: float = 0.35  # weights of the kinds of motion
    stay: float = 0.16
    walk: float = 0.6
    ride: float = 0.018
    walk_mps: float = 0.68  # per axis
    ride_mps: float = 6.0
    onward: float = 0.2  # weight of keeping the velocity, give or take a part of it
    turn: float = 0.35
    turn_mps: float = 0.7  # and as if it were at least so much
    about: float = 0.087  # share of the time inside spent moving about, and how long one such while lasts
    about_s: float = 500.0
    crosses: float = 0.18  # share of them that end outside
    outlier: float = 0.012  # share of gross outliers, and the scale of their power law
    outlier_m: float = 125.0


DEFAULT: Final = Params()


def accuracy_of(fixes: NDArray[Any]) -> Column:
    """Reported accuracy in m; where it is unknown, what is usual for the source."""
    reported = fixes["accuracy_m"]
    usual = DEFAULT_ACCURACY_M[np.minimum(fixes["source"], MANUAL)]
    return np.where(reported > 0.0, reported, usual)


def evidence_of(
    beliefs: NDArray[Any], fixes: NDArray[Any], afoot: Column, p: Params
) -> tuple[Column, Column]:
    """(the log-likelihood ratio outside : inside of each fix, capped; P(moving about | inside) after it).

    `afoot` is the latter before the fix.
    """
    accuracy, distance, at = accuracy_of(fixes), fixes["distance_m"], fixes["at"]
    x, y, last_x, last_y = (
        np.array(column) for column in (fixes["x"], fixes["y"], beliefs["x"], beliefs["y"])
    )
    elapsed = np.fmin(np.fmax(at - beliefs["place_at"], 1.0), 1e6)
    own = np.maximum(p.trust * accuracy, p.least_m) ** 2
    noise = np.maximum(beliefs["noise_m"], p.noise_floor_m) ** 2
    dx, dy, vx, vy = x - last_x, y - last_y, beliefs["vx"], beliefs["vy"]
    step, onward = dx * dx + dy * dy, (dx - vx * elapsed) ** 2 + (dy - vy * elapsed) ** 2

    drift = _Drift(elapsed, own, noise, p)
    rest_x = np.array((beliefs["rest_x"], beliefs["away_x"]))
    rest_y = np.array((beliefs["rest_y"], beliefs["away_y"]))
    (far, _), (was, _), (home, settled) = drift.about(rest_x, rest_y, x, y, last_x, last_y)
    held = np.exp(elapsed / -p.held_s - 0.5 * was / (p.held_m**2 + noise))
    home += p.held * held * _normal(step, own) + p.jump * _normal(far, drift.spread + p.jump_m**2)
    moved = p.settled * np.where(beliefs["away_n"] > 0.0, settled, 0.0) + p.stay * _normal(step, 2.0 * own)
    moved += p.walk * _normal(step, (p.walk_mps * np.minimum(elapsed, 1200.0)) ** 2 + 1.5 * own)
    moved += p.ride * _normal(step, (p.ride_mps * np.minimum(elapsed, 600.0)) ** 2 + own)
    swerve = (vx * vx + vy * vy + p.turn_mps**2) * (p.turn * elapsed) ** 2
    moved += p.onward * _normal(onward, swerve + 4.0 * own)  # 4: the velocity is made of two fixes
    wild = _wild(far, p)

    steepness = np.minimum(np.maximum(distance / (p.clear * accuracy + 5.0), -30.0), 30.0)
    out = 1.0 / (1.0 + np.exp(-steepness))
    moved += wild
    about = afoot * (1.0 - out) * moved
    inside = (1.0 - afoot) * (home + wild) + about
    ratio = np.minimum(np.maximum(np.log(moved * out / inside), -p.cap), p.cap)
    now = np.where(fixes["source"] == GNSS, about / inside, afoot)
    return _heard(ratio, beliefs, fixes, p), now


def _heard(ratio: Column, beliefs: NDArray[Any], fixes: NDArray[Any], p: Params) -> Column:
    """How far each source may speak. Cell fixes open nothing. Wi-Fi may sit on a wrong access point for
    hours: only a new place is news. A beacon hangs inside the home."""
    source = fixes["source"]
    apart = (fixes["x"] - beliefs["wifi_x"]) ** 2 + (fixes["y"] - beliefs["wifi_y"]) ** 2 > p.wifi_new_m**2
    most = np.where(source == WIFI, np.where(apart, p.wifi_cap, 0.0), p.cap)
    ratio = np.minimum(ratio, most)
    ratio = np.where(source == CELL, 0.3 * np.minimum(ratio, 0.0), ratio)
    return np.where((source == BEACON) & (fixes["distance_m"] <= 0.0), -p.cap, ratio)


class _Drift:
    """A receiver at rest: its error goes on as an Ornstein–Uhlenbeck process, or is fresh."""

    def __init__(self, elapsed: Column, own: Column, noise: Column, p: Params) -> None:
        self.p, self.spread = p, noise + 0.3 * own
        self.keep = np.exp(elapsed / -p.drift_s)
        self.variance = noise * (1.0 - self.keep * self.keep) + 0.5 * own

    def about(
        self, rest_x: Column, rest_y: Column, x: Column, y: Column, last_x: Column, last_y: Column
    ) -> tuple[Column, Column, Column]:
        """(squared distance of this fix, of the last fix, density of this fix) about resting places."""
        zx, zy, px, py = x - rest_x, y - rest_y, last_x - rest_x, last_y - rest_y
        far, was = zx * zx + zy * zy, px * px + py * py
        gone_on = (zx - self.keep * px) ** 2 + (zy - self.keep * py) ** 2
        # Only an error drifts back: was the last fix an error, rather than a place she truly was at?
        usual = _normal(was, self.spread + self.p.jump_m**2)
        weight = (1.0 - self.p.fresh - self.p.held - self.p.jump) * usual / (usual + _wild(was, self.p))
        density = self.p.fresh * _normal(far, self.spread) + weight * _normal(gone_on, self.variance)
        return far, was, density


def _wild(square: Column, p: Params) -> Column:
    """Density of a gross outlier at a squared distance, but for 2π."""
    return p.outlier / (3.0 * (square + p.outlier_m**2))


def _normal(square: Column, variance: Column) -> Column:
    """Density of a round two-dimensional normal at a squared distance, but for 2π."""
    return np.asarray(np.exp(-0.5 * square / variance) / variance)
