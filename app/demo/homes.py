"""Where the demo's elders live: housing estates along the roads, buildings in rows, flats. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.demo.district import Lianhu, Point, Road, lianhu

NORTH: Final = (2300.0, 1950.0)  # local metres: by 龙首路 in 北关, where the story begins
ESTATES: Final = 130
APART_M: Final = (170.0, 300.0)  # between the gates of two estates on one side of a road
SET_BACK_M: Final = (70.0, 130.0)  # from the middle of the road to the middle of the estate
EDGE_M: Final = 110.0  # an estate keeps so far from the district's edge
ROW_M, COLUMN_M = 26.0, 42.0  # between buildings


@dataclass(frozen=True, slots=True)
class Estate:
    """A walled group of buildings (小区) with one house number; x, y in local metres."""

    x: float
    y: float
    road: str
    number: int


@dataclass(frozen=True, slots=True)
class Home:
    """A flat: local metres and an address made of a real road's name and invented numbers."""

    x: float
    y: float
    address: str
    estate: int


def draw_estates(rng: np.random.Generator, area: Lianhu | None = None) -> list[Estate]:
    """Estates on both sides of every road, none on top of another, all well inside the district."""
    area = area or lianhu()
    candidates = [estate for road in area.roads for estate in _along(road, rng)]
    x, y = np.array([(e.x, e.y) for e in candidates]).T
    inside = np.ones(len(candidates), np.bool_)
    for dx, dy in ((EDGE_M, 0), (-EDGE_M, 0), (0, EDGE_M), (0, -EDGE_M)):
        inside &= area.inside(x + dx, y + dy)
    kept: list[Estate] = []
    for i in np.flatnonzero(inside).tolist():
        one = candidates[i]
        if all(hypot(one.x - other.x, one.y - other.y) > APART_M[0] for other in kept):
            kept.append(one)
    return kept


def draw_homes(n: int, rng: np.random.Generator) -> list[Home]:
    """n homes; the first lies in the north of the district. Estates differ in size as they do in life."""
    estates = draw_estates(rng)
    # Old quarters in the east are fuller than the west, and some estates have no elder in care at all.
    share = rng.gamma(1.6, 1.0, len(estates)) * np.where([e.x > 0.0 for e in estates], 1.6, 1.0)
    share[rng.permutation(len(estates))[ESTATES:]] = 0.0
    chosen = rng.choice(len(estates), n, p=share / share.sum())
    if n:
        chosen[0] = min(
            range(len(estates)), key=lambda i: hypot(estates[i].x - NORTH[0], estates[i].y - NORTH[1])
        )
    return [_flat(i, estates[i], rng) for i in chosen.tolist()]


def _flat(index: int, estate: Estate, rng: np.random.Generator) -> Home:
    row, column = int(rng.integers(-2, 3)), int(rng.integers(-1, 2))
    unit, floor, door = rng.integers(1, 5), rng.integers(1, 7), rng.integers(1, 4)
    building = (row + 2) * 3 + column + 2
    jitter: NDArray[np.float64] = rng.uniform(-6.0, 6.0, 2)
    return Home(
        float(estate.x + column * COLUMN_M + jitter[0]),
        float(estate.y + row * ROW_M + jitter[1]),
        f"{estate.road}{estate.number}号{building}号楼{unit}单元{floor}0{door}",
        index,
    )


def _along(road: Road, rng: np.random.Generator) -> Iterator[Estate]:
    """House numbers rise with the way along the road, odd on the left."""
    for side in (1, -1):
        way = rng.uniform(60.0, 160.0)
        for (x, y), (dx, dy), begin, end in _legs(road.points):
            while way < end:
                back = side * rng.uniform(*SET_BACK_M)
                number = 2 * int(way / 12.0) + (1 if side > 0 else 2)
                ahead = way - begin
                yield Estate(x + ahead * dx - back * dy, y + ahead * dy + back * dx, road.name, number)
                way += rng.uniform(*APART_M)


def _legs(points: tuple[Point, ...]) -> Iterator[tuple[Point, Point, float, float]]:
    """Each leg: where it starts, its direction, and how far along the road it begins and ends."""
    begin = 0.0
    for a, b in pairwise(points):
        length = hypot(b[0] - a[0], b[1] - a[1])
        yield a, ((b[0] - a[0]) / length, (b[1] - a[1]) / length), begin, begin + length
        begin += length
