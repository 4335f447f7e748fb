"""Traces with known truth: pings as NDJSON, and beside each file what really happened.

`NAME.ndjson` holds the pings of one elder, in the order in which they were received, as `POST /api/pings`
takes them and `nuanyang replay` reads them. `NAME.truth.json` holds her home and when she was outside it:

    {"home": {"lat": 34.2658, "lon": 108.9402, "radius_m": 100},
     "outside": [["2026-03-01T09:12:40+08:00", "2026-03-01T10:03:05+08:00"]],
     "observed": ["2026-03-01T00:00:00+08:00", "2026-03-02T00:00:00+08:00"]}

Times are RFC 3339 or epoch seconds; the end of the last outing may be null when nobody saw it. `observed` is
the time for which the truth is known; without it, from the first to the last ping.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from app.clock import parse_instant
from app.errors import BadRequest
from app.geo.datum import to_wgs84
from app.geo.presence import FIX, Source
from app.geo.quality import FUTURE_S
from app.geo.shapes import circle_locate
from app.ingest.pings import Ping
from app.replay import clocks, read_ping
from app.world.days import Days

DAY_S: Final = 86400.0
Column = NDArray[np.float64]
Outings = list[tuple[float, float]]  # (left, back), s since 1970, in order


@dataclass(frozen=True, slots=True)
class Traces:
    """n elders' fixes and the truth: fixes[k, i] is elder i's k-th, as FIX about her home fence."""

    names: list[str]
    fixes: NDArray[Any]
    heard: NDArray[np.bool_]  # [k, i]: is there such a fix?
    outside: list[Outings]
    elder_days: float

    @classmethod
    def of(cls, days: Days) -> "Traces":
        """The traces of simulated days, without a way over files."""
        names = [f"{i:05}" for i in range(len(days.radius_m))]
        return cls(names, days.fixes, days.heard, days.outside, days.elder_days)


class Home(msgspec.Struct, forbid_unknown_fields=True):
    """The home fence: WGS-84 degrees and metres."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    radius_m: Annotated[float, Meta(gt=0, le=1e6)]


class Truth(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The content of NAME.truth.json."""

    home: Home
    outside: list[tuple[str | float, str | float | None]]
    observed: tuple[str | float, str | float] | None = None


def load(directory: Path, refused: Callable[[str, int, str], None]) -> Traces:
    """Read every trace of a directory. Lines that are no pings go to `refused`: file, line from 1, reason.

    Raises BadRequest when there is no trace, or a truth is missing or wrong.
    """
    files = sorted(directory.glob("*.ndjson"))
    if not files:
        raise BadRequest(f"{directory} holds no traces (NAME.ndjson with NAME.truth.json beside it).")
    read = [_read(file, refused) for file in files]
    fixes = np.zeros((max(len(own) for own, _, _ in read), len(read)), FIX)
    heard = np.zeros(fixes.shape, np.bool_)
    for i, (own, _, _) in enumerate(read):
        fixes[: len(own), i], heard[: len(own), i] = own, True
    outside, observed = [outings for _, outings, _ in read], sum(seconds for _, _, seconds in read)
    if observed <= 0:
        raise BadRequest(f"The traces of {directory} cover no time at all.")
    return Traces([file.stem for file in files], fixes, heard, outside, observed / DAY_S)


def _read(file: Path, refused: Callable[[str, int, str], None]) -> tuple[NDArray[Any], Outings, float]:
    """(FIX rows, outings, seconds observed) of one trace."""
    truth_file = file.with_suffix(".truth.json")
    try:
        truth = msgspec.json.decode(truth_file.read_bytes(), type=Truth)
        outings = _outings(truth)
        observed = [parse_instant(end) / 1000 for end in truth.observed] if truth.observed else None
    except FileNotFoundError:
        raise BadRequest(f"{truth_file} is missing: without the truth nothing can be evaluated.") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRequest(f"{truth_file}: {error}") from None
    pings = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        found, reason = read_ping(line)
        pings += found
        if reason:
            refused(file.name, number, reason)
    fixes = _fixes(pings, truth.home)
    if observed is None:
        observed = [float(fixes["at"].min()), float(fixes["at"].max())] if len(fixes) else [0.0, 0.0]
    return fixes, outings, observed[1] - observed[0]


def _outings(truth: Truth) -> Outings:
    outings = [
        (parse_instant(left) / 1000, inf if back is None else parse_instant(back) / 1000)
        for left, back in truth.outside
    ]
    ends = [end for outing in outings for end in outing]
    if any(b <= a for a, b in pairwise(ends)):
        raise ValueError("the times in `outside` must follow one another")
    return outings


def _fixes(pings: list[Ping], home: Home) -> NDArray[Any]:
    """FIX rows of the worn device: the first that names a position, as in replay. What comes from the future
    is left out; everything else is judged by who decides."""
    worn = next((ping.device for ping in pings if ping.lat is not None), None)
    rows = [
        (ping, ping.lat, ping.lon)
        for ping, clock in zip(pings, clocks(pings), strict=True)
        if ping.lat is not None
        and ping.lon is not None
        and ping.device == worn
        and int(ping.fixed_at) <= clock + FUTURE_S * 1000
    ]
    fixes = np.zeros(len(rows), FIX)
    fixes["at"] = [int(ping.fixed_at) / 1000 for ping, _, _ in rows]
    fixes["accuracy_m"] = [np.nan if ping.accuracy_m is None else ping.accuracy_m for ping, _, _ in rows]
    fixes["source"] = [Source[ping.source.upper()] for ping, _, _ in rows]
    places = [to_wgs84(lat, lon, ping.datum or "wgs84") for ping, lat, lon in rows]
    lat, lon = np.array(places, np.float64).reshape(-1, 2).T
    located = circle_locate(home.lat, home.lon, home.radius_m, lat, lon)
    fixes["x"], fixes["y"], fixes["distance_m"] = located
    return fixes
