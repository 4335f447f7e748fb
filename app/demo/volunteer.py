"""Volunteers of the demo: asked to go somewhere, they accept, set out, arrive and tell how it was."""

import random
import threading
from collections.abc import Sequence
from typing import Any, Final

from app.demo.staff import Staff

PAUSES_S: Final = {  # before each step, as people take
    "accept": (6.0, 20.0),
    "en_route": (8.0, 20.0),
    "on_scene": (40.0, 90.0),
    "complete": (30.0, 60.0),
}
STEPS: Final = {"accept": "accept", "depart": "en_route", "arrive": "on_scene", "complete": "complete"}
NOTES: Final = ("老人在家，一切都好", "在小区花园找到，已送回家", "陪老人坐了一会儿，女儿已经到了")


def choose(tasks: Sequence[dict[str, Any]]) -> tuple[int, str] | None:
    """(task, what they do next), if anything: whoever has a task goes on with it before taking another."""
    for mine in (True, False):
        for task in tasks:
            step = next((STEPS[one] for one in task["steps"] if one in STEPS), None)
            if step is not None and (step != "accept") is mine:
                return task["id"], step
    return None


class Volunteer(Staff):
    """One step at a time, with the pauses of a human being."""

    def __init__(self, url: str, username: str, password: str, seed: int, stopping: threading.Event) -> None:
        super().__init__(url, username, password, random.Random(f"{seed} {username}"), stopping)

    def look(self) -> None:
        chosen = choose(self.items("/api/tasks", standing=True))
        if chosen is None:
            return
        task_id, step = chosen
        if not self.pause(*PAUSES_S[step]):
            self.post(
                f"/api/tasks/{task_id}/{step}",
                {"note": self._rng.choice(NOTES)} if step == "complete" else None,
            )
