"""Which fixes may become the latest? Pure and vectorised: row i of `last` takes row i of `fixes`.

A fix over 2 minutes in the future, at 0,0, or implying an impossible speed is quarantined: stored, counted,
never the latest. Two quarantined jumps that agree reinstate themselves, so that one bad fix which slipped
through cannot lock out the good ones. Late means older than the newest believed fix: by order, not by age.
"""

from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.geo.belief import CELL, accuracy_of
from app.geo.shapes import local_metres

FUTURE_S: Final = 120.0
TOP_SPEED_MPS: Final = 150 / 3.6

POSITION: Final = np.dtype(
    [("at", "f8"), ("lat", "f8"), ("lon", "f8"), ("accuracy_m", "f8"), ("source", "u1")]
)
"""A fix on the globe: s since 1970, degrees WGS-84, metres (NaN or 0 unknown), presence.Source."""

LAST: Final = np.dtype([("believed", POSITION), ("suspect", POSITION)])
"""The newest believed fix and the last quarantined jump; `at` NaN where there is none."""


class Verdict(IntEnum):
    GOOD = 0
    LATE = 1  # history: true, but older than what we know
    FUTURE = 2
    ZERO = 3
    SPEED = 4


QUARANTINED: Final = {Verdict.FUTURE: "future", Verdict.ZERO: "zero", Verdict.SPEED: "speed"}


def nothing(n: int) -> NDArray[Any]:
    """n rows of LAST that know nothing."""
    last = np.zeros(n, LAST)
    last["believed"]["at"] = last["suspect"]["at"] = np.nan
    return last


def judge(last: NDArray[Any], fixes: NDArray[Any], received_at: float) -> NDArray[np.int8]:
    """A Verdict per row for POSITION fixes received at `received_at` (s); `last` moves on in place."""
    believed, suspect = last["believed"], last["suspect"]
    verdict = np.zeros(len(fixes), np.int8)
    jump = _too_fast(believed, fixes)
    if jump.any():  # rare, and the second look is dear
        verdict[jump & ~_agrees(suspect, fixes)] = Verdict.SPEED
    verdict[fixes["at"] <= believed["at"]] = Verdict.LATE
    zero = (np.abs(fixes["lat"]) < 1e-4) & (np.abs(fixes["lon"]) < 1e-4)
    verdict[zero] = Verdict.ZERO
    verdict[fixes["at"] > received_at + FUTURE_S] = Verdict.FUTURE

    good = verdict == Verdict.GOOD
    believed[good] = fixes[good]
    suspect["at"][good] = np.nan
    leapt = verdict == Verdict.SPEED
    suspect[leapt] = fixes[leapt]
    return verdict


def _too_fast(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    """Would it take more than 150 km/h to get from a to b, even if both were at their nearest?"""
    x, y = local_metres(a["lat"], a["lon"], b["lat"], b["lon"])
    leap = np.hypot(x, y) - accuracy_of(a) - accuracy_of(b)
    cell = (a["source"] == CELL) | (b["source"] == CELL)
    return np.asarray((leap > TOP_SPEED_MPS * np.maximum(b["at"] - a["at"], 1.0)) & ~cell)


def _agrees(suspect: NDArray[Any], fixes: NDArray[Any]) -> NDArray[np.bool_]:
    return (fixes["at"] > suspect["at"]) & ~_too_fast(suspect, fixes)
