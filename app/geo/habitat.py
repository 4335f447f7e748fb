"""The living area: where an elder usually is, learned from some weeks of her fixes. Pure.

An occupancy grid about her home: each fix stands for the time until the next, spread along the way if she
walked it. A cell is hers if time was spent there, if she was in it on more than one day, and in it or beside
it on several, so that one trip to hospital does not enter and one wild fix cannot. Rides are left out: the
daughter's street may be part of the area, the ring road to it is not. The cells are joined, widened, rid of
small holes and simplified to a polygon that a person can read and correct; the home is always in it.

Wi-Fi fixes add time but no days: an access point that the database believes elsewhere does so every day.

Two weeks of fixes a minute apart (18,000) take 25 ms: 100,000 elders cost one core some 40 minutes a night.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.geo.belief import CELL, WIFI, accuracy_of
from app.geo.shapes import local_metres, place
from app.geo.wandering import without_spikes

Column = NDArray[np.float64]
Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Params:
    cell_m: float = 50.0
    least_days: int = 5  # with an hour of fixes each; else nothing can be said
    days_share: float = 0.2  # of the days used, in or beside a cell; and
    cell_days: int = 3  # at least so many
    cell_s: float = 120.0  # spent in or beside a cell, in all
    worst_accuracy_m: float = 100.0
    longest_gap_s: float = 600.0  # a fix stands for no more than this
    walk_mps: float = 2.5  # faster is a ride
    home_m: float = 100.0  # about the home, always in the area
    join_m: float = 60.0  # gaps up to twice this are closed
    margin_m: float = 25.0
    hole_m2: float = 40_000.0  # smaller ones are filled
    most_vertices: int = 200
    farthest_m: float = 100_000.0  # from home; beyond it the plane is none


DEFAULT: Final = Params()
_DAY_S: Final = 86_400.0
_ROW: Final = 1 << 21  # cells in a row of the grid, more than there are
_DAYS: Final = 1 << 12  # days, more than there are


@dataclass(frozen=True, slots=True)
class Habitat:
    """The area, and what it stands on."""

    geometry: dict[str, Any]  # GeoJSON Polygon or MultiPolygon, WGS-84
    days: int  # used
    hours: float  # observed
    cells: int  # that are hers
    covered: float  # share of the hours observed that the area covers, 0..1
    area_m2: float
    vertices: int


@dataclass(frozen=True, slots=True)
class _Samples:
    """Where time was spent."""

    x: Column
    y: Column
    seconds: Column
    day: Cells
    proves: NDArray[np.bool_]  # that she was there on that day


def learn(
    fixes: NDArray[Any], lat: float, lon: float, utc_offset_s: float = 28_800.0, params: Params = DEFAULT
) -> Habitat | None:
    """The living area of the elder whose home is at (lat, lon). Rows with at (s), lat, lon (WGS-84),
    accuracy_m and source, as quality.POSITION has them, in any order; days end at midnight of the given
    offset. None if fewer than `params.least_days` days have an hour of fixes."""
    samples = _samples(fixes, lat, lon, utc_offset_s, params)
    days, where = np.unique(samples.day, return_inverse=True)
    used = int(np.sum(np.bincount(where, samples.seconds, len(days)) >= 3600.0))
    if used < params.least_days:
        return None
    x, y = _cells(samples, max(params.cell_days, int(np.ceil(params.days_share * used))), params)
    area = _area(x, y, params)
    inside = shapely.contains_xy(area, samples.x, samples.y)
    return Habitat(
        geometry=_geojson(area, lat, lon),
        days=used,
        hours=float(samples.seconds.sum()) / 3600.0,
        cells=len(x),
        covered=float(samples.seconds[inside].sum() / samples.seconds.sum()),
        area_m2=float(area.area),
        vertices=_vertices(area),
    )


def _samples(fixes: NDArray[Any], lat: float, lon: float, utc_offset_s: float, params: Params) -> _Samples:
    fixes = fixes[(fixes["source"] != CELL) & (accuracy_of(fixes) <= params.worst_accuracy_m)]
    fixes = fixes[np.lexsort((fixes["lon"], fixes["lat"], fixes["at"]))]
    fixes = fixes[np.diff(fixes["at"], prepend=-np.inf) > 0]
    track = np.zeros(len(fixes), [("at", "f8"), ("x", "f8"), ("y", "f8"), ("proves", "?")])
    track["at"], track["proves"] = fixes["at"], fixes["source"] != WIFI
    track["x"], track["y"] = local_metres(lat, lon, fixes["lat"], fixes["lon"])
    track = without_spikes(track[np.hypot(track["x"], track["y"]) < params.farthest_m])

    gap = np.diff(track["at"], append=np.inf)
    dx, dy = np.diff(track["x"], append=np.nan), np.diff(track["y"], append=np.nan)
    leg = np.hypot(dx, dy)
    walked = (gap <= params.longest_gap_s) & (leg <= params.walk_mps * gap)
    parts = np.where(walked, np.ceil(np.nan_to_num(leg) / (params.cell_m / 2.0)), 1.0).clip(1.0).astype(int)
    row = np.repeat(np.arange(len(track)), parts)
    part = (np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)) / parts[row]
    along = np.where(walked[row], part, 0.0)
    stands_for = np.where(np.isfinite(gap), np.minimum(gap, params.longest_gap_s), 0.0)
    return _Samples(
        x=track["x"][row] + along * np.nan_to_num(dx)[row],
        y=track["y"][row] + along * np.nan_to_num(dy)[row],
        seconds=(stands_for / parts)[row],
        day=((track["at"][row] + utc_offset_s) // _DAY_S).astype(np.int64),
        proves=track["proves"][row],
    )


def _cells(samples: _Samples, least_days: int, params: Params) -> tuple[Column, Column]:
    """(x, y), in m, of the middles of the cells that are hers."""
    row, column = (np.floor(v / params.cell_m).astype(np.int64) + _ROW // 2 for v in (samples.x, samples.y))
    cells, where = np.unique(row * _ROW + column, return_inverse=True)
    seconds = np.bincount(where, samples.seconds, len(cells))
    day = samples.day - samples.day.min()
    seen = np.unique((where * _DAYS + day)[samples.proves])
    around = (np.array([-1, 0, 1])[:, None] * _ROW + np.array([-1, 0, 1])).ravel()
    # What is in a cell or beside it: each cell gives its days and its time to its neighbours.
    beside = np.unique(((cells[seen // _DAYS, None] + around) * _DAYS + (seen % _DAYS)[:, None]).ravel())
    neighbour, days = np.unique(beside // _DAYS, return_counts=True)
    spread, to = np.unique((cells[:, None] + around).ravel(), return_inverse=True)
    time = np.bincount(to.ravel(), np.repeat(seconds, len(around)))
    hers = np.bincount(seen // _DAYS, minlength=len(cells)) >= 2
    hers[hers] = days[np.searchsorted(neighbour, cells[hers])] >= least_days
    hers &= time[np.searchsorted(spread, cells)] >= params.cell_s
    x, y = (np.stack(np.divmod(cells[hers], _ROW)) - _ROW // 2 + 0.5) * params.cell_m
    return x, y


def _area(x: Column, y: Column, params: Params) -> shapely.Geometry:
    """One valid shape round the cells and the home, of few enough vertices."""
    half = params.cell_m / 2.0
    home = shapely.Point(0.0, 0.0).buffer(params.home_m, quad_segs=4)
    area = shapely.union_all([*shapely.box(x - half, y - half, x + half, y + half), home])
    area = area.buffer(params.join_m, quad_segs=2).buffer(params.margin_m - params.join_m, quad_segs=2)
    tolerance, most = params.cell_m / 5.0, params.most_vertices
    while True:
        simple = shapely.union(shapely.simplify(_without_holes(area, params), tolerance), home)
        simple = shapely.set_precision(simple, 0.1)
        if _vertices(simple) <= most:
            return simple
        tolerance *= 1.5
        if tolerance > 4.0 * params.cell_m:  # too many parts: the largest stay
            parts = sorted(shapely.get_parts(area), key=lambda part: -part.area)
            area = shapely.MultiPolygon(parts[: max(len(parts) // 2, 1)])


def _without_holes(area: shapely.Geometry, params: Params) -> shapely.Geometry:
    def large(ring: shapely.Geometry) -> bool:
        return bool(shapely.Polygon(ring).area >= params.hole_m2)

    return shapely.MultiPolygon(
        [
            shapely.Polygon(part.exterior, [ring for ring in part.interiors if large(ring)])
            for part in shapely.get_parts(area)
        ]
    )


def _vertices(area: shapely.Geometry) -> int:
    return int(shapely.get_num_coordinates(area))


def _geojson(area: shapely.Geometry, lat: float, lon: float) -> dict[str, Any]:
    def ring(line: shapely.Geometry) -> list[list[float]]:
        x, y = shapely.get_coordinates(line).T
        lats, lons = place(lat, lon, x, y)
        return [[round(float(a), 7), round(float(b), 7)] for a, b in zip(lons, lats, strict=True)]

    parts = [
        [ring(part.exterior), *(ring(hole) for hole in part.interiors)] for part in shapely.get_parts(area)
    ]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}
