"""Fixes along places, for the tests of how elders move."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.geo.presence import FIX, Source


def fixes_on(
    places: list[tuple[float, float]], every: float = 46.2, noise: float = 0.0, accuracy: float = 12.0
) -> NDArray[Any]:
    """One fix at each place, noise in m per axis."""
    fixes = np.zeros(len(places), FIX)
    fixes["at"] = 1e6 + every * np.arange(len(places))
    fixes["x"], fixes["y"] = (
        np.array(places) + np.random.default_rng(3).normal(0, noise, (len(places), 2))
    ).T
    fixes["accuracy_m"], fixes["source"] = accuracy, Source.GNSS
    return fixes


def moved(fixes: NDArray[Any], dx: float, dy: float, angle: float) -> NDArray[Any]:
    """The same fixes elsewhere, turned about the origin."""
    other = fixes.copy()
    c, s = np.cos(angle), np.sin(angle)
    other["x"], other["y"] = (
        c * fixes["x"] - s * fixes["y"] + dx,
        s * fixes["x"] + c * fixes["y"] + dy,
    )
    return other
