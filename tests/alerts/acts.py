"""What people do, by name, each in a transaction of its own."""

from collections.abc import Callable
from typing import Any

from app.alerts import service
from app.alerts.tables import Alert
from app.calls import service as calls
from app.calls.results import Outcome, Result
from app.identity.roles import Principal
from app.store.db import Tx
from tests.alerts.house import House

Act = Callable[[Tx, Principal, int, int], Any]

ACTS: dict[str, Act] = {
    "claim": service.claim,
    "release": lambda tx, who, i, v: service.release(tx, who, i, v, None),
    "takeover": lambda tx, who, i, v: service.takeover(tx, who, i, v, "relief"),
    "note": lambda tx, who, i, v: service.note(tx, who, i, v, "her daughter is on her way"),
    "escalate": lambda tx, who, i, v: service.escalate(tx, who, i, v, None),
    "dispatch": lambda tx, who, i, v: service.dispatch(tx, who, i, v, "medical_120", None),
    "shelve": lambda tx, who, i, v: service.shelve(tx, who, i, v, 30, "roof works next door"),
    "close": lambda tx, who, i, v: service.close(tx, who, i, v, "safe_home", None),
    "call": lambda tx, who, i, v: calls.start(tx, who, i, v, "elder"),
}


def do(house: House, who: Principal, alert_id: int, *acts: str) -> Alert:
    """Each act with the version that stands."""
    for act in acts:
        version = house.alert(alert_id).version
        with house.tx() as tx:
            ACTS[act](tx, who, alert_id, version)
    return house.alert(alert_id)


def reached(house: House, alert_id: int, outcome: Outcome = Outcome.REMINDED) -> Alert:
    """Call the elder and reach her."""
    version = house.alert(alert_id).version
    with house.tx() as tx:
        _, call = calls.start(tx, house.li, alert_id, version, "elder")
        calls.finish(tx, house.li, alert_id, call["id"], version + 1, Result.ANSWERED_ELDER, outcome)
    return house.alert(alert_id)
