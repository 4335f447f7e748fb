"""Lianhu as the demo knows it: the district, its nine streets (街道) and its roads. Schematic."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.geo.areas import NONE, AreaIndex
from app.geo.shapes import local_metres, place

CITY: Final = "西安市"
ORIGIN: Final = (34.275, 108.905)  # lat, lon: the demo's local metres are about this place
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """A named polygon: GeoJSON, WGS-84."""

    name: str
    boundary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Road:
    """A polyline in local metres about ORIGIN, x east and y north."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Lianhu:
    district: Region
    streets: tuple[Region, ...]  # they partition the district
    roads: tuple[Road, ...]

    def street_of(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Index of the street around each place (local metres), -1 outside the district."""
        lat, lon = place(*ORIGIN, x, y)
        index = AreaIndex(enumerate(street.boundary for street in self.streets))
        return index.smallest_of(np.atleast_1d(lat), np.atleast_1d(lon))

    def inside(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        return np.asarray(self.street_of(x, y) != NONE)


@cache
def lianhu() -> Lianhu:
    """Read the drawing that lies beside this file."""
    drawing = json.loads(Path(__file__).with_name("lianhu.json").read_text(encoding="utf-8"))
    by_kind: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for feature in drawing["features"]:
        properties = feature["properties"]
        by_kind.setdefault(properties["kind"], []).append((properties["name"], feature["geometry"]))
    return Lianhu(
        Region(*by_kind["district"][0]),
        tuple(Region(*street) for street in by_kind["street"]),
        tuple(Road(name, _local(line["coordinates"])) for name, line in by_kind["road"]),
    )


def _local(line: list[list[float]]) -> tuple[Point, ...]:
    lon, lat = np.array(line).T
    x, y = local_metres(*ORIGIN, lat, lon)
    return tuple(zip(x.tolist(), y.tolist(), strict=True))
