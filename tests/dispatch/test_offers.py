"""Who is asked, who answers what, and what the case hears of it."""

from dataclasses import replace

import pytest

from app.dispatch import queries, responders
from app.dispatch.machine import Answer, Stage
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.identity.roles import Principal, Role
from app.identity.tables import User
from app.registry import areas
from app.registry.tables import Elder
from app.registry.words import AreaKind
from tests.alerts.acts import do, reached
from tests.alerts.house import hire
from tests.dispatch.squad import Squad


def test_the_first_to_accept_goes_and_that_is_the_action(squad: Squad) -> None:
    case = squad.case()
    task_id = squad.offers(case, squad.chen, squad.sun)
    assert squad.alert(case).acted_at is None, "asking is not acting"
    squad.clock.advance(40)
    task = squad.does(squad.sun, task_id, "accept")
    assert (task.stage, task.responder_id) == (Stage.ACCEPTED, squad.sun.id)
    assert squad.answers(task_id) == [Answer.TAKEN, Answer.ACCEPTED]
    alert = squad.alert(case)
    assert (alert.handling, alert.acted_at) == ("dispatched", squad.clock.now())
    assert squad.said(case) == ["opened", "claimed", "task_offered", "task_accepted"]
    assert "act" not in squad.due(case)
    with pytest.raises(Conflict, match=r"sun has it\.") as lost:
        squad.does(squad.chen, task_id, "accept")
    assert lost.value.extra["responder"] == {"id": squad.sun.id, "name": "sun"}


def test_a_desk_that_asked_keeps_the_case_while_the_offers_run(squad: Squad) -> None:
    case = squad.case()
    squad.offers(case, squad.chen)
    squad.passes(179)
    assert squad.alert(case).handling == "claimed"
    squad.passes(2)
    assert squad.alert(case).handling == "open"


def test_nobody_answers_and_nobody_goes(squad: Squad) -> None:
    case = squad.case()
    task_id = squad.offers(case, squad.chen, squad.sun)
    squad.does(squad.chen, task_id, "decline")
    assert squad.task(task_id).stage == Stage.OFFERED
    squad.passes(180)
    assert squad.task(task_id).stage == Stage.EXPIRED
    assert squad.answers(task_id) == [Answer.DECLINED, Answer.EXPIRED]
    told = [(entry.action, entry.detail.get("to"), entry.user_id) for entry in squad.timeline(case)]
    assert ("task_declined", None, squad.chen.id) in told
    assert ("task_expired", "sun", None) in told
    for who in (squad.chen, squad.sun):
        with pytest.raises(Conflict):
            squad.does(who, task_id, "accept")


def test_an_offer_is_over_at_its_time_whoever_looks_first(squad: Squad) -> None:
    task_id = squad.offers(squad.case(), squad.chen)
    squad.clock.advance(180)
    with pytest.raises(Conflict, match=r"Your offer is over\."):
        squad.does(squad.chen, task_id, "accept")


def test_when_everybody_says_no_nobody_is_asked_any_more(squad: Squad) -> None:
    case = squad.case()
    task_id = squad.offers(case, squad.chen, squad.sun)
    squad.does(squad.chen, task_id, "decline")
    assert squad.does(squad.sun, task_id, "decline").stage == Stage.DECLINED
    again = squad.offers(case, squad.chen)
    assert squad.does(squad.chen, again, "accept").stage == Stage.ACCEPTED, "asked a second time"


def test_a_released_case_is_helped_all_the_same(squad: Squad) -> None:
    case = squad.case()
    task_id = squad.offers(case, squad.chen)
    do(squad, squad.li, case, "release")
    squad.does(squad.chen, task_id, "accept")
    assert squad.alert(case).handling == "dispatched"


def test_closing_withdraws_what_was_asked(squad: Squad) -> None:
    case = squad.case()
    task_id = squad.offers(case, squad.chen)
    squad.closes(case)
    assert squad.task(task_id).stage == Stage.WITHDRAWN
    assert squad.said(case)[-2:] == ["closed", "task_withdrawn"]
    with pytest.raises(Conflict):
        squad.does(squad.chen, task_id, "accept")
    squad.passes(181)
    assert squad.answers(task_id) == [Answer.WITHDRAWN], "its deadline is gone"


def test_nobody_sets_out_for_somebody_who_is_home_and_well(squad: Squad) -> None:
    case = squad.case()
    task_id = squad.offers(case, squad.chen)
    squad.returns()
    reached(squad, case)
    assert squad.alert(case).handling == "resolved"
    assert squad.does(squad.chen, task_id, "accept").stage == Stage.WITHDRAWN
    assert squad.alert(case).handling == "resolved"


def test_only_responders_who_are_not_asked_yet_can_be_asked(squad: Squad) -> None:
    case = squad.case()
    with squad.tx() as tx:
        gone = hire(tx, "gone", Role.responder)
    with squad.tx() as tx:
        tx.conn.exec_driver_sql("UPDATE user_account SET disabled_at = 1 WHERE id = ?", (gone.id,))
    squad.offers(case, squad.chen)
    for asked in ([squad.zhao], [gone], [squad.chen], [squad.sun, squad.sun], []):
        with pytest.raises(Invalid):
            squad.offers(case, *asked)


def test_whoever_works_elsewhere_now_has_nothing_to_do_with_it(squad: Squad) -> None:
    task_id = squad.offers(squad.case(), squad.chen)
    moved = replace(squad.chen, areas=(99,), area_ids=frozenset({99}))
    with pytest.raises(NotFound):
        squad.does(moved, task_id, "accept")
    with squad.store.snapshot() as session, pytest.raises(NotFound):
        queries.one(session, moved, task_id, squad.clock.now())


def test_near_responders_come_before_far_ones_and_the_idle_before_the_busy(squad: Squad) -> None:
    with squad.tx() as tx:
        city = areas.create(tx, "西安市", AreaKind.district).id
        street = areas.create(tx, "北院门街道", AreaKind.street, city).id
        other = areas.create(tx, "雁塔区", AreaKind.district, city).id
        people = {name: hire(tx, name, Role.responder).id for name in ("city", "street", "busy", "other")}
    with squad.tx() as tx:
        granted = {"city": city, "street": street, "busy": street, "other": other}
        for name, area in granted.items():
            tx.session.get_one(User, people[name]).areas = [area]
        tx.session.get_one(Elder, squad.elder_id).area_id = street
    first = squad.case()
    busy = Principal(people["busy"], "busy", "busy", Role.responder, 0)
    squad.does(busy, squad.offers(first, busy), "accept")
    with squad.store.snapshot() as session:
        found = responders.of_alert(session, squad.alert(first))
    assert [(one.user.name, one.area and one.area.name, one.open_tasks, one.asked) for one in found] == [
        ("street", "北院门街道", 0, False), ("busy", "北院门街道", 1, True), ("city", "西安市", 0, False),
        ("chen", None, 0, False), ("sun", None, 0, False),
    ]  # fmt: skip


def test_somebody_elses_case_is_not_mine_to_ask_about(squad: Squad) -> None:
    case = squad.case()
    with pytest.raises(Conflict):
        squad.offers(case, squad.chen, by=squad.zhao)
    task_id = squad.offers(case, squad.chen)
    with pytest.raises(Forbidden):
        squad.does(squad.li, task_id, "accept")
    with pytest.raises(NotFound):
        squad.does(squad.sun, task_id, "accept")
