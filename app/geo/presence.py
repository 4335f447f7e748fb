"""Presence: the belief that an elder is outside a fence. Pure and vectorised.

One record of BELIEF per (elder, fence) holds the log-odds of "outside", a sequential likelihood-ratio test
(Wald 1945) over the fixes between two thresholds. app/geo/belief.py says what one fix is worth; here it is
added up. Between fixes the odds follow a Markov chain of leaving and coming back: it bounds how sure a quiet
night at home can make us, and turns certainty into doubt in silence. An exit needs a fix that began to speak
for outside and a later one that confirms: no single fix decides.

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


def fresh(n: int) -> NDArray[Any]:
    """n beliefs that know nothing."""
    beliefs = np.zeros(n, dtype=BELIEF)
    for field in ("since", "edge_at", "last_at", "place_at"):
        beliefs[field] = np.nan
    beliefs["noise_m"] = DEFAULT.noise_m
    return beliefs


def advance(beliefs: NDArray[Any], fixes: NDArray[Any], params: Params = DEFAULT) -> NDArray[np.int8]:
    """Move each belief by its fix, in place: row i takes fix i. Returns a Crossing per row.

    UNKNOWN becomes OUTSIDE with an EXIT after the same confirmation as anyone else's, and INSIDE without a
    Crossing. ENTER comes when she has been inside for `return_s` after OUTSIDE.
    """
    evidence = evidence_of(beliefs, fixes, params)
    elapsed = np.fmax(fixes["at"] - beliefs["last_at"], 1.0)
    beliefs["log_odds"] = _between(beliefs["log_odds"], elapsed, params) + evidence
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
    suspected = (phase <= _INSIDE) & ~np.isnan(beliefs["edge_at"])
    doubted = (phase >= _OUTSIDE) & (odds < params.exit_at)
    return np.asarray((odds > params.enter_at) & (suspected | doubted))


def _between(log_odds: Column, elapsed: Column, params: Params) -> Column:
    """The odds after `elapsed` s of silence in which she may have left or come back."""
    rate = params.leave_per_s + params.back_per_s
    mixed = -np.expm1(-rate * elapsed)
    leave, back = params.leave_per_s / rate * mixed, params.back_per_s / rate * mixed
    odds = np.exp(log_odds)
    return np.asarray(np.log((odds * (1.0 - back) + leave) / (1.0 - leave + odds * back)))


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
    edge = np.where(beliefs["log_odds"] < params.calm, np.nan, beliefs["edge_at"])
    speaks = (evidence > 0.5) | np.isnan(beliefs["last_at"])
    edge = np.where(np.isnan(edge) & out & speaks, fixes["at"], edge)
    joins = ~np.isnan(edge) & out & (fixes["source"] == GNSS)
    count = np.where(np.isnan(edge), 0.0, beliefs["away_n"] + joins)
    share = np.where(joins, 1.0 / np.clip(count, 1.0, 12.0), 0.0)
    beliefs["away_x"] += share * (fixes["x"] - beliefs["away_x"])
    beliefs["away_y"] += share * (fixes["y"] - beliefs["away_y"])
    beliefs["edge_at"], beliefs["away_n"] = edge, count


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
    """The last fix, from which the next is predicted. Network fixes jump too much to predict from."""
    wifi = fixes["source"] == WIFI
    place = ~wifi & (fixes["source"] != CELL)
    for field, who, value in (
        ("wifi_x", wifi, "x"),
        ("wifi_y", wifi, "y"),
        ("x", place, "x"),
        ("y", place, "y"),
        ("place_at", place, "at"),
    ):
        np.copyto(beliefs[field], fixes[value], where=who)
    beliefs["last_at"] = fixes["at"]
