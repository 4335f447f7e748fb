"""Fences as shapes in local metres, and signed distances to them.

A shape is projected onto a plane about its anchor: x east and y north in metres, scaled by the WGS-84 radii
of curvature at the anchor. For fences up to 100 km the error is far below that of any receiver. Longitudes
are taken relative to the anchor and wrapped, so the antimeridian is an ordinary place.

Signed distance d, in metres: negative inside, 0 on the boundary, positive outside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

Metres = NDArray[np.float64]

_A: Final = 6378137.0  # m, WGS-84 semi-major axis
_E2: Final = 0.00669437999014  # WGS-84 squared eccentricity


@dataclass(frozen=True, slots=True)
class Shape:
    """A fence: an area, or a point or line with a radius around it."""

    lat0: float
    lon0: float
    geometry: shapely.Geometry  # in local metres about (lat0, lon0)
    radius_m: float

    @classmethod
    def from_geojson(cls, geometry: Mapping[str, Any], radius_m: float = 0.0) -> "Shape":
        """Build from a GeoJSON geometry: Polygon or MultiPolygon (radius_m widens it), or Point, LineString
        or MultiLineString with radius_m > 0. Rings may be open; the anchor is the first vertex, or the centre
        of a Point. ValueError for anything else, or for a shape that has no area."""
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        try:
            lon0, lat0 = _first_vertex(coordinates)
            local = _build(cast(str, kind), coordinates, lat0, lon0)
        except (TypeError, ValueError, IndexError, KeyError, shapely.errors.ShapelyError) as error:
            raise ValueError(f"not a usable GeoJSON geometry: {error}") from error
        has_area = shapely.get_dimensions(local) == 2 and shapely.area(local) > 0.0
        if not (has_area or (radius_m > 0.0 and shapely.get_dimensions(local) < 2)):
            raise ValueError(f"a {kind} needs an area or a radius")
        if not (np.isfinite(radius_m) and radius_m >= 0.0):
            raise ValueError("radius_m must be a length")
        shapely.prepare(local)
        return cls(lat0, lon0, local, float(radius_m))

    @classmethod
    def circle(cls, lat: float, lon: float, radius_m: float) -> "Shape":
        """A circle about a place. ValueError for a radius that is not positive."""
        return cls.from_geojson({"type": "Point", "coordinates": [lon, lat]}, radius_m)

    def span_m(self) -> float:
        """How wide or high it is at most, without its radius."""
        west, south, east, north = shapely.bounds(self.geometry)
        return float(max(east - west, north - south))

    def locate(self, lat: ArrayLike, lon: ArrayLike) -> tuple[Metres, Metres, Metres]:
        """(x, y, d) of places: metres east and north of the anchor, and the signed distance."""
        x, y = local_metres(self.lat0, self.lon0, lat, lon)
        if self.geometry.geom_type == "Point":
            return x, y, np.hypot(x, y) - self.radius_m
        points = shapely.points(x, y)
        distance = np.asarray(shapely.distance(self.geometry, points), dtype=np.float64)
        if shapely.get_dimensions(self.geometry) == 2:
            inside = np.asarray(shapely.contains_xy(self.geometry, x, y))
            depth = np.asarray(shapely.distance(shapely.boundary(self.geometry), points), dtype=np.float64)
            distance = np.where(inside, -depth, distance)
        return x, y, distance - self.radius_m


def circle_locate(
    lat0: ArrayLike, lon0: ArrayLike, radius_m: ArrayLike, lat: ArrayLike, lon: ArrayLike
) -> tuple[Metres, Metres, Metres]:
    """(x, y, d) of places against circles, row by row: each place may have a circle of its own."""
    x, y = local_metres(lat0, lon0, lat, lon)
    return x, y, np.hypot(x, y) - np.asarray(radius_m, dtype=np.float64)


def local_metres(lat0: ArrayLike, lon0: ArrayLike, lat: ArrayLike, lon: ArrayLike) -> tuple[Metres, Metres]:
    """Metres east and north of an anchor, by the WGS-84 radii of curvature there; degrees in."""
    anchor = np.radians(np.asarray(lat0, dtype=np.float64))
    curve = 1.0 - _E2 * np.sin(anchor) ** 2
    prime_vertical = _A / np.sqrt(curve)
    meridian = prime_vertical * (1.0 - _E2) / curve
    turn = np.asarray(lon, dtype=np.float64) - np.asarray(lon0, dtype=np.float64)
    turn = np.mod(turn + 180.0, 360.0) - 180.0
    x = np.radians(turn) * prime_vertical * np.cos(anchor)
    y = (np.radians(np.asarray(lat, dtype=np.float64)) - anchor) * meridian
    return x, y


def place(lat0: float, lon0: float, x: ArrayLike, y: ArrayLike) -> tuple[Metres, Metres]:
    """The inverse of local_metres: (lat, lon) in degrees of a place x east and y north of an anchor."""
    anchor = np.radians(lat0)
    curve = 1.0 - _E2 * np.sin(anchor) ** 2
    prime_vertical = _A / np.sqrt(curve)
    meridian = prime_vertical * (1.0 - _E2) / curve
    lat = lat0 + np.degrees(np.asarray(y, dtype=np.float64) / meridian)
    lon = lon0 + np.degrees(np.asarray(x, dtype=np.float64) / (prime_vertical * np.cos(anchor)))
    return lat, np.mod(lon + 180.0, 360.0) - 180.0


def _first_vertex(coordinates: Any) -> tuple[float, float]:
    while isinstance(coordinates[0], (list, tuple)):  # not "until a number": a text has no end of first items
        coordinates = coordinates[0]
    lon, lat = float(coordinates[0]), float(coordinates[1])
    if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        raise ValueError("longitude and latitude must be degrees, in this order")
    return lon, lat


def _build(kind: str, coordinates: Any, lat0: float, lon0: float) -> shapely.Geometry:
    def ring(vertices: Sequence[Sequence[float]]) -> Metres:
        lon, lat = np.array([vertex[:2] for vertex in vertices], dtype=np.float64).T
        return np.column_stack(local_metres(lat0, lon0, lat, lon))

    def polygon(rings: Sequence[Sequence[Sequence[float]]]) -> shapely.Polygon:
        return shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])

    match kind:
        case "Point":
            built: shapely.Geometry = shapely.Point(0.0, 0.0)
        case "LineString":
            built = shapely.LineString(ring(coordinates))
        case "MultiLineString":
            built = shapely.MultiLineString([ring(line) for line in coordinates])
        case "Polygon":
            built = polygon(coordinates)
        case "MultiPolygon":
            built = shapely.MultiPolygon([polygon(part) for part in coordinates])
        case _:
            raise ValueError(f"cannot fence a {kind}")
    # A ring drawn by hand may cross itself; a repaired shape is better than a refused fence.
    return built if built.is_valid else shapely.make_valid(built)
