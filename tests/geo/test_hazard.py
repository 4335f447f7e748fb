"""Probably inside is enough, and the river beside the house is no news."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.hazard import PROBABLE, SURE, Danger, Turn, probability, step
from app.geo.presence import Source

metres = st.floats(-200, 200)
accuracies = st.floats(1, 500)


@given(metres, st.floats(1, 500), accuracies)
def test_it_is_a_probability_and_falls_with_the_distance(d: float, half: float, accuracy: float) -> None:
    d = max(d, -half)  # nothing lies deeper than the middle
    p = probability(d, half, accuracy, Source.GNSS)
    assert 0 <= p <= 1
    assert probability(d + 10, half, accuracy, Source.GNSS) <= p + 1e-12


@given(metres, accuracies)
def test_a_cell_fix_says_nothing(d: float, accuracy: float) -> None:
    assert probability(d, 50, accuracy, Source.CELL) == 0


def test_one_good_fix_in_the_river_is_enough_and_one_on_the_bank_is_not() -> None:
    assert probability(-15, 30, 10, Source.GNSS) > PROBABLE
    assert probability(15, 30, 10, Source.GNSS) < PROBABLE


def test_a_wide_circle_says_little_about_a_railway_of_ten_metres() -> None:
    assert probability(-5, 5, 50, Source.GNSS) < PROBABLE
    assert probability(-5, 5, 5, Source.GNSS) > PROBABLE


@pytest.mark.parametrize("unknown", [nan, 0.0])
def test_an_unknown_accuracy_is_the_usual_one_and_never_perfect(unknown: float) -> None:
    assert probability(-5, 20, unknown, Source.WIFI) == probability(-5, 20, 100, Source.WIFI)


def test_at_home_beside_a_river_the_noise_of_that_home_counts() -> None:
    drifted = probability(-15, 30, 12, Source.GNSS, noise_m=35)
    assert step(None, 1, 0, drifted, home=True) == (None, Turn.NONE)
    assert step(None, 1, 0, probability(-15, 30, 12, Source.GNSS), home=False)[1] is Turn.ENTERED


@given(st.floats(PROBABLE, SURE, exclude_max=True))
def test_more_certainty_is_asked_for_at_home(p: float) -> None:
    assert step(None, 1, 0, p, home=True)[1] is Turn.NONE
    assert step(None, 1, 0, p, home=False)[1] is Turn.ENTERED


def test_it_ends_after_two_minutes_of_fixes_outside_and_not_by_silence() -> None:
    danger, turn = step(Danger(1, 0), 1, 1000, 0.1, home=False)
    assert turn is Turn.NONE, "the first fix outside, however late"
    danger, turn = step(danger, 1, 1060, 0.7, home=False)
    assert danger == Danger(1, 0), "in it again"
    danger, turn = step(danger, 1, 1120, 0.1, home=False)
    danger, turn = step(danger, 1, 1180, 0.1, home=False)
    assert (danger is not None, turn) == (True, Turn.NONE)
    assert step(danger, 1, 1240, 0.1, home=False) == (None, Turn.LEFT)
