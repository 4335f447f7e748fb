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
