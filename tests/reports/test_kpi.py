"""Figures of cases: percentiles, shares, what counts and what does not yet."""

from math import ceil
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.clock import SECOND
from app.reports import kpi
from app.reports.kpi import KPIS, Kpi, nearest_rank

NOW = 1_800_000_000_000
OF_CASES = [one for one in Kpi if one not in (Kpi.flood, *kpi.OF_DEVICES, *kpi.OF_CALLS)]


def cases(*rows: dict[str, Any]) -> NDArray[Any]:
    """Judged, an hour old, unanswered, unless said otherwise; `responded_s` and `acted_s` in seconds."""
    found = np.zeros(len(rows), kpi.CASES)
    for name in ("responded_ms", "acted_ms", "detected_ms", "shown_ms", "accepted_ms"):
        found[name] = np.nan
    found["judged"], found["opened_at"] = True, NOW - 3_600_000
    for case, row in zip(found, rows, strict=True):
        for name, value in row.items():
            if name.endswith("_s"):
                case[f"{name[:-2]}_ms"] = value * SECOND
            else:
                case[name] = value
    return found


def aged(age_s: float, **row: Any) -> dict[str, Any]:
    return {"opened_at": NOW - round(age_s * SECOND), **row}


def test_an_unanswered_alert_is_missed_when_older_than_its_minute_and_not_counted_before() -> None:
    one = cases({"responded_s": 60}, {"responded_s": 60.001}, {}, aged(59), aged(61), aged(5, responded_s=2))
    found = kpi.figure(one, Kpi.respond_60, NOW)
    assert (found.n, found.against, found.value, found.met) == (5, 3, 40.0, False)
    later = kpi.figure(one, Kpi.respond_180, NOW)
    assert (later.n, later.against) == (4, 1), "the one of a minute ago still has two"


def test_percentiles_are_of_the_answered_with_their_own_n() -> None:
    found = kpi.figure(cases(*[{"responded_s": n} for n in range(1, 11)], {}), Kpi.respond_60, NOW)
    assert found.percentiles == kpi.Percentiles(10, 5, 9, 10)
    assert found.n == 11


def test_nobody_accepting_ranks_behind_everybody_who_did() -> None:
    accepted = [{"accepted_s": n} for n in range(1, 10)]
    one = kpi.figure(cases(*accepted, {"accepted_s": np.inf}, {}), Kpi.accept, NOW)
    assert (one.value, one.n, one.against, one.met) == (9, 10, 1, True)
    assert one.percentiles == kpi.Percentiles(10, 5, 9, None)
    two = kpi.figure(cases(*accepted, {"accepted_s": np.inf}, {"accepted_s": np.inf}), Kpi.accept, NOW)
    assert (two.value, two.n, two.against, two.met) == (None, 11, 2, False)


def test_a_target_is_compared_before_rounding() -> None:
    good, bad = [{"responded_s": 1}] * 9746, [{}] * 254
    found = kpi.figure(cases(*good, *bad), Kpi.respond_60, NOW)
    assert (found.value, found.met) == (97.5, False)


def test_false_alarms_are_of_the_closed_and_unseen_ones_are_counted() -> None:
    some = cases({"closed": True, "false": True}, {"closed": True}, {}, {"closed": True, "unseen": True})
    assert kpi.figure(some, Kpi.false_alarms, NOW).value == pytest.approx(33.3)
    unseen = kpi.figure(some, Kpi.unseen, NOW)
    assert (unseen.value, unseen.n, unseen.met) == (1, 4, False)


def test_lost_claims_are_per_hundred_claims() -> None:
    some = cases({"claims": 3, "expiries": 2}, {"claims": 1, "takeovers": 1}, {})
    expiries, takeovers = (kpi.figure(some, one, NOW) for one in (Kpi.lease_expiries, Kpi.takeovers))
    assert (expiries.value, expiries.n, expiries.against) == (50.0, 4, 1)
    assert (takeovers.value, takeovers.met) == (25.0, None)


def test_detection_is_the_99th_percentile() -> None:
    found = kpi.figure(cases(*[{"detected_s": n / 1000} for n in range(1, 101)], {}), Kpi.detect, NOW)
    assert (found.value, found.n, found.met) == (0.099, 100, True)


def test_no_case_no_value() -> None:
    for one in OF_CASES:
        found = kpi.figure(cases(), one, NOW)
        assert (found.value, found.n, found.against, found.met) == (None, 0, 0, None), one


def test_what_is_not_judged_counts_for_nothing_but_floods() -> None:
    other = cases({"judged": False, "closed": True, "false": True})
    assert all(kpi.figure(other, one, NOW).n == 0 for one in OF_CASES)
    assert kpi.counts(other, Kpi.flood, NOW).all()


@given(st.lists(st.integers(0, 10**7), min_size=1), st.integers(1, 100))
def test_nearest_rank_is_that_of_the_sorted_list(values: list[int], percent: int) -> None:
    assert (
        nearest_rank(np.array(values, float), percent)
        == sorted(values)[ceil(percent * len(values) / 100) - 1]
    )


SOME_CASE = st.fixed_dictionaries(
    {
        "opened_at": st.integers(NOW - 700_000, NOW),
        "area": st.integers(1, 4),
        "judged": st.booleans(),
        "responded_s": st.one_of(st.just(float("nan")), st.integers(0, 700)),
        "acted_s": st.one_of(st.just(float("nan")), st.integers(0, 700)),
        "shown_s": st.one_of(st.just(float("nan")), st.integers(0, 3)),
        "detected_s": st.one_of(st.just(float("nan")), st.integers(0, 3)),
        "closed": st.booleans(),
        "false": st.booleans(),
        "unseen": st.booleans(),
        "claims": st.integers(0, 3),
        "expiries": st.integers(0, 3),
        "takeovers": st.integers(0, 3),
    }
)


@given(st.lists(SOME_CASE, max_size=30), st.sampled_from(OF_CASES))
def test_counts_of_areas_add_up_to_the_whole(rows: list[dict[str, Any]], one: Kpi) -> None:
    whole = cases(*rows)
    parts = [kpi.figure(whole[whole["area"] == area], one, NOW) for area in (1, 2, 3, 4)]
    total = kpi.figure(whole, one, NOW)
    assert sum(part.n for part in parts) == total.n
    assert sum(part.against for part in parts) == total.against


@given(st.lists(SOME_CASE, max_size=30), st.sampled_from([*OF_CASES, Kpi.flood]))
def test_only_what_counts_counts_against_us(rows: list[dict[str, Any]], one: Kpi) -> None:
    some = cases(*rows)
    assert not (kpi.against(some, one, NOW) & ~kpi.counts(some, one, NOW)).any()


@given(st.lists(SOME_CASE, max_size=30))
def test_later_promises_are_kept_at_least_as_often(rows: list[dict[str, Any]]) -> None:
    old = cases(*[{**row, "opened_at": NOW - 700_000} for row in rows])
    minute, three = (kpi.figure(old, one, NOW) for one in (Kpi.respond_60, Kpi.respond_180))
    assert minute.n == three.n
    assert minute.against >= three.against


def test_every_figure_is_defined() -> None:
    assert set(KPIS) == set(Kpi)
