"""Carrying orders to the line: at least once, after the commit, from rows that survive a restart.

The contract of an adapter: `place` hands over one order and says what became of it. It is asked again while
that is unsure, always with the same `uid`, which the line must take as the same call. News of the call come
later: to `report`, or over HTTP. What is due is a row in `deadline`; the adapter keeps no time.
"""

import asyncio
import logging
from contextlib import suppress
from enum import StrEnum
from typing import Protocol

from app.calls import lines
from app.calls.lines import Order
from app.calls.results import Line, Result
from app.calls.service import TEL
from app.errors import NotFound
from app.store.db import Store

log = logging.getLogger(__name__)
LOOK_S = 1.0  # another node's orders, and what a restart left
AGAIN_S = 2.0


class Placed(StrEnum):
    """What became of an order."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # it never will be
    UNSURE = "unsure"  # perhaps it arrived: ask again


def report(store: Store, uid: str, news: Line | Result) -> None:
    """What a line says of an attempt: how far it got, or that nobody was reached. Unknown: nothing."""
    with suppress(NotFound), store.transaction() as tx:
        if isinstance(news, Line):
            lines.moved(tx, uid, news)
        else:
            lines.missed(tx, uid, news)


class Adapter(Protocol):
    """A way to place calls. Neither `place` nor `follow` raises for what a network does."""

    name: str

    async def place(self, order: Order) -> Placed: ...

    async def follow(self) -> None:
        """Listen for news until cancelled; returns when they come by another way."""

    async def close(self) -> None: ...


class Exchange:
    """Without an adapter (`tel`) nothing is carried: operators dial themselves."""

    def __init__(self, store: Store, line: Adapter | None) -> None:
        self.store, self._line = store, line
        self.adapter = line.name if line else TEL
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There is something to carry. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Carry, until cancelled."""
        if self._line is None:
            return
        self._loop = asyncio.get_running_loop()
        follower = asyncio.create_task(self._line.follow())
        try:
            while True:
                self._woken.clear()
                try:
                    await self._carry(self._line)
                except Exception:
                    log.exception("orders could not be read; they will be tried again")
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), LOOK_S)
        finally:
            tasks = [follower, *self._busy.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._line.close()

    async def _carry(self, line: Adapter) -> None:
        for order in await asyncio.to_thread(self._orders):
            if order.uid not in self._busy:
                self._busy[order.uid] = asyncio.create_task(self._one(line, order))

    def _orders(self) -> list[Order]:
        with self.store.snapshot() as session:
            return lines.orders(session)

    async def _one(self, line: Adapter, order: Order) -> None:
        try:
            placed = await line.place(order)
            if placed is Placed.UNSURE:
                await asyncio.sleep(AGAIN_S)
            else:
                news = Line.RINGING if placed is Placed.ACCEPTED else Result.NETWORK_FAILURE
                await asyncio.to_thread(report, self.store, order.uid, news)
        except Exception:  # the order stays where it is, and has its deadline
            log.exception("an order could not be carried")
            await asyncio.sleep(AGAIN_S)
        finally:
            del self._busy[order.uid]
