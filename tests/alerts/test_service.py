"""What people do with an alert, on a real database and a clock that stands still."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlmodel import select

from app.alerts import deadlines, queries, service
from app.alerts.explain import explain
from app.alerts.kinds import KINDS, Disposition, Kind
from app.alerts.tables import Alert, AlertEntry
from app.calls import service as calls
from app.calls.service import Outcome, Result
from app.clock import rfc3339
from app.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from app.geo.presence import Phase
from app.identity.roles import Principal, Role
from app.store.db import Tx
from tests.alerts.house import House

Act = Callable[[Tx, Principal, int, int], Any]

ACTS: dict[str, Act] = {
    "claim": service.claim,
    "release": lambda tx, who, i, v: service.release(tx, who, i, v, None),
    "takeover": lambda tx, who, i, v: service.takeover(tx, who, i, v, "relief"),
    "note": lambda tx, who, i, v: service.note(tx, who, i, v, "her daughter is on her way"),
    "escalate": lambda tx, who, i, v: service.escalate(tx, who, i, v, None),
    "dispatch": lambda tx, who, i, v: service.dispatch(tx, who, i, v, "medical_120", None),
    "shelve": lambda tx, who, i, v: service.shelve(tx, who, i, v, 30, "roof works next door"),
    "close": lambda tx, who, i, v: service.close(tx, who, i, v, "safe_home", None),
    "call": lambda tx, who, i, v: calls.start(tx, who, i, v, "elder"),
}


def do(house: House, who: Principal, alert_id: int, *acts: str) -> Alert:
    """Each act with the version that stands."""
    for act in acts:
        version = house.alert(alert_id).version
        with house.tx() as tx:
            ACTS[act](tx, who, alert_id, version)
    return house.alert(alert_id)


def reached(house: House, alert_id: int, outcome: Outcome = Outcome.REMINDED) -> Alert:
    """Call the elder and reach her."""
    version = house.alert(alert_id).version
    with house.tx() as tx:
        _, call = calls.start(tx, house.li, alert_id, version, "elder")
        calls.finish(tx, house.li, alert_id, call["id"], version + 1, Result.ANSWERED_ELDER, outcome)
    return house.alert(alert_id)


# opening


def test_an_alert_opens_with_three_deadlines_from_its_own_commit(house: House) -> None:
    began = house.clock.now()
    house.clock.advance(240)
    house.show(house.exit(began))
    alert, now = house.newest(), house.clock.now()
    assert (alert.occurred_at, alert.opened_at) == (began, now)
    assert (alert.respond_by, alert.act_by) == (now + 60_000, now + 600_000)
    assert house.due(alert.id or 0) == {"warn": 45, "respond": 60, "act": 600}
    assert (alert.handling, alert.condition, alert.version, alert.count) == ("open", "active", 0, 1)
    assert [kind for kind, _ in house.events(alert.id or 0)] == house.said(alert.id or 0) == ["opened"]


def test_the_same_press_three_times_is_one_alert_and_one_event(house: House) -> None:
    at = house.clock.now()
    alert_id = house.presses("sos", at)
    for _ in range(2):
        house.clock.advance(5)
        house.show(house.signal("sos", at))
    assert [a.count for a in house.alerts()] == [1]
    assert [kind for kind, _ in house.events(alert_id)] == ["opened"]


def test_a_second_press_rings_again_and_moves_no_version(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(10)
    house.presses()
    alert = house.alert(alert_id)
    assert (alert.count, alert.version, alert.handling) == (2, 1, "claimed")
    assert house.events(alert_id)[-1] == ("repeated", house.payload(alert_id))
    do(house, house.li, alert_id, "note")


def test_a_press_after_closing_is_a_linked_alert_and_a_resend_is_not(house: House) -> None:
    first_at = house.clock.now()
    first = house.presses("sos", first_at)
    do(house, house.li, first, "claim", "call", "close")
    house.clock.advance(30)
    house.show(house.signal("sos", first_at))
    assert len(house.alerts()) == 1
    second_at = house.clock.now()
    second = house.presses("sos", second_at)
    assert house.alert(second).previous_id == first
    do(house, house.li, second, "claim", "close")
    house.show(house.signal("sos", first_at), house.signal("sos", second_at))
    assert len(house.alerts()) == 2, "a resend of any press ever heard is no news"


def test_reopening_is_the_same_case_with_a_new_clock(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    house.returns()
    closed = do(house, house.li, alert_id, "close")
    house.clock.advance(599)
    assert house.leaves() == alert_id
    alert = house.alert(alert_id)
    assert (alert.handling, alert.count, alert.version) == ("open", 2, closed.version + 1)
    assert (alert.disposition, alert.closed_at, alert.claimed_by, alert.responded_at) == (None,) * 4
    assert alert.respond_by - alert.opened_at == 60_000, "every response time counts from opened_at"
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}
    assert house.said(alert_id)[-1] == "reopened"


def test_out_again_later_is_a_new_alert_that_names_the_one_before(house: House) -> None:
    first = house.leaves()
    do(house, house.li, first, "claim")
    house.returns()
    do(house, house.li, first, "close")
    house.clock.advance(601)
    second = house.leaves()
    assert (house.alert(second).previous_id, house.alert(first).handling) == (first, "closed")


def test_a_whole_excursion_in_one_batch_is_open_and_cleared(house: House) -> None:
    house.show(house.exit(), house.enter())
    alert = house.newest()
    assert (alert.handling, alert.condition) == ("open", "cleared")
    assert house.said(alert.id or 0) == ["opened", "cleared"]


@pytest.mark.parametrize("clear_first", [True, False])
def test_clear_then_claim_ends_like_claim_then_clear(house: House, clear_first: bool) -> None:
    alert_id = house.leaves()
    steps = [house.returns, lambda: do(house, house.li, alert_id, "claim")]
    for step in steps if clear_first else reversed(steps):
        step()
    alert = house.alert(alert_id)
    assert (alert.handling, alert.condition, alert.version) == ("claimed", "cleared", 1)
    assert alert.claimed_by == house.li.id
    assert alert.lease_until == house.clock.now() + 90_000
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600, "lease": 90}


def test_a_clear_never_makes_a_claim_stale(house: House) -> None:
    alert_id = house.leaves()
    house.returns()
    with house.tx() as tx:
        assert service.claim(tx, house.li, alert_id, 0).version == 1


# claiming


def test_a_claim_is_one_persons_for_90_seconds(house: House) -> None:
    alert_id = house.leaves()
    alert = do(house, house.li, alert_id, "claim")
    now = house.clock.now()
    assert (alert.handling, alert.version, alert.claimed_by) == ("claimed", 1, house.li.id)
    assert (alert.claimed_at, alert.lease_until) == (now, now + 90_000)
    kind, body = house.events(alert_id)[-1]
    assert kind == "claimed"
    assert body["claimed_by"] == {"id": house.li.id, "name": "li.na"}


@pytest.mark.parametrize("version", [0, 1])
def test_a_second_claim_is_refused_and_names_the_winner(house: House, version: int) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    for who in (house.li, house.zhao, house.boss):
        with pytest.raises(Conflict) as refused, house.tx() as tx:
            service.claim(tx, who, alert_id, version)
        body = refused.value.problem()
        assert body["status"] == 409
        assert body["claimed_by"] == {"id": house.li.id, "name": "li.na"}
        assert body["claimed_at"] == rfc3339(house.clock.now())
        assert body["alert"] == house.payload(alert_id)
    assert house.said(alert_id) == ["opened", "claimed"]


def test_a_stale_version_is_refused_for_every_act(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    for name in ("release", "note", "dispatch", "close", "call"):
        with pytest.raises(StaleVersion) as refused, house.tx() as tx:
            ACTS[name](tx, house.li, alert_id, 1)
        assert refused.value.extra["alert"]["version"] == 2
    assert house.alert(alert_id).version == 2


@pytest.mark.parametrize("act", ["release", "call", "dispatch", "close"])
def test_a_running_lease_keeps_other_operators_out_but_not_supervisors(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    with pytest.raises(Conflict, match=r"li\.na is at work") as refused:
        do(house, house.zhao, alert_id, act)
    assert refused.value.extra["claimed_by"]["name"] == "li.na"
    do(house, house.boss, alert_id, act)
    assert house.alert(alert_id).version == 2


@pytest.mark.parametrize("act", ["takeover", "escalate"])
def test_a_wrong_role_is_forbidden_even_with_a_stale_version(house: House, act: str) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    for version in (0, 1):
        with pytest.raises(Forbidden), house.tx() as tx:
            ACTS[act](tx, house.zhao, alert_id, version)


def test_what_lies_in_other_areas_does_not_exist(house: House) -> None:
    alert_id = house.leaves()
    elsewhere = Principal(house.li.id, "li.na", "li.na", Role.operator, 0, (9,), frozenset({9}))
    for act in ACTS.values():
        with pytest.raises(NotFound), house.tx() as tx:
            act(tx, elsewhere, alert_id, 0)


def test_release_puts_it_back_with_its_original_deadlines(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(20)
    alert = do(house, house.li, alert_id, "release")
    assert (alert.handling, alert.claimed_by, alert.claimed_at, alert.lease_until) == (
        "open",
        None,
        None,
        None,
    )
    assert house.due(alert_id) == {"warn": 25, "respond": 40, "act": 580}
    assert house.events(alert_id)[-1][1]["claimed_by"] is None


def test_a_supervisor_takes_over_with_a_reason_and_a_new_lease(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "call")
    house.clock.advance(100)
    alert = do(house, house.boss, alert_id, "takeover")
    assert (alert.handling, alert.claimed_by) == ("claimed", house.boss.id)
    assert alert.lease_until == house.clock.now() + 90_000
    assert house.timeline(alert_id)[-1].detail == {"reason": "relief"}


def test_an_operator_takes_over_when_the_lease_is_over(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(90)  # and the deadline has not been looked at yet
    assert do(house, house.zhao, alert_id, "takeover").claimed_by == house.zhao.id


# notes


def test_a_note_never_moves_the_version_and_stays_out_of_the_log(house: House) -> None:
    alert_id = house.leaves()
    for who in (house.li, house.zhao):
        assert do(house, who, alert_id, "note").version == 0
    entry = house.timeline(alert_id)[-1]
    assert (entry.action, entry.user_id, entry.detail["note"]) == (
        "noted", house.zhao.id, "her daughter is on her way",
    )  # fmt: skip
    assert "daughter" not in str(house.events(alert_id))


def test_the_holders_note_renews_the_lease_nobody_elses_does(house: House) -> None:
    alert_id = house.leaves()
    until = do(house, house.li, alert_id, "claim").lease_until
    house.clock.advance(60)
    for who in (house.zhao, house.boss):
        assert do(house, who, alert_id, "note").lease_until == until
    assert do(house, house.li, alert_id, "note").lease_until == house.clock.now() + 90_000
    assert house.due(alert_id)["lease"] == 90


def test_a_note_during_a_call_does_not_shorten_the_lease(house: House) -> None:
    alert_id = house.leaves()
    until = do(house, house.li, alert_id, "claim", "call").lease_until
    house.clock.advance(5)
    assert do(house, house.li, alert_id, "note").lease_until == until
    assert house.due(alert_id)["lease"] == 115


def test_nothing_can_be_added_to_a_closed_case(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "close")
    for name in ACTS:
        with pytest.raises(Conflict):
            do(house, house.boss, alert_id, name)


# escalating, dispatching


def test_escalated_is_everybodys(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    alert = do(house, house.boss, alert_id, "escalate")
    assert (alert.handling, alert.lease_until) == ("escalated", None)
    assert "lease" not in house.due(alert_id)
    assert "act" in house.due(alert_id), "escalating is not acting"
    assert do(house, house.zhao, alert_id, "dispatch").handling == "dispatched"


def test_dispatching_is_acting(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    house.clock.advance(30)
    alert = do(house, house.li, alert_id, "dispatch")
    assert (alert.handling, alert.acted_at) == ("dispatched", house.clock.now())
    assert "act" not in house.due(alert_id)
    assert house.timeline(alert_id)[-1].detail["to"] == "medical_120"


# shelving


def test_shelving_is_silent_until_it_comes_back_with_a_new_clock(house: House) -> None:
    alert_id = house.leaves()
    alert = do(house, house.li, alert_id, "shelve")
    assert (alert.handling, alert.shelved_until) == ("suppressed", house.clock.now() + 30 * 60_000)
    assert house.due(alert_id) == {"shelf": 1800}
    house.passes(1799)
    assert house.said(alert_id) == ["opened", "shelved"]
    house.passes(1)
    alert = house.alert(alert_id)
    assert (alert.handling, alert.version, alert.shelved_until) == ("open", 2, None)
    assert house.due(alert_id) == {"warn": 45, "respond": 60, "act": 600}
    assert house.said(alert_id)[-1] == "unshelved"


def test_a_shelf_that_began_in_a_claim_has_no_holder(house: House) -> None:
    alert_id = house.leaves()
    alert = do(house, house.li, alert_id, "claim", "shelve")
    assert (alert.claimed_by, alert.lease_until) == (None, None)
    assert house.due(alert_id) == {"shelf": 1800}


def test_returned_while_shelved_comes_back_cleared_and_never_vanishes(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "shelve")
    house.returns()
    house.passes(1800)
    assert (house.alert(alert_id).handling, house.alert(alert_id).condition) == ("open", "cleared")


def test_an_emergency_is_never_shelved(house: House) -> None:
    alert_id = house.presses()
    with pytest.raises(Conflict, match="P1") as refused:
        do(house, house.boss, alert_id, "shelve")
    assert {"claimed_by", "claimed_at", "alert"} <= set(refused.value.extra)


@pytest.mark.parametrize("minutes", [-1, 0, 121, 10**9])
def test_at_most_two_hours_on_the_shelf(house: House, minutes: int) -> None:
    alert_id = house.leaves()
    with pytest.raises(Invalid) as refused, house.tx() as tx:
        service.shelve(tx, house.li, alert_id, 0, minutes, "x")
    assert refused.value.extra["errors"][0]["field"] == "minutes"


def test_suppressed_alerts_can_be_counted(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "shelve")
    with house.store.snapshot() as session:
        found, _ = queries.find(session, house.li, queries.Filter(handling=["suppressed"]))
    assert [a["id"] for a in found] == [alert_id]


# closing


def test_closing_ends_every_deadline(house: House) -> None:
    alert_id = house.presses()
    alert = do(house, house.li, alert_id, "claim", "close")
    assert (alert.handling, alert.disposition, alert.closed_at) == ("closed", "safe_home", house.clock.now())
    assert house.due(alert_id) == {}, "and an emergency has no condition to look at again"


def test_closing_while_she_is_out_looks_again_in_15_minutes(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "close")
    assert house.due(alert_id) == {"recheck_closed": 900}


def test_closing_after_she_returned_does_not(house: House) -> None:
    alert_id = house.leaves()
    house.returns()
    do(house, house.li, alert_id, "claim", "close")
    assert house.due(alert_id) == {}


@pytest.mark.parametrize("kind", Kind)
def test_only_outcomes_that_fit_the_kind_close_it(house: House, kind: Kind) -> None:
    {
        Kind.OUTSIDE_HOME: lambda: house.show(house.exit()),
        Kind.BATTERY: lambda: house.show(house.battery(1, 15)),
        Kind.SMOKE_GAS_CO: lambda: house.show(house.signal("gas")),
    }.get(kind, lambda: house.show(house.signal(kind)))()
    alert = do(house, house.li, house.newest().id or 0, "claim")
    assert alert.kind == kind
    valid = {
        d for d in KINDS[kind].dispositions if d is not Disposition.AUTO_RETURNED
    }  # the cause still holds
    for disposition in set(Disposition) - valid:
        with pytest.raises(Invalid) as refused, house.tx() as tx:
            service.close(tx, house.li, alert.id or 0, 1, disposition, "words")
        assert refused.value.extra["errors"][0]["field"] == "disposition"
    for disposition in valid:
        with suppress(InterruptedError), house.tx() as tx:
            assert (
                service.close(tx, house.li, alert.id or 0, 1, disposition, "words").disposition == disposition
            )
            raise InterruptedError  # roll back: the next outcome wants it open


def test_she_returned_by_herself_only_when_she_did(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    with pytest.raises(Invalid), house.tx() as tx:
        service.close(tx, house.li, alert_id, 1, "auto_returned", None)
    house.returns()
    with house.tx() as tx:
        service.close(tx, house.li, alert_id, 1, "auto_returned", None)


@pytest.mark.parametrize("words", [None, "", "  \n"])
def test_other_needs_words(house: House, words: str | None) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    with pytest.raises(Invalid) as refused, house.tx() as tx:
        service.close(tx, house.li, alert_id, 1, "other", words)
    assert refused.value.extra["errors"][0]["field"] == "note"


@pytest.mark.parametrize(
    ("called", "disposition", "acted"),
    [
        (True, "safe_home", True),
        (True, "assisted_phone", True),
        (False, "safe_home", False),  # nobody spoke with anybody
        (False, "medical_120", True),  # an emergency service was called
        (True, "no_contact_escalated", False),
        (True, "false_device", False),
    ],
)
def test_when_closing_is_acting(house: House, called: bool, disposition: str, acted: bool) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim", *(["call"] if called else []))
    house.clock.advance(40)
    with house.tx() as tx:
        service.close(tx, house.li, alert_id, 2 if called else 1, disposition, None)
    assert (house.alert(alert_id).acted_at == house.clock.now()) is acted


def test_the_first_act_counts(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim", "dispatch")
    first = house.clock.now()
    house.clock.advance(60)
    do(house, house.li, alert_id, "close")
    assert house.alert(alert_id).acted_at == first


# looking


def test_a_failed_act_leaves_no_trace(house: House) -> None:
    alert_id = house.leaves()
    before, log = house.alert(alert_id), house.events(alert_id)
    with suppress(InterruptedError), house.tx() as tx:
        service.claim(tx, house.li, alert_id, 0)
        raise InterruptedError
    assert house.alert(alert_id) == before
    assert (house.events(alert_id), house.said(alert_id)) == (log, ["opened"])
    assert "lease" not in house.due(alert_id)


def test_the_detail_tells_the_reader_what_they_may_do(house: House) -> None:
    alert_id = house.leaves()

    def actions(who: Principal) -> list[str]:
        with house.store.snapshot() as session:
            alert = session.get_one(Alert, alert_id)
            return [str(a) for a in queries.detail(session, who, alert, house.clock.now())["actions"]]

    assert actions(house.li) == ["claim", "note", "shelve"]
    do(house, house.li, alert_id, "claim")
    assert actions(house.li) == ["release", "call", "note", "dispatch", "shelve", "close"]
    assert actions(house.zhao) == ["note"]
    assert "takeover" in actions(house.boss)
    reached(house, alert_id)
    assert "reached" not in actions(house.li), "results come with calls"


def test_the_timeline_names_people_and_presses(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    with house.store.snapshot() as session:
        shape = queries.detail(session, house.li, session.get_one(Alert, alert_id), house.clock.now())
    opened, claimed = shape["timeline"]
    assert opened["by"] is None
    assert opened["detail"] == {"device_id": 7, "signal": "sos", "fixed_at": rfc3339(house.clock.now())}
    assert claimed["by"] == {"id": house.li.id, "name": "li.na"}


def test_the_payload_never_depends_on_the_reader_and_holds_no_secrets(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "note", "call")
    text = str(house.events(alert_id))
    assert "1390000" not in text
    assert "1370000" not in text
    body = house.payload(alert_id)
    assert body["elder"] == {"id": house.elder_id, "name": "李秀英", "sex": "f", "age": 82}
    assert body["distance_m"] == 180
    assert not {"actions", "evidence", "timeline"} & set(body)


def test_the_sentence_under_the_alert(house: House) -> None:
    alert_id = house.leaves()
    said = explain(house.alert(alert_id))
    assert said["text_en"] == (
        "Confirmed outside under stay-home mode: the newest fix lies 180 m beyond the home fence ±12 m; "
        "probability of being outside 97.3 % (position noise of this home about 14 m)."
    )
    assert said["text_zh"].startswith("居家模式下确认外出:最新定位在住所围栏外 180 米±12 m,在外概率 97.3%")
    sos = house.presses()
    house.show(house.signal("sos", house.clock.now() + 1_000))
    said = explain(house.alert(sos))
    assert said["text_en"] == "The SOS button was pressed (2 times); no position is known."
    assert said["text_zh"] == "按下了 SOS 求助键(2 次),没有位置。"
    house.show(house.battery(2, 7.6))
    assert explain(house.newest())["text_en"] == "The battery is down to 8 %."


def test_pages_of_alerts(house: House) -> None:
    for n in range(5):
        house.device_id = n
        house.show(house.battery(1, 15))
    with house.store.snapshot() as session:
        first, after = queries.find(session, house.li, queries.Filter(limit=3))
        second, end = queries.find(session, house.li, queries.Filter(limit=3, after=after))
        none, _ = queries.find(session, house.li, queries.Filter(kind=["sos"]))
        elsewhere = Principal(1, "x", "x", Role.operator, 0, (9,), frozenset({9}))
        hidden, _ = queries.find(session, elsewhere, queries.Filter())
    assert [a["id"] for a in first + second] == [5, 4, 3, 2, 1]
    assert (end, none, hidden) == (None, [], [])


def test_the_snapshot_of_the_stream_is_everything_not_closed(house: House) -> None:
    sos, out = house.presses(), house.leaves()
    do(house, house.li, sos, "claim", "close")
    house.stands(Phase.OUTSIDE)
    with house.store.snapshot() as session:
        assert service.open_alerts(session, house.li) == [house.payload(out)]


def test_the_database_itself_allows_one_open_alert_per_cause(house: House) -> None:
    alert_id = house.leaves()
    twin = house.alert(alert_id).model_dump(exclude={"id"})
    with pytest.raises(Conflict), house.tx() as tx:
        tx.save(Alert(**twin), taken="one open alert per cause")
    with house.store.snapshot() as session:
        assert len(session.exec(select(AlertEntry)).all()) == 1


def test_by_machine_does_nothing_where_the_machine_says_no(house: House) -> None:
    alert_id = house.leaves()
    for handler in (
        deadlines.lease_ended,
        deadlines.recheck,
        deadlines.shelf_ended,
        deadlines.recheck_closed,
    ):
        with house.tx() as tx:
            handler(tx, alert_id)
    assert house.said(alert_id) == ["opened"]
    assert house.alert(alert_id).version == 0
