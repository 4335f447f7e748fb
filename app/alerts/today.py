"""What governs an elder now and next, put together for reading."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.alerts import policies, policy
from app.alerts.policies import Plan
from app.registry import elders, outings
from app.registry.fences import Scope
from app.registry.outings import OutingView
from app.store.db import Tx


@dataclass(frozen=True, slots=True)
class Ref:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CurfewNow:
    """Local times HH:MM; `source`: elder, area or default; `holds`: in force now."""

    starts: str
    ends: str
    days: list[int]
    time_zone: str | None
    source: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Today:
    """`mode` is what holds now, `own_mode` what was set for her. Instants in ms."""

    mode: str
    own_mode: str
    directive: Ref | None
    outside_alerts: bool
    until: int | None
    mode_until: int | None
    curfew: CurfewNow | None
    outing: OutingView | None
    outings: list[OutingView]


def of(tx: Tx, elder_id: int, zone: ZoneInfo, scope: Scope) -> Today:
    """NotFound outside `scope`."""
    elders.row(tx.session, elder_id, scope)
    now = tx.now
    plan = policies.load(tx, [elder_id], now, zone)[elder_id]
    said = policy.answer(plan.policy, now)
    ahead = outings.ahead(tx.session, elder_id, now)
    directive = said.directive
    return Today(
        mode=said.mode,
        own_mode=plan.policy.mode,
        directive=Ref(directive.id, directive.name) if directive else None,
        outside_alerts=said.outside_alerts,
        until=policy.next_change(plan.policy, now),
        mode_until=directive.ends_at if directive else None,
        curfew=_curfew(plan, said.in_curfew),
        outing=next((o for o in ahead if said.outing is not None and o.id == said.outing.id), None),
        outings=ahead,
    )


def _curfew(plan: Plan, holds: bool) -> CurfewNow | None:
    if plan.policy.mode != "curfew":
        return None
    schedule = plan.policy.curfew
    starts, ends = (clock.strftime("%H:%M") for clock in (schedule.start, schedule.end))
    return CurfewNow(starts, ends, sorted(schedule.days), str(schedule.zone), plan.curfew_from, holds)
