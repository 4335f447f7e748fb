"""When a care call is due: for every zone, every day, every pair of hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.care.schedule import Hours, due, local_day, window
from app.clock import DAY, HOUR, MINUTE, parse_instant

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")]
)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
XIAN, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


@st.composite
def hours(draw: st.DrawFn) -> tuple[time, time]:
    """From and until, a quarter of an hour apart at least."""
    starts = draw(st.integers(0, 23 * 60 + 44))
    ends = draw(st.integers(starts + 15, 23 * 60 + 59))
    return time(*divmod(starts, 60)), time(*divmod(ends, 60))


@given(hours(), DAYS, ZONES)
def test_a_window_is_never_empty_and_lies_on_its_day(
    of: tuple[time, time], day: date, zone: ZoneInfo
) -> None:
    found = window(*of, day, zone)
    assert 0 < found.ends - found.begins <= 25 * HOUR
    assert local_day(found.begins, zone) == day
    shown = datetime.fromtimestamp(found.begins / 1000, zone).replace(tzinfo=None)
    assert shown >= datetime.combine(day, of[0]), "never before the time on the wall"


@given(hours(), DAYS, ZONES)
def test_the_clocks_show_the_hours_of_the_plan_where_they_show_them_at_all(
    of: tuple[time, time], day: date, zone: ZoneInfo
) -> None:
    found = window(*of, day, zone)
    midnights = {datetime.combine(d, time(), zone).utcoffset() for d in (day, day + timedelta(days=1))}
    if len(midnights) == 1:  # no change of the clocks that day
        for at, clock in ((found.begins, of[0]), (found.ends, of[1])):
            assert datetime.fromtimestamp(at / 1000, zone).time() == clock


@given(hours(), st.frozensets(st.integers(0, 6)), DAYS, ZONES, st.integers(-2 * DAY, 2 * DAY))
def test_it_is_due_on_its_weekdays_unless_it_was_over_when_the_plan_was_made(
    of: tuple[time, time], days: frozenset[int], day: date, zone: ZoneInfo, ago: int
) -> None:
    whole = window(*of, day, zone)
    made_at = whole.ends - ago
    found = due(Hours(days, *of), made_at, day, zone)
    assert found == (whole if day.weekday() in days and ago > 0 else None)


def test_the_night_in_which_an_hour_is_missing() -> None:
    """02:15-02:45 does not exist on 29 March 2026 in Berlin: half an hour, from 03:00 on."""
    found = window(time(2, 15), time(2, 45), date(2026, 3, 29), BERLIN)
    assert found.begins == parse_instant("2026-03-29T03:00:00+02:00")
    assert found.ends - found.begins == 30 * MINUTE


def test_the_night_in_which_an_hour_comes_twice() -> None:
    found = window(time(1, 30), time(3, 30), date(2026, 10, 25), BERLIN)
    assert found.ends - found.begins == 3 * HOUR


def test_the_day_is_that_of_the_wall() -> None:
    late = round(datetime(2026, 11, 24, 17, 0, tzinfo=UTC).timestamp() * 1000)
    assert (local_day(late, XIAN), local_day(late, BERLIN)) == (date(2026, 11, 25), date(2026, 11, 24))
