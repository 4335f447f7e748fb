"""Evidence → alert changes: what holds for all evidence."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.alerts.changes import Change, Clear, Open, Reopen, Standing
from app.alerts.evidence import BatteryRead, Evidence, Looked, Signalled, Subject
from app.alerts.kinds import Kind
from app.alerts.machine import Handling
from app.alerts.rules import decide, keys_of
from app.clock import MINUTE
from tests.alerts.evidence import NOON, XIAN, crossed, pressed

NAMES = st.sampled_from(["sos", "fall", "smoke", "gas", "vibration"])
WHEN = st.integers(0, 40).map(lambda m: NOON + m * MINUTE)
PRESSES = st.builds(pressed, WHEN, NAMES, st.integers(9, 10))
LOOKS = st.builds(
    Looked,
    st.sampled_from([Kind.DEVICE_SILENT, Kind.HEART_RATE, Kind.INACTIVITY_HOME]),
    st.booleans(),
    WHEN,
    WHEN,
    st.integers(1, 3),
    place=st.sampled_from([None, 9]),
)
EVIDENCE = st.one_of(
    PRESSES,
    LOOKS,
    st.builds(crossed, st.booleans(), WHEN, kind=st.sampled_from(["home", "safe"])),
    st.builds(BatteryRead, st.integers(0, 2), st.floats(0, 100), WHEN, st.integers(9, 10)),
)
SUBJECTS = st.builds(
    Subject,
    st.just(5),
    st.sampled_from(["stay_home", "curfew", "free"]),
    st.sampled_from(["red", "green"]),
    st.just(XIAN),
)


class Model:
    """Alerts as a dictionary: carries changes out the way the database does, and counts."""

    def __init__(self) -> None:
        self.standing: dict[str, Standing] = {}
        self.ids = 0

    def show(self, subject: Subject, evidence: Sequence[Evidence], now: int) -> list[Change]:
        changes = decide(subject, evidence, self.standing, now)
        for change in changes:
            self.carry_out(change)
        return changes

    def carry_out(self, change: Change) -> None:
        key = change.dedup_key if isinstance(change, Open | Clear) else change.opening.dedup_key
        before = self.standing.get(key)
        if isinstance(change, Open):
            assert before is None or before.handling == Handling.CLOSED, "a second open alert of one key"
            assert change.previous_id == (before.alert_id if before else None)
            self.ids += 1
            heard = (before.heard if before else frozenset()) | ({change.press} if change.press else set())
            self.standing[key] = Standing(self.ids, Handling.OPEN, True, change.priority, heard=heard)
            return
        assert before is not None
        assert change.alert_id in (None, before.alert_id)
        if isinstance(change, Clear):
            assert before.active
            assert before.handling != Handling.CLOSED
            self.standing[key] = replace(before, active=False)
            return
        press = change.opening.press
        self.standing[key] = replace(
            before,
            active=True,
            priority=min(before.priority, change.opening.priority),
            handling=Handling.OPEN if isinstance(change, Reopen) else before.handling,
            closed_at=None if isinstance(change, Reopen) else before.closed_at,
            heard=before.heard | ({press} if press else set()),
        )

    def view(self) -> Mapping[str, tuple[str, bool, int, frozenset[Any]]]:
        return {k: (s.handling, s.active, s.priority, s.heard) for k, s in self.standing.items()}


@given(SUBJECTS, st.lists(EVIDENCE, max_size=12), st.lists(st.integers(0, 11), max_size=3))
def test_a_batch_ends_like_the_same_pings_one_by_one(
    subject: Subject, evidence: list[Evidence], cuts: list[int]
) -> None:
    now = NOON + 60 * MINUTE
    together, apart, pieces = Model(), Model(), Model()
    together.show(subject, evidence, now)
    for e in evidence:
        apart.show(subject, [e], now)
    edges = [0, *sorted(c for c in cuts if c < len(evidence)), len(evidence)]
    for start, end in itertools.pairwise(edges):
        pieces.show(subject, evidence[start:end], now)
    assert together.view() == apart.view() == pieces.view()


@given(SUBJECTS, st.lists(PRESSES, max_size=12))
def test_signals_sent_again_change_nothing(subject: Subject, evidence: list[Signalled]) -> None:
    model = Model()
    model.show(subject, evidence, NOON)
    for key, standing in list(model.standing.items()):
        model.standing[key] = replace(standing, handling=Handling.CLOSED, closed_at=NOON)
    assert model.show(subject, evidence, NOON + MINUTE) == []


@given(SUBJECTS, EVIDENCE)
def test_one_piece_of_evidence_twice_is_one_change(subject: Subject, e: Evidence) -> None:
    model = Model()
    model.show(subject, [e], NOON)
    assert model.show(subject, [e], NOON) == []


@given(SUBJECTS, st.lists(EVIDENCE, max_size=12))
def test_the_keys_asked_for_are_all_that_is_needed(subject: Subject, evidence: list[Evidence]) -> None:
    keys = keys_of(subject, evidence)
    for change in decide(subject, evidence, {}, NOON):
        assert (change.dedup_key if isinstance(change, Open | Clear) else change.opening.dedup_key) in keys


@given(SUBJECTS, LOOKS, st.booleans())
def test_a_cause_that_lasts_does_not_reopen_what_was_closed(subject: Subject, e: Looked, again: bool) -> None:
    """However often it is looked at; only a cause that began after the closing is a new one."""
    model = Model()
    held = replace(e, holds=True, since=NOON)
    model.show(subject, [held], NOON)
    for key, standing in list(model.standing.items()):
        model.standing[key] = replace(standing, handling=Handling.CLOSED, closed_at=NOON + MINUTE)
    later = replace(held, at=NOON + 2 * MINUTE, priority=1)
    assert model.show(subject, [held, later], NOON + 2 * MINUTE) == []
    fresh = replace(held, since=NOON + 2 * MINUTE)
    assert len(model.show(subject, [fresh, fresh] if again else [fresh], NOON + 3 * MINUTE)) == 1


@given(SUBJECTS, LOOKS)
def test_clear_then_claim_ends_like_claim_then_clear(subject: Subject, e: Looked) -> None:
    first, second = Model(), Model()
    for model in (first, second):
        model.show(subject, [replace(e, holds=True)], NOON)
    (key,) = first.standing
    over = [replace(e, holds=False)]

    def claim(model: Model) -> None:
        model.standing[key] = replace(model.standing[key], handling=Handling.CLAIMED)

    first.show(subject, over, NOON)
    claim(first)
    claim(second)
    second.show(subject, over, NOON)
    assert first.view() == second.view()
