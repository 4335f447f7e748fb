"""GeoJSON from outside."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.registry.fences import GEOMETRIES
from app.registry.geojson import clean

RING = [[108.9, 34.2], [109.0, 34.2], [109.0, 34.3], [108.9, 34.3], [108.9, 34.2]]


@pytest.mark.parametrize(
    ("geometry", "radius_m", "field"),
    [
        ({}, 0, "geometry.type"),
        ({"type": "GeometryCollection", "geometries": []}, 0, "geometry.type"),
        ({"type": "Point", "coordinates": [108.9, 34.2]}, 0, "properties.radius_m"),
        ({"type": "LineString", "coordinates": RING}, 0, "properties.radius_m"),
        ({"type": "Point", "coordinates": [34.2, 108.9]}, 50, "geometry.coordinates"),
        ({"type": "Point", "coordinates": [181, 34.2]}, 50, "geometry.coordinates"),
        ({"type": "Point", "coordinates": ["108", 34.2]}, 50, "geometry.coordinates"),
        ({"type": "Point", "coordinates": [True, False]}, 50, "geometry.coordinates"),
        ({"type": "Polygon"}, 0, "geometry.coordinates"),
        ({"type": "Polygon", "coordinates": []}, 0, "geometry.coordinates"),
        ({"type": "Polygon", "coordinates": RING}, 0, "geometry.coordinates.0.0"),
        ({"type": "Polygon", "coordinates": [[*RING[:2], [500, 0], RING[0]]]}, 0, "geometry.coordinates.0.2"),
        ({"type": "Polygon", "coordinates": [RING[:2]]}, 0, "geometry.coordinates.0"),
        ({"type": "Polygon", "coordinates": [[RING[0]] * 4]}, 0, "geometry"),
        ({"type": "MultiPolygon", "coordinates": [[RING], [RING[:1]]]}, 0, "geometry.coordinates.1.0"),
        ({"type": "Polygon", "coordinates": [[[108.9, float("nan")], *RING]]}, 0, "geometry.coordinates.0.0"),
    ],
)
def test_the_wrong_member_is_named(geometry: dict[str, Any], radius_m: float, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        clean(geometry, GEOMETRIES, radius_m=radius_m)
    assert [error["field"] for error in caught.value.extra["errors"]] == [field]


def test_swapped_coordinates_get_a_hint() -> None:
    with pytest.raises(Invalid, match="longitude first"):
        clean({"type": "Point", "coordinates": [34.2, 108.9]}, GEOMETRIES, radius_m=50)


def test_an_open_ring_is_closed_and_heights_are_dropped() -> None:
    open_ring = [[lon, lat, 400.0] for lon, lat in RING[:-1]]
    cleaned, shape = clean({"type": "Polygon", "coordinates": [open_ring], "bbox": 1}, GEOMETRIES)
    assert cleaned == {"type": "Polygon", "coordinates": [RING]}
    assert float(shape.locate(34.25, 108.95)[2]) < 0


def test_too_many_vertices_are_refused() -> None:
    ring = [[108 + i / 1e5, 34 + (i % 2) / 10] for i in range(20_001)]
    with pytest.raises(Invalid, match="at most"):
        clean({"type": "Polygon", "coordinates": [ring]}, GEOMETRIES)


numbers = st.floats() | st.integers()
trees = st.recursive(
    numbers | st.none() | st.text(), lambda inner: st.lists(inner, max_size=5), max_leaves=20
)


@given(
    st.fixed_dictionaries({"type": st.sampled_from(GEOMETRIES), "coordinates": trees}),
    st.floats(0, 1000),
)
def test_anything_else_is_invalid_and_nothing_worse(geometry: dict[str, Any], radius_m: float) -> None:
    with suppress(Invalid):
        cleaned, _ = clean(geometry, GEOMETRIES, radius_m=radius_m)
        assert clean(cleaned, GEOMETRIES, radius_m=radius_m)[0] == cleaned
