"""Many who accept at once: one has it, the others hear who; on SQLite and on PostgreSQL with two nodes."""

from collections.abc import Callable
from typing import Any

import pytest

from app.clock import ManualClock
from app.dispatch import offers
from app.dispatch.machine import Answer
from app.errors import Conflict
from app.identity.roles import Principal, Role
from app.settings import Settings
from app.store.db import Store
from tests.alerts.house import hire
from tests.alerts.test_concurrency import N, at_once
from tests.dispatch.squad import Squad
from tests.store.test_postgres import nodes, url

__all__ = ["nodes", "url"]  # fixtures


def all_accept(squad: Squad, stores: list[Store]) -> None:
    case = squad.case()
    with squad.tx() as tx:
        people: list[Principal] = [hire(tx, f"volunteer {n}", Role.responder) for n in range(N)]
    task_id = squad.offers(case, *people)

    def accept(n: int) -> int | None:
        with stores[n % len(stores)].transaction() as tx:
            return offers.accept(tx, people[n], task_id).responder_id

    results = at_once(accept)
    (winner,) = [n for n in range(N) if results[n] == people[n].id]
    lost = [r for r in results if isinstance(r, Conflict)]
    assert len(lost) == N - 1, results
    assert {r.extra["responder"]["name"] for r in lost} == {f"volunteer {winner}"}
    assert squad.said(case).count("task_accepted") == 1
    answers = squad.answers(task_id)
    assert (answers.count(Answer.ACCEPTED), answers.count(Answer.TAKEN)) == (1, N - 1)


@pytest.mark.parametrize("count", [1, 2])
def test_of_twenty_who_accept_one_has_it(squad: Squad, settings: Settings, count: int) -> None:
    others = [Store(settings.database_url, squad.clock) for _ in range(count - 1)]
    all_accept(squad, [squad.store, *others])
    for store in others:
        store.close()


def test_of_twenty_who_accept_on_two_nodes_one_has_it(nodes: list[Store]) -> None:
    all_accept(Squad(nodes[0], ManualClock(nodes[0].clock.now())), nodes)


def test_an_acceptance_and_a_closing_at_once_end_in_one_way(squad: Squad) -> None:
    """Either nobody goes, or whoever accepted is called back; nobody is left on the way to a closed case."""
    case = squad.case()
    task_id = squad.offers(case, squad.chen)
    acts: list[Callable[[], Any]] = [
        lambda: squad.does(squad.chen, task_id, "accept"), lambda: squad.closes(case)
    ]  # fmt: skip
    results = at_once(lambda n: acts[n]() if n < len(acts) else None)
    while squad.alert(case).handling != "closed":  # accepted first: her version was stale
        assert isinstance(results[1], Conflict), results
        squad.closes(case)
    assert squad.task(task_id).stage == "withdrawn"
