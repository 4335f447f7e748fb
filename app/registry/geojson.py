"""GeoJSON from outside: checked, and with clear words about what is wrong."""

from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

from app.errors import wrong
from app.geo.shapes import Shape

_DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_SHORTEST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
MAX_VERTICES = 20_000


def clean(
    geometry: Mapping[str, Any], kinds: Collection[str], field: str = "geometry", radius_m: float = 0
) -> tuple[dict[str, Any], Shape]:
    """Return the geometry reduced to type and two-dimensional coordinates, rings closed, and its shape.

    Invalid names the member that is wrong, such as `geometry.coordinates.0.3`.
    """
    kind = str(geometry.get("type"))
    if kind not in kinds:
        raise wrong(f"{field}.type", f"one of {', '.join(sorted(kinds))}")
    if kind in ("Point", "LineString", "MultiLineString") and radius_m <= 0:
        raise wrong("properties.radius_m", f"a {kind} needs a radius greater than 0")
    at = f"{field}.coordinates"
    coordinates = _nested(geometry.get("coordinates"), _DEPTH[kind], at, kind)
    if _count(coordinates) > MAX_VERTICES:
        raise wrong(at, f"at most {MAX_VERTICES} vertices")
    cleaned = {"type": kind, "coordinates": coordinates}
    try:
        return cleaned, Shape.from_geojson(cleaned, radius_m)
    except ValueError as error:
        raise wrong(field, str(error)) from None


def _nested(value: Any, depth: int, at: str, kind: str) -> list[Any]:
    if depth == 0:
        return _position(value, at)
    if not isinstance(value, list) or not value:
        raise wrong(at, "a list is expected here")
    inner = [_nested(item, depth - 1, f"{at}.{i}", kind) for i, item in enumerate(value)]
    if depth > 1:
        return inner
    if kind in ("Polygon", "MultiPolygon") and inner[0] != inner[-1]:
        inner.append(inner[0])
    if len(inner) < _SHORTEST[kind]:
        raise wrong(at, f"at least {_SHORTEST[kind] - (kind.endswith('Polygon'))} different positions")
    return inner


def _position(value: Any, at: str) -> list[float]:
    if not isinstance(value, list) or len(value) < 2 or not all(map(_is_number, value[:2])):
        raise wrong(at, "a position is [longitude, latitude]")
    lon, lat = float(value[0]), float(value[1])
    if not -180 <= lon <= 180:
        raise wrong(at, "the longitude lies between -180 and 180")
    if not -90 <= lat <= 90:
        raise wrong(at, "the latitude lies between -90 and 90; GeoJSON puts the longitude first")
    return [lon, lat]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _count(coordinates: list[Any]) -> int:
    return sum(map(_count, coordinates)) if isinstance(coordinates[0], list) else 1
