import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import parse_instant, rfc3339
from app.geo.shapes import place
from app.replay import Home, replay

DATA = Path(__file__).parent / "data"
SCENARIOS = {v["id"]: v for v in json.loads((DATA / "scenarios.json").read_text())["vectors"]}
START = parse_instant("2026-11-24T09:00:00+08:00")
HOME = Home(31.2304, 121.4737, 100.0)
SOURCES = {"gps": "gnss", "lbs": "cell", "cloud": "gnss"}


def line(t: float, **fields: Any) -> str:
    return json.dumps({"device": "watch", "fixed_at": rfc3339(START + round(t * 1000)), **fields})


def at(t: float, north_m: float = 0.0, east_m: float = 0.0, **fields: Any) -> str:
    lat, lon = place(HOME.lat, HOME.lon, east_m, north_m)
    return line(t, **{"lat": float(lat), "lon": float(lon), "accuracy_m": 12, **fields})


def said(lines: list[str], **options: Any) -> list[tuple[str, str, float]]:
    """(kind, change, seconds since the start) of every line that replay writes."""
    found = replay(lines, HOME, **options)
    return [(f["kind"], f["change"], (parse_instant(f["at"]) - START) / 1000) for f in found]


def ping_of(step: dict[str, Any]) -> str:
    """A step of the scenarios in the words of the contract. A position marked invalid is no position."""
    fields: dict[str, Any] = {}
    if step.get("valid", True) and "lat" in step:
        fields = {"lat": step["lat"], "lon": step["lon"], "source": SOURCES[step["source"]]}
        fields |= {"accuracy_m": step["accuracy_m"]} if "accuracy_m" in step else {}
    if "crs" in step:
        fields["datum"] = step["crs"]
    if step.get("alarms"):
        fields["signals"] = step["alarms"]
    return line(step["t"], backlog=step.get("archive", False), **fields)


def scenario(name: str) -> list[tuple[str, str, float]]:
    steps = [step for step in SCENARIOS[name]["steps"] if "t" in step]
    return said([ping_of(step) for step in steps if step.get("valid", True) or step.get("alarms")])


@pytest.mark.parametrize(
    "name",
    [
        "jitter-poor-accuracy",
        "backlog-ud2-after-outage",
        "first-position-inside",
        "first-position-outside",  # one fix never decides; the ones that follow would
        "fence-edited",
        "stale-gps-v-frame",
        "zero-zero",
        "gcj-mixed-source",
        "future-timestamp",
        "offline-sleeping-device",
    ],
)
def test_scenarios_without_an_alert(name: str) -> None:
    assert scenario(name) == []


def test_a_true_exit_opens_one_alert_with_its_third_to_fifth_fix() -> None:
    (exit_, alert) = scenario("true-exit")
    assert exit_[:2] == ("exit", "opened")
    assert alert[:2] == ("outside_home", "opened")
    assert 180 <= alert[2] == exit_[2] <= 300


@pytest.mark.parametrize(
    ("name", "pressed"),
    [("late-sos", 3600), ("sos-without-fix", 60), ("sos-with-low-battery", 0), ("sos-resend-until-ack", 0)],
)
def test_every_sos_opens_exactly_one_alert(name: str, pressed: float) -> None:
    assert scenario(name) == [("sos", "opened", pressed)]


def test_the_night_mrs_li_walked_out() -> None:
    with (DATA / "trace_mrs_li.ndjson").open() as lines:
        found = list(replay(lines, Home(34.2658, 108.9402, 100.0)))
    assert [(f["kind"], f["change"]) for f in found] == [
        ("exit", "opened"),
        ("outside_home", "opened"),
        ("enter", "cleared"),
        ("outside_home", "cleared"),
    ]
    left, back = parse_instant(found[0]["at"]), parse_instant(found[2]["at"])
    two, home = parse_instant("2026-11-24T02:00:00+08:00"), parse_instant("2026-11-24T03:10:12+08:00")
    assert two < left <= two + 6 * 60_000
    assert home < back <= home + 8 * 60_000


def test_a_clock_that_runs_ahead_does_not_lock_out_the_others() -> None:
    walk = [at(60 * i, 60.0 * max(i - 3, 0)) for i in range(12)]
    ahead = at(30 * 86400, 5.0)
    assert said([*walk[:2], ahead, *walk[2:]]) == said(walk)
    assert said(walk)[0][0] == "exit"


def test_a_long_silence_is_not_a_clock_that_runs_ahead() -> None:
    days = [at(60 * i) for i in range(5)] + [at(3 * 86400 + 60 * i, 400.0 + 50 * i) for i in range(5)]
    assert [kind for kind, _, _ in said(days)] == ["exit", "outside_home"]


def test_one_impossible_leap_is_ignored_and_two_that_agree_are_believed() -> None:
    home = [at(60 * i) for i in range(30)]
    assert said([*home, at(1800, 90_000.0), at(1860)]) == []
    away = [at(1800 + 60 * i, 90_000.0 + 20 * i) for i in range(6)]
    assert [kind for kind, _, _ in said([*home, *away])] == ["exit", "outside_home"]


def test_late_fixes_are_history() -> None:
    home = [at(60 * i) for i in range(30)]
    late = [at(30 + 60 * i, 900.0) for i in range(20)]
    assert said([*home, *late]) == []


def test_a_second_press_is_the_same_alert_and_a_fall_another() -> None:
    lines = [line(0, signals=["sos"]), line(60, signals=["sos"]), line(90, signals=["fall"])]
    assert said(lines) == [("sos", "opened", 0), ("fall", "opened", 90)]


def test_battery_opens_and_clears_with_hysteresis() -> None:
    levels = [(0, 25), (60, 19), (120, 22), (180, 15), (240, 60)]
    found = said([line(t, battery_pct=percent) for t, percent in levels])
    assert found == [("battery", "opened", 60), ("battery", "cleared", 240)]


WALK = [at(60 * i) for i in range(30)] + [at(1800 + 60 * i, 150.0 + 50 * i) for i in range(6)]


def test_a_mode_that_does_not_mind_still_reports_the_crossing() -> None:
    assert [kind for kind, _, _ in said(WALK, mode="free")] == ["exit"]
    assert [kind for kind, _, _ in said(WALK, mode="curfew")] == ["exit"], "it is nine in the morning"


def test_curfew_alerts_when_it_begins_while_she_is_out() -> None:
    evening = parse_instant("2026-11-24T21:00:00+08:00") - START
    out = [at(evening / 1000 + 60 * i, 0.0 if i < 30 else 150.0 + 20 * min(i - 30, 20)) for i in range(90)]
    found = said(out, mode="curfew")
    assert [kind for kind, _, _ in found] == ["exit", "outside_home"]
    assert found[1][2] == evening / 1000 + 3600, "at ten o'clock, not before"


def test_a_phone_left_at_home_does_not_contradict_the_watch() -> None:
    phone = [at(1790 + 60 * i, 0.0, device="phone") for i in range(8)]
    both = sorted([*WALK, *phone], key=lambda text: str(json.loads(text)["fixed_at"]))
    assert said(both) == said(WALK)


def test_what_is_no_ping_is_named_and_passed_over() -> None:
    faults: list[int] = []
    lines = ["not json", "", at(0), '{"device": "watch"}', json.dumps({"device": "w", "fixed_at": "noon"})]
    assert list(replay(lines, HOME, refused=lambda number, reason: faults.append(number))) == []
    assert faults == [1, 4, 5]
    assert list(replay([text.encode() for text in WALK], HOME)) == list(replay(WALK, HOME))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(range(len(WALK))), max_size=10), st.randoms(use_true_random=False))
def test_resends_change_nothing(again: list[int], random: Any) -> None:
    """A ping sent again, any time after it was first received, is the same ping."""
    lines = list(enumerate(WALK))
    for index in again:
        first = next(k for k, (i, _) in enumerate(lines) if i == index)
        lines.insert(random.randint(first + 1, len(lines)), (index, WALK[index]))
    assert said([text for _, text in lines]) == said(WALK)


def test_replaying_twice_is_the_same() -> None:
    rng = np.random.default_rng(3)
    noisy = [at(60 * i, *rng.normal(0, 80, 2)) for i in range(300)]
    assert said(noisy) == said(noisy)
