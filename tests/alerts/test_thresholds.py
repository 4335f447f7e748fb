"""Thresholds: the nearest choice holds, and the table is its own documentation."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.alerts.thresholds import DEFAULTS, THRESHOLDS, Overrides, Threshold
from tests.docs.documents import document

LOW = "battery.low_pct"
PARENTS = {1: None, 2: 1, 3: 2, 4: 1}


def value(*rows: tuple[str, str, str, float]) -> float:
    """Of elder 5, orange, living in area 3, which lies in 2, which lies in 1."""
    return Overrides(rows, PARENTS).of(5, "orange", 3)[LOW]


def test_elder_before_tier_before_the_nearest_area_before_the_default() -> None:
    city, street = (LOW, "area", "1", 21.0), (LOW, "area", "2", 22.0)
    tier, elder = (LOW, "tier", "orange", 23.0), (LOW, "elder", "5", 24.0)
    assert value() == 20
    assert value(city) == 21
    assert value(street, city) == value(city, street) == 22
    assert value(tier, street, city) == 23
    assert value(elder, tier, street, city) == 24


def test_what_is_chosen_for_others_does_not_matter() -> None:
    elsewhere, redder, another = (
        (LOW, "area", "4", 21.0),
        (LOW, "tier", "red", 22.0),
        (LOW, "elder", "6", 23.0),
    )
    assert value(elsewhere, redder, another, ("gone", "tier", "orange", 1.0)) == 20


@given(st.lists(st.tuples(st.sampled_from(["1", "2", "3", "4"]), st.floats(5, 50)), max_size=6))
def test_the_least_is_below_whatever_holds_for_anybody(rows: list[tuple[str, float]]) -> None:
    chosen = Overrides([(LOW, "area", area, number) for area, number in rows], PARENTS)
    assert all(chosen.of(None, None, area)[LOW] >= chosen.least(LOW) for area in PARENTS)


def test_a_cycle_of_areas_ends() -> None:
    assert Overrides([(LOW, "area", "1", 30)], {1: 2, 2: 1}).of(None, None, 2)[LOW] == 30


def test_every_threshold_is_documented_with_its_default_and_bounds() -> None:
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| (.+) \|$", document("docs/supervisors.md"), re.MULTILINE)
    assert rows == [(t.name, row(t, words)) for words in ("zh", "en") for t in THRESHOLDS.values()]


def row(t: Threshold, words: str) -> str:
    return f"{getattr(t, words)} | {f'{t.default:g} {t.unit}'.rstrip()} | {t.least:g}–{t.most:g}"


def test_defaults_lie_within_their_bounds() -> None:
    for t in THRESHOLDS.values():
        assert t.least <= DEFAULTS[t.name] <= t.most, t.name
