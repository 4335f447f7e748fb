"""What counts as false, missed and late."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluate.deciders import OTHERS
from app.evaluate.score import score
from app.evaluate.traces import Outings, Traces
from app.geo.presence import FIX, Source

MINUTES = 600


def one_elder(outings: Outings, source: Source = Source.GNSS) -> Traces:
    """A fix each minute: at the pin while inside, 300 m beyond the fence while outside."""
    fixes = np.zeros((MINUTES, 1), FIX)
    fixes["at"][:, 0], fixes["accuracy_m"], fixes["source"] = 60.0 * np.arange(MINUTES), 10.0, source
    out = np.any([(fixes["at"] > a) & (fixes["at"] < b) for a, b in outings or [(-2.0, -1.0)]], axis=0)
    fixes["x"] = np.where(out, 400.0, 0.0)
    fixes["distance_m"] = fixes["x"] - 100.0
    return Traces(["li"], fixes, np.ones((MINUTES, 1), np.bool_), [outings], MINUTES / 1440)


OUT = (6030.0, 9000.0)


def test_a_delay_runs_from_the_first_fix_outside() -> None:
    found = score(one_elder([OUT]), [(0, 6180.0)])
    assert found.delays.tolist() == [6180.0 - 6060.0]
    assert (found.false, found.missed, found.unseen) == ([], [], 0)


def test_an_exit_just_after_her_return_is_late_and_later_it_is_false() -> None:
    assert score(one_elder([OUT]), [(0, 9200.0)]).false == []
    found = score(one_elder([OUT]), [(0, 9301.0)])
    assert found.false == [(0, 9301.0)]
    assert found.missed == [(0, *OUT)]
    assert found.missed_pct == 100.0
    assert np.isnan(found.delay(50))


def test_an_exit_before_she_leaves_is_false() -> None:
    assert score(one_elder([OUT]), [(0, 6000.0)]).false_per_day == pytest.approx(1440 / MINUTES)


def test_an_outing_that_no_fix_saw_is_neither_missed_nor_noticed() -> None:
    found = score(one_elder([OUT], Source.CELL), [])
    assert (found.unseen, found.seen, found.missed_pct) == (1, 0, 0.0)


@pytest.mark.parametrize(("name", "delay"), [("one fix", 0), ("3 in a row", 120), ("5 in a row", 240)])
def test_k_in_a_row_waits_for_k(name: str, delay: float) -> None:
    traces = one_elder([OUT, (20_000.0, 30_000.0)])
    decide = next(named.decide for named in OTHERS if named.name == name)
    found = score(traces, decide(traces))
    assert found.delays.tolist() == [delay, delay]
    assert found.false == []


@given(st.lists(st.integers(0, 35_999), max_size=30))
def test_every_exit_and_every_outing_is_counted_once(times: list[int]) -> None:
    outings = [OUT, (20_000.0, 21_000.0)]
    found = score(one_elder(outings), [(0, float(at)) for at in times])
    inside = [at for at in times if not any(left <= at <= back + 300 for left, back in outings)]
    assert len(found.false) == len(inside)
    assert found.seen + found.unseen == 2
