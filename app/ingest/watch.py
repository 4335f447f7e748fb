"""Elder watches over TCP: the port, and what keeps one watch from harming the others.

The protocol has no secrets: whoever knows a watch's id may speak for it. So unknown ids are cut off, a
source has only so many connections, and nothing that a connection does takes more than its share: frames are
counted, what waits for the disk is bounded, and beyond that the bytes stay in the network.
"""

import asyncio
import logging
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from app.clock import Clock
from app.errors import NuanyangError
from app.identity.keys import Poster
from app.ingest.batcher import Batcher
from app.ingest.pipeline import Outcome
from app.ingest.watch_frames import Frame
from app.ingest.watch_line import Line
from app.ingest.watch_messages import Message
from app.ingest.watch_orders import LOCATE, orders
from app.ingest.watch_store import find, note_answer, take_due
from app.registry.commands import CommandKind, Order
from app.store.db import Store

log = logging.getLogger(__name__)
TICK_S = 1.0
AT_ONCE = 1_000  # devices of one look-up
BACKLOG = 4_096  # connections that may wait to be accepted: after a restart everybody comes at once
MOST_HELD = 50_000
FILES = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection, one source and all together may take."""

    connections: int = 50_000
    per_source: int = 2_000  # thousands of watches may share the address of their carrier
    stranger_s: float = 30.0  # until the first complete frame
    idle_s: float = 1_200.0  # watches say LK every 5 to 8 minutes
    frames_per_s: int = 20
    waiting: int = 32  # pings under way to the disk


class Watches:
    """The port of the watches. Everything but `wake` and `reaches` happens on the event loop."""

    def __init__(self, store: Store, batcher: Batcher, limits: Limits) -> None:
        self.store, self.batcher, self.limits = store, batcher, limits
        self.clock: Clock = store.clock
        self.loop = asyncio.get_running_loop()
        self.lines: dict[Line, None] = {}  # in order of arrival
        self.by_device: dict[int, Line] = {}
        self._strangers: dict[Line, None] = {}
        self._sources: dict[str, int] = {}
        self._busy: set[Line] = set()  # said something in this second
        self._unknown: dict[str, list[Line]] = {}  # to be looked up
        self._looking = False
        self._held: deque[tuple[Line, Frame, Message]] = deque()
        self._server: asyncio.Server | None = None
        self._ticks = 0
        self._delivering = self._more_due = False
        self._timer: asyncio.TimerHandle | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; the port. Raises OSError when that is not possible."""
        _allow_files()
        self._server = await self.loop.create_server(lambda: Line(self), host, port, backlog=BACKLOG)
        self._timer = self.loop.call_later(TICK_S, self._tick)
        return int(self._server.sockets[0].getsockname()[1])

    def stop_listening(self) -> None:
        """Take nothing more; answers to what has been taken still go out."""
        if self._server is not None:
            self._server.close()
        if self._timer is not None:
            self._timer.cancel()
        for line in self.lines:
            line.throttled = True
            line.work()

    def close(self) -> None:
        for line in list(self.lines):
            line.transport.close()

    # who is there

    def admit(self, line: Line) -> bool:
        """Is there room for this connection?"""
        here = self._sources.get(line.source, 0)
        self._sources[line.source] = here + 1
        self.lines[line] = self._strangers[line] = None
        return here < self.limits.per_source and len(self.lines) <= self.limits.connections

    def forget(self, line: Line) -> None:
        if self.lines.pop(line, line) is line:
            return
        self._strangers.pop(line, None)
        self._busy.discard(line)
        self._sources[line.source] -= 1
        if not self._sources[line.source]:
            del self._sources[line.source]
        if line.device_id is not None and self.by_device.get(line.device_id) is line:
            del self.by_device[line.device_id]

    def identify(self, line: Line, unique_id: str) -> None:
        """Look up whose watch this is; a thousand in one query, when a thousand come at once."""
        line.looking = True
        self._unknown.setdefault(unique_id, []).append(line)
        if not self._looking:
            self._looking = True
            self.loop.call_soon(self._look_up)

    def _look_up(self) -> None:
        wanted = {unique_id: self._unknown.pop(unique_id) for unique_id in list(self._unknown)[:AT_ONCE]}
        looked = self.loop.run_in_executor(None, find, self.store, list(wanted))
        looked.add_done_callback(lambda done: self._looked_up(wanted, done))

    def _looked_up(
        self, wanted: dict[str, list[Line]], done: "asyncio.Future[dict[str, tuple[int, bool]]]"
    ) -> None:
        if self._unknown:
            self.loop.call_soon(self._look_up)
        else:
            self._looking = False
        if done.cancelled() or (failure := done.exception()) is not None:
            log.error("watches could not be looked up: %s", "stopped" if done.cancelled() else failure)
        found = {} if done.cancelled() or done.exception() else done.result()
        for unique_id, lines in wanted.items():
            for line in lines:
                if unique_id in found:
                    self._connect(line, *found[unique_id])
                else:
                    log.info("%s is no watch of ours; it is cut off", unique_id)
                    line.hang_up()

    def _connect(self, line: Line, device_id: int, worn: bool) -> None:
        if line not in self.lines:
            return
        self._strangers.pop(line, None)
        before = self.by_device.get(device_id)
        self.by_device[device_id] = line
        if before is not None:
            before.hang_up()  # its network changed; the old connection only looks alive
        line.known(device_id, Poster(device_id), worn=worn)

    def anybody(self) -> bool:
        """Is any watch connected here? From any thread, and so is `reaches`."""
        return bool(self.by_device)

    def reaches(self, device_id: int) -> bool:
        return device_id in self.by_device

    def locate(self, device_id: int) -> None:
        """Ask for a burst of fixes, if it is connected."""
        if (line := self.by_device.get(device_id)) is not None:
            line.order(*LOCATE)

    # what they say

    def count(self, line: Line) -> None:
        """One more frame; too many in a second, and the rest waits for the next."""
        line.count += 1
        self._busy.add(line)
        line.throttled = line.count >= self.limits.frames_per_s

    def submit(self, line: Line, frame: Frame, message: Message) -> None:
        """To the next commit; what cannot be taken now is held, for most messages come only once.

        Meanwhile its watch is not read: each holds up itself and nobody else.
        """
        try:
            future = self.batcher.submit([(message.ping, line.poster or Poster())])
        except NuanyangError:
            self._hold(line, frame, message)
        else:
            future.add_done_callback(lambda done: self._submitted(line, frame, message, done))

    def _submitted(
        self, line: Line, frame: Frame, message: Message, done: "asyncio.Future[list[Outcome]]"
    ) -> None:
        if done.cancelled() or done.exception() is not None:
            self._hold(line, frame, message)
        else:
            line.stored(frame, message, done.result()[0])
            if self._held:
                self._try_again()

    def _hold(self, line: Line, frame: Frame, message: Message) -> None:
        if len(self._held) < MOST_HELD:
            (self._held.appendleft if message.alarm else self._held.append)((line, frame, message))
            line.held += 1

    # commands

    def wake(self, device_id: int) -> None:
        """Something is due for this device. From any thread."""
        if self.reaches(device_id):
            self.loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        """Tell those who are connected what is due for them."""
        if self._delivering:
            self._more_due = True
            return
        self._delivering, self._more_due = True, False
        taken = self.loop.run_in_executor(None, take_due, self.store, self.reaches)
        taken.add_done_callback(self._taken)

    def _taken(self, done: "asyncio.Future[list[Order]]") -> None:
        self._delivering = False
        if done.cancelled() or (failure := done.exception()) is not None:
            log.error("commands could not be taken: %s", "stopped" if done.cancelled() else failure)
            return
        for order in done.result():
            if (line := self.by_device.get(order.device_id)) is not None:
                line.carry(order.kind, orders(order.kind, order.parameters))
        if self._more_due:
            self._deliver()

    def answered(self, line: Line, kind: CommandKind, answer: str) -> None:
        """The watch has confirmed a command."""
        noted = self.loop.run_in_executor(None, note_answer, self.store, line.device_id or 0, kind, answer)
        noted.add_done_callback(_complain)

    # time

    def _tick(self) -> None:
        self._timer = self.loop.call_later(TICK_S, self._tick)
        self._ticks += 1
        busy, self._busy = self._busy, set()
        for line in busy:
            line.count, line.throttled = 0, False
            if line.paused:
                line.work()
        self._cut_off()
        if self._held:
            self._try_again()
        if self.by_device and self._ticks % 2 == 0:  # those asked for on another node, or before it came
            self._deliver()

    def _cut_off(self) -> None:
        """Whoever says nothing: strangers soon, watches when they have been silent for long."""
        since = self.loop.time() - self.limits.stranger_s
        for line in list(self._strangers):
            if line.heard > since:
                break
            line.hang_up()
        if self._ticks % 30 == 0:
            since = self.loop.time() - self.limits.idle_s
            for line in [line for line in self.lines if line.heard < since and not line.paused]:
                line.hang_up()

    def _try_again(self) -> None:
        held, self._held = self._held, deque()
        while held and not self._held:
            line, frame, message = held.popleft()
            line.held -= 1
            self.submit(line, frame, message)
            if line.paused and not line.held:
                line.work()
        self._held.extend(held)


def _complain(done: "asyncio.Future[None]") -> None:
    if not done.cancelled() and (failure := done.exception()) is not None:
        log.error("the answer to a command could not be noted: %s", type(failure).__name__)


def _allow_files() -> None:
    """Each connection is an open file, and most systems begin with 1,024."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
