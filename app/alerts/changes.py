"""What the rules decide: how alerts stand and what must become of them. Times in ms."""

from dataclasses import dataclass
from typing import Any

from app.alerts.kinds import Kind

Press = tuple[int, str, int]
"""A signal's identity: device, name, fixed_at. The same again is a resend; any other is another press."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest alert of a dedup key; no id yet when this very evidence opened it.

    `heard`: the presses that this and earlier alerts of the key have counted. `held_back`: the machine
    suppressed it, not somebody at a desk.
    """

    alert_id: int | None
    handling: str
    active: bool
    priority: int
    closed_at: int | None = None
    heard: frozenset[Press] = frozenset()
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why an alert starts in silence ("outing", "inhibited", …), and when it is looked at again (ms)."""

    reason: str
    until: int


@dataclass(frozen=True, slots=True)
class Open:
    """Open a new alert; `previous_id` links it to the one before.

    A suppressed one is counted, rings nowhere and has no deadlines but the end of its window: then it opens
    with a fresh clock if the cause still holds, and closes otherwise.
    """

    kind: Kind
    dedup_key: str
    priority: int
    occurred_at: int
    evidence: dict[str, Any]
    fix: dict[str, Any] | None = None
    device_id: int | None = None
    fence_id: int | None = None
    press: Press | None = None
    delayed: bool = False
    previous_id: int | None = None
    suppressed: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """The same case again: soon after closing, or resolved and not yet closed."""

    alert_id: int | None
    opening: Open


@dataclass(frozen=True, slots=True)
class Clear:
    """The cause no longer holds. Without an id: of the alert that this evidence opened under the key."""

    alert_id: int | None
    dedup_key: str
    at: int


@dataclass(frozen=True, slots=True)
class Reactivate:
    """The cause is back while the case is still open."""

    alert_id: int | None
    opening: Open


@dataclass(frozen=True, slots=True)
class Repeat:
    """A second press: ring again."""

    alert_id: int | None
    opening: Open


Change = Open | Reopen | Clear | Reactivate | Repeat


def dedup_key(elder_id: int | None, kind: Kind, place: int | str | None = None) -> str:
    """Elder : kind [: fence, device, group or task]; what concerns no elder begins with "fleet"."""
    whose = "fleet" if elder_id is None else elder_id
    return f"{whose}:{kind}" if place is None else f"{whose}:{kind}:{place}"
