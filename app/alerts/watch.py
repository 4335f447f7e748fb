"""What is looked at for everybody at once, every second: silence and outages."""

from collections.abc import Callable
from datetime import tzinfo
from threading import Lock

from sqlalchemy import text

from app.alerts import fleet, silence
from app.clock import MINUTE, SECOND
from app.store.db import Store

FLEET_MS = 15 * SECOND
WORN_MS = MINUTE


class Watch:
    """Remembers since when this process has been listening: what nobody could hear is no silence.

    `also`: looks of rooms above this one, done each time too.
    """

    def __init__(self, store: Store, zone: tzinfo, *also: Callable[[], None]) -> None:
        self.store = store
        self.also = also
        self.zone = zone
        with store.snapshot() as session:
            newest = session.connection().execute(text("SELECT MAX(last_contact_at) FROM device")).scalar()
        self.listening = fleet.Listening(store.clock.now(), newest or 0)
        self._fleet_at = self._worn_at = 0
        self._looking = Lock()

    def look(self) -> None:
        """Do what is due now; called every second, and never twice at once."""
        with self._looking:
            self._look()

    def _look(self) -> None:
        now = self.store.clock.now()
        if now >= self._worn_at + WORN_MS:
            self._worn_at = now
            silence.watch_worn(self.store, self.zone)
        if now >= self._fleet_at + FLEET_MS:
            self._fleet_at = now
            fleet.look(self.store, self.zone, self.listening)
        for look in self.also:
            look()
        silence.look(self.store, self.zone, self.listening.since, fleet.groups(self.store))
