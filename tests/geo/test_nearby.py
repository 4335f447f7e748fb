"""The box finds at least what contains the place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.nearby import FenceIndex
from app.geo.shapes import Shape, place

LAKE = Shape.circle(34.26, 108.94, 300)
RAIL = Shape.from_geojson({"type": "LineString", "coordinates": [[108.90, 34.25], [108.99, 34.27]]}, 8)
INDEX = FenceIndex([(7, LAKE), (9, RAIL)])


def test_no_fences_no_answers() -> None:
    assert FenceIndex().near([34.26], [108.94]) == []


@given(st.floats(-6000, 6000), st.floats(-3000, 3000))
def test_what_contains_a_place_is_found(x: float, y: float) -> None:
    lat, lon = place(34.26, 108.94, x, y)
    found = {fence_id for _, fence_id in INDEX.near([lat], [lon])}
    inside = {i for i, near in INDEX.fences.items() if float(near.shape.locate(lat, lon)[2]) <= 0}
    assert inside <= found


def test_a_place_far_away_is_near_nothing() -> None:
    assert INDEX.near(np.array([34.26, 35.0]), np.array([108.94, 108.94])) == [(0, 7), (0, 9)]


def test_how_wide_a_hazard_is() -> None:
    assert INDEX.fences[7].half_width_m == pytest.approx(300)
    assert INDEX.fences[9].half_width_m == pytest.approx(8)
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001], [0, 0]]]}
    assert FenceIndex([(1, Shape.from_geojson(square))]).fences[1].half_width_m == pytest.approx(55.5, abs=2)


def test_a_hazard_across_the_antimeridian_is_not_missed() -> None:
    index = FenceIndex([(1, Shape.circle(0, 179.999, 1000))])
    assert index.near([0.0, 0.0], [-179.996, 179.995]) == [(0, 1), (1, 1)]
