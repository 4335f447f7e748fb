"""What the rules are told: whom it is about, and what was seen of her. Times in ms, distances in metres."""

from dataclasses import dataclass, field
from datetime import tzinfo
from math import isnan
from typing import Any

from app.alerts.changes import Suppression
from app.alerts.kinds import Kind
from app.alerts.policy import Policy, night
from app.alerts.thresholds import DEFAULTS, Values
from app.clock import rfc3339
from app.geo.presence import Source


def shown_fix(lat: float, lon: float, accuracy_m: float | None, source: int, fixed_at: int) -> dict[str, Any]:
    """A fix as an alert shows it: degrees WGS-84, metres, presence.Source by name, RFC 3339 from ms."""
    return {
        "lat": round(float(lat), 7),
        "lon": round(float(lon), 7),
        "accuracy_m": None if accuracy_m is None or isnan(accuracy_m) else float(accuracy_m),
        "source": Source(int(source)).name.lower(),
        "fixed_at": rfc3339(int(fixed_at)),
    }


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules know of an elder; without an id it is about the fleet.

    `plan`: what governs her; none is her mode and the default curfew.
    """

    elder_id: int | None
    mode: str
    risk_tier: str
    zone: tzinfo
    values: Values = field(default_factory=lambda: DEFAULTS)
    plan: Policy | None = None

    @property
    def policy(self) -> Policy:
        return self.plan or Policy(self.mode, night(self.zone))


@dataclass(frozen=True, slots=True)
class Crossed:
    """A confirmed change of presence. `since` is when it began, `at` when it was confirmed."""

    exit: bool
    fence_id: int
    fence_kind: str
    since: int
    at: int
    fix: dict[str, Any]
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AreaCrossed:
    """She left her living area, all of her home and safe fences together, or came back into one of them."""

    exit: bool
    since: int
    at: int
    fix: dict[str, Any]
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endangered:
    """She is probably inside a hazard fence, or out of it again."""

    inside: bool
    fence_id: int
    at: int
    fix: dict[str, Any]
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signalled:
    """A button, a flag, a sensor. `delayed`: it is older than what we had already seen."""

    name: str
    at: int
    device_id: int
    fix: dict[str, Any] | None
    delayed: bool


@dataclass(frozen=True, slots=True)
class BatteryRead:
    """A battery whose level changed: 0 fine, 1 low, 2 very low."""

    level: int
    percent: float
    at: int
    device_id: int


@dataclass(frozen=True, slots=True)
class Judged:
    """Decided elsewhere: does the cause hold at `at`? She is where she was, and what governs her was looked
    at again; or she telephoned in vain, or was called back."""

    kind: Kind
    holds: bool
    fence_id: int | None
    at: int
    priority: int = 2
    fix: dict[str, Any] | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    suppressed: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody's state was looked at: does the cause hold? `since` is when it began.

    Looking again at what has not changed changes nothing. `place`: the device, group or task it is about.
    `previous_id`: the alert out of which it came.
    """

    kind: Kind
    holds: bool
    since: int
    at: int
    priority: int = 4
    evidence: dict[str, Any] = field(default_factory=dict)
    fix: dict[str, Any] | None = None
    device_id: int | None = None
    place: int | str | None = None
    suppressed: Suppression | None = None
    previous_id: int | None = None


Evidence = Crossed | AreaCrossed | Endangered | Signalled | BatteryRead | Judged | Looked
