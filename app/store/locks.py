"""A fair lock with two lanes: people before machines."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class LaneLock:
    """First come, first served within a lane; the urgent lane goes first.

    SQLite's own busy wait is unfair: an operator's claim against back-to-back ping batches
    was seen to wait 730 ms. With this lock it waits for one batch at the most.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._urgent: deque[threading.Lock] = deque()
        self._normal: deque[threading.Lock] = deque()

    @contextmanager
    def hold(self, *, urgent: bool) -> Iterator[None]:
        self._acquire(urgent)
        try:
            yield
        finally:
            self._release()

    def _acquire(self, urgent: bool) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            (self._urgent if urgent else self._normal).append(turn)
        turn.acquire()  # released by whoever hands the lock on

    def _release(self) -> None:
        with self._guard:
            waiting = self._urgent or self._normal
            if waiting:
                waiting.popleft().release()
            else:
                self._held = False
