"""Write traces of the simulated worlds (app/world) as files, so that both kinds of data go the same way."""

from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.clock import parse_instant, rfc3339
from app.errors import BadRequest
from app.evaluate.traces import Home, Truth
from app.geo.presence import Source
from app.geo.shapes import place
from app.world.days import EASY, HARD, World, live

WORLDS: Final = {world.name: world for world in (EASY, HARD)}
MIDNIGHT_MS: Final = parse_instant("2026-03-01T00:00:00+08:00")  # an ordinary day; the worlds know no dates
PIN: Final = (34.2658, 108.9402)  # every home: elders never meet, and distances are what counts
SOURCES: Final = [source.name.lower() for source in Source]


def write(directory: Path, world: World, elders: int, seed: int) -> None:
    """One trace of one day per elder. Raises BadRequest when the directory holds traces already."""
    if any(directory.glob("*.ndjson")):
        raise BadRequest(f"{directory} holds traces already; choose an empty directory.")
    directory.mkdir(parents=True, exist_ok=True)
    days = live(world, elders, seed)
    for i in range(elders):
        name = f"{world.name}-{seed}-{i:05}"
        lines = _pings(name, days.fixes[days.heard[:, i], i])
        (directory / f"{name}.ndjson").write_text("".join(line + "\n" for line in lines))
        truth = Truth(
            home=Home(*PIN, round(float(days.radius_m[i]), 3)),
            outside=[(_time(left), _time(back)) for left, back in days.outside[i]],
            observed=(_time(0.0), _time(days.duration_s)),
        )
        (directory / f"{name}.truth.json").write_bytes(msgspec.json.encode(truth) + b"\n")


def _pings(device: str, fixes: NDArray[Any]) -> list[str]:
    lat, lon = place(*PIN, fixes["x"], fixes["y"])
    lines = []
    for fix, north, east in zip(fixes, lat, lon, strict=True):
        ping = {
            "device": device,
            "fixed_at": _time(float(fix["at"])),
            "lat": round(float(north), 7),
            "lon": round(float(east), 7),
            "source": SOURCES[fix["source"]],
        }
        if not np.isnan(fix["accuracy_m"]):
            ping["accuracy_m"] = round(float(fix["accuracy_m"]), 2)
        lines.append(msgspec.json.encode(ping).decode())
    return lines


def _time(seconds: float) -> str:
    return rfc3339(MIDNIGHT_MS + round(seconds * 1000))
