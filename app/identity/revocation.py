"""Tells open sockets of this process that their session has ended."""

from collections.abc import Callable

Listener = Callable[[list[int]], None]


class Revocations:
    """Subscribe with a function taking session ids; it is called after the commit, from any thread.

    Other processes do not hear this: a socket also looks again every 30 s.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Returns a function that unsubscribes."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, session_ids: list[int]) -> None:
        for listener in tuple(self._listeners):
            listener(session_ids)
