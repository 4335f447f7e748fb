"""Slows down guessing: failures per key, in memory."""

import threading

from app.clock import MINUTE, SECOND
from app.errors import TooMany

FREE_FAILURES = 5
LONGEST_MS = 15 * MINUTE
FORGET_MS = 60 * MINUTE
MAX_KEYS = 10_000


class Throttle:
    """After five failures a key waits 2, 4, 8 … seconds, 15 minutes at the most.

    A key is whatever the caller counts by; a success or an hour of quiet forgets it.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._failures: dict[str, tuple[int, int]] = {}  # key → (count, last failure)

    def check(self, key: str, now: int) -> None:
        """Raise TooMany while the key has to wait."""
        with self._guard:
            count, last = self._failures.get(key, (0, 0))
        if count < FREE_FAILURES:
            return
        wait = min(SECOND << min(count - FREE_FAILURES + 1, 20), LONGEST_MS)
        left = last + wait - now
        if left > 0:
            raise TooMany("Too many failed attempts; wait a moment.", retry_after_s=-(-left // SECOND))

    def failed(self, key: str, now: int) -> None:
        with self._guard:
            count, last = self._failures.pop(key, (0, 0))
            count = 0 if now - last > FORGET_MS else count
            self._failures[key] = (count + 1, now)  # re-inserted: the oldest comes first
            if len(self._failures) > MAX_KEYS:
                self._failures.pop(next(iter(self._failures)))

    def forget(self, key: str) -> None:
        with self._guard:
            self._failures.pop(key, None)
