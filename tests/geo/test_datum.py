import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.datum import (
    bd09_from_gcj02,
    gcj02_from_bd09,
    gcj02_from_wgs84,
    to_wgs84,
    wgs84_from_gcj02,
)
from app.geo.mainland import in_mainland

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "gcj_vectors.json").read_text())
TOLERANCE = 5e-7  # degrees: 5 cm

inland = st.tuples(st.floats(26.0, 40.0), st.floats(100.0, 115.0))


@pytest.mark.parametrize("vector", VECTORS["china"], ids=lambda v: f"{v['wgs84']}")
def test_published_pairs(vector: dict[str, list[float]]) -> None:
    lat, lon = vector["wgs84"]
    gcj = gcj02_from_wgs84(lat, lon)
    bd = bd09_from_gcj02(*gcj)
    if "gcj02" in vector:
        assert gcj == pytest.approx(vector["gcj02"], abs=TOLERANCE)
        assert to_wgs84(*vector["gcj02"], "gcj02") == pytest.approx((lat, lon), abs=TOLERANCE)
    if "bd09" in vector:
        assert bd == pytest.approx(vector["bd09"], abs=TOLERANCE)
        assert to_wgs84(*vector["bd09"], "bd09") == pytest.approx((lat, lon), abs=TOLERANCE)


@pytest.mark.parametrize("vector", VECTORS["outside_china"], ids=lambda v: v["name"])
def test_other_countries_are_left_alone(vector: dict[str, list[float]]) -> None:
    lat, lon = vector["wgs84"]
    assert gcj02_from_wgs84(lat, lon) == (lat, lon)
    assert wgs84_from_gcj02(lat, lon) == (lat, lon)


@pytest.mark.parametrize(
    ("name", "lat", "lon", "mainland"),
    [
        ("Luohu", 22.545, 114.12, True),
        ("Sheung Shui", 22.505, 114.128, False),
        ("Yantian", 22.56, 114.25, True),
        ("Tin Shui Wai", 22.46, 114.0, False),
        ("Gongbei", 22.222, 113.55, True),
        ("Taipa", 22.155, 113.556, False),
        ("Xiamen", 24.48, 118.09, True),
        ("Kinmen", 24.43, 118.32, False),
        ("Matsu", 26.155, 119.93, False),
        ("Dandong", 40.12, 124.37, True),
        ("Suifenhe", 44.40, 131.15, True),
        ("Khabarovsk", 48.48, 135.07, False),
        ("Fuyuan", 48.36, 134.30, True),
        ("Hekou", 22.53, 103.95, True),
        ("Lao Cai", 22.48, 103.97, False),
        ("Manzhouli", 49.58, 117.43, True),
        ("Tashkurgan", 37.77, 75.23, True),
        ("Kathmandu", 27.70, 85.30, False),
        ("Almaty", 43.24, 76.90, False),
        ("Zhoushan", 30.00, 122.20, True),
        ("Haikou", 20.04, 110.32, True),
    ],
)
def test_the_outline_knows_its_neighbours(name: str, lat: float, lon: float, mainland: bool) -> None:
    assert bool(in_mainland(lat, lon)) is mainland, name


@given(inland)
def test_round_trips_to_a_tenth_of_a_millimetre(at: tuple[float, float]) -> None:
    gcj = gcj02_from_wgs84(*at)
    assert wgs84_from_gcj02(*gcj) == pytest.approx(at, abs=1e-9)
    assert gcj02_from_bd09(*bd09_from_gcj02(*gcj)) == pytest.approx(gcj, abs=1e-9)
    assert to_wgs84(*bd09_from_gcj02(*gcj), "bd09") == pytest.approx(at, abs=1e-9)


@given(st.lists(st.tuples(st.floats(-85, 85), st.floats(-180, 180)), min_size=1, max_size=20))
def test_arrays_are_floats_one_by_one(places: list[tuple[float, float]]) -> None:
    lat, lon = np.array(places).T
    together = np.column_stack(to_wgs84(lat, lon, "gcj02"))
    assert together.tolist() == [list(to_wgs84(a, b, "gcj02")) for a, b in places]


def test_an_unknown_datum_is_refused() -> None:
    with pytest.raises(ValueError, match="itrf"):
        to_wgs84(34.0, 108.0, "itrf")
