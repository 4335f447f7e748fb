from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.geo.habitat import DEFAULT, Habitat, learn
from app.geo.presence import Source
from app.geo.quality import POSITION
from app.geo.shapes import Shape, local_metres, place
from app.world.receiver import EASY, Receiver

LAT, LON = 34.26, 108.94
DAY_S = 86_400.0
MIDNIGHT = 20_376 * DAY_S - 28_800.0  # in Xi'an


def two_weeks(days: int = 14, every: float = 120.0, seed: int = 1, hospital: bool = False) -> NDArray[Any]:
    """At home; each morning to the market 600 m east and back, each Tuesday, Thursday and Saturday to a
    friend 500 m north; on the fifth day, if so wished, at the hospital 4 km south from two to six."""
    receiver, day = Receiver(EASY, days, seed), np.arange(days)  # each day's errors are its own
    rounds = []
    for at in np.arange(0.0, DAY_S, every):
        hour = at / 3600.0
        x = np.full(days, np.interp(hour, [0, 8.0, 8.25, 9.0, 9.25, 24], [0, 0, 600, 600, 0, 0]))
        friend = np.interp(hour, [0, 15.0, 15.2, 16.5, 16.7, 24], [0, 0, 500, 500, 0, 0])
        y = np.where(np.isin(day % 7, [1, 3, 5]), friend, 0.0)
        if hospital:
            y[4] = np.interp(hour, [0, 14, 14.2, 18, 18.2, 24], [0, 0, -4000, -4000, 0, 0])
        indoors = ((x == 0) & (y == 0)) | (y == 500) | (y == -4000)
        said, heard = receiver.fix(at, x, y, indoors)
        fixes = np.zeros(days, POSITION)
        fixes["accuracy_m"], fixes["source"] = said["accuracy_m"], said["source"]
        fixes["at"] = MIDNIGHT + day * DAY_S + at
        fixes["lat"], fixes["lon"] = place(LAT, LON, said["x"], said["y"])
        rounds.append(fixes[heard])
    fixes = np.concatenate(rounds)
    return fixes[np.argsort(fixes["at"])]


FORTNIGHT = two_weeks()


def learnt(fixes: NDArray[Any]) -> Habitat:
    habitat = learn(fixes, LAT, LON)
    assert habitat
    return habitat


def distance(habitat: Habitat, x: float, y: float) -> float:
    """Signed distance to the area, m, of a place given in m about the home."""
    return float(Shape.from_geojson(habitat.geometry).locate(*place(LAT, LON, x, y))[2])


def metres(habitat: Habitat) -> shapely.Geometry:
    whole = shapely.geometry.shape(habitat.geometry)
    return shapely.transform(whole, lambda c: np.column_stack(local_metres(LAT, LON, c[:, 1], c[:, 0])))


def test_it_is_where_she_goes_and_not_where_she_does_not() -> None:
    habitat = learnt(FORTNIGHT)
    for x, y in [(0, 0), (300, 0), (600, 0), (0, 250), (0, 500)]:
        assert distance(habitat, x, y) < 0, (x, y)
    for x, y in [(-400, 0), (400, 400), (0, -500), (1000, 0), (0, 900)]:
        assert distance(habitat, x, y) > 50, (x, y)
    assert habitat.days == 14
    assert habitat.hours == pytest.approx(14 * 24, rel=0.01)
    assert habitat.covered > 0.97
    assert habitat.vertices <= DEFAULT.most_vertices
    assert habitat.area_m2 == pytest.approx(metres(habitat).area, rel=0.01)


def test_one_afternoon_at_the_hospital_does_not_enter() -> None:
    assert distance(learnt(two_weeks(hospital=True)), 0, -4000) > 3000


def test_too_few_days_say_nothing() -> None:
    assert learn(FORTNIGHT[FORTNIGHT["at"] < MIDNIGHT + 4 * DAY_S], LAT, LON) is None
    assert learn(FORTNIGHT[:0], LAT, LON) is None
    assert learn(FORTNIGHT[::400], LAT, LON) is None, "an hour of fixes a day"
    assert learn(FORTNIGHT[FORTNIGHT["at"] < MIDNIGHT + 6 * DAY_S], LAT, LON)


def test_an_access_point_that_is_elsewhere_every_day_does_not_enter() -> None:
    fixes = FORTNIGHT.copy()
    evening = (fixes["at"] - MIDNIGHT) % DAY_S > 22 * 3600
    fixes["source"][evening] = Source.WIFI
    fixes["lat"][evening], fixes["lon"][evening] = place(LAT, LON, -1500.0, 0.0)
    assert distance(learnt(fixes), -1500, 0) > 1000


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 9999))
def test_order_and_repetition_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    told_twice = np.concatenate([FORTNIGHT, FORTNIGHT[rng.random(len(FORTNIGHT)) < 0.3]])
    assert learnt(rng.permutation(told_twice)) == learnt(FORTNIGHT)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(FORTNIGHT) - 1), st.floats(0, 6.28), st.floats(900, 50_000))
def test_one_wild_fix_does_not_enlarge_it(k: int, angle: float, away: float) -> None:
    wild = FORTNIGHT[k : k + 1].copy()
    wild["at"] += 1.0
    wild["lat"], wild["lon"] = place(LAT, LON, away * np.cos(angle), away * np.sin(angle))
    wild["source"], wild["accuracy_m"] = Source.GNSS, 5.0
    before, after = metres(learnt(FORTNIGHT)), metres(learnt(np.concatenate([FORTNIGHT, wild])))
    assert after.difference(before.buffer(15.0)).is_empty


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 9999), st.integers(1, 60), st.floats(10, 20_000), st.floats(-60, 60), st.floats(-180, 180)
)
def test_any_life_gives_a_valid_modest_area_with_the_home(
    seed: int, places: int, reach: float, lat: float, lon: float
) -> None:
    rng = np.random.default_rng(seed)
    stays = rng.normal(0.0, reach, (places, 2))
    where = stays[rng.integers(0, places, 1500)] + rng.normal(0.0, 15.0, (1500, 2))
    fixes = np.zeros(1500, POSITION)
    fixes["at"] = MIDNIGHT + np.sort(rng.uniform(0, 14 * DAY_S, 1500))
    fixes["lat"], fixes["lon"] = place(lat, lon, where[:, 0], where[:, 1])
    fixes["accuracy_m"] = rng.uniform(3, 60, 1500)
    habitat = learn(fixes, lat, lon)
    assert habitat
    shape = Shape.from_geojson(habitat.geometry)
    assert shape.locate(lat, lon)[2] < -DEFAULT.home_m / 2
    assert habitat.vertices <= DEFAULT.most_vertices
    assert 0.0 <= habitat.covered <= 1.0
    if abs(lon) < 178:
        assert shapely.geometry.shape(habitat.geometry).is_valid


def test_the_area_is_the_same_wherever_the_home_is() -> None:
    x, y = local_metres(LAT, LON, FORTNIGHT["lat"], FORTNIGHT["lon"])
    fixes = FORTNIGHT.copy()
    fixes["lat"], fixes["lon"] = place(-41.0, 179.9999, x, y)
    there = learn(fixes, -41.0, 179.9999)
    assert there
    assert there.area_m2 == pytest.approx(learnt(FORTNIGHT).area_m2, rel=0.02)
