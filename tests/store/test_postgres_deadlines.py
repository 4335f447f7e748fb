"""A deadline and a person who want the same rows at the same moment, on a real PostgreSQL."""

import threading

from app.alerts import deadlines, record, service
from app.alerts.tables import Alert
from app.store.db import Store, Tx
from tests.alerts.house import House
from tests.live import eventually
from tests.store.test_postgres import nodes, url

__all__ = ["nodes", "url"]


def waiting(store: Store) -> bool:
    """Does a transaction wait for another's lock?"""
    with store.snapshot() as session:
        found = session.connection().exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(found.scalar_one())


def test_a_person_is_never_undone_by_a_deadline(nodes: list[Store]) -> None:
    """It has its own row and wants the alert's, she has the alert's and wants its row: it gives way."""
    house = House(nodes[0], nodes[0].clock)  # type: ignore[arg-type]
    alert_id = house.leaves()
    for store in nodes:
        store.clock.advance(46)  # type: ignore[attr-defined]
    has_its_row = threading.Event()

    def warn(tx: Tx, subject_id: int) -> None:
        has_its_row.set()
        eventually(lambda: waiting(nodes[1]))  # she came first to the crossing: PostgreSQL would undo her
        deadlines.warn(tx, subject_id)

    other = threading.Thread(target=deadlines.run_due, args=(nodes[1], {record.WARN: warn}))
    with nodes[0].transaction() as tx:
        alert = service.visible(tx.session, house.li, alert_id, lock=True)
        other.start()
        assert has_its_row.wait(20)
        alert.responded_at = tx.now
        record.disarm(tx, alert, record.WARN, record.RESPOND)
    other.join(20)
    assert not other.is_alive()
    assert deadlines.run_due(nodes[1], deadlines.HANDLERS) == 0
    with nodes[0].snapshot() as session:
        kept = session.get_one(Alert, alert_id)
        assert (kept.responded_at, kept.warned) == (nodes[0].clock.now(), False)
