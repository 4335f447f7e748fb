"""Where she is and what governs her → what the rules are told when both are looked at again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from app.alerts import policy
from app.alerts.causes import LIVING_AREA, OUTING, outside_priority
from app.alerts.changes import Standing, Suppression, dedup_key
from app.alerts.evidence import Judged, Subject, shown_fix
from app.alerts.kinds import Kind
from app.alerts.machine import Handling
from app.alerts.policy import Outing, Policy
from app.clock import rfc3339
from app.geo.presence import Phase
from app.geo.shapes import circle_locate


@dataclass(frozen=True, slots=True)
class Seen:
    """An elder, her home fence, the belief about it, and her newest fix; ms, WGS-84 degrees, metres."""

    elder_id: int
    risk_tier: str
    fence_id: int
    phase: int | None
    since: int | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    source: int | None
    fixed_at: int | None
    home_lat: float
    home_lon: float
    radius_m: float | None  # none: the home is a polygon
    area_left_at: int | None = None  # since when she is outside of her whole living area

    @property
    def outside(self) -> bool:
        """Confirmed outside, and not about to be confirmed at home."""
        return self.phase == Phase.OUTSIDE and self.since is not None

    @property
    def out_since(self) -> int:
        """When she left; 0 when that is not known, as on the way in."""
        return (self.since or 0) if self.outside else 0

    def fix(self) -> dict[str, Any] | None:
        if self.lat is None or self.lon is None or self.fixed_at is None:
            return None
        return shown_fix(self.lat, self.lon, self.accuracy_m, self.source or 0, self.fixed_at)

    def distance_m(self) -> int | None:
        """Beyond the home fence, of the newest fix; unknown for a polygon."""
        if self.lat is None or self.lon is None or self.radius_m is None:
            return None
        where = circle_locate(self.home_lat, self.home_lon, self.radius_m, self.lat, self.lon)
        return round(float(where[2]))


def keys(seen: Seen) -> list[str]:
    """The dedup keys whose standing alerts `judge` needs."""
    home = [dedup_key(seen.elder_id, kind, seen.fence_id) for kind in (Kind.OUTSIDE_HOME, Kind.NOT_RETURNED)]
    return [*home, dedup_key(seen.elder_id, Kind.LEFT_SAFE_AREA)]


def against_the_rule(hers: Policy, kind: str, now: int) -> bool:
    """Is what an alert of this kind is about wrong at `now`? Of kinds that no plan governs: yes."""
    match kind:
        case Kind.OUTSIDE_HOME:
            said = policy.answer(hers, now)
            return said.outside_alerts and said.outing is None
        case Kind.LEFT_SAFE_AREA:
            said = policy.answer(hers, now)
            return said.mode == LIVING_AREA and said.outing is None
        case Kind.NOT_RETURNED:
            return policy.overdue(hers, -1, now) is not None
        case _:
            return True


def judge(
    hers: Policy, seen: Seen, standing: Mapping[str, Standing], now: int, ruled_since: int = 0
) -> list[Judged]:
    """What follows from her place and her rules at `now`, given the newest alerts of `keys`.

    A rule that begins while she is out opens; one that ends clears. What has had its alert since she left and
    since the rule began (`ruled_since`: at the earliest) is not brought up again: a condition that merely
    persists never is.
    """
    exit_key, missing_key, area_key = keys(seen)
    left, missing = standing.get(exit_key), standing.get(missing_key)
    missed = policy.overdue(hers, _out_since(seen, missing), now)
    heard = _stands(left) and left is not None and not left.held_back
    found = []
    if missed is None and _stands(missing):
        found.append(_over(Kind.NOT_RETURNED, seen, now))
    if missed is not None and seen.outside and not heard:
        began = max(seen.out_since, missed.expected_back_at + policy.GRACE)
        found += [_missing(seen, missed, hers.curfew.zone, now)] * _due(missing, began)
    if _stands(left) and not policy.answer(hers, now).outside_alerts:
        found.append(_over(Kind.OUTSIDE_HOME, seen, now))
    if missed is None and seen.outside and not heard and policy.answer(hers, now).outside_alerts:
        began = max(seen.out_since, policy.alerts_since(hers, now), ruled_since)
        found += [_out(hers, seen, began, now)] * _due(left, began)
    return found + _about_area(hers, seen, standing.get(area_key), now, ruled_since)


def _about_area(hers: Policy, seen: Seen, roams: Standing | None, now: int, ruled_since: int) -> list[Judged]:
    """The same for her living area, which matters only in the mode of that name."""
    governs = policy.answer(hers, now).mode == LIVING_AREA
    if not governs:
        return [Judged(Kind.LEFT_SAFE_AREA, False, None, now)] if _stands(roams) else []
    since = seen.area_left_at
    heard = roams is not None and _stands(roams) and not roams.held_back
    if since is None or heard or not _due(roams, max(since, ruled_since)):
        return []
    zone, silent = hers.curfew.zone, policy.silent_until(hers, since, now)
    evidence = {
        "rule": "area_already_left",
        "out_since": rfc3339(since),
        "out_since_local": _local(since, zone),
    }
    held = None if silent is None else Suppression(OUTING, silent[0])
    return [Judged(Kind.LEFT_SAFE_AREA, True, None, now, 2, seen.fix(), evidence, held)]


def held_until(hers: Policy, seen: Seen, standing: Mapping[str, Standing], now: int) -> int | None:
    """Until when an exit alert that an outing holds back stays so; None: no longer."""
    silent = policy.silent_until(hers, _out_since(seen, standing.get(keys(seen)[1])), now)
    return None if silent is None else silent[0]


def _out_since(seen: Seen, missing: Standing | None) -> int:
    """When she left; whoever is missed left before, whatever she did at her door meanwhile."""
    return 0 if _stands(missing) else seen.out_since


def _stands(alert: Standing | None) -> bool:
    return alert is not None and alert.active and alert.handling != Handling.CLOSED


def _due(alert: Standing | None, began: int) -> bool:
    """Has this not had its alert yet? One that stands may still have something to hear."""
    if alert is None or alert.handling != Handling.CLOSED:
        return True
    return alert.closed_at is not None and alert.closed_at < began


def _over(kind: Kind, seen: Seen, now: int) -> Judged:
    return Judged(kind, False, seen.fence_id, now)


def _missing(seen: Seen, outing: Outing, zone: tzinfo, now: int) -> Judged:
    evidence = {
        "rule": "not_returned",
        "outing_id": outing.id,
        "expected_back_at": rfc3339(outing.expected_back_at),
        "expected_local": _local(outing.expected_back_at, zone),
        **_place(seen, zone),
    }
    priority = policy.overdue_priority(outing, now)
    return Judged(
        Kind.NOT_RETURNED, True, seen.fence_id, outing.expected_back_at, priority, seen.fix(), evidence
    )


def _out(hers: Policy, seen: Seen, began: int, now: int) -> Judged:
    said = policy.answer(hers, now)
    silent = policy.silent_until(hers, seen.out_since, now)
    evidence = {
        "rule": "already_out",
        "mode": said.mode,
        "directive": said.directive.name if said.directive else None,
        "rule_began_at": rfc3339(began),
        "rule_began_local": _local(began, hers.curfew.zone),
        **_place(seen, hers.curfew.zone),
    }
    subject = Subject(seen.elder_id, said.mode, seen.risk_tier, hers.curfew.zone)
    held = None if silent is None else Suppression(OUTING, silent[0])
    priority = outside_priority(subject, now)
    return Judged(Kind.OUTSIDE_HOME, True, seen.fence_id, now, priority, seen.fix(), evidence, held)


def _place(seen: Seen, zone: tzinfo) -> dict[str, Any]:
    return {
        "out_since": rfc3339(seen.out_since),
        "out_since_local": _local(seen.out_since, zone),
        "distance_m": seen.distance_m(),
    }


def _local(ms: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(ms / 1000, zone).strftime("%m-%d %H:%M")
