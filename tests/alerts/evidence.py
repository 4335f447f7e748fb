"""Evidence and standing alerts about one elder, made briefly."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from app.alerts.changes import Change, Standing
from app.alerts.evidence import Crossed, Signalled, Subject
from app.alerts.machine import Handling
from app.clock import parse_instant

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
