"""Which area contains a place? An index over the polygons of a tree of areas."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from json import dumps
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

NONE = -1


class AreaIndex:
    """Built once from (id, GeoJSON Polygon or MultiPolygon in WGS-84); answers for many places at once."""

    def __init__(self, areas: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        """ValueError for a geometry that cannot be read."""
        pairs = list(areas)
        try:
            polygons = shapely.from_geojson([dumps(boundary) for _, boundary in pairs])
        except shapely.errors.ShapelyError as error:
            raise ValueError("not a usable GeoJSON polygon") from error
        polygons = shapely.make_valid(np.atleast_1d(polygons))
        self._ids = np.array([area_id for area_id, _ in pairs], dtype=np.int64)
        self._sizes = _sizes(polygons)
        self._tree = shapely.STRtree(polygons)

    def smallest(self, lat: float, lon: float) -> int | None:
        """The id of the smallest area containing the place, if any."""
        found = int(self.smallest_of([lat], [lon])[0])
        return None if found == NONE else found

    def smallest_of(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.int64]:
        """For each place the id of the smallest area containing it (borders included), or -1.

        Of areas of one size the one with the larger id wins: children are younger than their parents.
        """
        points = shapely.points(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        answer = np.full(len(points), NONE, dtype=np.int64)
        if len(self._ids) == 0:
            return answer
        place, area = self._tree.query(points, predicate="intersects")
        order = np.lexsort((self._ids[area], -self._sizes[area]))  # the smallest is written last
        answer[place[order]] = self._ids[area[order]]
        return answer


def _sizes(polygons: NDArray[Any]) -> NDArray[np.float64]:
    """Areas in square degrees of the equator: enough to compare neighbours."""
    if len(polygons) == 0:
        return np.empty(0)
    bounds = shapely.bounds(polygons)
    middle = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    return np.asarray(shapely.area(polygons) * np.cos(middle), dtype=np.float64)


def inside(boundary: Mapping[str, Any], lat: ArrayLike, lon: ArrayLike) -> NDArray[np.bool_]:
    """Which places (WGS-84 degrees) lie in a GeoJSON Polygon or MultiPolygon, its border included.

    ValueError for a geometry that cannot be read.
    """
    polygon = _prepared(dumps(boundary))
    x, y = np.atleast_1d(np.asarray(lon, np.float64)), np.atleast_1d(np.asarray(lat, np.float64))
    return np.asarray(shapely.intersects_xy(polygon, x, y), dtype=np.bool_)


@lru_cache(maxsize=256)
def _prepared(boundary: str) -> shapely.Geometry:
    try:
        polygon = shapely.make_valid(shapely.from_geojson(boundary))
    except shapely.errors.ShapelyError as error:
        raise ValueError("not a usable GeoJSON polygon") from error
    shapely.prepare(polygon)
    return polygon
