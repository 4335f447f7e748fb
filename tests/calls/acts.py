"""Calling and reporting, each in a transaction of its own."""

from typing import Any

from app.calls import service as calls
from app.calls.results import ANSWERED, Outcome, Result
from app.identity.roles import Principal
from app.registry import elders
from tests.alerts.acts import do
from tests.alerts.house import House

UNANSWERED = sorted(set(Result) - ANSWERED)


def start(
    house: House, alert_id: int, to: str | int = "elder", who: Principal | None = None
) -> dict[str, Any]:
    with house.tx() as tx:
        return calls.start(tx, who or house.li, alert_id, house.alert(alert_id).version, to)[1]


def finish(
    house: House,
    alert_id: int,
    call: dict[str, Any],
    result: Result = Result.NO_ANSWER,
    outcome: Outcome | None = None,
    who: Principal | None = None,
) -> str:
    """Report; the handling that follows."""
    with house.tx() as tx:
        version = house.alert(alert_id).version
        return calls.finish(tx, who or house.li, alert_id, call["id"], version, result, outcome).handling


def claimed(house: House) -> int:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim")
    return alert_id


def without_phone(house: House) -> None:
    with house.tx() as tx:
        elders.change(tx, house.elder_id, {"phone": None})
