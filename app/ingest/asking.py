"""Verify by asking: while a belief is undecided, the device is asked for a burst of fixes.

A watch that is connected here, or a phone that listens at the broker, is asked itself. An integration that
can reach its devices says where (`downlink_url`). It is told which device to locate, for how long and how
often, in a signed request. Asking is a favour, not a duty: nothing waits for it, nothing is stored, a request
that fails is forgotten, and a device is asked seldom, for every burst costs its battery.
"""

import asyncio
import hmac
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import httpx
import msgspec

from app.clock import MINUTE, SECOND
from app.registry import devices
from app.store.db import Store

log = logging.getLogger(__name__)
EVERY_S, FOR_S = 10, 120  # the burst that is asked for
AGAIN = 5 * MINUTE  # a device is asked at most so often
LOOK_AGAIN = 30 * SECOND  # so old may be what is known of the integrations
TIMEOUT_S = 5.0
AT_ONCE = 4
MOST_WAITING = 1_000
MOST_DEVICES = 100_000


@dataclass(frozen=True, slots=True)
class Doubt:
    """A device whose wearer may have left or come back; `integration_id`: through whom it posts, if any."""

    device_id: int
    unique_id: str
    integration_id: int | None


class Reach(Protocol):
    """Somebody who holds connections to devices. `anybody` and `reaches` may be asked from any thread."""

    def anybody(self) -> bool: ...

    def reaches(self, device_id: int) -> bool: ...

    def locate(self, device_id: int) -> None:
        """Ask for a burst; on the event loop, without waiting."""


class Asker:
    """Takes doubts from the ping writer's thread; a task on the event loop does the asking."""

    def __init__(self, store: Store, secret: str | None) -> None:
        self.store, self._secret = store, secret
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: asyncio.Queue[Doubt] = asyncio.Queue(MOST_WAITING)
        self._asked: dict[int, int] = {}  # device → when, ms
        self._urls: Mapping[int, str] = {}
        self._known_at: int | None = None
        self._reaches: list[Reach] = []

    def join(self, reach: Reach) -> None:
        """Ask devices that `reach` is connected to directly."""
        self._reaches.append(reach)

    def interested(self) -> bool:
        """Is there anybody to ask? What is known of them is at most half a minute old."""
        now = self.store.clock.now()
        if self._secret and (self._known_at is None or now - self._known_at >= LOOK_AGAIN):
            with self.store.snapshot() as session:
                self._urls = devices.downlinks(session)
            self._known_at = now
        return bool(self._urls) or any(reach.anybody() for reach in self._reaches)

    def _can_ask(self, doubt: Doubt) -> bool:
        return doubt.integration_id in self._urls or any(r.reaches(doubt.device_id) for r in self._reaches)

    def hear(self, doubts: Iterable[Doubt]) -> None:
        """Ask for these, each device at most every five minutes. From any thread; never waits."""
        now = self.store.clock.now()
        for doubt in doubts:
            if not self._can_ask(doubt) or now - self._asked.get(doubt.device_id, -AGAIN) < AGAIN:
                continue
            self._asked.pop(doubt.device_id, None)
            self._asked[doubt.device_id] = now
            if len(self._asked) > MOST_DEVICES:
                self._asked.pop(next(iter(self._asked)))
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._put, doubt)

    def _put(self, doubt: Doubt) -> None:
        with suppress(asyncio.QueueFull):  # in a flood of doubts some go unasked
            self._waiting.put_nowait(doubt)

    async def run(self) -> None:
        """Ask, a few at a time, until cancelled: a gateway that hangs must not silence the others."""
        self._loop = asyncio.get_running_loop()
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client, asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work(client))

    async def _work(self, client: httpx.AsyncClient) -> None:
        while True:
            doubt = await self._waiting.get()
            url = None if doubt.integration_id is None else self._urls.get(doubt.integration_id)
            reach = next((r for r in self._reaches if r.reaches(doubt.device_id)), None)
            if reach is not None:
                reach.locate(doubt.device_id)
            elif url is not None:
                await self._ask(client, url, doubt)

    async def _ask(self, client: httpx.AsyncClient, url: str, doubt: Doubt) -> None:
        body = msgspec.json.encode(
            {"command": "locate", "device": doubt.unique_id, "every_s": EVERY_S, "for_s": FOR_S}
        )
        headers = {"Content-Type": "application/json", "X-Nuanyang-Signature": self._sign(body)}
        try:
            answer = await client.post(url, content=body, headers=headers)
            if answer.is_error:
                log.warning("integration %s answers %s to locate", doubt.integration_id, answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL) as error:  # one bad address must not end all asking
            log.warning("integration %s cannot be asked: %s", doubt.integration_id, type(error).__name__)

    def _sign(self, body: bytes) -> str:
        return "sha256=" + hmac.new((self._secret or "").encode(), body, sha256).hexdigest()
