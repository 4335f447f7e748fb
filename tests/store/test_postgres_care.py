"""Care calls on a real PostgreSQL, two nodes: the same statements as on SQLite."""

from app.alerts import deadlines, reconsider
from app.calls.results import Result
from app.care import calling, missing
from app.care.looking import Rounds
from app.care.plans import Chosen, give_many
from app.store.db import Store
from tests.alerts.house import XIAN
from tests.care.round import DAILY, Round
from tests.store.test_postgres import nodes, url

__all__ = ["nodes", "url"]


def test_a_day_of_care_calls(nodes: list[Store]) -> None:
    clocks = {id(store.clock): store.clock for store in nodes}.values()
    round_ = Round(nodes[0], nodes[0].clock)  # type: ignore[arg-type]
    for _ in range(2):  # the second time in place of the first
        with round_.tx() as tx:
            everybody = Chosen(None, ["green"], replace=True)
            given = give_many(tx, round_.boss, everybody, {**DAILY, "ends": "23:50"}, XIAN, dry_run=False)
    assert given.having == 1
    rounds = [Rounds(store, XIAN) for store in nodes]
    for clock in clocks:
        clock.advance(24 * 3600)  # type: ignore[attr-defined]
    for one in rounds:
        one.look()
    today = round_.call()
    assert len({call.day for call in round_.calls()}) == len(round_.calls())
    for _ in range(3):
        round_.tries(Result.NO_ANSWER)
    assert (round_.newest().kind, round_.newest().condition) == ("care_call_missed", "active")
    for clock in clocks:
        clock.advance(24 * 3600)  # type: ignore[attr-defined]
    for one in rounds:
        deadlines.run_due(one.store, {**reconsider.handlers(XIAN), **missing.HANDLERS})
        one.look()
    with nodes[1].transaction() as tx:
        missed = calling.visible(tx.session, round_.boss, today.id or 0)
        assert missed.state == "missed"
    assert round_.newest().priority == 2
