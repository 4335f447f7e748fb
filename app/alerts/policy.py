"""What governs an elder at an instant: her mode, curfew, directives and outings. Pure.

Instants in ms. Wall-clock times become instants through the zone's own rules, so a night in which the clocks
change is a night like any other, an hour shorter or longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from app.clock import DAY, MINUTE

GRACE = 15 * MINUTE  # past her expected return before anybody worries
LATE = 60 * MINUTE  # past it when it becomes an emergency
EVERY_DAY = frozenset(range(7))
_HORIZON = 9 * DAY  # a weekly schedule turns within it


@dataclass(frozen=True, slots=True)
class Curfew:
    """Be home from `start` to `end`, local time; `end` at or before `start` is on the next day.

    `days`: the weekdays on which it begins, 0 is Monday.
    """

    start: time
    end: time
    zone: tzinfo
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Directive:
    """Everybody who lives inside stays home, from `starts_at` until before `ends_at`."""

    id: int
    name: str
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class Outing:
    """She is expected to be out. `ended_at`: she was back. One that was called off is none."""

    id: int
    starts_at: int
    expected_back_at: int
    destination: str
    ended_at: int | None = None

    @property
    def ends_at(self) -> int:
        return self.expected_back_at if self.ended_at is None else min(self.ended_at, self.expected_back_at)


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that governs one elder. `mode` is her own monitoring mode."""

    mode: str
    curfew: Curfew
    directives: tuple[Directive, ...] = ()
    outings: tuple[Outing, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What holds at one instant. Of several directives or outings in force, the one that lasts longest."""

    mode: str
    directive: Directive | None
    in_curfew: bool
    outing: Outing | None

    @property
    def outside_alerts(self) -> bool:
        """Is being out of home itself against the rule?"""
        return self.mode == "stay_home" or self.in_curfew


def with_mode(policy: Policy, mode: str) -> Policy:
    """The same plans under another mode of hers."""
    return replace(policy, mode=mode)


def night(zone: tzinfo) -> Curfew:
    """The curfew of those who have no other: 22:00-06:00."""
    return Curfew(time(22), time(6), zone)


def answer(policy: Policy, at: int) -> Answer:
    """A directive comes before her own mode; the curfew counts only in the mode `curfew`."""
    directive = max(
        (d for d in policy.directives if d.starts_at <= at < d.ends_at),
        key=lambda d: (d.ends_at, d.id),
        default=None,
    )
    mode = policy.mode if directive is None else "stay_home"
    outing = max(
        (o for o in policy.outings if o.starts_at <= at < o.ends_at),
        key=lambda o: (o.ends_at, o.id),
        default=None,
    )
    return Answer(mode, directive, mode == "curfew" and in_curfew(policy.curfew, at), outing)


def exit_alerts(policy: Policy, since: int, at: int) -> bool:
    """Does an exit alert that began at `since` and was confirmed at `at`?

    When either moment is against the rule: whoever leaves at 21:58 is out at night.
    """
    return answer(policy, at).outside_alerts or answer(policy, since).outside_alerts


def alerts_since(policy: Policy, at: int) -> int:
    """When the rule began under which being out alerts at `at`; 0 when it has held for as long as matters."""
    for moment in reversed(_moments(policy, at - _HORIZON, at)):
        if moment <= at and not answer(policy, moment - 1).outside_alerts:
            return moment
    return 0


def silent_until(policy: Policy, since: int, at: int) -> tuple[int, Outing] | None:
    """Until when being out since `since` makes no sound at `at`, and the outing that explains it.

    An outing silences from its start to a quarter of an hour past its end. Past that, for as long as she has
    not been home since, it is `not_returned` that speaks, not the exit.
    """
    for outing in sorted(policy.outings, key=lambda o: o.ends_at, reverse=True):
        ends = outing.ends_at
        if outing.starts_at <= at < ends or (since < ends <= at < ends + GRACE):
            return ends + GRACE, outing
    missed = overdue(policy, since, at)
    return None if missed is None else (at + GRACE, missed)


def overdue(policy: Policy, since: int, at: int) -> Outing | None:
    """The outing from which she should have been back a quarter of an hour ago, out as she is since `since`.

    Whoever left only after the expected return was home in time. A later outing under way is a new promise.
    """
    late = [
        o
        for o in policy.outings
        if o.ended_at is None and since < o.expected_back_at and at >= o.expected_back_at + GRACE
    ]
    if not late or answer(policy, at).outing is not None:
        return None
    return min(late, key=lambda o: (o.expected_back_at, o.id))


def overdue_priority(outing: Outing, at: int) -> int:
    """P2; P1 an hour past the expected return."""
    return 1 if at >= outing.expected_back_at + LATE else 2


def next_change(policy: Policy, at: int) -> int | None:
    """The first instant after `at` at which anything that is said here becomes different, if any is near."""
    now = _sayings(policy, at)
    moments = _moments(policy, at, at + _HORIZON)
    return next((moment for moment in moments if moment > at and _sayings(policy, moment) != now), None)


def _sayings(policy: Policy, at: int) -> object:
    """All that can be asked about an instant, for somebody who has been out for ever."""
    missed, silent = overdue(policy, -1, at), silent_until(policy, -1, at)
    return answer(policy, at), silent and silent[1], missed and overdue_priority(missed, at)


def _moments(policy: Policy, after: int, until: int) -> list[int]:
    """Every instant at which an answer may change, in order; those of the curfew near [after, until]."""
    found = {d.starts_at for d in policy.directives} | {d.ends_at for d in policy.directives}
    for outing in policy.outings:
        found |= {outing.starts_at, outing.ends_at, outing.ends_at + GRACE}
        found |= {outing.expected_back_at + GRACE, outing.expected_back_at + LATE}
    if policy.mode == "curfew":
        found.update(edge for window in _windows(policy.curfew, after, until) for edge in window)
    return sorted(found)


def in_curfew(curfew: Curfew, at: int) -> bool:
    """Does the schedule hold at this instant?"""
    return any(begins <= at < ends for begins, ends in _windows(curfew, at, at))


def next_turn(curfew: Curfew, at: int) -> int | None:
    """The next instant at which a curfew begins or ends; None for one that always or never holds."""
    held = in_curfew(curfew, at)
    edges = sorted({edge for window in _windows(curfew, at, at + _HORIZON) for edge in window})
    return next((edge for edge in edges if edge > at and in_curfew(curfew, edge) != held), None)


def _windows(curfew: Curfew, after: int, until: int) -> Iterator[tuple[int, int]]:
    """The windows that may touch [after, until]; days around it too, for clocks may be set over midnight."""
    day = datetime.fromtimestamp(after / 1000, curfew.zone).date() - timedelta(days=2)
    last = datetime.fromtimestamp(until / 1000, curfew.zone).date() + timedelta(days=1)
    later = timedelta(days=0 if curfew.end > curfew.start else 1)
    while day <= last:
        if day.weekday() in curfew.days:
            yield showing(day, curfew.start, curfew.zone), showing(day + later, curfew.end, curfew.zone)
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def showing(day: date, clock: time, zone: tzinfo) -> int:
    """The first instant at which the clocks of `zone` show this time of this day, or a later one.

    Of a time that comes twice the first; for a time that is skipped, the moment the clocks are set forward.
    """
    wall = datetime.combine(day, clock)
    after = round(wall.replace(tzinfo=zone).timestamp())  # by the offset before a gap: past it
    if _local(after, zone) == wall:
        return after * 1000
    before = round(wall.replace(tzinfo=zone, fold=1).timestamp())
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _local(middle, zone) >= wall else (middle, after)
    return after * 1000


def _local(seconds: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)
