"""Pings into a running service, and how many sockets follow it."""

from typing import Any

from tests.realtime.conftest import Service


def watchers(service: Service) -> int:
    return len(service.app.state.tailer._waiters)


def post(service: Service, *pings: dict[str, Any]) -> None:
    answer = service.client.post("/api/pings", json=pings)
    assert answer.json()["accepted"] == len(pings), answer.text
