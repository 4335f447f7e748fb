"""The wall is a cursor over the event log: one reader of the log, many sockets that follow it.

A wake-up is only a hint; the tailer looks by itself twice a second, so a lost one costs milliseconds
and never an alert. The newest events stay in memory for the sockets; older ones come from the log.
"""

import asyncio
import logging
from collections import deque

from app.store import events as log
from app.store.db import Store
from app.store.events import Head, Logged

LOOK_S = 0.5
KEEP = 2_000
logger = logging.getLogger(__name__)


class Tailer:
    """Follows the log. `seq` is the newest number seen; `changed` wakes the sockets."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.epoch = ""
        self.seq = 0
        self._recent: deque[Logged] = deque(maxlen=KEEP)
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._waiters: set[asyncio.Event] = set()

    def wake(self) -> None:
        """From any thread, after a commit."""
        self._loop.call_soon_threadsafe(self._wake.set)

    def head(self) -> Head:
        """Where the log ends now (reads the database)."""
        with self.store.snapshot() as session:
            return log.head(session.connection())

    async def run(self) -> None:
        """Follow the log until cancelled."""
        while True:
            try:
                if not self.epoch:
                    start = await asyncio.to_thread(self.head)
                    self.epoch, self.seq = start.epoch, start.seq
                await self._look()
            except Exception:
                logger.exception("the log could not be read; trying again")
                await asyncio.sleep(LOOK_S)
            try:
                await asyncio.wait_for(self._wake.wait(), LOOK_S)
            except TimeoutError:
                continue

    async def _look(self) -> None:
        self._wake.clear()
        while found := await asyncio.to_thread(self.read, self.seq):
            self._recent.extend(found)
            self.seq = found[-1].seq
            for waiter in self._waiters:
                waiter.set()

    def read(self, after: int) -> list[Logged]:
        """The next events after a cursor, from the log."""
        with self.store.snapshot() as session:
            return log.read(session.connection(), after)

    async def follow(self, after: int) -> list[Logged]:
        """The next events after a cursor, from memory when they are there."""
        if after >= self.seq:
            return []
        if self._recent and self._recent[0].seq <= after + 1:
            return [e for e in self._recent if e.seq > after]
        return await asyncio.to_thread(self.read, after)

    def subscribe(self) -> asyncio.Event:
        """An event that is set whenever there is something new."""
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        return waiter

    def unsubscribe(self, waiter: asyncio.Event) -> None:
        self._waiters.discard(waiter)
