"""Evidence → alert changes, as values: leaving home and pressing buttons."""

import pytest

from app.alerts.changes import Clear, Open, Reactivate, Reopen, Repeat
from app.alerts.evidence import BatteryRead, Evidence, Signalled
from app.alerts.kinds import KINDS, Kind
from app.alerts.machine import Handling
from app.alerts.rules import decide, keys_of
from app.clock import DAY, MINUTE, SECOND, parse_instant
from tests.alerts.evidence import FIX, HER, NOON, OUT, SOS, closed, crossed, her, only, pressed, stands


def test_an_exit_opens_and_says_since_when() -> None:
    change = only(decide(HER, [crossed(True, NOON, NOON + 3 * MINUTE)], {}, NOON + 4 * MINUTE))
    assert isinstance(change, Open)
    assert (change.kind, change.dedup_key, change.priority) == (Kind.OUTSIDE_HOME, OUT, 2)
    assert (change.occurred_at, change.fence_id, change.fix) == (NOON, 3, FIX)
    assert change.evidence == {"rule": "presence", "mode": "stay_home", "distance_m": 140}


@pytest.mark.parametrize("mode", ["free", "living_area"])
@pytest.mark.parametrize("hour", ["02:00", "12:00", "23:00"])
def test_other_modes_never_alert_on_leaving_home(mode: str, hour: str) -> None:
    at = parse_instant(f"2026-11-24T{hour}:00+08:00")
    assert decide(her(mode=mode, risk_tier="red"), [crossed(True, at)], {}, at) == []


@pytest.mark.parametrize(
    ("left", "confirmed", "alerts"),
    [
        ("21:50", "21:55", False),
        ("21:58", "22:03", True),  # out at night, whenever the door closed behind her
        ("22:00", "22:04", True),
        ("02:00", "02:04", True),
        ("05:58", "06:02", True),  # she left inside the curfew
        ("06:00", "06:03", False),
    ],
)
def test_curfew(left: str, confirmed: str, alerts: bool) -> None:
    since, at = (parse_instant(f"2026-11-24T{t}:00+08:00") for t in (left, confirmed))
    changes = decide(her(mode="curfew"), [crossed(True, since, at)], {}, at)
    assert [type(c) for c in changes] == ([Open] if alerts else [])
    assert not alerts or only(changes).priority == 1


def test_red_risk_tier_is_p1_by_day() -> None:
    assert only(decide(her(risk_tier="red"), [crossed(True, NOON)], {}, NOON)).priority == 1
    assert only(decide(her(risk_tier="orange"), [crossed(True, NOON)], {}, NOON)).priority == 2


@pytest.mark.parametrize("kind", ["safe", "hazard", "district"])
def test_only_the_home_fence_speaks_of_outside_home(kind: str) -> None:
    evidence = [crossed(True, NOON, kind=kind), crossed(False, NOON + 1, kind=kind)]
    assert keys_of(HER, evidence) == set()
    assert decide(HER, evidence, {OUT: stands()}, NOON) == []


def test_a_return_clears_an_open_alert_under_every_mode() -> None:
    for mode in ("stay_home", "curfew", "living_area", "free"):
        for handling in set(Handling) - {Handling.CLOSED}:
            changes = decide(her(mode=mode), [crossed(False, NOON)], {OUT: stands(handling=handling)}, NOON)
            assert changes == [Clear(1, OUT, NOON)]


def test_a_return_says_nothing_new_when_nothing_holds() -> None:
    for standing in ({}, {OUT: stands(active=False)}, {OUT: closed(NOON - SECOND)}):
        assert decide(HER, [crossed(False, NOON)], standing, NOON) == []


def test_an_exit_that_her_mode_allows_neither_opens_nor_clears() -> None:
    assert decide(her(mode="free"), [crossed(True, NOON)], {OUT: stands()}, NOON) == []


def test_out_again_while_the_case_is_open() -> None:
    change = only(decide(HER, [crossed(True, NOON)], {OUT: stands(active=False)}, NOON))
    assert isinstance(change, Reactivate)
    assert change.alert_id == 1


def test_a_condition_that_persists_changes_nothing_but_a_worse_one_does() -> None:
    assert decide(HER, [crossed(True, NOON)], {OUT: stands()}, NOON) == []
    change = only(decide(her(risk_tier="red"), [crossed(True, NOON)], {OUT: stands()}, NOON))
    assert isinstance(change, Reactivate)
    assert change.opening.priority == 1


def test_out_again_when_the_case_was_resolved_is_the_queue_again() -> None:
    """Nobody works on a resolved case and none of its deadlines runs: it must not swallow an exit."""
    resolved = {OUT: stands(handling=Handling.RESOLVED, active=False)}
    assert isinstance(only(decide(HER, [crossed(True, NOON)], resolved, NOON)), Reopen)


def test_reopening_within_ten_minutes_later_a_linked_alert() -> None:
    evidence = [crossed(True, NOON)]
    soon = only(decide(HER, evidence, {OUT: closed(NOON - 10 * MINUTE)}, NOON))
    assert isinstance(soon, Reopen)
    assert soon.alert_id == 1
    later = only(decide(HER, evidence, {OUT: closed(NOON - 10 * MINUTE - 1)}, NOON))
    assert isinstance(later, Open)
    assert later.previous_id == 1


# several things in one batch


def test_out_and_home_again_in_one_batch_is_open_and_cleared() -> None:
    """A watch without coverage sends the whole excursion at once."""
    changes = decide(HER, [crossed(True, NOON), crossed(False, NOON + MINUTE)], {}, NOON + 2 * MINUTE)
    assert [type(c) for c in changes] == [Open, Clear]
    assert changes[1] == Clear(None, OUT, NOON + MINUTE)


def test_home_and_out_again_in_one_batch_leaves_it_active() -> None:
    evidence = [crossed(False, NOON), crossed(True, NOON + MINUTE)]
    assert [type(c) for c in decide(HER, evidence, {OUT: stands()}, NOON)] == [Clear, Reactivate]


def test_reopened_and_home_again_in_one_batch_is_cleared() -> None:
    evidence = [crossed(True, NOON), crossed(False, NOON + MINUTE)]
    changes = decide(HER, evidence, {OUT: closed(NOON - MINUTE, active=False)}, NOON + MINUTE)
    assert [type(c) for c in changes] == [Reopen, Clear]


def test_several_presses_in_one_batch_are_one_alert_that_rings_again() -> None:
    evidence = [pressed(NOON), pressed(NOON), pressed(NOON + SECOND), pressed(NOON + 2 * SECOND)]
    changes = decide(HER, evidence, {}, NOON + MINUTE)
    assert [type(c) for c in changes] == [Open, Repeat, Repeat]
    assert changes[0].occurred_at == NOON  # type: ignore[union-attr]


# signals


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sos", Kind.SOS),
        ("fall", Kind.FALL),
        ("smoke", Kind.SMOKE_GAS_CO),
        ("gas", Kind.SMOKE_GAS_CO),
        ("co", Kind.SMOKE_GAS_CO),
    ],
)
def test_signals_open_p1_under_every_mode_with_or_without_a_fix(name: str, kind: Kind) -> None:
    for mode in ("stay_home", "free"):
        change = only(decide(her(mode=mode), [pressed(NOON, name, delayed=True)], {}, NOON))
        assert isinstance(change, Open)
        assert (change.kind, change.priority, change.delayed, change.device_id) == (kind, 1, True, 9)
        assert change.dedup_key == f"5:{kind}"


def test_a_signal_that_nobody_knows_opens_nothing() -> None:
    assert keys_of(HER, [pressed(NOON, "vibration")]) == set()
    assert decide(HER, [pressed(NOON, "vibration")], {}, NOON) == []


HEARD = frozenset({(9, "sos", NOON)})


@pytest.mark.parametrize("handling", Handling)
def test_a_resend_changes_nothing_whatever_became_of_the_alert(handling: Handling) -> None:
    standing = {SOS: stands(handling=handling, closed_at=NOON, heard=HEARD)}
    assert decide(HER, [pressed(NOON)], standing, NOON + 30 * MINUTE) == []


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(pressed(NOON + SECOND), id="later"),
        pytest.param(pressed(NOON, device=10), id="another device"),
        pytest.param(pressed(NOON - MINUTE), id="earlier, from a backlog"),
    ],
)
def test_any_other_press_rings_again_and_after_closing_is_a_linked_alert(again: Signalled) -> None:
    while_open = only(decide(HER, [again], {SOS: stands(priority=1, heard=HEARD)}, NOON + MINUTE))
    assert isinstance(while_open, Repeat)
    after = only(decide(HER, [again], {SOS: closed(NOON + SECOND, heard=HEARD)}, NOON + MINUTE))
    assert isinstance(after, Open)
    assert after.previous_id == 1


def test_a_clock_in_the_future_does_not_deafen_us() -> None:
    heard = frozenset({(9, "sos", NOON + 365 * DAY)})
    assert only(decide(HER, [pressed(NOON)], {SOS: closed(NOON, heard=heard)}, NOON))


@pytest.mark.parametrize("name", ["sos", "fall"])
def test_sos_and_fall_never_reopen(name: str) -> None:
    change = only(decide(HER, [pressed(NOON, name)], {f"5:{name}": closed(NOON - SECOND)}, NOON))
    assert isinstance(change, Open)
    assert change.previous_id == 1


def test_smoke_soon_after_closing_is_the_same_case() -> None:
    key = "5:smoke_gas_co"
    assert isinstance(only(decide(HER, [pressed(NOON, "gas")], {key: closed(NOON - SECOND)}, NOON)), Reopen)


def test_emergencies_never_clear_by_themselves() -> None:
    for kind in (Kind.SOS, Kind.FALL, Kind.SMOKE_GAS_CO):
        assert KINDS[kind].latching
    evidence: list[Evidence] = [crossed(False, NOON), BatteryRead(0, 100, NOON, 9)]
    assert decide(HER, evidence, {SOS: stands(priority=1)}, NOON) == []
