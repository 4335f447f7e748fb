"""Evidence → alert changes, as values."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alerts.kinds import KINDS, Kind
from app.alerts.machine import Handling
from app.alerts.rules import (
    BatteryRead,
    Change,
    Clear,
    Crossed,
    Evidence,
    Open,
    Reactivate,
    Reopen,
    Repeat,
    Signalled,
    Standing,
    Subject,
    battery_level,
    decide,
    is_night,
    keys_of,
)
from app.clock import DAY, MINUTE, SECOND, parse_instant

XIAN = ZoneInfo("Asia/Shanghai")
NOON = parse_instant("2026-11-24T12:00:00+08:00")
FIX = {"lat": 34.3, "lon": 108.9}
HER = Subject(5, "stay_home", "green", XIAN)
OUT, SOS = "5:outside_home:3", "5:sos"


def crossed(exit_: bool, at: int, confirmed: int | None = None, kind: str = "home") -> Crossed:
    return Crossed(exit_, 3, kind, at, at if confirmed is None else confirmed, FIX, {"distance_m": 140})


def pressed(at: int, name: str = "sos", device: int = 9, delayed: bool = False) -> Signalled:
    return Signalled(name, at, device, None, delayed)


def stands(**fields: Any) -> Standing:
    return replace(Standing(1, Handling.OPEN, True, 2), **fields)


def closed(at: int, **fields: Any) -> Standing:
    return stands(handling=Handling.CLOSED, closed_at=at, **fields)


def her(**fields: Any) -> Subject:
    return replace(HER, **fields)


def only(changes: Sequence[Change]) -> Any:
    (change,) = changes
    return change


# outside home


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


# batteries


def test_battery_levels_and_priorities() -> None:
    key = "5:battery:9"
    low = only(decide(HER, [BatteryRead(1, 20, NOON, 9)], {}, NOON))
    assert (low.kind, low.priority, low.dedup_key, low.evidence["percent"]) == (Kind.BATTERY, 4, key, 20)
    worse = only(decide(HER, [BatteryRead(2, 8, NOON, 9)], {key: stands(priority=4)}, NOON))
    assert isinstance(worse, Reactivate)
    assert worse.opening.priority == 3
    fine = only(decide(HER, [BatteryRead(0, 30, NOON, 9)], {key: stands(priority=3)}, NOON))
    assert fine == Clear(1, key, NOON)


def test_every_device_has_its_own_battery_alert() -> None:
    changes = decide(HER, [BatteryRead(1, 15, NOON, 9), BatteryRead(1, 15, NOON, 10)], {}, NOON)
    assert [c.dedup_key for c in changes if isinstance(c, Open)] == ["5:battery:9", "5:battery:10"]


@pytest.mark.parametrize(
    ("percent", "charging", "before", "level"),
    [
        (100, None, 0, 0), (29.9, None, 0, 0), (20.1, None, 0, 0), (20, None, 0, 1), (8.1, None, 0, 1),
        (8, None, 0, 2), (0, False, 1, 2), (21, None, 1, 1), (29.9, None, 1, 1), (30, None, 1, 0),
        (9, None, 2, 2), (29.9, None, 2, 2), (30, None, 2, 0), (3, True, 2, 0), (3, True, 0, 0),
    ],
)  # fmt: skip
def test_battery_hysteresis(percent: float, charging: bool | None, before: int, level: int) -> None:
    assert battery_level(percent, charging, before) == level


@given(st.lists(st.floats(9, 29, allow_nan=False), max_size=30))
def test_a_battery_that_flutters_below_30_alerts_at_most_once(readings: list[float]) -> None:
    level, rises = 0, 0
    for percent in readings:
        now = battery_level(percent, None, level)
        rises += now > level
        level = now
    assert rises <= 1


# nights


def at(text: str, zone: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("local", "night"),
    [
        ("21:59:59", False),
        ("22:00", True),
        ("23:59", True),
        ("00:00", True),
        ("05:59:59", True),
        ("06:00", False),
    ],
)
def test_night_is_by_the_clock_on_the_wall(local: str, night: bool) -> None:
    zones = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland")
    days = ("2026-03-29", "2026-10-25", "2026-11-01", "2026-07-01")  # clocks change on some of them
    for zone, day in itertools.product(zones, days):
        assert is_night(at(f"{day}T{local}", zone), ZoneInfo(zone)) is night, (zone, day)


def test_the_night_is_an_hour_longer_or_shorter_when_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    def minutes(day: int, month: int) -> int:
        start = round(datetime(2026, month, day, 12, tzinfo=UTC).timestamp() * 1000)
        return sum(is_night(start + m * MINUTE, berlin) for m in range(24 * 60))

    assert [minutes(1, 7), minutes(28, 3), minutes(24, 10)] == [8 * 60, 7 * 60, 9 * 60]


@given(st.integers(0, 4_000_000_000_000))
def test_night_is_a_third_of_the_day_where_clocks_never_change(ms: int) -> None:
    assert sum(is_night(ms + h * 60 * MINUTE, XIAN) for h in range(24)) == 8


# for all evidence


NAMES = st.sampled_from(["sos", "fall", "smoke", "gas", "vibration"])
WHEN = st.integers(0, 40).map(lambda m: NOON + m * MINUTE)
PRESSES = st.builds(pressed, WHEN, NAMES, st.integers(9, 10))
EVIDENCE = st.one_of(
    PRESSES,
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
