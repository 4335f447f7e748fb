"""What people do with an alert. Each use case is one transaction that the caller opens.

`act` is the one door: it locks the row, checks the version, asks the machine, changes the handling,
and the caller's `effect` does the rest before everything is recorded together.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session, col, select

from app.alerts import machine, payload, record
from app.alerts.kinds import EMERGENCY_SERVICES, KINDS, SETTLED, Disposition, Kind
from app.alerts.machine import MACHINE, Action, Actor, Case, Handling, Refusal
from app.alerts.tables import Alert, AlertEntry
from app.clock import rfc3339_or_none
from app.errors import Conflict, Forbidden, Invalid, NotFound, NuanyangError, StaleVersion
from app.identity.roles import Principal, Role
from app.identity.tables import User
from app.store.db import Tx


def actor(principal: Principal) -> Actor:
    """The machine's view of a person."""
    return Actor(principal.id, principal.can(Role.operator), principal.can(Role.supervisor))


def case(alert: Alert) -> Case:
    """The machine's view of an alert."""
    return Case(
        Handling(alert.handling),
        alert.condition == "active",
        alert.priority,
        alert.claimed_by,
        alert.lease_until,
    )


def visible(session: Session, principal: Principal, alert_id: int, *, lock: bool = False) -> Alert:
    """The alert, if it lies in this person's areas; NotFound otherwise."""
    alert = session.get(Alert, alert_id, with_for_update=lock or None, populate_existing=lock)
    if alert is None or not principal.may_see(alert.area_id):
        raise NotFound(f"There is no alert {alert_id}.")
    return alert


@contextmanager
def act(
    tx: Tx, principal: Principal, alert_id: int, version: int, action: Action, said: str, **detail: Any
) -> Iterator[Alert]:
    """Take `action` on an alert; the body adds effects; then `alert.<said>` is recorded.

    Raises NotFound, Forbidden (role), StaleVersion or Conflict (409, naming who holds it).
    """
    alert = visible(tx.session, principal, alert_id, lock=True)
    verdict = machine.judge(case(alert), action, actor(principal), tx.now)
    if verdict is Refusal.WRONG_ROLE:
        raise Forbidden(f"Your role may not {action} an alert.")
    if alert.version != version:
        raise _stale(tx.session, alert)
    if isinstance(verdict, Refusal):
        raise _refused(tx.session, alert, action, verdict)
    _move(alert, verdict, counts=action is not Action.NOTE)
    yield alert
    record.happened(tx, alert, said, principal.id, detail)


def _move(alert: Alert, to: Handling, *, counts: bool) -> None:
    alert.handling = to
    if counts:
        alert.version += 1


def race_of(session: Session, alert: Alert) -> dict[str, Any]:
    """What every 409 about an alert adds to its body: who has it, since when, and the alert as it is."""
    holder = session.get(User, alert.claimed_by) if alert.claimed_by else None
    return {
        "claimed_by": {"id": holder.id, "name": holder.name} if holder else None,
        "claimed_at": rfc3339_or_none(alert.claimed_at),
        "alert": payload.of(session, alert),
    }


def _stale(session: Session, alert: Alert) -> StaleVersion:
    race = race_of(session, alert)
    who = race["claimed_by"]["name"] if race["claimed_by"] else None
    detail = f"{who} has it." if who else f"The alert has changed (version {alert.version} now)."
    return StaleVersion(detail, **race)


def _refused(session: Session, alert: Alert, action: Action, refusal: Refusal) -> Conflict:
    race = race_of(session, alert)
    if refusal is Refusal.P1:
        return Conflict("An emergency (P1) cannot be shelved.", **race)
    if refusal is Refusal.HELD and race["claimed_by"]:
        return Conflict(f"{race['claimed_by']['name']} is at work on it.", **race)
    return Conflict(f"An alert that is {alert.handling} does not allow: {action}.", **race)


def claim(tx: Tx, who: Principal, alert_id: int, version: int) -> Alert:
    """One operator owns the alert; the lease is 90 s unless work renews it."""
    with act(tx, who, alert_id, version, Action.CLAIM, "claimed") as alert:
        hold(tx, alert, who)
    return alert


def claim_lost(tx: Tx, who: Principal, alert_id: int) -> None:
    """Somebody else was faster: one line in the timeline, for the figures; it changes nothing."""
    alert = visible(tx.session, who, alert_id)
    if alert.claimed_by not in (None, who.id):
        tx.session.add(AlertEntry(alert_id=alert_id, at=tx.now, action="claim_lost", user_id=who.id))


def takeover(tx: Tx, who: Principal, alert_id: int, version: int, reason: str) -> Alert:
    """A supervisor takes the alert from whoever holds it."""
    with act(tx, who, alert_id, version, Action.TAKEOVER, "taken_over", reason=reason) as alert:
        hold(tx, alert, who)
    return alert


def hold(tx: Tx, alert: Alert, who: Principal) -> None:
    """It is theirs from now on, for as long as a claim lasts without work."""
    alert.claimed_by, alert.claimed_at, alert.lease_until = who.id, tx.now, None
    lease(tx, alert, machine.LEASE_CLAIM_S)


def lease(tx: Tx, alert: Alert, seconds: int) -> None:
    """The claim holds for `seconds` from now; longer when it did already."""
    alert.lease_until = max(tx.now + seconds * 1000, alert.lease_until or 0)
    record.arm(tx, alert, record.LEASE, alert.lease_until)


def end_lease(tx: Tx, alert: Alert) -> None:
    alert.lease_until = None
    record.disarm(tx, alert, record.LEASE)


def release(tx: Tx, who: Principal, alert_id: int, version: int, reason: str | None) -> Alert:
    """Back to the queue; the original deadlines stand."""
    with act(tx, who, alert_id, version, Action.RELEASE, "released", reason=reason) as alert:
        alert.claimed_by = alert.claimed_at = None
        end_lease(tx, alert)
    return alert


def note(tx: Tx, who: Principal, alert_id: int, version: int, words: str) -> Alert:
    """A line in the timeline. It never moves the version; the holder's note renews the lease."""
    with act(tx, who, alert_id, version, Action.NOTE, "noted", note=words) as alert:
        working = alert.handling in (Handling.CLAIMED, Handling.CONTACTING)
        if working and alert.claimed_by == who.id:
            lease(tx, alert, machine.LEASE_CLAIM_S)
    return alert


def escalate(tx: Tx, who: Principal, alert_id: int, version: int, reason: str | None) -> Alert:
    with act(tx, who, alert_id, version, Action.ESCALATE, "escalated", reason=reason) as alert:
        end_lease(tx, alert)
    return alert


def dispatch(tx: Tx, who: Principal, alert_id: int, version: int, to: str, words: str | None) -> Alert:
    """Help is on its way: this is t_act. `to` names whom (a service number, a responder)."""
    with act(tx, who, alert_id, version, Action.DISPATCH, "dispatched", to=to, note=words) as alert:
        acted(tx, alert)
        end_lease(tx, alert)
    return alert


def acted(tx: Tx, alert: Alert) -> None:
    """t_act: the first moment at which something was really done."""
    if alert.acted_at is None:
        alert.acted_at = tx.now
        record.disarm(tx, alert, record.ACT)


def shelve(tx: Tx, who: Principal, alert_id: int, version: int, minutes: int, reason: str) -> Alert:
    """Put aside for at most two hours; it comes back by itself."""
    _check_minutes(minutes)
    with act(tx, who, alert_id, version, Action.SHELVE, "shelved", reason=reason, minutes=minutes) as alert:
        alert.claimed_by = alert.claimed_at = None
        end_lease(tx, alert)
        alert.shelved_until = tx.now + minutes * 60_000
        record.disarm(tx, alert, record.WARN, record.RESPOND, record.ACT)
        record.arm(tx, alert, record.SHELF, alert.shelved_until)
    return alert


def shelve_many(
    tx: Tx, who: Principal, alerts: Sequence[tuple[int, int]], minutes: int, reason: str
) -> tuple[list[int], dict[int, NuanyangError]]:
    """Shelve what of these (id, version) may be shelved: in a flood, what can wait. (shelved, why not)."""
    _check_minutes(minutes)
    shelved: list[int] = []
    refused: dict[int, NuanyangError] = {}
    for alert_id, version in sorted(alerts):  # locks in one order
        try:
            shelve(tx, who, alert_id, version, minutes, reason)
            shelved.append(alert_id)
        except (Conflict, NotFound) as error:  # raised before anything is changed
            refused[alert_id] = error
    return shelved, refused


def _check_minutes(minutes: int) -> None:
    if not 1 <= minutes * 60 <= machine.SHELVE_AT_MOST_S:
        raise Invalid("An alert can be shelved for 1 to 120 minutes.", errors=[_field("minutes", "1 to 120")])


def close(tx: Tx, who: Principal, alert_id: int, version: int, disposition: str, words: str | None) -> Alert:
    """The end, with an outcome of the closed vocabulary that fits the kind.

    Closing while the cause still holds arms a re-check in 15 minutes. It is t_act when an emergency service
    was called, or when a call had been made and somebody was helped or found safe.
    """
    alert = visible(tx.session, who, alert_id)
    _check_disposition(alert, disposition, words)
    with act(
        tx, who, alert_id, version, Action.CLOSE, "closed", disposition=disposition, note=words
    ) as alert:
        if disposition in EMERGENCY_SERVICES or (alert.responded_at is not None and disposition in SETTLED):
            acted(tx, alert)
        alert.disposition, alert.closed_at = disposition, tx.now
        alert.lease_until = None
        record.disarm(tx, alert)
        if alert.condition == "active" and KINDS[Kind(alert.kind)].rechecked:
            record.arm(tx, alert, record.RECHECK_CLOSED, tx.now + machine.RECHECK_S * 1000)
    return alert


def _check_disposition(alert: Alert, disposition: str, words: str | None) -> None:
    if disposition not in dispositions(alert):
        raise Invalid(
            f"{disposition!r} is no outcome of {alert.kind}.",
            errors=[_field("disposition", "not valid here")],
        )
    if disposition == Disposition.OTHER and not (words or "").strip():
        raise Invalid("Say what happened.", errors=[_field("note", "required with the outcome other")])


def dispositions(alert: Alert) -> list[Disposition]:
    """The outcomes that make sense for this alert now."""
    valid = KINDS[Kind(alert.kind)].dispositions
    cleared = alert.condition == "cleared"
    return [d for d in valid if cleared or d is not Disposition.AUTO_RETURNED]


def _field(name: str, detail: str) -> dict[str, str]:
    return {"field": name, "detail": detail}


def by_machine(
    tx: Tx,
    alert: Alert,
    action: Action,
    said: str,
    effect: Callable[[], None],
    user_id: int | None = None,
    /,
    **detail: Any,
) -> bool:
    """The machine's own transition, on behalf of `user_id` if of anybody; False when the alert's state does
    not allow it (any more)."""
    verdict = machine.judge(case(alert), action, MACHINE, tx.now)
    if isinstance(verdict, Refusal):
        return False
    _move(alert, verdict, counts=True)
    effect()
    record.happened(tx, alert, said, user_id, detail)
    return True


def open_alerts(session: Session, principal: Principal) -> list[dict[str, Any]]:
    """Payloads of everything not closed that this person may see: the stream's snapshot."""
    found = session.exec(select(Alert).where(col(Alert.handling) != Handling.CLOSED).order_by(col(Alert.id)))
    return payload.many(session, [a for a in found if principal.may_see(a.area_id)])
