"""Which fences lie about a place? An index over shapes that concern everybody."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike

from app.geo.shapes import Shape, place


@dataclass(frozen=True, slots=True)
class Near:
    """A shape; `half_width_m`: the radius of the largest circle that fits inside."""

    fence_id: int
    shape: Shape
    half_width_m: float


class FenceIndex:
    """Built once from (id, Shape). A box about each shape answers at once; what it finds is then measured."""

    def __init__(self, fences: Iterable[tuple[int, Shape]] = ()) -> None:
        self.fences = {fence_id: Near(fence_id, shape, _half_width(shape)) for fence_id, shape in fences}
        self._ids = np.array(list(self.fences), np.int64)
        self._tree = shapely.STRtree([_box(near.shape) for near in self.fences.values()])

    def near(self, lat: ArrayLike, lon: ArrayLike) -> list[tuple[int, int]]:
        """(index of the place, fence id) of every place that lies in the box about a fence."""
        if len(self._ids) == 0:
            return []
        where = shapely.points(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        places, found = self._tree.query(where)
        return list(zip(places.tolist(), self._ids[found].tolist(), strict=True))


def _half_width(shape: Shape) -> float:
    if shapely.get_dimensions(shape.geometry) < 2:
        return shape.radius_m
    inside = shapely.maximum_inscribed_circle(shape.geometry, tolerance=1.0)
    return float(shapely.length(inside)) + shape.radius_m


def _box(shape: Shape) -> shapely.Geometry:
    """In degrees; around the globe for a fence across the antimeridian: found too often, never missed."""
    west, south, east, north = shapely.bounds(shape.geometry)
    reach = shape.radius_m
    lat, lon = place(
        shape.lat0,
        shape.lon0,
        np.array([west - reach, east + reach]),
        np.array([south - reach, north + reach]),
    )
    west, east = (float(lon[0]), float(lon[1])) if lon[0] <= lon[1] else (-180.0, 180.0)
    return shapely.box(west, float(lat[0]), east, float(lat[1]))
