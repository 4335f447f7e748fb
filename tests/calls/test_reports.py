"""What came of a call: who reports it, when, and only once."""

import pytest

from app.calls import service as calls
from app.calls.results import Outcome, Result
from app.errors import Conflict, Invalid, NotFound, StaleVersion
from tests.alerts.acts import do
from tests.alerts.house import House
from tests.calls.acts import UNANSWERED, claimed, finish, start


def test_only_the_holder_reports(house: House) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    with pytest.raises(Conflict) as refused:
        finish(house, alert_id, call, who=house.zhao)
    assert refused.value.extra["claimed_by"]["name"] == "li.na"


def test_a_supervisors_report_renews_nobodys_lease(house: House) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    until = house.alert(alert_id).lease_until
    house.clock.advance(60)
    finish(house, alert_id, call, who=house.boss)
    alert = house.alert(alert_id)
    assert (alert.claimed_by, alert.lease_until) == (house.li.id, until)


def test_whoever_reports_after_the_lease_is_over_holds_it_now(house: House) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    house.clock.advance(120)  # and the deadline has not been looked at yet
    finish(house, alert_id, call, who=house.zhao)
    alert, now = house.alert(alert_id), house.clock.now()
    assert (alert.claimed_by, alert.claimed_at, alert.lease_until) == (house.zhao.id, now, now + 120_000)
    assert house.due(alert_id)["lease"] == 120


def test_a_report_stands(house: House) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    finish(house, alert_id, call)
    before = house.said(alert_id)
    with pytest.raises(Conflict, match="has been reported") as refused:
        finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.SAFE)
    assert {"claimed_by", "claimed_at", "alert"} <= set(refused.value.extra)
    assert (refused.value.extra["alert"], house.said(alert_id)) == (house.payload(alert_id), before)


def test_reports_of_calls_that_are_not_this_alerts(house: House) -> None:
    alert_id = claimed(house)
    sos = house.presses()
    do(house, house.li, sos, "claim")
    theirs = start(house, sos)
    start(house, alert_id)
    for call in (theirs, {"id": 999}):
        with pytest.raises(NotFound):
            finish(house, alert_id, call)


def test_a_stale_report_is_refused(house: House) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    with pytest.raises(StaleVersion), house.tx() as tx:
        calls.finish(tx, house.li, alert_id, call["id"], 1, Result.NO_ANSWER, None)


@pytest.mark.parametrize("result", UNANSWERED)
def test_only_an_answered_call_has_an_outcome(house: House, result: Result) -> None:
    alert_id = claimed(house)
    call = start(house, alert_id)
    with pytest.raises(Invalid):
        finish(house, alert_id, call, result, Outcome.SAFE)
