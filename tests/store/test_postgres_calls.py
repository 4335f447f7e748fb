"""Somebody reports that she answered while pings of hers are written, on a real PostgreSQL."""

import threading

from app.alerts.tables import Alert
from app.calls.results import Outcome, Result
from app.registry.tables import Elder
from app.store.db import Store
from tests.alerts.house import House
from tests.calls.acts import claimed, finish, start
from tests.live import eventually
from tests.store.test_postgres import nodes, url
from tests.store.test_postgres_deadlines import waiting

__all__ = ["nodes", "url"]


def test_a_report_and_a_batch_do_not_wait_crosswise(nodes: list[Store]) -> None:
    """Elder before alert, always: the report holds nothing while it waits for the batch to end."""
    house = House(nodes[0], nodes[0].clock)  # type: ignore[arg-type]
    alert_id = claimed(house)
    call = start(house, alert_id)
    said: list[str] = []

    def report() -> None:
        said.append(finish(house, alert_id, call, Result.ANSWERED_ELDER, Outcome.SAFE))

    reporting = threading.Thread(target=report)
    with nodes[1].transaction(urgent=False) as tx:  # what a batch does that clears her alert
        tx.session.get_one(Elder, house.elder_id, with_for_update=True)
        reporting.start()
        eventually(lambda: waiting(nodes[1]), within_s=20)
        alert = tx.session.get_one(Alert, alert_id, with_for_update=True)
        alert.last_signal_at = tx.now
    reporting.join(20)
    assert said == ["monitoring"]
    assert house.alert(alert_id).last_signal_at is not None
