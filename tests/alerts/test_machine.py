"""The alert machine, cell by cell, against a table written down here a second time from the domain."""

import itertools

import pytest

from app.alerts.machine import MACHINE, Action, Actor, Case, Handling, Refusal, allowed, judge

# action>next:who, or action>next|next when the cause is over:who. Who: o any operator, h the holder (and a
# supervisor, and anybody once no lease runs), r a relief (a supervisor, or anybody once no lease runs),
# s a supervisor, m the machine. An exclamation mark: never for P1. What is not written is 409.
TABLE = {
    "open": "claim>claimed:o shelve>suppressed:o! note>open:o offer_accepted>dispatched:m",
    "claimed": "release>open:h takeover>claimed:r call>contacting:h escalate>escalated:s "
    "dispatch>dispatched:h shelve>suppressed:h! close>closed:h note>claimed:o lease_ended>open:m "
    "handed_over>claimed:m offer>claimed:h offer_accepted>dispatched:m",
    "contacting": "release>open:h takeover>claimed:r call>contacting:h not_reached>contacting:h "
    "line_ended>contacting:m "
    "reached>monitoring|resolved:h escalate>escalated:s dispatch>dispatched:h close>closed:h "
    "note>contacting:o lease_ended>open:m exhausted>escalated:m "
    "handed_over>contacting:m offer>contacting:h offer_accepted>dispatched:m",
    "monitoring": "call>monitoring:h not_reached>monitoring:h "
    "line_ended>monitoring:m reached>monitoring|resolved:h "
    "escalate>escalated:s dispatch>dispatched:h close>closed:h note>monitoring:o "
    "recheck_failed>open:m recheck_passed>resolved:m handed_over>monitoring:m "
    "offer>monitoring:h offer_accepted>dispatched:m",
    "escalated": "call>escalated:h not_reached>escalated:h "
    "line_ended>escalated:m reached>monitoring|resolved:h "
    "dispatch>dispatched:h close>closed:h note>escalated:o handed_over>escalated:m "
    "offer>escalated:h offer_accepted>dispatched:m",
    "dispatched": "call>dispatched:h not_reached>dispatched:h "
    "line_ended>dispatched:m reached>dispatched:h close>closed:h "
    "note>dispatched:o handed_over>dispatched:m offer>dispatched:h offer_accepted>dispatched:m "
    "task_completed>monitoring|resolved:m task_aborted>escalated:m",
    "resolved": "close>closed:h note>resolved:o reopen>open:m handed_over>resolved:m",
    "suppressed": "note>suppressed:o shelf_ended>open:m window_ended>open|closed:m reopen>open:m",
    "closed": "reopen>open:m",
}
NOW = 1_000_000
LEASES = {"none": None, "running": NOW + 1, "over": NOW}
RESPONDER = Actor(1, operator=False, supervisor=False)
STRANGER = Actor(2, operator=True, supervisor=False)
HOLDER = Actor(3, operator=True, supervisor=False)
SUPERVISOR = Actor(4, operator=True, supervisor=True)
ACTORS = (RESPONDER, STRANGER, HOLDER, SUPERVISOR, MACHINE)


def written(handling: Handling, action: Action) -> tuple[str, str, str, bool] | None:
    """(next while active, next when cleared, who, not for P1)."""
    for cell in TABLE[handling].split():
        name, _, rest = cell.partition(">")
        if name == action:
            to, _, who = rest.partition(":")
            active, _, cleared = to.partition("|")
            return active, cleared or active, who[0], who.endswith("!")
    return None


def may(who: str, actor: Actor, lease_runs: bool) -> Refusal | None:
    if actor is MACHINE:
        return None if who == "m" else Refusal.WRONG_ROLE
    if who == "m" or actor is RESPONDER:
        return Refusal.WRONG_ROLE
    if who == "o" or actor is SUPERVISOR:
        return None
    if who == "h":
        return Refusal.HELD if lease_runs and actor is STRANGER else None
    return None if who == "r" and not lease_runs else Refusal.WRONG_ROLE


def expected(case: Case, action: Action, actor: Actor) -> Handling | Refusal:
    cell = written(case.handling, action)
    if cell is None:
        return Refusal.WRONG_STATE
    active, cleared, who, never_p1 = cell
    refusal = may(who, actor, case.lease_until == LEASES["running"])
    if refusal:
        return refusal
    if never_p1 and case.priority == 1:
        return Refusal.P1
    return Handling(active if case.active else cleared)


def cases(handling: Handling) -> list[Case]:
    return [
        Case(handling, active, priority, claimed_by=3, lease_until=lease)
        for active, priority, lease in itertools.product((True, False), (1, 2, 4), LEASES.values())
    ]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("handling", Handling)
def test_every_cell(handling: Handling, action: Action) -> None:
    for case in cases(handling):
        for actor in ACTORS:
            assert judge(case, action, actor, NOW) == expected(case, action, actor), (case, actor)


@pytest.mark.parametrize("handling", Handling)
def test_the_buttons_are_exactly_what_would_succeed(handling: Handling) -> None:
    for case in cases(handling):
        for actor in ACTORS:
            would = [a for a in Action if isinstance(judge(case, a, actor, NOW), Handling)]
            assert allowed(case, actor, NOW) == would


def test_the_table_names_only_what_exists() -> None:
    assert set(TABLE) == set(Handling)
    named = {cell.partition(">")[0] for cells in TABLE.values() for cell in cells.split()}
    assert named == set(Action)


def test_a_clear_never_decides_who_may_act() -> None:
    """Clear-then-claim ends exactly like claim-then-clear, for every action and everybody."""
    for handling, action, actor, lease in itertools.product(Handling, Action, ACTORS, LEASES.values()):
        active, cleared = (judge(Case(handling, a, 2, 3, lease), action, actor, NOW) for a in (True, False))
        assert isinstance(active, Refusal) == isinstance(cleared, Refusal)
        if isinstance(active, Refusal):
            assert active == cleared


def test_a_p1_is_never_put_aside() -> None:
    for handling, actor in itertools.product(Handling, ACTORS):
        assert Action.SHELVE not in allowed(Case(handling, True, 1, 3, None), actor, NOW)
