"""Presence: the belief that an elder is outside a fence. Pure and vectorised.

One record of BELIEF per (elder, fence) holds the log-odds of "outside", a sequential likelihood-ratio test
over the fixes (Wald 1945). Three things keep it calm and quick:

* Both hypotheses predict the next fix from the last. *Inside*, the error of a receiver at rest is an
  Ornstein–Uhlenbeck process (Sensors 2020, 20, 6050): the fix is expected at e^(−Δt/τ) times the last
  displacement from the resting place, or fresh. *Outside*, it is a walk from the last fix.
* Every home has its own noise, learned while the belief says inside; the accuracy a receiver reports is only
  a floor, because it lies.
* A mixture for outliers and a cap per fix: no single fix is ever decisive.

Late fixes never reach this module: the caller keeps order, quarantine and time.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray


class Phase(IntEnum):
    UNKNOWN = 0  # nothing decided yet
    INSIDE = 1
    OUTSIDE = 2
    RETURNING = 3  # inside again, but not yet for `Params.return_s`


class Crossing(IntEnum):
    NONE = 0
    EXIT = 1
    ENTER = 2


class Source(IntEnum):
    GNSS = 0
    WIFI = 1
    CELL = 2
    BEACON = 3
    MANUAL = 4


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
        ("phase", "u1"),  # Phase
        ("source", "u1"),  # Source of the last fix
        ("log_odds", "f8"),  # natural log of P(outside) / P(inside)
        ("since", "f8"),  # s, when the phase began; for OUTSIDE the first fix of the excursion
        ("edge_at", "f8"),  # s, first fix of the run on the other side of the fence; NaN when there is none
        ("last_at", "f8"),  # s, the last fix that was believed
        ("x", "f8"),  # m, that fix
        ("y", "f8"),
        ("rest_x", "f8"),  # m, resting place: where her fixes gather while inside
        ("rest_y", "f8"),
        ("noise_m", "f8"),  # m per axis, standard deviation about the resting place
    ]
)

DEFAULT_ACCURACY_M: Final = np.array([30.0, 100.0, 1000.0, 10.0, 30.0])  # by Source, when unknown


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds and the two models. Log-odds are natural; times in s; lengths in m."""

    exit_at: float = 3.0  # log-odds that confirm an exit
    enter_at: float = -1.0  # log-odds that confirm a return
    floor: float = -2.0  # a night at home must not bury an exit
    ceiling: float = 5.0
    cap: float = 2.6  # the most one fix may say either way; exit_at − floor > cap, so never one alone
    return_s: float = 180.0
    forget_s: float = 7200.0  # silence turns certainty into doubt
    drift_s: float = 480.0  # τ of the receiver's drift indoors
    noise_m: float = 25.0  # a home of which nothing is known
    noise_floor_m: float = 10.0
    learn_s: float = 5400.0  # time constant of the learned noise and resting place
    walk_mps: float = 1.0
    outlier_m: float = 400.0


DEFAULT: Final = Params()


def fresh(n: int) -> NDArray[Any]:
    """n beliefs that know nothing."""
    beliefs = np.zeros(n, dtype=BELIEF)
    for field in ("since", "edge_at", "last_at"):
        beliefs[field] = np.nan
    beliefs["noise_m"] = DEFAULT.noise_m
    return beliefs


def advance(beliefs: NDArray[Any], fixes: NDArray[Any], params: Params = DEFAULT) -> NDArray[np.int8]:
    """Move each belief by its fix, in place: row i takes fix i. Returns a Crossing per row."""
    evidence = _evidence(beliefs, fixes, params)
    elapsed = np.where(np.isnan(beliefs["last_at"]), 0.0, fixes["at"] - beliefs["last_at"])
    doubt = np.exp(-np.maximum(elapsed, 0.0) / params.forget_s)
    log_odds = np.clip(beliefs["log_odds"] * doubt + evidence, params.floor, params.ceiling)
    beliefs["log_odds"] = log_odds
    _learn(beliefs, fixes, elapsed, params)
    crossings = _decide(beliefs, fixes, params)
    beliefs["last_at"], beliefs["source"] = fixes["at"], fixes["source"]
    beliefs["x"], beliefs["y"] = fixes["x"], fixes["y"]
    return crossings


def accuracy_of(fixes: NDArray[Any]) -> NDArray[np.float64]:
    """Reported accuracy in m; what is usual for the source where it is unknown."""
    reported = fixes["accuracy_m"]
    usual = DEFAULT_ACCURACY_M[np.minimum(fixes["source"], Source.MANUAL)]
    return np.where(reported > 0.0, reported, usual)


def _evidence(beliefs: NDArray[Any], fixes: NDArray[Any], params: Params) -> NDArray[np.float64]:
    """The log-likelihood ratio outside : inside of each fix, capped."""
    accuracy = accuracy_of(fixes)
    distance, source = fixes["distance_m"], fixes["source"]
    known = ~np.isnan(beliefs["last_at"])
    elapsed = np.where(known, np.maximum(fixes["at"] - beliefs["last_at"], 1.0), 1e9)
    spread = np.maximum(np.maximum(beliefs["noise_m"], params.noise_floor_m), 0.6 * accuracy)
    variance = spread * spread
    keep = np.exp(-elapsed / params.drift_s)
    away_x, away_y = fixes["x"] - beliefs["rest_x"], fixes["y"] - beliefs["rest_y"]
    was_x, was_y = beliefs["x"] - beliefs["rest_x"], beliefs["y"] - beliefs["rest_y"]
    drifted = (away_x - keep * was_x) ** 2 + (away_y - keep * was_y) ** 2
    anew = away_x**2 + away_y**2
    broad = 0.05 * _normal(anew, (params.outlier_m + accuracy) ** 2)
    at_home = 0.65 * _normal(drifted, variance * (1.0 - keep * keep) + 0.1 * variance)
    at_home += 0.3 * _normal(anew, variance) + broad
    step = (fixes["x"] - beliefs["x"]) ** 2 + (fixes["y"] - beliefs["y"]) ** 2
    reach = params.walk_mps * np.minimum(elapsed, 1800.0)
    walked = 0.7 * _normal(step, reach * reach + variance) + 0.3 * _normal(anew, 600.0**2) + broad
    # A fix counts as outside as far as its error circle clears the boundary, and as inside likewise.
    clear = _logistic(distance / (0.35 * accuracy + 5.0))
    ratio = np.log(walked * clear + 1e-300) - np.log(at_home + 1e-300)
    ratio = np.where(distance <= 0.0, np.minimum(ratio, -0.5), ratio)
    ratio = np.clip(ratio, -params.cap, params.cap)
    # Cell fixes open nothing. Wi-Fi may sit on a wrong access point: its agreement with itself is no news.
    stuck = (source == Source.WIFI) & (beliefs["source"] == Source.WIFI)
    ratio = np.where((source == Source.CELL) | stuck, np.minimum(ratio, 0.0) * 0.5, ratio)
    return np.where((source == Source.BEACON) & (distance <= 0.0), -params.cap, ratio)


def _learn(beliefs: NDArray[Any], fixes: NDArray[Any], elapsed: NDArray[np.float64], params: Params) -> None:
    """Resting place and noise, slowly, from GNSS fixes while the belief says inside."""
    calm = (beliefs["log_odds"] < 0.5 * params.enter_at) & (fixes["source"] == Source.GNSS)
    rate = np.where(calm, 1.0 - np.exp(-np.minimum(elapsed, 600.0) / params.learn_s), 0.0)
    away_x, away_y = fixes["x"] - beliefs["rest_x"], fixes["y"] - beliefs["rest_y"]
    beliefs["rest_x"] += rate * away_x
    beliefs["rest_y"] += rate * away_y
    square = np.minimum(0.5 * (away_x**2 + away_y**2), (4.0 * beliefs["noise_m"]) ** 2)
    beliefs["noise_m"] = np.sqrt(beliefs["noise_m"] ** 2 * (1.0 - rate) + rate * square)


def _decide(beliefs: NDArray[Any], fixes: NDArray[Any], params: Params) -> NDArray[np.int8]:
    """Phases and crossings from the log-odds."""
    at, odds, phase = fixes["at"], beliefs["log_odds"], beliefs["phase"].copy()
    was_out = phase == Phase.OUTSIDE
    across = np.where(was_out, odds <= params.enter_at, (fixes["distance_m"] > 0.0) & (odds > params.floor))
    edge = np.where(across, np.where(np.isnan(beliefs["edge_at"]), at, beliefs["edge_at"]), np.nan)
    returning = phase == Phase.RETURNING
    leaves = ((phase == Phase.UNKNOWN) | (phase == Phase.INSIDE)) & (odds >= params.exit_at)
    settles = (phase == Phase.UNKNOWN) & (odds <= params.enter_at)
    turns = was_out & (odds <= params.enter_at)
    strays = returning & (odds >= params.exit_at)
    enters = returning & (odds <= 0.0) & (at - beliefs["since"] >= params.return_s)
    for who, new in (
        (leaves | strays, Phase.OUTSIDE),
        (settles | enters, Phase.INSIDE),
        (turns, Phase.RETURNING),
    ):
        beliefs["phase"][who] = new
        beliefs["since"][who] = np.where(np.isnan(edge), at, edge)[who] if new == Phase.OUTSIDE else at[who]
    beliefs["edge_at"] = np.where(beliefs["phase"] == phase, edge, np.nan)
    return np.where(leaves, Crossing.EXIT, np.where(enters, Crossing.ENTER, Crossing.NONE)).astype(np.int8)


def _normal(square: NDArray[np.float64], variance: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Density of a round two-dimensional normal at a squared distance."""
    return np.asarray(np.exp(-0.5 * square / variance) / variance)


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))
