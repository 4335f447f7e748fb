"""Pings travel in company: group commit without a timer.

One commit is in flight at a time; whatever arrives meanwhile is the next batch. A submission is answered
only after the commit that holds it. In a jam cries for help (SOS, falls, smoke) overtake, and are let in when
others are told to wait: a carrier that comes back with its backlog must not cost a minute of hers.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.alerts.kinds import SIGNAL_KINDS
from app.errors import TooMany, Unavailable
from app.identity.keys import Poster
from app.ingest.pings import Ping
from app.ingest.pipeline import Outcome

MOST = 2_000
Item = tuple[Ping, Poster]


def _cries(items: Sequence[Item]) -> bool:
    return any(ping.signals and not SIGNAL_KINDS.keys().isdisjoint(ping.signals) for ping, _ in items)


@dataclass(slots=True)
class Submission:
    items: Sequence[Item]
    answer: asyncio.Future[list[Outcome]]


class Batcher:
    """Gathers submissions and hands them to `write` (sync, one call at a time, in a thread of its own)."""

    def __init__(self, write: Callable[[Sequence[Item]], list[Outcome]], max_pending: int) -> None:
        self._write = write
        self._max_pending = max_pending
        self._waiting: deque[Submission] = deque()
        self._crying: deque[Submission] = deque()  # goes before what waits
        self._pending = 0
        self._writing = False
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ping-writer")

    @property
    def pending(self) -> int:
        """Pings that wait for their commit."""
        return self._pending

    def submit(self, items: Sequence[Item]) -> asyncio.Future[list[Outcome]]:
        """The outcomes, after the commit. Raises TooMany at once when too much is waiting.

        Must be called on the event loop.
        """
        self._admit(items)
        return self._enqueue(items)

    def submit_all(self, pieces: Sequence[Sequence[Item]]) -> list[asyncio.Future[list[Outcome]]]:
        """Several submissions of one sender: all are taken, or none."""
        self._admit([item for piece in pieces for item in piece])
        return [self._enqueue(piece) for piece in pieces]

    def _admit(self, items: Sequence[Item]) -> None:
        """When nothing waits, anybody is let in: sent again later, they would be as many."""
        if self._closed:
            raise Unavailable("The service is stopping; send again later.")
        after = self._pending + len(items)
        most = self._max_pending if after <= self._max_pending or not _cries(items) else 2 * self._max_pending
        if after > most and self._pending:
            raise TooMany("Too many pings are waiting; send again later.", retry_after_s=1)

    def _enqueue(self, items: Sequence[Item]) -> asyncio.Future[list[Outcome]]:
        loop = asyncio.get_running_loop()
        submission = Submission(items, loop.create_future())
        jammed = self._pending > MOST
        self._pending += len(items)
        (self._crying if jammed and _cries(items) else self._waiting).append(submission)
        if not self._writing:
            self._writing = True
            loop.call_soon(self._start_when_quiet, loop, 0)
        return submission.answer

    def _start_when_quiet(self, loop: asyncio.AbstractEventLoop, before: int) -> None:
        """Not at once: as long as every turn of the loop brings more, they travel along. No timer."""
        if before < len(self._waiting) and self._pending < MOST:
            loop.call_soon(self._start_when_quiet, loop, len(self._waiting))
        else:
            self._start(loop)

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        batch = self._gather()
        items = [item for submission in batch for item in submission.items]
        work = loop.run_in_executor(self._thread, self._write, items)
        work.add_done_callback(lambda done: self._finish(loop, batch, done))

    def _gather(self) -> list[Submission]:
        batch: list[Submission] = []
        size = 0
        for queue in (self._crying, self._waiting):
            while queue and (not batch or size + len(queue[0].items) <= MOST):
                batch.append(queue.popleft())
                size += len(batch[-1].items)
        return batch

    def _finish(
        self, loop: asyncio.AbstractEventLoop, batch: list[Submission], done: asyncio.Future[list[Outcome]]
    ) -> None:
        self._pending -= sum(len(s.items) for s in batch)
        if self._crying or self._waiting:
            loop.call_soon(self._start_when_quiet, loop, 0)
        else:
            self._writing = False
        failure = done.exception()
        outcomes = [] if failure else done.result()
        at = 0
        for submission in batch:
            if submission.answer.done():  # the client went away; its pings are stored all the same
                at += len(submission.items)
                continue
            if failure:
                submission.answer.set_exception(Unavailable("The pings could not be stored; send again."))
                continue
            submission.answer.set_result(outcomes[at : at + len(submission.items)])
            at += len(submission.items)

    async def drain(self) -> None:
        """Take nothing more, wait until everything submitted has been answered, then end the thread."""
        self._closed = True
        while self._writing:
            await asyncio.sleep(0.01)
        self._thread.shutdown()
