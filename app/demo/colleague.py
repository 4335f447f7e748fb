"""A colleague at the next desk: works through the REST API, and leaves the visitor enough to do.

He takes what is fresh once several others wait, and what has been left lying; he calls, listens, and closes.
"""

import logging
import random
import threading
from collections.abc import Sequence
from typing import Any, Final

import httpx

from app.clock import Clock, parse_instant

log = logging.getLogger(__name__)

LEAVES: Final = 6  # alerts waiting that he does not touch
FRESH_S: Final = (12.0, 50.0)  # age at which he takes one more than that
LEFT_S: Final = 25 * 60.0  # age at which he takes any
RETURNED_S: Final = 8 * 60.0  # the same, when she is back already
LOOKS_S: Final = 3.0  # between two looks at the queue
ENDINGS: Final = {  # outcome on the phone, disposition
    "outside_home": ("reminded", "reminded_returning"),
    "sos": ("safe", "false_accidental"),
    "fall": ("safe", "assisted_phone"),
    "battery": ("safe", "assisted_phone"),
}


def choose(waiting: Sequence[dict[str, Any]], now: float) -> dict[str, Any] | None:
    """Which open alert he takes at `now` (s), if any: the oldest left lying, else the newest of many."""
    age = {alert["id"]: now - parse_instant(alert["opened_at"]) / 1000 for alert in waiting}
    left = [a for a in waiting if age[a["id"]] > (LEFT_S if a["condition"] == "active" else RETURNED_S)]
    if left:
        return max(left, key=lambda alert: age[alert["id"]])
    fresh = [a for a in waiting if FRESH_S[0] <= age[a["id"]] <= FRESH_S[1]]
    if len(waiting) > LEAVES and fresh:
        return min(fresh, key=lambda alert: age[alert["id"]])
    return None


class Colleague(threading.Thread):
    """One alert at a time, with the pauses of a human being."""

    def __init__(
        self, url: str, username: str, password: str, clock: Clock, seed: int, stopping: threading.Event
    ) -> None:
        super().__init__(name="demo colleague", daemon=True)
        self._login = {"username": username, "password": password}
        self._clock, self._stopping, self._rng = clock, stopping, random.Random(seed)
        self._client = httpx.Client(base_url=url, timeout=10.0, trust_env=False)

    def run(self) -> None:
        with self._client:
            while not self._stopping.wait(LOOKS_S):
                try:
                    self._look()
                except httpx.HTTPError as error:  # a lost race, or a server that is going away
                    log.info("the colleague tries something else: %s", error)

    def _look(self) -> None:
        if "Authorization" not in self._client.headers:
            token = self._post("/api/session", self._login)["token"]
            self._client.headers["Authorization"] = f"Bearer {token}"
        answer = self._client.get("/api/alerts", params={"handling": "open", "limit": 200})
        answer.raise_for_status()
        alert = choose(answer.json()["items"], self._clock.now() / 1000)
        if alert is not None:
            self._handle(alert)

    def _handle(self, alert: dict[str, Any]) -> None:
        """Claim, call, listen, note the result, close."""
        path = f"/api/alerts/{alert['id']}"
        outcome, disposition = ENDINGS.get(alert["kind"], ("safe", "assisted_phone"))
        version = self._post(f"{path}/claim", {"version": alert["version"]})["version"]
        if self._stopping.wait(self._rng.uniform(2.0, 6.0)):
            return
        begun = self._post(f"{path}/calls", {"version": version, "to": "elder"})
        if self._stopping.wait(self._rng.uniform(15.0, 45.0)):
            return
        report = {"version": begun["alert"]["version"], "result": "answered_elder", "outcome": outcome}
        said = self._post(f"{path}/calls/{begun['call']['id']}/result", report)
        if self._stopping.wait(self._rng.uniform(3.0, 10.0)):
            return
        if said["kind"] == "outside_home" and said["condition"] == "cleared":
            disposition = "safe_home"
        self._post(f"{path}/close", {"version": said["version"], "disposition": disposition})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.post(path, json=body)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
