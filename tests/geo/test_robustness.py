"""The belief under devices, fences and habits of every kind."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from app.geo.presence import FIX, Crossing, Phase, Source, advance, fresh, undecided
from app.geo.shapes import Shape, place
from app.world.days import EASY
from app.world.receiver import Receiver

PIN = (34.2658, 108.9402)
Way = Callable[[float], tuple[float, float]]  # s → where she truly is, m east and north of the pin


def circle(radius: float) -> Shape:
    return Shape.circle(*PIN, radius)


def drawn(*corners: tuple[float, float]) -> Shape:
    """A fence drawn by hand, corners in metres about the pin."""
    ring = [[float(v) for v in place(*PIN, x, y)][::-1] for x, y in corners]
    return Shape.from_geojson({"type": "Polygon", "coordinates": [ring]})


COURT = drawn((-90, -90), (90, -90), (90, 20), (10, 20), (10, 90), (-90, 90))
"""An L about the pin, whose notch lies in the north-east."""


class Elder:
    """One belief about one fence, fed with positions."""

    def __init__(self, fence: Shape, seed: int = 1) -> None:
        self.fence, self.t, self.belief = fence, 0.0, fresh(1)
        self.rng = np.random.default_rng(seed)
        self.crossings: list[tuple[float, Crossing]] = []

    def sees(self, x: float, y: float, after: float, accuracy: float = 15.0) -> Crossing:
        self.t += after
        fix = np.zeros(1, FIX)
        fix["at"], fix["accuracy_m"], fix["source"] = self.t, accuracy, Source.GNSS
        fix["x"], fix["y"], fix["distance_m"] = self.fence.locate(*place(*PIN, x, y))
        crossing = Crossing(int(advance(self.belief, fix)[0]))
        if crossing:
            self.crossings.append((self.t, crossing))
        return crossing

    def rests(self, hours: float, every: float = 60.0, sigma: float = 12.0) -> "Elder":
        for x, y in self.rng.normal(0.0, sigma, (round(hours * 3600 / every), 2)):
            self.sees(x, y, every, accuracy=1.5 * sigma)
        return self

    def walks(self, way: Way, seconds: float, every: float) -> float:
        """Follow the way, the receiver being good to some metres; s until the exit, from her first fix
        outside, or infinity."""
        start, sight = self.t, None
        for k in range(1, round(seconds / every) + 1):
            x, y = np.array(way(k * every)) + self.rng.normal(0.0, 6.0, 2)
            self.sees(x, y, every, accuracy=9.0)
            if sight is None and self.fence.locate(*place(*PIN, *way(k * every)))[2] > 0.0:
                sight = self.t
        exits = [at for at, crossing in self.crossings if crossing is Crossing.EXIT and at > start]
        return exits[0] - sight if exits and sight is not None else float("inf")


def straight(speed: float, angle: float = 0.7, stop: float = np.inf) -> Way:
    def way(t: float) -> tuple[float, float]:
        far = min(speed * t, stop)
        return far * np.cos(angle), far * np.sin(angle)

    return way


def test_a_device_that_sleeps_ten_minutes_is_silent_at_home_and_believed_outside() -> None:
    elder = Elder(circle(100)).rests(72, every=600, sigma=20)
    assert elder.crossings == []
    assert elder.walks(straight(0.8, stop=700), 3600, every=600) <= 600


def test_a_burst_after_silence_says_little_more_than_one_fix() -> None:
    """Thirty fixes within half a minute share one error: together they open nothing that one would not."""
    elder = Elder(circle(100)).rests(12, sigma=25)
    for x, y in elder.rng.normal(0.0, 2.0, (30, 2)):
        elder.sees(130 + x, y, after=1, accuracy=40)
    assert elder.crossings == []


def test_a_burst_at_home_after_hours_of_silence_is_silent() -> None:
    elder = Elder(circle(100)).rests(12)
    elder.t += 4 * 3600
    for x, y in elder.rng.normal(0.0, 15.0, (30, 2)):
        elder.sees(x, y, after=2)
    assert elder.crossings == []
    assert elder.belief["phase"][0] == Phase.INSIDE


def test_a_burst_from_afar_after_hours_of_silence_is_believed_at_once() -> None:
    elder = Elder(circle(100)).rests(12)
    elder.t += 4 * 3600
    for x, y in elder.rng.normal(0.0, 8.0, (10, 2)):
        elder.sees(600 + x, 200 + y, after=2)
    assert [kind for _, kind in elder.crossings] == [Crossing.EXIT]


def test_a_backlog_of_the_night_is_as_silent_as_the_night() -> None:
    """Sent in one go in the morning, fixes bear the times at which they were made."""
    elder = Elder(circle(100)).rests(8, every=300, sigma=25)
    assert elder.crossings == []


@pytest.mark.parametrize("radius", [50, 75, 100, 150, 200, 300])
def test_circles_from_50_to_300_m(radius: float) -> None:
    elder = Elder(circle(radius), seed=radius).rests(24, sigma=min(radius / 5, 20))
    assert elder.crossings == []
    assert elder.walks(straight(0.9, stop=radius + 250), 1800, every=60) <= 180


@pytest.mark.parametrize("angle", [0.0, 1.2, 2.5, 4.0, 5.5], ids="{:.1f}".format)
def test_a_drawn_fence_is_left_on_any_side(angle: float) -> None:
    elder = Elder(COURT, seed=round(angle * 10)).rests(24)
    assert elder.crossings == []
    assert elder.walks(straight(0.9, angle, stop=400), 1500, every=60) <= 180


def test_the_notch_of_a_drawn_fence_is_outside() -> None:
    """Within the circle about the corners, and yet not within the fence."""
    elder = Elder(drawn((-200, -200), (200, -200), (200, 30), (30, 30), (30, 200), (-200, 200))).rests(24)
    assert elder.walks(straight(0.8, np.pi / 4, stop=200), 1800, every=60) <= 240


@pytest.mark.parametrize("fence", [circle(60), circle(250), COURT], ids=["60 m", "250 m", "drawn"])
def test_strolls_inside_the_fence_are_nobodys_business(fence: Shape) -> None:
    elder = Elder(fence).rests(12, sigma=8)
    reach = 35.0 if fence is not COURT else 60.0
    for k in range(6):
        away = elder.walks(straight(0.6, 2.5 + 0.2 * k, stop=reach), 1200, every=60)
        assert away == float("inf")
        elder.rests(1, sigma=8)
    assert elder.crossings == []


def delays(every: float, speed: float = 0.9, stop: float = 800.0) -> NDArray[np.float64]:
    return np.array(
        [
            Elder(circle(100), seed).rests(6, every).walks(straight(speed, seed, stop), 1800, every)
            for seed in range(12)
        ]
    )


def test_the_faster_the_pings_the_sooner() -> None:
    medians = [float(np.median(delays(every))) for every in (20, 60, 180)]
    assert medians == sorted(medians)
    assert medians[0] <= 60
    assert medians[2] <= 180


def test_far_exits_are_fast() -> None:
    """On a bus, three fixes in a line do; two far ones may be outliers."""
    assert delays(60, speed=6.0, stop=5000.0).max() <= 120


def test_many_homes_with_receivers_of_the_easy_world() -> None:
    """Drift that stays for minutes, outliers, towers: 60 elders, two days, fences of 80 to 300 m."""
    n, receiver = 60, Receiver(EASY.noise, 60, seed=77)
    radius, beliefs, exits = np.linspace(80, 300, n), fresh(n), 0
    for k in range(2 * 1440):
        fixes, heard = receiver.fix(60.0 * k, 0.0, 0.0, True)
        fixes["distance_m"] = np.hypot(fixes["x"], fixes["y"]) - radius
        rows = np.flatnonzero(heard)
        mine = beliefs[rows]
        exits += int(np.sum(advance(mine, fixes[rows]) == Crossing.EXIT))
        beliefs[rows] = mine
    assert exits <= 1


def test_one_fix_outside_is_worth_a_question_and_an_answer_ends_it() -> None:
    elder = Elder(circle(100)).rests(6)
    assert not undecided(elder.belief)[0]
    elder.sees(150, 0, after=60)
    assert undecided(elder.belief)[0]
    for x in (4, -3, 2):
        elder.sees(x, 0, after=10)
    assert not undecided(elder.belief)[0], "it was nothing"
    for x in (150, 200, 250, 300):
        elder.sees(x, 0, after=60)
    assert elder.belief["phase"][0] == Phase.OUTSIDE
    assert not undecided(elder.belief)[0], "it was she"


def test_who_is_not_known_or_stays_in_bed_is_not_asked() -> None:
    assert not undecided(fresh(5)).any()
    elder = Elder(circle(100))
    for x, y in elder.rng.normal(0.0, 20.0, (600, 2)):
        elder.sees(x, y, after=60)
        assert not undecided(elder.belief)[0]
