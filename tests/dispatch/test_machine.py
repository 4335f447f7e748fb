"""The way of a task, cell by cell, against a table written down here a second time."""

import pytest

from app.dispatch.machine import Party, Refusal, Stage, Step, allowed, judge

# step>next:who, or step>next|next when no other offer waits:who. Who: a whoever was asked, h whoever has it,
# d the desk (or the service, when the case is over), s the service. What is not written is 409.
TABLE = {
    "offered": "accept>accepted:a decline>offered|declined:a expire>offered|expired:s withdraw>withdrawn:d",
    "accepted": "depart>en_route:h arrive>on_scene:h abort>aborted:h withdraw>withdrawn:d",
    "en_route": "arrive>on_scene:h abort>aborted:h withdraw>withdrawn:d",
    "on_scene": "complete>completed:h abort>aborted:h withdraw>withdrawn:d",
    "declined": "",
    "expired": "",
    "completed": "",
    "aborted": "",
    "withdrawn": "",
}
WHO = {"a": {Party.ASKED}, "h": {Party.HAS_IT}, "d": {Party.DESK, Party.SERVICE}, "s": {Party.SERVICE}}


def expected(stage: Stage, step: Step, party: Party, *, last: bool) -> Stage | Refusal:
    for cell in TABLE[stage].split():
        name, _, rest = cell.partition(">")
        if name != step:
            continue
        to, _, who = rest.partition(":")
        then, _, at_last = to.partition("|")
        return Stage(at_last if at_last and last else then) if party in WHO[who] else Refusal.WRONG_PARTY
    return Refusal.WRONG_STAGE


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("stage", Stage)
def test_every_cell(stage: Stage, step: Step) -> None:
    for party in Party:
        for last in (True, False):
            assert judge(stage, step, party, last=last) == expected(stage, step, party, last=last), party


@pytest.mark.parametrize("stage", Stage)
def test_the_buttons_are_exactly_what_would_succeed(stage: Stage) -> None:
    for party in Party:
        would = [s for s in Step if isinstance(expected(stage, s, party, last=False), Stage)]
        assert allowed(stage, party) == would


def test_the_table_names_only_what_exists() -> None:
    assert set(TABLE) == set(Stage)
    assert {cell.partition(">")[0] for row in TABLE.values() for cell in row.split()} == set(Step)


def test_whoever_was_slower_may_do_nothing() -> None:
    assert all(allowed(stage, Party.NOBODY) == [] for stage in Stage)
