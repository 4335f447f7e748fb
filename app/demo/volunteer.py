"""Volunteers of the demo: asked to go somewhere, they accept, set out, arrive and tell how it was."""

import logging
import random
import threading
from collections.abc import Sequence
from typing import Any, Final

import httpx

log = logging.getLogger(__name__)

LOOKS_S: Final = 3.0  # between two looks at what they are asked
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


class Volunteer(threading.Thread):
    """One step at a time, with the pauses of a human being."""

    def __init__(self, url: str, username: str, password: str, seed: int, stopping: threading.Event) -> None:
        super().__init__(name=f"demo volunteer {username}", daemon=True)
        self._login = {"username": username, "password": password}
        self._stopping, self._rng = stopping, random.Random(f"{seed} {username}")
        self._client = httpx.Client(base_url=url, timeout=10.0, trust_env=False)

    def run(self) -> None:
        with self._client:
            while not self._stopping.wait(LOOKS_S):
                try:
                    self._look()
                except httpx.HTTPError as error:  # somebody was faster, or a server that is going away
                    log.info("the volunteer tries something else: %s", error)

    def _look(self) -> None:
        if "Authorization" not in self._client.headers:
            answer = self._client.post("/api/session", json=self._login).raise_for_status()
            self._client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        tasks = self._client.get("/api/tasks", params={"standing": True}).raise_for_status().json()["items"]
        chosen = choose(tasks)
        if chosen is None:
            return
        task_id, step = chosen
        if self._stopping.wait(self._rng.uniform(*PAUSES_S[step])):
            return
        body = {"note": self._rng.choice(NOTES)} if step == "complete" else None
        self._client.post(f"/api/tasks/{task_id}/{step}", json=body).raise_for_status()
