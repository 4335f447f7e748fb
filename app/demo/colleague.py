"""A colleague at the next desk: works through the REST API, and leaves the visitor enough to do.

He takes what is fresh once several others wait, and what has been left lying; he calls, listens, and closes.
"""

import random
import threading
from collections.abc import Sequence
from typing import Any, Final

from app.clock import Clock, parse_instant
from app.demo.staff import Staff

LEAVES: Final = 6  # alerts waiting that he does not touch
FRESH_S: Final = (12.0, 50.0)  # age at which he takes one more than that
LEFT_S: Final = 25 * 60.0  # age at which he takes any
RETURNED_S: Final = 8 * 60.0  # the same, when she is back already
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


class Colleague(Staff):
    """One alert at a time, with the pauses of a human being."""

    def __init__(
        self, url: str, username: str, password: str, clock: Clock, seed: int, stopping: threading.Event
    ) -> None:
        super().__init__(url, username, password, random.Random(seed), stopping)
        self._clock = clock

    def look(self) -> None:
        alert = choose(self.items("/api/alerts", handling="open", limit=200), self._clock.now() / 1000)
        if alert is not None:
            self._handle(alert)

    def _handle(self, alert: dict[str, Any]) -> None:
        """Claim, call, listen, note the result, close."""
        path = f"/api/alerts/{alert['id']}"
        outcome, disposition = ENDINGS.get(alert["kind"], ("safe", "assisted_phone"))
        version = self.post(f"{path}/claim", {"version": alert["version"]})["version"]
        if self.pause(2.0, 6.0):
            return
        begun = self.post(f"{path}/calls", {"version": version, "to": "elder"})
        if self.pause(15.0, 45.0):
            return
        report = {"version": begun["alert"]["version"], "result": "answered_elder", "outcome": outcome}
        said = self.post(f"{path}/calls/{begun['call']['id']}/result", report)
        if self.pause(3.0, 10.0):
            return
        if said["kind"] == "outside_home" and said["condition"] == "cleared":
            disposition = "safe_home"
        self.post(f"{path}/close", {"version": said["version"], "disposition": disposition})
