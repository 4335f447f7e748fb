"""On the way, there, done; given up; not heard of."""

import pytest

from app.alerts.kinds import Kind
from app.alerts.tables import Alert
from app.dispatch.machine import Stage
from app.errors import Conflict, Forbidden
from tests.dispatch.squad import Squad


def accepted(squad: Squad) -> tuple[int, int]:
    case = squad.case()
    task_id = squad.offers(case, squad.chen)
    squad.does(squad.chen, task_id, "accept")
    return case, task_id


def overdue(squad: Squad) -> Alert:
    (found,) = [a for a in squad.alerts() if a.kind == Kind.RESPONDER_OVERDUE]
    return found


def test_done_while_she_is_out_means_looking_again(squad: Squad) -> None:
    case, task_id = accepted(squad)
    squad.does(squad.chen, task_id, "depart", "arrive")
    assert squad.alert(case).handling == "dispatched"
    squad.does(squad.chen, task_id, "complete")
    assert squad.alert(case).handling == "monitoring"
    assert squad.due(case)["recheck"] == 15 * 60
    assert squad.said(case)[-4:] == ["task_accepted", "task_en_route", "task_on_scene", "task_completed"]
    assert squad.timeline(case)[-1].detail["note"] == "she is fine"


def test_done_when_she_is_back_resolves_it(squad: Squad) -> None:
    case, task_id = accepted(squad)
    squad.does(squad.chen, task_id, "arrive")
    squad.returns()
    squad.does(squad.chen, task_id, "complete")
    assert squad.alert(case).handling == "resolved"


def test_while_somebody_else_is_on_the_way_it_stays_dispatched(squad: Squad) -> None:
    case, first = accepted(squad)
    second = squad.offers(case, squad.sun)
    squad.does(squad.sun, second, "accept", "depart")
    squad.does(squad.chen, first, "abort")
    assert squad.alert(case).handling == "dispatched"
    squad.does(squad.sun, second, "abort")
    assert squad.alert(case).handling == "escalated", "somebody else must go"


def test_the_desk_withdraws_and_the_case_needs_somebody_again(squad: Squad) -> None:
    case, task_id = accepted(squad)
    squad.does(squad.li, task_id, "abort")
    assert squad.task(task_id).stage == Stage.WITHDRAWN
    assert squad.alert(case).handling == "escalated"
    with pytest.raises(Conflict):
        squad.does(squad.chen, task_id, "depart")


def test_closing_calls_back_whoever_is_on_the_way(squad: Squad) -> None:
    case, task_id = accepted(squad)
    squad.does(squad.chen, task_id, "depart")
    squad.closes(case)
    assert squad.task(task_id).stage == Stage.WITHDRAWN
    assert squad.alert(case).handling == "closed"
    squad.passes(3600)
    assert all(a.kind != Kind.RESPONDER_OVERDUE for a in squad.alerts())


def test_steps_are_for_whoever_has_it(squad: Squad) -> None:
    _, task_id = accepted(squad)
    with pytest.raises(Forbidden):
        squad.does(squad.li, task_id, "depart")
    with pytest.raises(Conflict):
        squad.does(squad.chen, task_id, "complete")


@pytest.mark.parametrize("before", [(), ("depart",)])
def test_whoever_is_not_heard_of_is_overdue_until_they_check_in(squad: Squad, before: tuple[str]) -> None:
    case, task_id = accepted(squad)
    squad.clock.advance(60)
    squad.does(squad.chen, task_id, *before)
    waited = 14 * 60 if not before else 15 * 60
    squad.passes(waited - 1)
    assert len(squad.alerts()) == 1
    squad.passes(1)
    late = overdue(squad)
    assert (late.priority, late.elder_id, late.previous_id) == (2, squad.elder_id, case)
    assert (late.evidence["responder"], late.evidence["minutes"]) == ("chen", 15)
    squad.does(squad.chen, task_id, "arrive")
    assert (overdue(squad).condition, overdue(squad).handling) == ("cleared", "open")
    assert squad.alert(case).handling == "dispatched"


def test_on_the_scene_nobody_is_overdue(squad: Squad) -> None:
    _, task_id = accepted(squad)
    squad.does(squad.chen, task_id, "depart", "arrive")
    squad.passes(3600)
    assert len(squad.alerts()) == 1
