"""The alert machine as data: who may do what when, and where it leads.

A missing key is 409, a wrong role 403. The same table answers which buttons the desk draws.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LEASE_CLAIM_S = 90
LEASE_CALL_S = 120
WARN_S = 45
RESPOND_S = 60
ACT_S = 600
RECHECK_S = 15 * 60
REOPEN_WITHIN_S = 10 * 60
SHELVE_AT_MOST_S = 2 * 3600


class Handling(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    CONTACTING = "contacting"
    MONITORING = "monitoring"
    ESCALATED = "escalated"
    DISPATCHED = "dispatched"
    RESOLVED = "resolved"
    SUPPRESSED = "suppressed"
    CLOSED = "closed"


class Action(StrEnum):
    # people
    CLAIM = "claim"
    RELEASE = "release"
    TAKEOVER = "takeover"
    CALL = "call"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOTE = "note"
    ESCALATE = "escalate"
    DISPATCH = "dispatch"
    OFFER = "offer"  # a task to responders: help is asked for, not yet on its way
    SHELVE = "shelve"
    CLOSE = "close"
    # the machine itself
    LINE_ENDED = "line_ended"  # the line itself reached nobody
    EXHAUSTED = "exhausted"  # two attempts and the whole contact list, nobody reached
    LEASE_ENDED = "lease_ended"
    RECHECK_FAILED = "recheck_failed"
    RECHECK_PASSED = "recheck_passed"
    SHELF_ENDED = "shelf_ended"
    WINDOW_ENDED = "window_ended"  # of what the machine itself held back
    REOPEN = "reopen"
    HANDED_OVER = "handed_over"  # its holder gave it away, and somebody took it
    OFFER_ACCEPTED = "offer_accepted"  # a responder goes there
    TASK_COMPLETED = "task_completed"
    TASK_ABORTED = "task_aborted"  # nobody is on the way any more


class Who(StrEnum):
    """Who may take an action, beyond the role."""

    MACHINE = "machine"
    OPERATOR = "operator"
    HOLDER = "holder"  # whoever claimed it; a supervisor too; anyone once the lease is over
    RELIEVER = "reliever"  # a supervisor; any operator once the lease is over
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Rule:
    """`to` is the next handling; `if_cleared` replaces it when the cause no longer holds."""

    to: Handling
    who: Who
    if_cleared: Handling | None = None


def _table() -> dict[tuple[Handling, Action], Rule]:
    h, a, w = Handling, Action, Who
    table: dict[tuple[Handling, Action], Rule] = {
        (h.OPEN, a.CLAIM): Rule(h.CLAIMED, w.OPERATOR),
        (h.OPEN, a.SHELVE): Rule(h.SUPPRESSED, w.OPERATOR),
        (h.CLAIMED, a.SHELVE): Rule(h.SUPPRESSED, w.HOLDER),
        (h.CLAIMED, a.CALL): Rule(h.CONTACTING, w.HOLDER),
        (h.CLAIMED, a.LEASE_ENDED): Rule(h.OPEN, w.MACHINE),
        (h.CONTACTING, a.LEASE_ENDED): Rule(h.OPEN, w.MACHINE),
        (h.CONTACTING, a.EXHAUSTED): Rule(h.ESCALATED, w.MACHINE),
        (h.MONITORING, a.RECHECK_FAILED): Rule(h.OPEN, w.MACHINE),
        (h.MONITORING, a.RECHECK_PASSED): Rule(h.RESOLVED, w.MACHINE),
        (h.SUPPRESSED, a.SHELF_ENDED): Rule(h.OPEN, w.MACHINE),
        (h.SUPPRESSED, a.WINDOW_ENDED): Rule(h.OPEN, w.MACHINE, if_cleared=h.CLOSED),
        (h.SUPPRESSED, a.REOPEN): Rule(h.OPEN, w.MACHINE),
        (h.RESOLVED, a.REOPEN): Rule(h.OPEN, w.MACHINE),  # out again before anybody closed the case
        (h.CLOSED, a.REOPEN): Rule(h.OPEN, w.MACHINE),
    }
    for state in (h.CLAIMED, h.CONTACTING):
        table[state, a.RELEASE] = Rule(h.OPEN, w.HOLDER)
        table[state, a.TAKEOVER] = Rule(h.CLAIMED, w.RELIEVER)
    for state in (h.CONTACTING, h.MONITORING, h.ESCALATED, h.DISPATCHED):
        table[state, a.CALL] = Rule(state, w.HOLDER)  # second attempts and contacts are normal
        table[state, a.NOT_REACHED] = Rule(state, w.HOLDER)
        table[state, a.LINE_ENDED] = Rule(state, w.MACHINE)
    for state in (h.CONTACTING, h.MONITORING, h.ESCALATED):
        table[state, a.REACHED] = Rule(h.MONITORING, w.HOLDER, if_cleared=h.RESOLVED)
    table[h.DISPATCHED, a.REACHED] = Rule(h.DISPATCHED, w.HOLDER)  # help is on its way all the same
    for state in (h.CLAIMED, h.CONTACTING, h.MONITORING):
        table[state, a.ESCALATE] = Rule(h.ESCALATED, w.SUPERVISOR)
    for state in (h.CLAIMED, h.CONTACTING, h.MONITORING, h.ESCALATED):
        table[state, a.DISPATCH] = Rule(h.DISPATCHED, w.HOLDER)
    for state in (h.CLAIMED, h.CONTACTING, h.MONITORING, h.ESCALATED, h.DISPATCHED):
        table[state, a.OFFER] = Rule(state, w.HOLDER)
    for state in (h.OPEN, h.CLAIMED, h.CONTACTING, h.MONITORING, h.ESCALATED, h.DISPATCHED):
        table[state, a.OFFER_ACCEPTED] = Rule(h.DISPATCHED, w.MACHINE)  # whoever let go of it meanwhile
    table[h.DISPATCHED, a.TASK_COMPLETED] = Rule(h.MONITORING, w.MACHINE, if_cleared=h.RESOLVED)
    table[h.DISPATCHED, a.TASK_ABORTED] = Rule(h.ESCALATED, w.MACHINE)
    for state in (h.CLAIMED, h.CONTACTING, h.MONITORING, h.ESCALATED, h.DISPATCHED, h.RESOLVED):
        table[state, a.CLOSE] = Rule(h.CLOSED, w.HOLDER)
    for state in (h.CLAIMED, h.CONTACTING, h.MONITORING, h.ESCALATED, h.DISPATCHED, h.RESOLVED):
        table[state, a.HANDED_OVER] = Rule(state, w.MACHINE)
    for state in h:
        if state is not h.CLOSED:
            table[state, a.NOTE] = Rule(state, w.OPERATOR)
    return table


TRANSITIONS: Mapping[tuple[Handling, Action], Rule] = _table()


@dataclass(frozen=True, slots=True)
class Case:
    """What the machine must know of an alert."""

    handling: Handling
    active: bool
    priority: int
    claimed_by: int | None
    lease_until: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `supervisor` includes admin; the machine itself has no id."""

    user_id: int | None
    operator: bool
    supervisor: bool


class Refusal(StrEnum):
    WRONG_STATE = "wrong_state"  # 409
    WRONG_ROLE = "wrong_role"  # 403
    HELD = "held"  # 409: somebody else is at work on it
    P1 = "p1"  # 409: an emergency cannot be shelved


MACHINE = Actor(None, operator=False, supervisor=False)


def judge(case: Case, action: Action, actor: Actor, now: int) -> Handling | Refusal:
    """The next handling, or why not. `now` in ms, for the lease."""
    rule = TRANSITIONS.get((case.handling, action))
    if rule is None:
        return Refusal.WRONG_STATE
    refusal = _refusal(rule.who, case, actor, now)
    if refusal:
        return refusal
    if action is Action.SHELVE and case.priority == 1:
        return Refusal.P1
    if rule.if_cleared and not case.active:
        return rule.if_cleared
    return rule.to


def _refusal(who: Who, case: Case, actor: Actor, now: int) -> Refusal | None:
    if who is Who.MACHINE:
        return None if actor == MACHINE else Refusal.WRONG_ROLE
    if not actor.operator:
        return Refusal.WRONG_ROLE
    if who is Who.OPERATOR or actor.supervisor:
        return None
    if who is Who.SUPERVISOR:
        return Refusal.WRONG_ROLE
    free = case.lease_until is None or case.lease_until <= now
    if free or (who is Who.HOLDER and actor.user_id == case.claimed_by):
        return None
    return Refusal.HELD if who is Who.HOLDER else Refusal.WRONG_ROLE


def allowed(case: Case, actor: Actor, now: int) -> list[Action]:
    """The actions this actor may take now: the desk's buttons."""
    return [a for a in Action if isinstance(judge(case, a, actor, now), Handling)]
