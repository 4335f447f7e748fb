"""Signing in over HTTP: tokens, cookies, forgery, throttling."""

from starlette.testclient import TestClient

from app.clock import ManualClock
from tests.api.conftest import PASSWORD, SignIn

SIGN_IN = {"username": "operator1", "password": PASSWORD}
OWN = {"origin": "http://care.example"}
FOREIGN = {"origin": "http://evil.example"}


def test_a_token_and_a_cookie_both_work(client: TestClient, as_: SignIn) -> None:
    as_("operator")
    answer = client.post("/api/session", json=SIGN_IN)
    assert answer.status_code == 200
    assert answer.json()["user"] == {
        "id": 1, "username": "operator1", "name": "operator1", "role": "operator", "areas": [],
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.get("/api/me").json() == answer.json()["user"]
    client.cookies.clear()
    assert client.get("/api/me").status_code == 401
    bearer = {"authorization": f"Bearer {answer.json()['token']}"}
    assert client.get("/api/me", headers=bearer).status_code == 200


def test_a_wrong_password_is_401(client: TestClient, as_: SignIn) -> None:
    as_("operator")
    answer = client.post("/api/session", json={**SIGN_IN, "password": "wrong"})
    assert (answer.status_code, answer.json()["kind"]) == (401, "unauthenticated")
    assert "set-cookie" not in answer.headers


def test_a_change_by_cookie_must_come_from_our_own_pages(client: TestClient, as_: SignIn) -> None:
    as_("operator")
    client.post("/api/session", json=SIGN_IN)
    for forged in (FOREIGN, {}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = client.delete("/api/session", headers=forged)
        assert (answer.status_code, answer.json()["kind"]) == (403, "forbidden")
    assert client.get("/api/me", headers=FOREIGN).status_code == 200, "reading changes nothing"
    assert client.delete("/api/session", headers=OWN).status_code == 204
    assert client.get("/api/me").status_code == 401


def test_a_bearer_token_needs_no_origin(as_: SignIn) -> None:
    operator = as_("operator")
    assert operator.delete("/api/session").status_code == 204
    assert operator.get("/api/me").status_code == 401


def test_another_site_cannot_sign_this_browser_in(client: TestClient, as_: SignIn) -> None:
    as_("operator")
    assert client.post("/api/session", json=SIGN_IN, headers=FOREIGN).status_code == 403
    assert client.post("/api/session", json=SIGN_IN, headers=OWN).status_code == 200


def test_guessing_is_429_with_retry_after(client: TestClient, as_: SignIn, clock: ManualClock) -> None:
    as_("operator")
    wrong = {**SIGN_IN, "password": "wrong"}
    assert [client.post("/api/session", json=wrong).status_code for _ in range(5)] == [401] * 5
    answer = client.post("/api/session", json=SIGN_IN)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    clock.advance(2)
    assert client.post("/api/session", json=SIGN_IN).status_code == 200


def test_no_token_no_answer(client: TestClient) -> None:
    answer = client.get("/api/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    for header in ("Bearer", "Bearer wrong", "Basic eDp5", "nonsense"):
        assert client.get("/api/me", headers={"authorization": header}).status_code == 401
