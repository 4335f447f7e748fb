"""What shows only over minutes and hours: heart, activity, a watch taken off, no good position."""

from collections.abc import Callable

import pytest

from app.clock import MINUTE
from tests.scenarios.plans import plans
from tests.scenarios.story import LAT, LON, Story


def kinds(story: Story) -> list[str]:
    return [a["kind"] for a in story.alerts()]


def beats(story: Story, *bpm: float, **fields: object) -> None:
    """A heart rate a minute, at home."""
    for rate in bpm:
        story.passes(60)
        story.send(5, heart_rate_bpm=rate, **fields)


def test_a_heart_that_races_at_rest(story: Story) -> None:
    beats(story, 72, 131, 133, 128, 135, 130)
    assert kinds(story) == []
    beats(story, 131, 129)
    alert = story.alert()
    assert (alert["kind"], alert["priority"]) == ("heart_rate", 2)
    assert alert["evidence"]["text_en"].startswith("Her heart beats 1")
    assert "above 120" in alert["evidence"]["text_en"]
    beats(story, *[75] * 9)
    assert story.alert()["condition"] == "active", "nine minutes of calm are not ten"
    beats(story, 75, 75, 75)
    assert story.alert()["condition"] == "cleared"


def test_a_slow_heart(story: Story) -> None:
    beats(story, *[41] * 8)
    assert "below 45" in story.alert()["evidence"]["text_en"]


def test_single_spikes_are_nothing(story: Story) -> None:
    beats(story, *[72, 150, 74, 71, 155, 73] * 5)
    assert kinds(story) == []


def test_a_quick_heart_on_the_stairs(story: Story) -> None:
    beats(story, *[140] * 10, speed_mps=1.2)
    assert kinds(story) == []
    for n in range(10):
        beats(story, 140, steps=100 * n)
    assert "heart_rate" not in kinds(story)


def test_a_heart_rate_out_of_range_is_refused(story: Story) -> None:
    answer = story.send(5, heart_rate_bpm=400)
    assert answer["rejected"][0]["code"] == "invalid"
    assert story.send(heart_rate_bpm=70)["accepted"] == 1, "and one alone is a ping"


def test_the_watch_is_taken_off_and_put_on_again(story: Story) -> None:
    story.send(5, signals=["device_removed"])
    for _ in range(4):
        story.passes(60)
        story.send(5)
    assert kinds(story) == []
    story.passes(60)
    alert = story.alert()
    assert (alert["kind"], alert["priority"]) == ("device_removed", 3)
    assert alert["evidence"]["text_zh"].startswith("设备 8800000001 已摘下 5 分钟")
    story.passes(600)
    story.send(signals=["device_worn"])
    assert story.alert()["condition"] == "cleared"


def test_the_watch_is_off_for_a_bath(story: Story) -> None:
    story.send(5, signals=["device_removed"])
    story.passes(180)
    story.send(5, heart_rate_bpm=74)
    for _ in range(10):
        story.passes(60)
    assert kinds(story) == [], "a pulse proves that it is worn"


def test_a_pulse_ends_it_too(story: Story) -> None:
    story.send(5, signals=["device_removed"])
    story.passes(360)
    assert kinds(story) == ["device_removed"]
    story.send(5, heart_rate_bpm=74)
    story.passes(300)
    assert story.alert()["condition"] == "cleared"


def messages(story: Story, minutes: int, accuracy_m: float | None) -> None:
    """One message every five minutes; with a bad fix, or none."""
    for _ in range(minutes // 5):
        story.passes(300)
        story.send(battery_pct=80) if accuracy_m is None else story.post(
            story.ping(5) | {"accuracy_m": accuracy_m}
        )


@pytest.mark.parametrize("accuracy_m", [None, 900.0])
def test_heard_of_but_not_seen(story: Story, accuracy_m: float | None) -> None:
    story.stays_home()
    messages(story, 55, accuracy_m)
    assert kinds(story) == []
    messages(story, 15, accuracy_m)
    alert = story.alert()
    assert (alert["kind"], alert["priority"]) == ("location_stale", 4)
    assert "200 m" in alert["evidence"]["text_en"]
    story.passes(60)
    story.send(5)
    story.passes(60)
    assert story.alert()["condition"] == "cleared"


def test_seen_all_the_time(story: Story) -> None:
    for _ in range(6):
        messages(story, 20, None)
        story.send(5)
    assert kinds(story) == []


def home_with_sensors(story: Story) -> Callable[..., None]:
    """A motion sensor in her kitchen; returns what makes it report."""
    made = story.ask(
        "wang",
        "POST",
        "/api/devices",
        {
            "unique_id": "kitchen",
            "elder_id": story.elder["id"],
            "kind": "sensor",
            "expected_interval_s": 86_400,
        },
    )

    def moves(signal: str = "motion") -> None:
        headers = {"Authorization": f"Bearer {made['key']}"}
        body = {"device": "kitchen", "fixed_at": story.ping()["fixed_at"], "signals": [signal]}
        assert story.client.post("/api/pings", json=body, headers=headers).json()["accepted"] == 1

    return moves


@pytest.mark.parametrize("hour", ["08:00"])
def test_nobody_moves_at_home(begin: Callable[..., Story]) -> None:
    story = begin(interval_s=86_400)
    moves = home_with_sensors(story)
    moves()
    for _ in range(3):
        story.passes(3600)
    moves("water")
    for _ in range(7):
        story.passes(1800)
    assert kinds(story) == []
    story.passes(1800)
    alert = story.alert()
    assert (alert["kind"], alert["priority"]) == ("inactivity_home", 2)
    assert alert["evidence"]["text_en"].startswith("No motion, water or door at home for 4 h")
    for _ in range(39):
        story.passes(1800)
    story.signs_in("li")
    assert story.alert()["priority"] == 2
    story.passes(1800)
    assert story.alert()["priority"] == 1, "a whole day"
    assert "reactivated" in story.told()
    moves("door")
    assert story.alert()["condition"] == "cleared"


@pytest.mark.parametrize("hour", ["21:00"])
def test_a_night_is_no_inactivity(begin: Callable[..., Story]) -> None:
    story = begin(interval_s=86_400)
    moves = home_with_sensors(story)
    moves()
    for _ in range(23):
        story.passes(1800)
    assert kinds(story) == [], "an hour of the evening, and two and a half of the morning"
    story.passes(1800)
    story.passes(1800)
    assert kinds(story) == ["inactivity_home"]


@pytest.mark.parametrize("hour", ["08:00"])
def test_nobody_moves_because_she_is_out(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="free")
    moves = home_with_sensors(story)
    moves("door")
    story.stays_home()
    story.goes_out()
    for n in range(10):
        story.passes(1800)
        story.send(420 + n)
    assert kinds(story) == []


def test_without_sensors_nobody_is_inactive(story: Story) -> None:
    for _ in range(10):
        story.passes(3600)
        story.send(5)
    assert kinds(story) == []


def out(story: Story, places: list[tuple[float, float]], seconds: float = 60) -> None:
    """A fix (east, north of her door) each minute."""
    for east, north in places:
        story.passes(seconds)
        ping = story.ping(east)
        ping["lat"] = LAT + north / 111_195
        assert story.post(ping)["accepted"] == 1


def test_she_sits_on_a_bench_for_half_an_hour(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="living_area")
    story.stays_home()
    story.goes_out()
    out(story, [(500, 0), (600, 0), (700, 0)])
    out(story, [(750 + n % 5, n % 7) for n in range(29)])
    assert "stationary_outdoors" not in kinds(story)
    out(story, [(750 + n % 5, n % 7) for n in range(6)])
    (alert,) = [a for a in story.alerts() if a["kind"] == "stationary_outdoors"]
    assert (alert["priority"], alert["condition"]) == (2, "active")
    full = story.ask("li", "GET", f"/api/alerts/{alert['id']}")
    assert full["evidence"]["text_en"].startswith("In one place out of doors for 3")
    assert abs(full["fix"]["lon"] - LON) > 0.004
    out(story, [(750, 70 * n) for n in range(1, 6)])
    (alert,) = [a for a in story.alerts() if a["kind"] == "stationary_outdoors"]
    assert alert["condition"] == "cleared"


def test_lunch_as_planned_is_no_matter_until_she_is_late(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="living_area")
    story.stays_home()
    plans(story, 90)
    story.goes_out()
    out(story, [(750 + n % 5, n % 7) for n in range(50)])
    (lunch,) = [a for a in story.alerts() if a["kind"] == "stationary_outdoors"]
    assert (lunch["handling"], lunch["condition"]) == ("suppressed", "active"), "counted, and silent"
    out(story, [(750 + n % 5, n % 7) for n in range(60)])
    late = {a["kind"]: a["handling"] for a in story.alerts()}
    assert late["not_returned"] == "open"


def test_free_to_sit_where_she_likes(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="free")
    story.stays_home()
    story.goes_out()
    out(story, [(450 + n % 5, n % 7) for n in range(40)])
    assert kinds(story) == []


def test_she_sits_in_the_garden_that_is_her_safe_area(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="living_area")
    garden = {
        "geometry": {"type": "Point", "coordinates": [LON + 0.0049, LAT]},
        "properties": {"kind": "safe", "elder_id": story.elder["id"], "radius_m": 120},
    }
    story.ask("wang", "POST", "/api/fences", garden)
    story.stays_home()
    story.goes_out()
    out(story, [(450 + n % 5, n % 7) for n in range(40)])
    assert "stationary_outdoors" not in kinds(story)


def test_she_goes_round_and_round(begin: Callable[..., Story]) -> None:
    """The same block, again and again, and at last straight on."""
    story = begin(monitoring_mode="living_area")
    story.stays_home()
    story.goes_out()
    block = [(450, 0), (500, 0), (500, 50), (500, 100), (450, 100), (400, 100), (400, 50), (400, 0)]
    out(story, block * 9, seconds=45)
    (alert,) = [a for a in story.alerts() if a["kind"] == "wandering"]
    assert (alert["priority"], alert["condition"]) == (2, "active")
    full = story.ask("li", "GET", f"/api/alerts/{alert['id']}")
    assert full["evidence"]["text_zh"].startswith("反复绕行")
    assert full["evidence"]["laps"] >= 3
    out(story, [(450 + 50 * n, 0) for n in range(40)], seconds=45)
    (alert,) = [a for a in story.alerts() if a["kind"] == "wandering"]
    assert alert["condition"] == "cleared"


def test_there_and_back_is_a_walk(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="living_area")
    story.stays_home()
    story.goes_out()
    way = [(450 + 50 * n, 0) for n in range(20)]
    out(story, [*way, *reversed(way)])
    assert "wandering" not in kinds(story)
    assert story.clock.now() % MINUTE == 0
