"""People of the demo who work: each signs in, looks for work and does one thing at a time, as clients do."""

import logging
import random
import threading
from abc import ABC, abstractmethod
from typing import Any, Final

import httpx

log = logging.getLogger(__name__)

LOOKS_S: Final = 3.0  # between two looks for work


class Staff(threading.Thread, ABC):
    """One of them. Works through the REST API until `stopping` is set."""

    def __init__(
        self, url: str, username: str, password: str, rng: random.Random, stopping: threading.Event
    ) -> None:
        super().__init__(name=f"demo {username}", daemon=True)
        self._login = {"username": username, "password": password}
        self._rng, self._stopping = rng, stopping
        self._client = httpx.Client(base_url=url, timeout=10.0, trust_env=False)

    def run(self) -> None:
        with self._client:
            while not self._stopping.wait(LOOKS_S):
                try:
                    if "Authorization" not in self._client.headers:
                        token = self.post("/api/session", self._login)["token"]
                        self._client.headers["Authorization"] = f"Bearer {token}"
                    self.look()
                except httpx.HTTPError as error:  # a lost race, or a server that is going away
                    log.info("%s tries something else: %s", self.name, error)

    @abstractmethod
    def look(self) -> None:
        """Find something to do, and do it."""

    def items(self, path: str, **params: str | int | bool) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._client.get(path, params=params).raise_for_status().json()["items"]
        return found

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self._client.post(path, json=body).raise_for_status().json()
        return found

    def pause(self, shortest_s: float, longest_s: float) -> bool:
        """As people take; True when the demo is stopped meanwhile."""
        return self._stopping.wait(self._rng.uniform(shortest_s, longest_s))
