"""Somebody telephoned and was not answered: the alert that asks for calling back, until it is done."""

from datetime import UTC
from typing import Any

from app.alerts import opening
from app.alerts.evidence import Judged, Subject
from app.alerts.kinds import Kind
from app.alerts.tables import Alert
from app.calls.tables import InboundCall
from app.clock import SECOND
from app.registry.callers import Caller
from app.registry.tables import Elder
from app.store.db import Tx

PATIENCE_S = 10  # whoever rings for longer wanted something


def gave_up(tx: Tx, call: InboundCall, callers: list[Caller]) -> None:
    """Not answered in time: an alert about the first who can have called. Nobody known: none."""
    waited = (call.ended_at or tx.now) - call.called_at
    if not callers or waited <= PATIENCE_S * SECOND:
        return
    caller = callers[0]
    tx.session.get_one(Elder, caller.elder_id, with_for_update=True)  # elder first, like every ping
    evidence = {
        "rule": str(Kind.INBOUND_ABANDONED),
        "contact_id": caller.contact_id,
        "contact": caller.contact_name,
        "relation": caller.relation,
        "waited_s": waited // SECOND,
        "threshold_s": PATIENCE_S,
        "others": len(callers) - 1,
    }
    (alert,) = opening.show(tx, _about(caller.elder_id), [_judged(True, call.called_at, evidence)])
    call.alert_id, call.done_at = alert.id, tx.now  # from here on it is the alert's


def called_back(tx: Tx, alert_id: int, contact_id: int | None) -> None:
    """Somebody answered a call of ours about this alert: was it she who had given up?"""
    elder_id = tx.session.get_one(Alert, alert_id).elder_id
    if elder_id is not None:
        got_through(tx, elder_id, contact_id)


def got_through(tx: Tx, elder_id: int, contact_id: int | None) -> None:
    """Whoever had given up has been spoken with; `contact_id` is None for the elder herself."""
    waiting = opening.newest(tx.session, elder_id, Kind.INBOUND_ABANDONED)
    if waiting is not None and waiting.evidence.get("contact_id") == contact_id:
        opening.show(tx, _about(elder_id), [_judged(False, tx.now, {})])


def _judged(waits: bool, at: int, evidence: dict[str, Any]) -> Judged:
    return Judged(Kind.INBOUND_ABANDONED, waits, None, at, evidence=evidence)


def _about(elder_id: int) -> Subject:
    return Subject(elder_id, "", "", UTC)  # neither her mode nor the hour matters
