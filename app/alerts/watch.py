"""What is looked at for everybody at once, every second: silence and outages."""

from datetime import tzinfo

from sqlalchemy import text

from app.alerts import fleet, silence
from app.clock import MINUTE, SECOND
from app.store.db import Store, Tx

FLEET_MS = 15 * SECOND
WORN_MS = MINUTE
_LOCK = 7_311_400_931  # a number of ours among PostgreSQL's advisory locks


class Watch:
    """Remembers since when this process has been listening: what nobody could hear is no silence."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self.store = store
        self.zone = zone
        self.listening_since = store.clock.now()
        with store.snapshot() as session:
            newest = session.connection().execute(text("SELECT MAX(last_contact_at) FROM device")).scalar()
        self._heard_until: int = newest or 0
        self._inhibited: list[silence.Group] = []
        self._fleet_at = self._worn_at = 0

    def look(self) -> None:
        """Do what is due now; called every second."""
        now = self.store.clock.now()
        if now >= self._worn_at + WORN_MS:
            self._worn_at = now
            with self.store.transaction(urgent=False) as tx:
                if _alone(tx):
                    silence.watch_worn(tx, self.zone)
        if now >= self._fleet_at + FLEET_MS:
            self._fleet_at = now
            with self.store.transaction(urgent=False) as tx:
                if _alone(tx):
                    fleet.look(tx, self.zone, self.listening_since, self._heard_until)
        self._inhibited = fleet.groups(self.store)
        silence.look(self.store, self.zone, self.listening_since, self._inhibited)


def _alone(tx: Tx) -> bool:
    """On PostgreSQL one node at a time: two that move the same rows would wait for each other crosswise."""
    if tx.conn.dialect.name != "postgresql":
        return True
    return bool(tx.conn.execute(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": _LOCK}).scalar())
