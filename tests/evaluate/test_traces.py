"""Traces as files: written from the simulated world, read back, and refused when they cannot be right."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import BadRequest
from app.evaluate.deciders import BELIEF, OTHERS, Named
from app.evaluate.generate import MIDNIGHT_MS, write
from app.evaluate.score import score
from app.evaluate.traces import Traces, load
from app.geo.presence import Source
from app.world.days import HARD, live

HOME = {"lat": 34.2658, "lon": 108.9402, "radius_m": 100}


def silent(file: str, line: int, why: str) -> None:
    raise AssertionError(f"{file}, {line}: {why}")


def trace(directory: Path, lines: list[Any], name: str = "li", **truth: Any) -> None:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    (directory / f"{name}.ndjson").write_text(text)
    known = {"home": HOME, "outside": []} | truth
    (directory / f"{name}.truth.json").write_text(json.dumps(known))


def ping(at: float, lat: float = 34.2658, **more: Any) -> dict[str, Any]:
    return {"device": "w", "fixed_at": at, "lat": lat, "lon": 108.9402, "accuracy_m": 10, **more}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write(tmp_path / "new", HARD, 5, seed=3)
    read, days = load(tmp_path / "new", silent), live(HARD, 5, 3)
    assert read.elder_days == pytest.approx(5.0)
    start = MIDNIGHT_MS / 1000
    for i in range(5):
        own, truly = read.fixes[read.heard[:, i], i], days.fixes[days.heard[:, i], i]
        assert own["at"] - start == pytest.approx(truly["at"], abs=1e-3)
        assert own["distance_m"] == pytest.approx(truly["distance_m"], abs=0.1)
        assert own["accuracy_m"] == pytest.approx(truly["accuracy_m"], abs=0.006, nan_ok=True)
        assert own["source"].tolist() == truly["source"].tolist()
        assert np.array(read.outside[i]) - start == pytest.approx(np.array(days.outside[i]), abs=1e-3)


@pytest.mark.parametrize("named", [BELIEF, *OTHERS], ids=lambda named: named.name)
def test_files_and_memory_decide_alike(tmp_path: Path, named: Named) -> None:
    write(tmp_path, HARD, 4, seed=8)
    read, days = load(tmp_path, silent), Traces.of(live(HARD, 4, 8))
    a, b = score(read, named.decide(read)), score(days, named.decide(days))
    assert (len(a.missed), a.unseen) == (len(b.missed), b.unseen)
    assert a.delays == pytest.approx(b.delays, abs=0.01)
    assert len(a.false) == pytest.approx(len(b.false), rel=0.01), "a rounded centimetre may tip a fix"


def test_generated_traces_do_not_mix_with_what_is_there(tmp_path: Path) -> None:
    write(tmp_path, HARD, 1, seed=1)
    with pytest.raises(BadRequest, match="holds traces already"):
        write(tmp_path, HARD, 1, seed=2)


def test_without_observed_the_pings_say_how_long(tmp_path: Path) -> None:
    trace(tmp_path, [ping(1_790_000_000), ping(1_790_043_200)])
    assert load(tmp_path, silent).elder_days == pytest.approx(0.5)


def test_only_the_worn_device_counts_and_times_to_come_do_not(tmp_path: Path) -> None:
    start = 1_790_000_000
    lines = [ping(start), ping(start + 60, device="phone"), {"device": "w", "fixed_at": start + 70,
             "battery_pct": 40}, ping(start + 86_400 * 30), ping(start + 120, source="wifi")]  # fmt: skip
    trace(tmp_path, lines, observed=[start, start + 86_400])
    read = load(tmp_path, silent)
    assert read.fixes["at"][read.heard].tolist() == [start, start + 120]
    assert read.fixes["source"][read.heard].tolist() == [Source.GNSS, Source.WIFI]


def test_lines_that_are_no_pings_are_named(tmp_path: Path) -> None:
    trace(tmp_path, [ping(1_790_000_000), "nonsense", ping(1_790_000_060, lat=91)], observed=[0, 86_400])
    faults: list[tuple[str, int]] = []
    read = load(tmp_path, lambda file, line, why: faults.append((file, line)))
    assert faults == [("li.ndjson", 2), ("li.ndjson", 3)]
    assert read.heard.sum() == 1


def test_an_outing_may_have_no_known_end(tmp_path: Path) -> None:
    trace(tmp_path, [ping(0), ping(60)], outside=[[30, None]], observed=[0, 86_400])
    assert load(tmp_path, silent).outside == [[(30.0, float("inf"))]]


@pytest.mark.parametrize(
    "truth",
    [
        {"outside": [[200, 100]]},
        {"outside": [[100, 200], [150, 300]]},
        {"outside": [[100, None], [300, 400]]},
        {"outside": [["yesterday", "today"]]},
        {"home": {"lat": 34.2, "lon": 108.9}},
        {"home": HOME | {"radius_m": 0}},
        {"hom": HOME},
    ],
)
def test_a_truth_that_cannot_be_right_is_refused_by_name(tmp_path: Path, truth: dict[str, Any]) -> None:
    trace(tmp_path, [ping(0), ping(60)], **truth)
    with pytest.raises(BadRequest, match=r"li\.truth\.json"):
        load(tmp_path, silent)


def test_missing_things_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="holds no traces"):
        load(tmp_path, silent)
    (tmp_path / "li.ndjson").write_text(json.dumps(ping(0)))
    with pytest.raises(BadRequest, match=r"li\.truth\.json is missing"):
        load(tmp_path, silent)
    trace(tmp_path, [], observed=None)
    with pytest.raises(BadRequest, match="cover no time"):
        load(tmp_path, silent)
