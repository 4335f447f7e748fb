import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.shapes import Shape, circle_locate, local_metres, place

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "geofence_geometry.json").read_text())["vectors"]


def shape_of(vector: dict[str, Any]) -> Shape:
    """The vectors are latitude first, WKT-like."""

    def flipped(text: str) -> list[list[float]]:
        return [[float(v) for v in reversed(pair.split())] for pair in text.split(",")]

    if "rings_latlon" in vector:
        rings = [[[lon, lat] for lat, lon in ring] for ring in vector["rings_latlon"]]
        return Shape.from_geojson({"type": "Polygon", "coordinates": rings})
    if "coords" in vector:
        (south, west), (north, east) = vector["coords"]
        ring = [[west, south], [east, south], [east, north], [west, north]]
        return Shape.from_geojson({"type": "Polygon", "coordinates": [ring]})
    kind, inner = vector["wkt_latlon"].split(" (", 1)
    inner = inner.strip("()")
    if kind == "CIRCLE":
        centre, radius = inner.split(",")
        lat, lon = map(float, centre.split())
        return Shape.circle(lat, lon, float(radius))
    if kind == "LINESTRING":
        return Shape.from_geojson(
            {"type": "LineString", "coordinates": flipped(inner)}, vector["line_distance_m"]
        )
    return Shape.from_geojson({"type": "Polygon", "coordinates": [flipped(inner)]})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_published_geometry(vector: dict[str, Any]) -> None:
    shape = shape_of(vector)
    for point in vector["points"]:
        x, y, d = shape.locate(point["lat"], point["lon"])
        assert bool(d < 0) is point["inside"], point
        if "centre_distance_m" in point:
            assert math.hypot(x, y) == pytest.approx(point["centre_distance_m"], rel=0.005)


SQUARE = [[108.930, 34.260], [108.934, 34.260], [108.934, 34.264], [108.930, 34.264], [108.930, 34.260]]
HOLE = [[108.931, 34.261], [108.933, 34.261], [108.933, 34.263], [108.931, 34.263], [108.931, 34.261]]
near = st.tuples(st.floats(34.25, 34.27), st.floats(108.92, 108.94))


def polygon(*rings: list[list[float]]) -> Shape:
    return Shape.from_geojson({"type": "Polygon", "coordinates": list(rings)})


@given(near, near)
def test_distance_never_changes_faster_than_the_step(a: tuple[float, float], b: tuple[float, float]) -> None:
    for shape in (polygon(SQUARE), polygon(SQUARE, HOLE), Shape.circle(34.262, 108.932, 150.0)):
        x, y, d = shape.locate(*np.array([a, b]).T)
        assert abs(d[1] - d[0]) <= math.hypot(x[1] - x[0], y[1] - y[0]) + 1e-6


@given(near)
def test_a_circle_and_its_polygon_agree(at: tuple[float, float]) -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 720)
    lat, lon = place(34.262, 108.932, 150.0 * np.cos(angle), 150.0 * np.sin(angle))
    drawn = polygon(np.column_stack([lon, lat]).tolist())
    assert drawn.locate(*at)[2] == pytest.approx(
        Shape.circle(34.262, 108.932, 150.0).locate(*at)[2], abs=0.02
    )


@given(near)
def test_circles_row_by_row_are_circles_one_by_one(at: tuple[float, float]) -> None:
    lats, lons, radii = [34.262, 34.255, 34.268], [108.932, 108.925, 108.938], [50.0, 150.0, 300.0]
    together = np.stack(circle_locate(lats, lons, radii, at[0], at[1])).T
    for row, lat, lon, radius in zip(together, lats, lons, radii, strict=True):
        assert np.allclose(row, np.stack(Shape.circle(lat, lon, radius).locate(*at)))


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(-5e4, 5e4), st.floats(-5e4, 5e4))
def test_metres_and_back(lat0: float, lon0: float, x: float, y: float) -> None:
    there = local_metres(lat0, lon0, *place(lat0, lon0, x, y))
    assert there == (pytest.approx(x, abs=1e-4), pytest.approx(y, abs=1e-4))


def test_signs_inside_a_hole_and_on_the_rim() -> None:
    shape = polygon(SQUARE, HOLE)
    _, _, d = shape.locate([34.262, 34.2605, 34.260, 34.259], [108.932, 108.9305, 108.932, 108.932])
    assert d[0] > 90  # in the hole, that is outside
    assert d[1] < -40
    assert d[2] == pytest.approx(0.0, abs=1e-6)
    assert d[3] == pytest.approx(110.9, abs=0.5)


def test_a_multipolygon_is_the_union_of_its_parts() -> None:
    east = [[lon + 0.01, lat] for lon, lat in SQUARE]
    both = Shape.from_geojson({"type": "MultiPolygon", "coordinates": [[SQUARE], [east]]})
    assert (both.locate([34.262, 34.262, 34.262], [108.932, 108.942, 108.938])[2] < 0).tolist() == [
        True,
        True,
        False,
    ]


def test_a_radius_widens_a_polygon() -> None:
    wide = Shape.from_geojson({"type": "Polygon", "coordinates": [SQUARE]}, radius_m=50.0)
    at = (34.2597, 108.932)  # 33 m south of the edge
    assert wide.locate(*at)[2] == pytest.approx(polygon(SQUARE).locate(*at)[2] - 50.0)


@pytest.mark.parametrize(
    ("geometry", "radius"),
    [
        ({"type": "Point", "coordinates": [108.93, 34.26]}, 0.0),
        ({"type": "Point", "coordinates": [108.93, 34.26]}, math.nan),
        ({"type": "Polygon", "coordinates": []}, 0.0),
        ({"type": "Polygon", "coordinates": [[[1.0, 1.0], [2.0, 2.0]]]}, 0.0),
        ({"type": "GeometryCollection", "geometries": []}, 10.0),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, 0.0),
        ({}, 10.0),
    ],
)
def test_what_has_no_area_is_refused(geometry: dict[str, Any], radius: float) -> None:
    with pytest.raises(ValueError, match=r"area|usable|fence|radius"):
        Shape.from_geojson(geometry, radius)
