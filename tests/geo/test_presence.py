import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.geo.presence import BELIEF, FIX, Crossing, Phase, Source, advance, fresh

RADIUS = 100.0


def fixes_at(
    t: float, places: list[tuple[float, float]], accuracy: float = 15.0, source: Source = Source.GNSS
) -> NDArray[np.void]:
    fixes = np.zeros(len(places), FIX)
    fixes["at"], fixes["accuracy_m"], fixes["source"] = t, accuracy, source
    fixes["x"], fixes["y"] = np.array(places, dtype=float).T
    fixes["distance_m"] = np.hypot(fixes["x"], fixes["y"]) - RADIUS
    return fixes


class Elder:
    """One belief, fed fix by fix."""

    def __init__(self) -> None:
        self.belief, self.t = fresh(1), 0.0
        self.crossings: list[tuple[float, Crossing]] = []

    def sees(
        self, x: float, y: float = 0.0, after: float = 60.0, accuracy: float = 15.0,
        source: Source = Source.GNSS,
    ) -> Crossing:  # fmt: skip
        self.t += after
        crossing = Crossing(int(advance(self.belief, fixes_at(self.t, [(x, y)], accuracy, source))[0]))
        if crossing:
            self.crossings.append((self.t, crossing))
        return crossing

    @property
    def phase(self) -> Phase:
        return Phase(int(self.belief["phase"][0]))


def at_home(minutes: int = 60) -> Elder:
    """A quiet hour: fixes some ten metres about the pin."""
    elder = Elder()
    rng = np.random.default_rng(4)
    for x, y in rng.normal(0.0, 10.0, (minutes, 2)):
        elder.sees(x, y)
    return elder


def test_an_hour_at_home_is_inside_and_silent() -> None:
    elder = at_home()
    assert elder.phase is Phase.INSIDE
    assert elder.crossings == []
    assert elder.belief["noise_m"][0] < 30.0


def test_walking_away_exits_within_three_fixes_and_coming_back_enters_after_three_minutes() -> None:
    elder = at_home()
    left = elder.t
    for x in (60, 120, 180, 240, 300):
        elder.sees(x)
    assert [c for _, c in elder.crossings] == [Crossing.EXIT]
    assert elder.crossings[0][0] - left <= 240
    assert elder.belief["since"][0] == left + 120, "the first fix outside"
    for x in (240, 180, 120, 60, 10, 5, 8, 3, 6, 2, 4):
        elder.sees(x)
    assert [c for _, c in elder.crossings] == [Crossing.EXIT, Crossing.ENTER]
    assert elder.phase is Phase.INSIDE
    assert elder.crossings[1][0] - elder.belief["since"][0] >= 180


def test_walking_towards_home_is_not_being_there() -> None:
    """Coming nearer looks like a drift that dies away, but only an error can drift."""
    elder = at_home()
    for x in (90, 150, 220, 300, 400, 500, 600, *[700] * 30):
        elder.sees(x)
    for x in range(660, 110, -40):
        elder.sees(x)
        assert elder.phase is Phase.OUTSIDE, x


def test_staying_away_stays_out_and_says_so_once() -> None:
    elder = at_home()
    rng = np.random.default_rng(5)
    for x in (90, 150, 220):
        elder.sees(x)
    for dx, dy in rng.normal(0.0, 15.0, (240, 2)):
        elder.sees(260 + dx, dy)
    assert elder.phase is Phase.OUTSIDE
    assert [c for _, c in elder.crossings] == [Crossing.EXIT]


@settings(max_examples=50, deadline=None)
@given(
    st.floats(0, 2 * np.pi),
    st.floats(0, 20_000),
    st.floats(1, 2_000),
    st.floats(1, 1e6),
    st.sampled_from(Source),
)
def test_no_single_fix_decides(
    angle: float, distance: float, accuracy: float, after: float, source: Source
) -> None:
    for elder in (at_home(20), Elder()):
        x, y = distance * np.cos(angle), distance * np.sin(angle)
        assert elder.sees(x, y, after, accuracy, source) is Crossing.NONE
        assert elder.phase is not Phase.OUTSIDE


def test_two_outliers_in_different_places_do_not_agree() -> None:
    elder = at_home()
    elder.sees(900, 0, accuracy=8)
    elder.sees(-700, 300, accuracy=8)
    elder.sees(5, 5)
    assert elder.crossings == []
    assert elder.phase is Phase.INSIDE


@pytest.mark.parametrize("accuracy", [300.0, 1500.0, float("nan"), 0.0])
def test_cell_fixes_open_nothing(accuracy: float) -> None:
    elder = at_home()
    for _ in range(120):
        elder.sees(1200, 300, accuracy=accuracy, source=Source.CELL)
    assert elder.crossings == []


def test_a_wrong_access_point_opens_nothing_for_two_hours() -> None:
    elder = at_home()
    for _ in range(120):
        elder.sees(800, 200, accuracy=20, source=Source.WIFI)
    assert elder.crossings == []


def test_wifi_that_moves_from_place_to_place_is_a_walk() -> None:
    elder = at_home()
    for i in range(12):
        elder.sees(120.0 + 110.0 * i, after=120, accuracy=30, source=Source.WIFI)
    assert [c for _, c in elder.crossings] == [Crossing.EXIT]


def test_a_beacon_at_home_brings_her_in() -> None:
    elder = at_home()
    for x in (90, 180, 270, 360):
        elder.sees(x)
    for _ in range(5):
        elder.sees(0, accuracy=5, source=Source.BEACON)
    assert elder.phase is Phase.INSIDE


def test_an_unknown_accuracy_is_not_a_perfect_one() -> None:
    """30 m outside the fence may be inside it, when the error is 30 m or more."""

    def odds(accuracy: float) -> float:
        elder = at_home()
        elder.sees(115, accuracy=accuracy)
        return float(elder.belief["log_odds"][0])

    assert odds(0.0) == odds(float("nan")) == odds(30.0) < odds(5.0)


def test_a_device_first_seen_outside_exits_after_the_same_confirmation() -> None:
    elder = Elder()
    crossings = [elder.sees(800 + 20 * i) for i in range(6)]
    assert crossings[0] is Crossing.NONE
    assert crossings.count(Crossing.EXIT) == 1
    assert elder.belief["since"][0] == 60.0


def test_silence_turns_certainty_into_doubt() -> None:
    short, long = at_home(), at_home()
    short.sees(5, after=60)
    long.sees(150, after=60)
    doubting = at_home()
    doubting.sees(150, after=4 * 3600)
    assert doubting.belief["log_odds"][0] > long.belief["log_odds"][0]


def test_a_noisy_home_is_given_more_room() -> None:
    def evidence(sigma: float) -> float:
        elder = Elder()
        rng = np.random.default_rng(9)
        for x, y in rng.normal(0.0, sigma, (600, 2)):
            elder.sees(x, y)
        before = float(elder.belief["log_odds"][0])
        elder.sees(125)
        return float(elder.belief["log_odds"][0]) - before

    assert evidence(40.0) < evidence(8.0)


walks = st.lists(
    st.tuples(
        st.floats(-600, 600), st.floats(-600, 600), st.floats(1, 4000), st.floats(0, 500),
        st.sampled_from(Source),
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(walks, min_size=2, max_size=5))
def test_together_is_one_by_one(days: list[list[tuple[float, float, float, float, Source]]]) -> None:
    length = min(map(len, days))
    together, alone = fresh(len(days)), [Elder() for _ in days]
    clocks = np.zeros(len(days))
    for k in range(length):
        rows = [day[k] for day in days]
        fixes = np.zeros(len(days), FIX)
        clocks += [row[2] for row in rows]
        fixes["at"] = clocks
        fixes["x"], fixes["y"] = [row[0] for row in rows], [row[1] for row in rows]
        fixes["accuracy_m"], fixes["source"] = [row[3] for row in rows], [row[4] for row in rows]
        fixes["distance_m"] = np.hypot(fixes["x"], fixes["y"]) - RADIUS
        crossings = advance(together, fixes)
        for i, (x, y, after, accuracy, source) in enumerate(rows):
            assert alone[i].sees(x, y, after, accuracy, source) == crossings[i]
    assert together["phase"].tolist() == [int(elder.phase) for elder in alone]
    assert np.allclose(together["log_odds"], [elder.belief["log_odds"][0] for elder in alone])
    assert np.isfinite(together["log_odds"]).all()


@settings(max_examples=30, deadline=None)
@given(walks)
def test_a_belief_survives_being_stored(day: list[tuple[float, float, float, float, Source]]) -> None:
    kept, stored = Elder(), Elder()
    for x, y, after, accuracy, source in day:
        stored.belief = np.frombuffer(stored.belief.tobytes(), BELIEF).copy()
        assert kept.sees(x, y, after, accuracy, source) == stored.sees(x, y, after, accuracy, source)
    assert kept.belief.tobytes() == stored.belief.tobytes()


@settings(max_examples=30, deadline=None)
@given(walks)
def test_crossings_alternate(day: list[tuple[float, float, float, float, Source]]) -> None:
    elder = Elder()
    for x, y, after, accuracy, source in day * 3:
        elder.sees(x, y, after, accuracy, source)
    kinds = [crossing for _, crossing in elder.crossings]
    assert kinds[::2] == [Crossing.EXIT] * len(kinds[::2])
    assert kinds[1::2] == [Crossing.ENTER] * len(kinds[1::2])
