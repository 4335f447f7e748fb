"""Users over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.clock import ManualClock
from app.identity import access_table
from app.identity.tables import AccessLog
from app.main import Nuanyang
from tests.api.conftest import PASSWORD, SignIn, wrong_fields

NEW = {"username": "li.na", "password": PASSWORD, "role": "operator", "name": "李娜"}


def test_an_admin_adds_a_user_who_can_sign_in(admin: TestClient, client: TestClient) -> None:
    answer = admin.post("/api/users", json=NEW)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["username"], made["role"], made["areas"], made["disabled"]) == (
        "li.na",
        "operator",
        [],
        False,
    )
    assert PASSWORD not in answer.text
    assert client.post("/api/session", json={"username": "li.na", "password": PASSWORD}).status_code == 200


def test_a_second_user_of_that_name_is_409(admin: TestClient) -> None:
    admin.post("/api/users", json=NEW)
    answer = admin.post("/api/users", json=NEW)
    assert (answer.status_code, answer.json()["kind"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "1234567"}, "password"),
        ({"role": "nurse"}, "role"),
        ({"username": "li na"}, "username"),
        ({"areas": [99]}, "areas"),
        ({"areas": ["x"]}, "areas.0"),
        ({"name": "  "}, "name"),
    ],
)
def test_the_wrong_field_is_named(admin: TestClient, change: dict[str, object], field: str) -> None:
    assert wrong_fields(admin.post("/api/users", json={**NEW, **change})) == [field]


@pytest.mark.parametrize("role", ["operator", "supervisor", "responder", "wall"])
def test_only_admins_manage_users(as_: SignIn, role: str) -> None:
    someone = as_(role)
    assert someone.get("/api/users").status_code == 403
    assert someone.post("/api/users", json=NEW).status_code == 403
    assert someone.patch("/api/users/1", json={"role": "admin"}).status_code == 403
    assert someone.delete("/api/users/1/sessions").status_code == 403


def test_lists_are_paged_and_limits_clamped(admin: TestClient) -> None:
    for i in range(4):
        admin.post("/api/users", json={**NEW, "username": f"u{i}"})
    first = admin.get("/api/users", params={"limit": 3}).json()
    assert ([u["username"] for u in first["items"]], first["next"]) == (["admin1", "u0", "u1"], "3")
    rest = admin.get("/api/users", params={"limit": 3, "after": first["next"]}).json()
    assert ([u["username"] for u in rest["items"]], rest["next"]) == (["u2", "u3"], None)
    assert len(admin.get("/api/users", params={"limit": 0}).json()["items"]) == 1
    assert len(admin.get("/api/users", params={"limit": 10**9}).json()["items"]) == 5


@pytest.mark.parametrize(
    ("change", "stays"),
    [({"name": "李"}, True), ({"role": "supervisor"}, False), ({"password": "x" * 9}, False)],
)
def test_a_change_of_rights_signs_the_user_out(
    admin: TestClient, as_: SignIn, change: dict[str, str], stays: bool
) -> None:
    operator = as_("operator")
    assert admin.patch("/api/users/2", json=change).status_code == 200
    assert operator.get("/api/me").status_code == (200 if stays else 401)


def test_a_walls_session_can_be_revoked(admin: TestClient, as_: SignIn) -> None:
    wall = as_("wall")
    heard: list[list[int]] = []
    wall.app.state.sessions.revocations.subscribe(heard.append)  # type: ignore[attr-defined]
    assert admin.delete("/api/users/2/sessions").json() == {"sessions": 1}
    assert wall.get("/api/me").status_code == 401
    assert heard == [[2]]
    assert admin.delete("/api/users/99/sessions").status_code == 404


def test_an_admin_of_some_areas_cannot_reach_beyond_them(admin: TestClient, as_: SignIn) -> None:
    district = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    street = admin.post("/api/areas", json={"name": "街", "parent_id": district}).json()["id"]
    local = as_("admin", areas=[district])
    assert local.post("/api/users", json=NEW).status_code == 403, "no areas would be everywhere"
    assert local.post("/api/users", json={**NEW, "areas": [1]}).status_code == 403
    made = local.post("/api/users", json={**NEW, "areas": [street]})
    assert made.status_code == 201
    assert local.patch(f"/api/users/{made.json()['id']}", json={"areas": []}).status_code == 403
    assert local.patch("/api/users/1", json={"disabled": True}).status_code == 403
    assert local.delete("/api/users/1/sessions").status_code == 403


def test_the_last_admin_stays(admin: TestClient) -> None:
    assert admin.patch("/api/users/1", json={"disabled": True}).status_code == 409
    assert admin.get("/api/me").status_code == 200


def test_the_access_log_is_searched_by_who_whom_what_and_when(
    admin: TestClient, as_: SignIn, elder: dict[str, object], clock: ManualClock
) -> None:
    operator = as_("operator")
    operator.get(f"/api/elders/{elder['id']}")
    clock.advance(60)
    later = clock.now() / 1000
    operator.get(f"/api/elders/{elder['id']}/contacts")

    def actions(**wanted: object) -> list[str]:
        answer = admin.get("/api/access-log", params=wanted)
        assert answer.status_code == 200, answer.text
        return [entry["action"] for entry in answer.json()["items"]]

    assert actions(user_id=2) == ["contacts", "card"]
    assert actions(user_id=2, to=later) == ["card"]
    assert actions(**{"from": later, "user_id": 2}) == ["contacts"]
    assert actions(action="con") == ["contacts"]
    assert actions(action="con_") == [], "an underscore is an underscore"
    assert actions(elder_id=999) == []
    entry = admin.get("/api/access-log", params={"action": "card"}).json()["items"][0]
    assert (entry["user_name"], entry["elder_name"]) == ("operator2", elder["name"])
    area = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    elsewhere = as_("supervisor", areas=[area])
    entry = elsewhere.get("/api/access-log", params={"action": "card"}).json()["items"][0]
    assert (entry["elder_id"], entry["elder_name"]) == (elder["id"], None)


def test_the_access_log_is_taken_away_as_it_is_filtered_and_says_so(
    admin: TestClient, as_: SignIn, elder: dict[str, Any]
) -> None:
    boss = as_("supervisor")
    boss.get(f"/api/elders/{elder['id']}")
    why = {"reason": "她女儿 138 0000 0000 在 34.2658,108.9402 等", "from": "2026-01-01T00:00:00Z"}
    assert boss.get(f"/api/elders/{elder['id']}/track", params=why).status_code == 200
    path, wanted = "/api/access-log/table", {"elder_id": elder["id"], "action": "track", "lang": "en"}
    answer = boss.get(f"{path}.csv", params=wanted)
    assert "attachment" in answer.headers["content-disposition"]
    heading, line = answer.content.decode("utf-8-sig").splitlines()
    assert heading.split(",")[:3] == ["time", "who", "what"]
    assert "track" in line
    assert "王秀兰" in line
    assert not any(private in line for private in ("138", "0000", "34.26", "108.94"))
    assert boss.get(f"{path}.xlsx").content[:2] == b"PK"
    last, first = boss.get("/api/access-log", params={"action": "export_access_log"}).json()["items"]
    assert (first["elder_id"], first["reason"]) == (elder["id"], f"csv elder={elder['id']} action=track")
    assert last["reason"] == "xlsx"
    assert as_("operator").get(f"{path}.csv").status_code == 403
    lianhu = admin.post("/api/areas", json={"name": "莲湖区"}).json()["id"]
    local = as_("supervisor", areas=[lianhu]).get(f"{path}.csv").content.decode("utf-8-sig")
    assert "王秀兰" not in local, "not hers to know"


@pytest.mark.parametrize(
    ("reason", "kept"),
    [("13800000000", "…"), ("电话 029-8765-4321 回访", "电话 … 回访"), ("34.2658, 108.9402", "…, …"),
     ("2026-11-24 夜班核对第 12 号", "2026-11-24 夜班核对第 12 号"),
     ("battery.low_pct tier red: 30.5", "battery.low_pct tier red: 30.5")],
)  # fmt: skip
def test_reasons_lose_numbers_and_places(reason: str, kept: str) -> None:
    assert access_table.plain(reason) == kept


def test_a_long_access_log_goes_out_page_by_page(app: Nuanyang, admin: TestClient) -> None:
    with app.state.store.transaction() as tx:
        for n in range(2 * access_table.PAGE + 1):
            tx.session.add(AccessLog(at=tx.now, user_id=1, action="card", reason=str(n)))
    lines = admin.get("/api/access-log/table.csv", params={"action": "card"}).content.decode().splitlines()
    assert [int(line.rsplit(",", 1)[1]) for line in lines[1:]] == list(range(2 * access_table.PAGE, -1, -1))
