"""Fixes that never become the latest, and what is heard from them all the same."""

from typing import Any

import msgspec
import pytest

from tests.ingest.day import NOW, START, Ingest
from tests.people import HOME, METRES_PER_DEGREE, Wearer


@pytest.mark.parametrize(
    ("strange", "why"),
    [
        ({"fixed_at": NOW + 121}, "future"),
        ({"lat": 0, "lon": 0}, "zero"),
        ({"lat": 39.9, "lon": 116.4}, "speed"),
    ],
)
def test_a_quarantined_fix_is_stored_counted_and_never_the_latest(
    ingest: Ingest, wang: Wearer, strange: dict[str, Any], why: str
) -> None:
    ingest.write(wang.ping(NOW - 120, 5))
    before = ingest.track(), ingest.rows("SELECT * FROM presence"), len(ingest.moved)
    (outcome,) = ingest.write(wang.ping(NOW - 60, 5) | strange)
    assert (outcome.status, outcome.code) == ("quarantined", why)
    after = ingest.track(), ingest.rows("SELECT * FROM presence"), len(ingest.moved)
    assert after[0]["fixed_at"] == before[0]["fixed_at"]
    assert after[1:] == before[1:]
    assert ingest.one("SELECT quarantine FROM ping WHERE quarantine IS NOT NULL") == {"quarantine": why}
    assert ingest.statuses(wang.ping(NOW - 30, 6)) == ["accepted"]
    assert ingest.track()["fixed_at"] == (NOW - 30) * 1000


def test_two_minutes_ahead_is_still_believed(ingest: Ingest, wang: Wearer) -> None:
    assert ingest.statuses(wang.ping(NOW + 119, 0)) == ["accepted"]


@pytest.mark.parametrize("together", [True, False])
def test_two_jumps_that_agree_reinstate_themselves(ingest: Ingest, wang: Wearer, together: bool) -> None:
    ingest.write(wang.ping(START, 0))
    far = [wang.ping(START + 60 + 60 * i, 50_000 + 20 * i) for i in range(3)]
    statuses = ingest.statuses(*far) if together else ingest.one_by_one(*far)
    assert statuses == ["quarantined", "accepted", "accepted"]
    assert ingest.track()["fixed_at"] == (START + 180) * 1000


def test_one_bad_fix_that_came_first_does_not_lock_out_the_good_ones(ingest: Ingest, wang: Wearer) -> None:
    ingest.write(wang.ping(START, 500_000))
    statuses = ingest.one_by_one(*[wang.ping(START + 60 * i, i) for i in range(1, 5)])
    assert statuses == ["quarantined", "accepted", "accepted", "accepted"]


def test_a_signal_in_a_quarantined_ping_is_heard_with_the_last_good_place(
    ingest: Ingest, wang: Wearer
) -> None:
    ingest.write(wang.ping(NOW - 60, 7))
    ingest.write(wang.ping(NOW, 7, signals=["sos"]) | {"lat": 0, "lon": 0})
    (alert,) = ingest.alerts()
    assert alert["kind"] == "sos"
    fix = msgspec.json.decode(alert["fix"])
    assert fix["lat"] == pytest.approx(HOME.lat + 7 / METRES_PER_DEGREE, abs=1e-6)
