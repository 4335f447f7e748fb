"""People who are signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.alerts.tables import Alert
from app.clock import MINUTE, SECOND
from app.identity import users
from app.identity.roles import Role
from app.identity.sessions import Sessions
from app.main import Nuanyang

PASSWORD = "correct horse"
SignIn = Callable[..., TestClient]
HOME = {"lat": 34.2658, "lon": 108.9402, "radius_m": 100}


@pytest.fixture
def as_(client: TestClient, app: Nuanyang) -> SignIn:
    """`as_("operator", areas=[3])`: a client that carries the Bearer token of a new user with that role."""
    count = 0

    def sign_in(role: str, areas: list[int] | None = None) -> TestClient:
        nonlocal count
        count += 1
        sessions: Sessions = app.state.sessions
        with app.state.store.transaction() as tx:
            users.create(tx, f"{role}{count}", PASSWORD, Role(role), areas=areas)
        token, _ = sessions.sign_in(f"{role}{count}", PASSWORD)
        other = TestClient(app, base_url="http://care.example")  # without another lifespan
        other.headers["authorization"] = f"Bearer {token}"
        return other

    return sign_in


@pytest.fixture
def admin(as_: SignIn) -> TestClient:
    return as_("admin")


@pytest.fixture
def elder(admin: TestClient) -> dict[str, Any]:
    """An elder with a home in Xi'an."""
    body = {"name": "王秀兰", "phone": "13800000000", "birth_year": 1944, "home": HOME}
    answer = admin.post("/api/elders", json=body)
    assert answer.status_code == 201, answer.text
    card: dict[str, Any] = answer.json()
    return card


@pytest.fixture
def open_alert(app: Nuanyang, elder: dict[str, Any]) -> Any:
    """`open_alert(ago_s, answered after s, **columns)`: an outside_home alert in the database."""
    count = 0

    def add(ago_s: float, answered_s: float | None = None, **columns: Any) -> int:
        nonlocal count
        count += 1
        with app.state.store.transaction() as tx:
            at = tx.now - round(ago_s * SECOND)
            given: dict[str, Any] = {
                "dedup_key": f"test:{count}", "kind": "outside_home", "priority": 2, "elder_id": elder["id"],
                "area_id": 1, "occurred_at": at, "opened_at": at, "respond_by": at + MINUTE,
                "act_by": at + 10 * MINUTE, **columns,
            }  # fmt: skip
            if answered_s is not None:
                given["responded_at"] = at + round(answered_s * SECOND)
            alert = Alert(**given)
            tx.session.add(alert)
            tx.session.flush()
            return alert.id or 0

    return add


def wrong_fields(answer: Any) -> list[str]:
    """The fields that a 422 names."""
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [error["field"] for error in answer.json()["errors"]]
