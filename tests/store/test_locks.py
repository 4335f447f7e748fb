"""The fair lock with two lanes."""

import threading
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from app.store.locks import LaneLock


def queue_up(lock: LaneLock, urgency: list[bool]) -> list[int]:
    """Hold the lock, let threads queue one after the other, let go; returns the order of service."""
    served: list[int] = []

    def taker(number: int, urgent: bool) -> Callable[[], None]:
        def take() -> None:
            with lock.hold(urgent=urgent):
                served.append(number)

        return take

    threads = []
    with lock.hold(urgent=False):
        for number, urgent in enumerate(urgency):
            thread = threading.Thread(target=taker(number, urgent))
            thread.start()
            threads.append(thread)
            while len(lock._urgent) + len(lock._normal) <= number:  # until it stands in the queue
                thread.join(0.001)
    for thread in threads:
        thread.join()
    return served


@settings(max_examples=25, deadline=None)
@given(st.lists(st.booleans(), max_size=8))
def test_urgent_first_and_in_order_within_a_lane(urgency: list[bool]) -> None:
    lock = LaneLock()
    expected = [i for i, urgent in enumerate(urgency) if urgent] + [i for i, u in enumerate(urgency) if not u]
    assert queue_up(lock, urgency) == expected
    assert queue_up(lock, []) == [], "and it is free again"


def test_one_at_a_time() -> None:
    lock, inside, most = LaneLock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for i in range(200):
            with lock.hold(urgent=i % 2 == 0):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)


def test_it_is_given_back_after_a_failure() -> None:
    lock = LaneLock()
    for _ in range(2):
        try:
            with lock.hold(urgent=True):
                raise RuntimeError
        except RuntimeError:
            continue
    with lock.hold(urgent=False):
        assert lock._held
