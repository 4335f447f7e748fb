"""Coordinate datums met in China: GCJ-02 and BD-09 to and from WGS-84.

Everything inside the system is WGS-84. Map services and phone SDKs in mainland China report GCJ-02 ("Mars
coordinates", 90–670 m off) or Baidu's BD-09 (another 0.006 degrees and a swirl). Raw GNSS hardware is WGS-84.

All functions take and return (latitude, longitude) in degrees, both floats or both arrays of one shape.
Formulas: the published GCJ-02 polynomial on the Krasovsky 1940 ellipsoid, as in eviltransform and gcoord;
the inverses are fixed points of the forward formulas, to better than 1e-9 degrees (0.1 mm).

GCJ-02 holds in mainland China only (app/geo/mainland.py). A place outside it passes through unchanged.
"""

from enum import StrEnum
from typing import Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.geo.mainland import in_mainland

Degrees = TypeVar("Degrees", float, NDArray[np.float64])
_Array = NDArray[np.float64]

_A: Final = 6378245.0  # m, semi-major axis of Krasovsky 1940
_EE: Final = 0.00669342162296594323  # its squared eccentricity
_BD_TURN: Final = np.pi * 3000.0 / 180.0
_ROUNDS: Final = 6  # three reach 1e-9 degrees; the rest is cheap insurance at the edges


class Datum(StrEnum):
    """What a pair of coordinates means; a property of the device or integration that sent it."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


DatumName = Literal["wgs84", "gcj02", "bd09"]


def to_wgs84(lat: Degrees, lon: Degrees, datum: Datum | str) -> tuple[Degrees, Degrees]:
    """Coordinates of the given datum as WGS-84. ValueError for an unknown datum."""
    datum = Datum(datum)
    if datum is Datum.GCJ02:
        return wgs84_from_gcj02(lat, lon)
    if datum is Datum.BD09:
        return wgs84_from_gcj02(*gcj02_from_bd09(lat, lon))
    return lat, lon


def gcj02_from_wgs84(lat: Degrees, lon: Degrees) -> tuple[Degrees, Degrees]:
    """WGS-84 → GCJ-02, exact by definition; unchanged outside mainland China."""
    inside = in_mainland(lat, lon)
    there_lat, there_lon = _shift(*_arrays(lat, lon))
    return _like(lat, np.where(inside, there_lat, lat), np.where(inside, there_lon, lon))


def wgs84_from_gcj02(lat: Degrees, lon: Degrees) -> tuple[Degrees, Degrees]:
    """GCJ-02 → WGS-84. The mainland test is made on the result, so that every mainland place makes a round
    trip; a place less than 600 m beyond the border can be taken for one within."""
    goal_lat, goal_lon = _arrays(lat, lon)
    found_lat, found_lon = goal_lat, goal_lon
    for _ in range(_ROUNDS):
        there_lat, there_lon = _shift(found_lat, found_lon)
        found_lat, found_lon = found_lat + goal_lat - there_lat, found_lon + goal_lon - there_lon
    inside = in_mainland(found_lat, found_lon)
    return _like(lat, np.where(inside, found_lat, lat), np.where(inside, found_lon, lon))


def bd09_from_gcj02(lat: Degrees, lon: Degrees) -> tuple[Degrees, Degrees]:
    """GCJ-02 → BD-09. Unlike GCJ-02, Baidu's swirl is applied everywhere."""
    return _like(lat, *_swirl(*_arrays(lat, lon)))


def gcj02_from_bd09(lat: Degrees, lon: Degrees) -> tuple[Degrees, Degrees]:
    """BD-09 → GCJ-02."""
    goal_lat, goal_lon = _arrays(lat, lon)
    found_lat, found_lon = goal_lat - 0.006, goal_lon - 0.0065
    for _ in range(_ROUNDS):
        there_lat, there_lon = _swirl(found_lat, found_lon)
        found_lat, found_lon = found_lat + goal_lat - there_lat, found_lon + goal_lon - there_lon
    return _like(lat, found_lat, found_lon)


def _shift(lat: _Array, lon: _Array) -> tuple[_Array, _Array]:
    """The GCJ-02 polynomial, without asking where we are."""
    x, y = lon - 105.0, lat - 35.0
    root, pi = np.sqrt(np.abs(x)), np.pi
    ripple = 20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + (ripple + 20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north = north + (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + (ripple + 20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east = east + (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    magic = 1.0 - _EE * np.sin(phi) ** 2
    metres_north = _A * (1.0 - _EE) / (magic * np.sqrt(magic))
    metres_east = _A / np.sqrt(magic) * np.cos(phi)
    return lat + np.degrees(north / metres_north), lon + np.degrees(east / metres_east)


def _swirl(lat: _Array, lon: _Array) -> tuple[_Array, _Array]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return radius * np.sin(angle) + 0.006, radius * np.cos(angle) + 0.0065


def _arrays(lat: Degrees, lon: Degrees) -> tuple[_Array, _Array]:
    return np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)


def _like(model: Degrees, lat: _Array, lon: _Array) -> tuple[Degrees, Degrees]:
    """Floats for floats, arrays for arrays."""
    if isinstance(model, np.ndarray):
        return lat, lon
    return float(lat), float(lon)
