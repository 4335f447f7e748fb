"""The whole OpenAPI document against a running service: whatever it is sent, it answers as it says it does.

schemathesis makes requests of every operation: right ones, edge cases and nonsense.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.clock import ManualClock
from app.identity import users
from app.identity.roles import Role
from tests.live import application, serving
from tests.people import PASSWORD, gateway, take_in

ROOT = Path(__file__).parents[2]
SCHEMA = schemathesis.openapi.from_path(ROOT / "openapi.json")
CHECKS = (
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
BY_KEY = ("/api/pings", "/api/ingest", "/api/webhook")


@schemathesis.serializer("application/x-ndjson")
def _lines(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else "\n".join([str(value), '{"device": 7}', "[]"]).encode()


@schemathesis.serializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def _workbook(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    """Hardly ever one: what a browser sends when somebody picks the wrong file."""
    return value if isinstance(value, bytes) else str(value).encode()


class Service:
    """Where it listens, and headers that let one in."""

    def __init__(self, url: str, key: str, sign_in: Callable[[], str]) -> None:
        self.url, self._key, self._sign_in = url, key, sign_in
        self._tokens: dict[str, str] = {}

    def headers(self, operation: str, path: str) -> dict[str, str]:
        """An administrator of its own for each operation: some end sessions and disable users."""
        if path.startswith(BY_KEY):
            return {"authorization": f"Bearer {self._key}"}
        if operation not in self._tokens:
            self._tokens[operation] = self._sign_in()
        return {"authorization": f"Bearer {self._tokens[operation]}"}


@pytest.fixture(scope="module")
def service(template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path: Path = tmp_path_factory.mktemp("openapi") / "nuanyang.db"
    path.write_bytes(template)
    app = application(path, ManualClock())
    store, hired = app.state.store, 0

    def sign_in() -> str:
        nonlocal hired
        hired += 1
        with store.transaction() as tx:
            users.create(tx, f"admin{hired}", PASSWORD, Role.admin)
        token: str = app.state.sessions.sign_in(f"admin{hired}", PASSWORD)[0]
        return token

    take_in(store)
    key = gateway(store)
    with serving(app) as address:
        yield Service(f"http://{address}", key, sign_in)


@SCHEMA.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_documented(case: schemathesis.Case, service: Service) -> None:
    label = case.operation.label
    answer = case.call(base_url=service.url, headers=service.headers(label, case.operation.path))
    case.validate_response(answer, checks=list(CHECKS))
