"""The way of a task as data: who may take which step when, and where it leads. Pure.

A missing key is 409, a wrong party 403. Who may take a step follows from the task, not from a role: somebody
who was asked, whoever has it, the desk, or the service itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

OFFER_S = 180  # an offer that nobody answers within is over


class Stage(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    COMPLETED = "completed"
    ABORTED = "aborted"  # by whoever had it
    WITHDRAWN = "withdrawn"  # by the desk, or because nobody need go any more


class Step(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    DEPART = "depart"
    ARRIVE = "arrive"
    COMPLETE = "complete"
    ABORT = "abort"
    WITHDRAW = "withdraw"


class Party(StrEnum):
    """What somebody is to a task."""

    ASKED = "asked"  # has an offer that waits for an answer
    HAS_IT = "has_it"
    DESK = "desk"  # an operator of its area
    SERVICE = "service"
    NOBODY = "nobody"  # was asked once: declined, too late, or slower


class Answer(StrEnum):
    """What became of an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    TAKEN = "taken"  # somebody else was faster
    WITHDRAWN = "withdrawn"


LIVE = frozenset({Stage.ACCEPTED, Stage.EN_ROUTE, Stage.ON_SCENE})
"""Somebody has it: the address is theirs to see, and only now."""
OPEN = LIVE | {Stage.OFFERED}


@dataclass(frozen=True, slots=True)
class Rule:
    """`to` is the next stage; `if_last` replaces it when no other offer waits for an answer."""

    to: Stage
    who: Party
    if_last: Stage | None = None


def _table() -> dict[tuple[Stage, Step], Rule]:
    g, s, p = Stage, Step, Party
    table: dict[tuple[Stage, Step], Rule] = {
        (g.OFFERED, s.ACCEPT): Rule(g.ACCEPTED, p.ASKED),
        (g.OFFERED, s.DECLINE): Rule(g.OFFERED, p.ASKED, if_last=g.DECLINED),
        (g.OFFERED, s.EXPIRE): Rule(g.OFFERED, p.SERVICE, if_last=g.EXPIRED),
        (g.ACCEPTED, s.DEPART): Rule(g.EN_ROUTE, p.HAS_IT),
        (g.ACCEPTED, s.ARRIVE): Rule(g.ON_SCENE, p.HAS_IT),  # next door
        (g.EN_ROUTE, s.ARRIVE): Rule(g.ON_SCENE, p.HAS_IT),
        (g.ON_SCENE, s.COMPLETE): Rule(g.COMPLETED, p.HAS_IT),
    }
    for stage in LIVE:
        table[stage, s.ABORT] = Rule(g.ABORTED, p.HAS_IT)
    for stage in OPEN:
        table[stage, s.WITHDRAW] = Rule(g.WITHDRAWN, p.DESK)
    return table


TRANSITIONS: Mapping[tuple[Stage, Step], Rule] = _table()


class Refusal(StrEnum):
    WRONG_STAGE = "wrong_stage"  # 409
    WRONG_PARTY = "wrong_party"  # 403


def judge(stage: Stage, step: Step, party: Party, *, last: bool) -> Stage | Refusal:
    """The next stage, or why not. `last`: no other offer of the task waits for an answer."""
    rule = TRANSITIONS.get((stage, step))
    if rule is None:
        return Refusal.WRONG_STAGE
    by_service = party is Party.SERVICE and rule.who is Party.DESK  # a case that is over withdraws its tasks
    if party is not rule.who and not by_service:
        return Refusal.WRONG_PARTY
    return rule.if_last if rule.if_last and last else rule.to


def allowed(stage: Stage, party: Party) -> list[Step]:
    """The steps that this party may take now: the buttons of a screen."""
    return [step for step in Step if isinstance(judge(stage, step, party, last=True), Stage)]
