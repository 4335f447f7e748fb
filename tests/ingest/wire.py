"""The ping endpoint over a real socket, and the shapes of its answers."""

import json
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlalchemy import text

from app.clock import ManualClock
from app.main import Nuanyang
from tests.people import Wearer

NOW = ManualClock().now() / 1000
NDJSON = {"content-type": "application/x-ndjson"}
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Wire:
    client: httpx2.Client
    app: Nuanyang
    wang: Wearer
    key: str  # of an integration
    address: tuple[str, int]

    def post(self, body: Any, key: str | None = None, **headers: str) -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            "/api/pings",
            content=content,
            headers={"authorization": f"Bearer {key or self.key}", **headers},
        )

    def stored(self) -> int:
        with self.app.state.store.snapshot() as session:
            return int(session.connection().execute(text("SELECT COUNT(*) FROM ping")).scalar_one())


def answer(accepted: int = 0, quarantined: int = 0, duplicates: int = 0, *rejected: Any) -> dict[str, Any]:
    return {
        "accepted": accepted, "quarantined": quarantined, "duplicates": duplicates, "rejected": list(rejected)
    }  # fmt: skip


def problem(response: httpx2.Response, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["kind"]) == (status, kind)
    assert all(body[member] for member in ("type", "title", "detail"))
    return body
