"""What governs her: curfews in any zone, directives, outings."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.alerts import policy
from app.alerts.policy import GRACE, LATE, Curfew, Directive, Outing, Policy, in_curfew, next_turn, showing
from app.clock import DAY, HOUR, MINUTE, parse_instant

XIAN, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
        "America/Sao_Paulo", "Asia/Beirut", "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu", "UTC",
    )
]  # fmt: skip
FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2005, 2030))

zones = st.sampled_from(ZONES)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
instants = st.integers(FIRST, LAST).map(lambda s: s * 1000)
weekdays = st.sets(st.integers(0, 6)).map(frozenset)
curfews = st.builds(Curfew, clocks, clocks, zones, st.just(policy.EVERY_DAY) | weekdays)


def at(text: str) -> int:
    return parse_instant(text)


def local(ms: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(ms / 1000, zone).replace(tzinfo=None)


def calm(ms: int, zone: ZoneInfo) -> bool:
    """No clock is changed for two days before and after."""
    offsets = {datetime.fromtimestamp(ms / 1000 + h * 3600, zone).utcoffset() for h in range(-48, 49, 12)}
    return len(offsets) == 1


# clocks


@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), clocks, zones)
def test_the_clock_shows_it_for_the_first_time(day: date, clock: time, zone: ZoneInfo) -> None:
    moment = showing(day, clock, zone)
    wall = datetime.combine(day, clock)
    assert local(moment, zone) >= wall
    assert local(moment - 1, zone) < wall
    if local(moment, zone) != wall:  # it was skipped: the clocks jumped at this very moment
        assert local(moment, zone) - local(moment - 1000, zone) > timedelta(seconds=1)


@given(instants, curfews)
def test_on_ordinary_days_the_curfew_is_what_the_clock_says(ms: int, curfew: Curfew) -> None:
    zone = curfew.zone
    assert isinstance(zone, ZoneInfo)
    assume(calm(ms, zone))
    now = local(ms, zone)
    today, yesterday = now.weekday() in curfew.days, (now.weekday() - 1) % 7 in curfew.days
    if curfew.start < curfew.end:
        expected = today and curfew.start <= now.time() < curfew.end
    else:
        expected = (today and now.time() >= curfew.start) or (yesterday and now.time() < curfew.end)
    assert in_curfew(curfew, ms) == expected


@given(instants, curfews)
def test_the_next_turn_is_where_the_answer_turns(ms: int, curfew: Curfew) -> None:
    turn = next_turn(curfew, ms)
    held = in_curfew(curfew, ms)
    if turn is None:
        assert all(in_curfew(curfew, ms + h * HOUR) == held for h in range(8 * 24))
        return
    assert turn > ms
    assert in_curfew(curfew, turn) != held
    assert in_curfew(curfew, turn - 1) == held
    for step in range(1, 20):
        assert in_curfew(curfew, ms + (turn - 1 - ms) * step // 20) == held


@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), zones)
def test_a_night_lasts_eight_hours_give_or_take_the_clocks(day: date, zone: ZoneInfo) -> None:
    curfew = policy.night(zone)
    noon = showing(day, time(12), zone)
    begins = next_turn(curfew, noon)
    assert begins is not None
    ends = next_turn(curfew, begins)
    assert ends is not None
    if calm(noon, zone):
        assert ends - begins == 8 * HOUR
    assert 7 * HOUR <= ends - begins <= 9 * HOUR


@given(instants, clocks, zones)
def test_a_curfew_that_ends_as_it_begins_never_ends(ms: int, clock: time, zone: ZoneInfo) -> None:
    curfew = Curfew(clock, clock, zone)
    assert in_curfew(curfew, ms)
    assert next_turn(curfew, ms) is None


@given(instants, clocks, clocks, zones)
def test_a_curfew_of_no_day_never_begins(ms: int, start: time, end: time, zone: ZoneInfo) -> None:
    curfew = Curfew(start, end, zone, frozenset())
    assert not in_curfew(curfew, ms)
    assert next_turn(curfew, ms) is None


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ("2027-03-27T22:00:00+01:00", True),  # the night before summer time
        ("2027-03-27T21:59:59+01:00", False),
        ("2027-03-28T05:59:59+02:00", True),
        ("2027-03-28T06:00:00+02:00", False),
        ("2027-10-30T22:00:00+02:00", True),  # the night that has 25 hours
        ("2027-10-31T02:30:00+02:00", True),
        ("2027-10-31T02:30:00+01:00", True),
        ("2027-10-31T05:59:59+01:00", True),
        ("2027-10-31T06:00:00+01:00", False),
    ],
)
def test_the_nights_of_berlin(moment: str, held: bool) -> None:
    assert in_curfew(policy.night(BERLIN), at(moment)) == held


def test_a_curfew_that_begins_in_the_hour_that_is_skipped_begins_with_the_next() -> None:
    curfew = Curfew(time(2, 30), time(5), BERLIN)
    assert next_turn(curfew, at("2027-03-28T01:00:00+01:00")) == at("2027-03-28T03:00:00+02:00")


def test_a_curfew_within_the_skipped_hour_does_not_happen() -> None:
    curfew = Curfew(time(2, 10), time(2, 50), BERLIN)
    assert next_turn(curfew, at("2027-03-28T01:00:00+01:00")) == at("2027-03-29T02:10:00+02:00")


def test_a_curfew_that_ends_in_the_hour_that_comes_twice_ends_once() -> None:
    curfew = Curfew(time(23), time(2, 30), BERLIN)
    ends = next_turn(curfew, at("2027-10-31T00:00:00+02:00"))
    assert ends == at("2027-10-31T02:30:00+02:00")
    assert next_turn(curfew, ends) == at("2027-10-31T23:00:00+01:00")


# modes and directives

NOON = at("2026-11-24T12:00:00+08:00")


def her(mode: str = "stay_home", **plans: object) -> Policy:
    return replace(Policy(mode, policy.night(XIAN)), **plans)  # type: ignore[arg-type]


HEAT = Directive(1, "heat", NOON, NOON + 4 * HOUR)
STORM = Directive(2, "storm", NOON + HOUR, NOON + 6 * HOUR)


def test_being_outdoors_is_normal_life() -> None:
    for mode, alerts in (("stay_home", True), ("curfew", False), ("living_area", False), ("free", False)):
        assert policy.answer(her(mode), NOON).outside_alerts == alerts
        assert policy.answer(her(mode), NOON + 11 * HOUR).outside_alerts == (mode in ("stay_home", "curfew"))


@pytest.mark.parametrize("mode", ["stay_home", "curfew", "living_area", "free"])
def test_a_directive_keeps_everybody_at_home_and_ends_by_itself(mode: str) -> None:
    hers = her(mode, directives=(HEAT, STORM))
    assert policy.answer(hers, NOON - 1).mode == mode
    assert policy.answer(hers, NOON).directive == HEAT
    assert policy.answer(hers, NOON).outside_alerts
    assert policy.answer(hers, NOON + 2 * HOUR).directive == STORM, "the one that lasts longest"
    assert policy.answer(hers, NOON + 6 * HOUR - 1).mode == "stay_home"
    assert policy.answer(hers, NOON + 6 * HOUR) == policy.answer(her(mode), NOON + 6 * HOUR)


def test_since_when_the_rule_holds() -> None:
    evening = at("2026-11-24T23:00:00+08:00")
    assert policy.alerts_since(her(), NOON) == 0
    assert policy.alerts_since(her("curfew"), evening) == at("2026-11-24T22:00:00+08:00")
    hers = her("free", directives=(HEAT, STORM))
    assert policy.alerts_since(hers, NOON + 5 * HOUR) == NOON, "one directive took over from the other"


def test_a_rule_that_has_just_ended_still_judges_who_left_under_it() -> None:
    six = at("2026-11-24T06:00:00+08:00")
    assert policy.exit_alerts(her("curfew"), six - 2 * MINUTE, six + 2 * MINUTE)
    assert not policy.exit_alerts(her("curfew"), six, six + 2 * MINUTE)


# outings

WALK = Outing(7, NOON, NOON + 2 * HOUR, "兴庆公园")


def test_an_outing_silences_from_start_to_a_quarter_past_its_end() -> None:
    hers = her(outings=(WALK,))
    assert policy.silent_until(hers, NOON - MINUTE, NOON - 1) is None
    until = WALK.expected_back_at + GRACE
    assert policy.silent_until(hers, NOON, NOON + MINUTE) == (until, WALK)
    assert policy.silent_until(hers, NOON, until - 1) == (until, WALK)
    assert policy.silent_until(hers, WALK.expected_back_at, until - 1) is None, "out again afterwards"


def test_who_is_not_back_a_quarter_past_is_overdue_and_late_an_hour_past() -> None:
    hers, back = her("free", outings=(WALK,)), WALK.expected_back_at
    assert policy.overdue(hers, NOON, back + GRACE - 1) is None
    assert policy.overdue(hers, NOON, back + GRACE) == WALK
    assert policy.overdue(hers, back, back + GRACE) is None, "she was home when she was expected"
    assert policy.overdue_priority(WALK, back + LATE - 1) == 2
    assert policy.overdue_priority(WALK, back + LATE) == 1
    assert policy.silent_until(hers, NOON, back + 5 * HOUR) == (back + 5 * HOUR + GRACE, WALK)


def test_who_is_back_is_not_overdue() -> None:
    back = replace(WALK, ended_at=NOON + HOUR)
    hers = her("free", outings=(back,))
    assert policy.overdue(hers, NOON, NOON + 10 * HOUR) is None
    assert policy.silent_until(hers, NOON, NOON + HOUR + GRACE - 1) == (NOON + HOUR + GRACE, back)
    assert policy.silent_until(hers, NOON, NOON + HOUR + GRACE) is None


def test_another_outing_is_another_promise() -> None:
    again = Outing(8, NOON + 2 * HOUR, NOON + 4 * HOUR, "女儿家")
    hers = her("free", outings=(WALK, again))
    assert policy.overdue(hers, NOON, NOON + 3 * HOUR) is None
    assert policy.overdue(hers, NOON, NOON + 4 * HOUR + GRACE) == WALK


def test_an_outing_is_stronger_than_a_directive_and_does_not_hide_it() -> None:
    hers = her("free", directives=(HEAT,), outings=(WALK,))
    said = policy.answer(hers, NOON + HOUR)
    assert (said.directive, said.outing) == (HEAT, WALK)
    assert policy.silent_until(hers, NOON, NOON + HOUR) is not None


# everything together

spans = st.tuples(st.integers(-2 * DAY, 2 * DAY), st.integers(MINUTE, 2 * DAY))
directives = st.lists(
    st.builds(lambda i, s: Directive(i, "d", NOON + s[0], NOON + s[0] + s[1]), st.integers(1, 9), spans),
    max_size=3,
)
outings = st.lists(
    st.builds(
        lambda i, s, ended: Outing(i, NOON + s[0], NOON + s[0] + s[1], "o", ended),
        st.integers(1, 9), spans, st.none() | st.integers(NOON - 2 * DAY, NOON + 2 * DAY),
    ),
    max_size=3,
)  # fmt: skip
policies = st.builds(
    Policy, st.sampled_from(["stay_home", "curfew", "living_area", "free"]), curfews,
    directives.map(tuple), outings.map(tuple),
)  # fmt: skip


def sayings(hers: Policy, ms: int) -> tuple[object, ...]:
    silent, missed = policy.silent_until(hers, -1, ms), policy.overdue(hers, -1, ms)
    late = missed and policy.overdue_priority(missed, ms)
    return policy.answer(hers, ms), silent is None, late


@given(policies, st.integers(NOON - DAY, NOON + DAY))
def test_nothing_changes_before_the_next_change(hers: Policy, ms: int) -> None:
    change = policy.next_change(hers, ms)
    until = change if change is not None else ms + 5 * DAY
    before = sayings(hers, ms)
    for step in range(20):
        assert sayings(hers, ms + (until - 1 - ms) * step // 20) == before
    if change is not None:
        assert change > ms
        assert policy.next_change(hers, change - 1) == change


@given(policies, st.integers(NOON - DAY, NOON + DAY))
def test_the_rule_has_held_since_it_began(hers: Policy, ms: int) -> None:
    assume(policy.answer(hers, ms).outside_alerts)
    since = policy.alerts_since(hers, ms)
    assert since <= ms
    for step in range(21):
        moment = max(since, ms - 3 * DAY)
        assert policy.answer(hers, moment + (ms - moment) * step // 20).outside_alerts
    if since:
        assert not policy.answer(hers, since - 1).outside_alerts


@given(policies, st.integers(NOON - DAY, NOON + DAY), st.integers(0, DAY))
def test_who_is_overdue_is_silent_about_the_exit(hers: Policy, ms: int, out: int) -> None:
    missed = policy.overdue(hers, ms - out, ms)
    silent = policy.silent_until(hers, ms - out, ms)
    if missed is not None:
        assert silent is not None
    if silent is not None:
        assert silent[0] > ms
