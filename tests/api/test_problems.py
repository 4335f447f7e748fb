"""Every error is a problem; OpenAPI says so."""

import pytest
from starlette.testclient import TestClient

from app.main import Nuanyang

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/nowhere", 404, "not_found"),
        ("PUT", "/api/me", 405, "method_not_allowed"),
        ("GET", "/api/elders/1", 401, "unauthenticated"),
    ],
)
def test_errors_of_the_framework_too(
    client: TestClient, method: str, path: str, status: int, kind: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    body = answer.json()
    assert (body["status"], body["kind"], body["type"]) == (status, kind, f"urn:nuanyang:problem:{kind}")
    assert body["title"]
    assert body["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"\xff"])
def test_a_body_that_is_no_json(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/session", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == (422 if body == b"" else 400)
    assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("body", ["[]", "1", "null", '"x"', '{"username": 1}'])
def test_json_of_another_shape_is_422(client: TestClient, body: str) -> None:
    answer = client.post("/api/session", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"]


BEYOND = 10**20


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        *[("GET", f"/api/{name}/{BEYOND}", None) for name in ("elders", "devices", "fences", "alerts")],
        *[
            ("GET", f"/api/{name}?after={BEYOND}", None)
            for name in ("elders", "users", "areas", "access-log")
        ],
        ("GET", f"/api/board?area={BEYOND}", None),
        ("GET", f"/api/fences?elder_id={BEYOND}", None),
        ("POST", "/api/devices", {"unique_id": "w1", "elder_id": BEYOND}),
        ("POST", "/api/areas", {"name": "x", "parent_id": BEYOND}),
        ("POST", "/api/users", {"username": "a", "password": "12345678", "role": "wall", "areas": [BEYOND]}),
        ("POST", "/api/elders", {"name": "\x00"}),
        ("POST", "/api/devices", {"unique_id": "\x00"}),
    ],
)
def test_what_no_database_can_hold_is_422(admin: TestClient, method: str, path: str, body: object) -> None:
    answer = admin.request(method, path, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]


def test_an_unexpected_failure_tells_nothing(app: Nuanyang) -> None:
    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("the secret of the house")

    app.router.routes.insert(0, app.router.routes.pop())  # before whatever catches every path
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/api/broken")
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in answer.text


def test_openapi_documents_every_error_as_a_problem(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in str(document)
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["tags"]
            for status, response in operation["responses"].items():
                if status >= "400" and "content" in response:
                    assert list(response["content"]) == [PROBLEM]
    assert document["components"]["schemas"]["Problem"]["properties"]["errors"]
