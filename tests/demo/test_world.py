"""The demo's invented district: the same for the same seed, and where it says it is."""

from collections import Counter

import numpy as np
import pytest
from shapely import unary_union
from shapely.geometry import shape

from app.demo.district import ORIGIN, lianhu
from app.demo.homes import APART_M, draw_estates
from app.demo.people import draw_people
from app.demo.simulator import PAST_MIN, Simulator
from app.geo.shapes import circle_locate, place
from app.registry.words import MonitoringMode

START = 1_790_040_000.0


def test_streets_partition_the_district() -> None:
    area = lianhu()
    district = shape(area.district.boundary)
    streets = [shape(street.boundary) for street in area.streets]

    assert len(streets) == 9
    assert all(street.is_valid for street in streets)
    assert unary_union(streets).symmetric_difference(district).area < 1e-4 * district.area
    assert sum(street.area for street in streets) == pytest.approx(district.area, rel=1e-4)


def test_estates_keep_apart_and_inside() -> None:
    estates = draw_estates(np.random.default_rng(5))
    places = np.array([(estate.x, estate.y) for estate in estates])
    apart = np.hypot(*(places[:, None] - places[None]).T)
    np.fill_diagonal(apart, np.inf)

    assert len(estates) > 100
    assert apart.min() > APART_M[0]
    assert lianhu().inside(*places.T).all()


def test_everybody_lives_in_the_district() -> None:
    people = draw_people(500, 3, 2026)

    assert lianhu().inside([p.home.x for p in people], [p.home.y for p in people]).all()
    estates = Counter(person.home.estate for person in people)
    assert max(estates.values()) > 8  # homes come in clusters


def test_people_follow_from_the_seed() -> None:
    people = draw_people(200, 3, 2026)

    assert people == draw_people(200, 3, 2026)
    assert people != draw_people(200, 4, 2026)


def test_people_are_elders_who_cannot_be_dialled() -> None:
    people = draw_people(400, 1, 2026)
    phones = [p.phone for p in people] + [f.phone for p in people for f in p.friends[:-1]]

    assert all(65 <= 2026 - person.birth_year <= 98 for person in people)
    assert all(phone.startswith("154") and len(phone) == 11 for phone in phones)
    assert len(set(phones)) == len(phones)
    assert len({person.device for person in people}) == len(people)
    assert all(person.friends[-1].relation == "网格员" for person in people)


def test_most_are_free_to_go_out() -> None:
    modes = Counter(person.mode for person in draw_people(1000, 1, 2026))

    assert modes[MonitoringMode.free] > 650
    assert 100 < modes[MonitoringMode.stay_home] < 250
    assert modes[MonitoringMode.curfew] > 30


def test_mrs_li_lives_in_the_north() -> None:
    li = draw_people(60, 9, 2026)[0]
    area = lianhu()

    assert (li.name, li.speak_name, li.mode) == ("李秀兰", "李奶奶", MonitoringMode.stay_home)
    assert area.streets[int(area.street_of(li.home.x, li.home.y)[0])].name == "北关街道"


def _simulator(seed: int = 1, n: int = 60) -> Simulator:
    return Simulator(draw_people(n, seed, 2026), seed, START, lambda _: False)


def test_pings_follow_from_the_seed() -> None:
    one, two = _simulator(), _simulator()

    assert list(one.past()) == list(two.past())
    assert one.minute(0) == two.minute(0)


def test_pings_are_spread_over_the_minute() -> None:
    simulator = _simulator(n=1000)
    past = list(simulator.past())
    at = [report.at for report in simulator.minute(0)]

    assert at == sorted(at)
    assert all(START <= t < START + 60.0 for t in at)
    assert np.bincount(((np.array(at) - START) // 10).astype(int)).min() > 100
    assert len(past) == len(PAST_MIN)
    assert all(report.at < START for reports in past for report in reports)


def test_mrs_li_is_outside_when_the_visitor_comes() -> None:
    simulator = _simulator()
    li = simulator.people[0]
    lat, lon = place(*ORIGIN, li.home.x, li.home.y)
    list(simulator.past())
    ping = next(r.ping for r in simulator.minute(0) if r.ping["device"] == li.device)
    _, _, distance = circle_locate(lat, lon, li.radius_m, ping["lat"], ping["lon"])

    assert float(distance) > 100.0


def test_the_opening_cries_for_help_and_presses_again() -> None:
    simulator = _simulator()
    list(simulator.past())
    first, second = ([r.ping for r in simulator.minute(k) if "signals" in r.ping] for k in (0, 1))

    assert sorted(signal for ping in first for signal in ping["signals"]) == ["fall", "sos"]
    assert [ping["signals"] for ping in second] == [["sos"]]
    assert second[0]["device"] in {ping["device"] for ping in first}


def test_elders_come_home_again() -> None:
    simulator = _simulator(n=300)
    life = simulator.life
    list(simulator.past())
    out = np.zeros(300, np.bool_)
    for k in range(180):
        life.step(START + k * 60.0, night=False)
        x, y, _ = life.at(np.full(300, START + k * 60.0))
        away = np.hypot(x, y) > 200.0
        out |= away
        assert away.mean() < 0.35

    assert out.sum() > 30
    x, y, indoors = life.at(np.full(300, START + 10 * 3600.0))
    assert not np.hypot(x, y).any()
    assert indoors.all()
