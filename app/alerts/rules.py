"""Evidence → alert changes. Pure: no clock, no database.

The pipeline hands over what it saw of one elder (app/alerts/evidence.py) and the alerts that stand;
`decide` answers with what must change (app/alerts/changes.py). app/alerts/causes.py says what each piece of
evidence is about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.alerts import causes
from app.alerts.changes import Change, Clear, Open, Reactivate, Reopen, Repeat, Standing
from app.alerts.evidence import Evidence, Looked, Subject
from app.alerts.kinds import KINDS
from app.alerts.machine import REOPEN_WITHIN_S, Handling


def keys_of(subject: Subject, evidence: Sequence[Evidence]) -> set[str]:
    """The dedup keys whose standing alerts `decide` needs."""
    return {about.dedup_key for e in evidence if (about := causes.about(subject, e))}


def decide(
    subject: Subject, evidence: Sequence[Evidence], standing: Mapping[str, Standing], now: int
) -> list[Change]:
    """Changes for one elder, in the order of the evidence. Each piece of evidence meets what the ones
    before it left behind, so a batch ends like the same pings one by one."""
    changes: list[Change] = []
    current = dict(standing)
    for e in evidence:
        about = causes.about(subject, e)
        if about is None:
            continue
        before = current.get(about.dedup_key)
        if isinstance(e, Looked) and _persists(e, about, before):
            continue
        change = _change(about, before, now) if causes.opens(subject, e) else _clearing(about, before, e)
        if change is not None:
            changes.append(change)
            current[about.dedup_key] = _after(change, about, before)
    return changes


def _persists(e: Looked, about: Open, before: Standing | None) -> bool:
    """What was seen before is seen again: that opens nothing, nor does what was closed while it lasted. A
    cause that has become more urgent is news, as long as the case is open."""
    if before is None or before.active != e.holds:
        return False
    if before.handling == Handling.CLOSED:
        return not e.holds or before.closed_at is None or e.since <= before.closed_at
    return about.priority >= before.priority


def _change(about: Open, before: Standing | None, now: int) -> Change | None:
    if before is None:
        return about
    if about.press in before.heard:
        return None  # sent again
    if before.handling != Handling.CLOSED:
        return _while_open(about, before)
    soon = before.closed_at is not None and now - before.closed_at <= REOPEN_WITHIN_S * 1000
    if soon and KINDS[about.kind].reopens and about.suppressed is None:
        return Reopen(before.alert_id, about)
    return replace(about, previous_id=before.alert_id)


def _while_open(about: Open, before: Standing) -> Change | None:
    if about.press is not None:
        return Repeat(before.alert_id, about)
    if about.suppressed is None and _rests(before):
        return Reopen(before.alert_id, about)
    if not before.active or about.priority < before.priority:
        return Reactivate(before.alert_id, about)
    return Repeat(before.alert_id, about) if KINDS[about.kind].repeats else None


def _rests(before: Standing) -> bool:
    """Nobody is at work on it and no deadline runs: it is resolved, or was held back until now."""
    if before.handling == Handling.RESOLVED:
        return not before.active
    return before.handling == Handling.SUPPRESSED and before.held_back


def _clearing(about: Open, before: Standing | None, e: Evidence) -> Clear | None:
    if not causes.clears(e) or before is None or not before.active:
        return None
    if before.handling == Handling.CLOSED and not isinstance(e, Looked):
        return None
    return Clear(before.alert_id, about.dedup_key, e.at)


def _after(change: Change, about: Open, before: Standing | None) -> Standing:
    """What stands once the change is made."""
    heard = (before.heard if before else frozenset()) | ({about.press} if about.press else set())
    if before is None or isinstance(change, Open):
        held_back = about.suppressed is not None
        handling = Handling.SUPPRESSED if held_back else Handling.OPEN
        return Standing(None, handling, True, about.priority, heard=heard, held_back=held_back)
    if isinstance(change, Clear):
        return replace(before, active=False)
    priority = min(before.priority, about.priority)
    if isinstance(change, Reopen):
        return Standing(before.alert_id, Handling.OPEN, True, priority, heard=heard)
    return replace(before, active=True, priority=priority, heard=heard)
