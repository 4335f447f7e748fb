"""Evidence → alert changes: batteries and nights."""

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alerts.causes import battery_level, is_night
from app.alerts.changes import Clear, Open, Reactivate
from app.alerts.evidence import BatteryRead
from app.alerts.kinds import Kind
from app.alerts.rules import decide
from app.clock import MINUTE
from tests.alerts.evidence import HER, NOON, XIAN, only, stands


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
