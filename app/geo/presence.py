"""Presence: the belief that an elder is outside a fence. Pure and vectorised.

One record of BELIEF per (elder, fence) holds the log-odds of "outside", a sequential likelihood-ratio test
(Wald 1945) over the fixes between two thresholds. app/geo/belief.py says what one fix is worth; here it is
added up. Between fixes the odds follow a Markov chain of leaving and coming back: it bounds how sure a quiet
night at home can make us, and turns certainty into doubt in silence. An exit needs a fix that began to speak
for outside and a later one that confirms: no single fix decides.

The chain has three states, rest at home, moving about inside, and outside. `log_odds` weighs the last against
the other two, `afoot` the second against the first. A real exit mostly passes through the second, an outlier
never: that is what makes the few fixes of an exit worth more than two outliers.

Late fixes never reach this module: the caller keeps order, quarantine and time (app/geo/quality.py).
"""

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.geo.belief import (
    BELIEF,
    CELL,
    DEFAULT,
    FIX,
    GNSS,
    WIFI,
    Column,
    Params,
    Source,
    accuracy_of,
    evidence_of,
)

__all__ = [
    "BELIEF",
    "DEFAULT",
    "FIX",
    "Crossing",
    "Params",
    "Phase",
    "Source",
    "accuracy_of",
    "advance",
    "fresh",
    "undecided",
]


class Phase(IntEnum):
    UNKNOWN = 0  # nothing decided yet
    INSIDE = 1
    OUTSIDE = 2
    RETURNING = 3  # inside again, but not yet for `Params.return_s`


class Crossing(IntEnum):
    NONE = 0
    EXIT = 1
    ENTER = 2


# As plain ints: on Python 3.11 an enum's attribute costs microseconds, and every batch reads dozens.
_UNKNOWN, _INSIDE, _OUTSIDE, _RETURNING = map(int, Phase)
_NONE, _EXIT, _ENTER = map(int, Crossing)


def fresh(n: int, params: Params = DEFAULT) -> NDArray[Any]:
    """n beliefs that know nothing."""
    beliefs = np.zeros(n, dtype=BELIEF)
    for field in ("since", "edge_at", "last_at"):
        beliefs[field] = np.nan
    beliefs["place_at"] = -np.inf
    beliefs["noise_m"] = params.noise_m
    return beliefs


def advance(beliefs: NDArray[Any], fixes: NDArray[Any], params: Params = DEFAULT) -> NDArray[np.int8]:
    """Move each belief by its fix, in place: row i takes fix i. Returns a Crossing per row.

    UNKNOWN becomes OUTSIDE with an EXIT after the same confirmation as anyone else's, and INSIDE without a
    Crossing. ENTER comes when she has been inside for `return_s` after OUTSIDE.
    """
    elapsed = np.fmax(fixes["at"] - beliefs["last_at"], 1.0)
    odds, afoot = _between(beliefs["log_odds"], beliefs["afoot"], elapsed, params)
    evidence, beliefs["afoot"] = evidence_of(beliefs, fixes, afoot, params)
    beliefs["log_odds"] = odds + evidence
    _learn(beliefs, fixes, elapsed, params)
    before = beliefs["edge_at"].copy()
    _gather(beliefs, fixes, evidence, params)
    crossings = _decide(beliefs, fixes, before, params)
    _remember(beliefs, fixes)
    return crossings


def undecided(beliefs: NDArray[Any], params: Params = DEFAULT) -> NDArray[np.bool_]:
    """Which beliefs lie between the thresholds, so that asking for a burst of fixes is worth the battery?

    At home or unknown: a fix has begun to speak for outside, and nothing has confirmed or denied it yet.
    Outside: doubt has come up. A return that is sure, and only not yet three minutes old, needs no burst.
    """
    odds, phase = beliefs["log_odds"], beliefs["phase"]
    suspected = (phase <= _INSIDE) & ~np.isnan(beliefs["edge_at"]) & (odds > params.calm)
    doubted = (phase >= _OUTSIDE) & (odds > params.enter_at) & (odds < params.exit_at)
    return np.asarray(suspected | doubted)


def _between(log_odds: Column, afoot: Column, elapsed: Column, params: Params) -> tuple[Column, Column]:
    """(odds, P(moving about | inside)) after `elapsed` s in which nothing was heard.

    Whoever moves about inside comes to rest again within `about_s`, or leaves: every outing begins so.
    """
    odds = np.exp(log_odds)
    settled = -np.expm1(elapsed / -params.about_s)
    rate = params.leave_per_s + params.back_per_s
    mixed = -np.expm1(-rate * elapsed)
    back, unseen = params.back_per_s / rate * mixed, params.leave_per_s / rate * mixed
    leave = unseen + (1.0 - unseen) * (params.crosses * afoot * settled)
    between = np.log((odds * (1.0 - back) + leave) / (1.0 - leave + odds * back))
    return between, afoot + (params.about - afoot) * settled


def _learn(beliefs: NDArray[Any], fixes: NDArray[Any], elapsed: Column, params: Params) -> None:
    """Resting place and noise, slowly, from satellite fixes while she is surely at home."""
    calm = (beliefs["log_odds"] < params.calm) & (fixes["source"] == GNSS)
    rate = np.where(calm, -np.expm1(-np.minimum(elapsed, 600.0) / params.learn_s), 0.0)
    away_x, away_y = fixes["x"] - beliefs["rest_x"], fixes["y"] - beliefs["rest_y"]
    beliefs["rest_x"] += rate * away_x
    beliefs["rest_y"] += rate * away_y
    known = beliefs["noise_m"] ** 2
    square = np.minimum(0.5 * (away_x * away_x + away_y * away_y), 9.0 * known)
    beliefs["noise_m"] = np.sqrt(known + rate * (square - known))


def _gather(beliefs: NDArray[Any], fixes: NDArray[Any], evidence: Column, params: Params) -> None:
    """Begin, extend or forget the run of fixes that speak for outside."""
    out = fixes["distance_m"] > 0.0
    forgotten = np.isnan(beliefs["edge_at"]) | (beliefs["log_odds"] < params.calm)
    begins = forgotten & out & ((evidence > 0.5) | np.isnan(beliefs["last_at"]))
    idle = forgotten & ~begins
    joins = ~idle & out & (fixes["source"] == GNSS)
    count = np.where(forgotten, 0.0, beliefs["away_n"]) + joins
    share = joins / np.minimum(np.maximum(count, 1.0), 12.0)
    beliefs["away_x"] += share * (fixes["x"] - beliefs["away_x"])
    beliefs["away_y"] += share * (fixes["y"] - beliefs["away_y"])
    beliefs["away_n"] = count
    np.copyto(beliefs["edge_at"], np.where(begins, fixes["at"], np.nan), where=forgotten)


def _decide(beliefs: NDArray[Any], fixes: NDArray[Any], before: Column, params: Params) -> NDArray[np.int8]:
    """Phases and crossings. `before` is edge_at as it was before these fixes."""
    at, odds, phase = fixes["at"], beliefs["log_odds"], beliefs["phase"]
    sure_out, sure_in = odds >= params.exit_at, odds <= params.enter_at
    confirmed = sure_out & (fixes["distance_m"] > 0.0) & ~np.isnan(before)
    exits = (phase <= _INSIDE) & confirmed
    settles = (phase == _UNKNOWN) & sure_in
    turns = (phase == _OUTSIDE) & sure_in
    strays = (phase == _RETURNING) & sure_out
    enters = (phase == _RETURNING) & sure_in & (at - beliefs["since"] >= params.return_s)
    goes_out = exits | strays
    since = np.where(settles | turns, at, beliefs["since"])  # INSIDE counts from the first fix of the return
    beliefs["since"] = np.where(goes_out, np.fmin(beliefs["edge_at"], at), since)
    new = np.where(goes_out, _OUTSIDE, np.where(settles | enters, _INSIDE, phase))
    beliefs["phase"] = np.where(turns, _RETURNING, new)
    return np.where(exits, _EXIT, np.where(enters, _ENTER, _NONE)).astype(np.int8)


def _remember(beliefs: NDArray[Any], fixes: NDArray[Any]) -> None:
    """The last fix and its velocity, from which the next is predicted; not from network fixes, which jump."""
    wifi = fixes["source"] == WIFI
    place = ~wifi & (fixes["source"] != CELL)
    elapsed = np.maximum(fixes["at"] - beliefs["place_at"], 10.0)  # of a burst, no step is a velocity
    vx, vy = (fixes["x"] - beliefs["x"]) / elapsed, (fixes["y"] - beliefs["y"]) / elapsed
    np.copyto(beliefs["vx"], vx, where=place)
    np.copyto(beliefs["vy"], vy, where=place)
    for field, who, value in (
        ("wifi_x", wifi, "x"),
        ("wifi_y", wifi, "y"),
        ("x", place, "x"),
        ("y", place, "y"),
        ("place_at", place, "at"),
    ):
        np.copyto(beliefs[field], fixes[value], where=who)
    beliefs["last_at"] = fixes["at"]
