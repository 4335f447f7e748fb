"""Tables over HTTP: upload, progress, report."""

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from app.main import Nuanyang
from app.registry.imports import sheet
from app.settings import Settings

from .conftest import SignIn

TABLE = (
    "姓名,身份证号,电话,纬度,经度,设备号\n"
    "王秀兰,11010519491231002X,13800000001,34.2658,108.9402,867584030012349\n"
    "李桂英,,电话不详,34.2658,108.9402,\n"
    "张玉珍,,=1+1,34.2658,108.9402,\n"
)


@pytest.fixture
def run(admin: TestClient, app: Nuanyang) -> Any:
    """Post a table and wait for the end of it."""

    def start(data: bytes, **query: Any) -> dict[str, Any]:
        answer = admin.post("/api/imports", content=data, params={"file_name": "people.csv", **query})
        assert answer.status_code == 202, answer.text
        app.state.imports.wait()
        found: dict[str, Any] = admin.get(f"/api/imports/{answer.json()['id']}").json()
        return found

    return start


def test_a_table_goes_in_after_a_dry_run(run: Any, admin: TestClient) -> None:
    dry = run(TABLE.encode("gb18030"), dry_run=True)
    assert (dry["state"], dry["dry_run"], dry["created"], dry["faulty"]) == ("done", True, 1, 2)
    assert admin.get("/api/elders").json()["items"] == []
    real = run(TABLE.encode("gb18030"))
    assert (real["total"], real["done"], real["created"], real["faulty"]) == (3, 3, 1, 2)
    assert [elder["name"] for elder in admin.get("/api/elders").json()["items"]] == ["王秀兰"]
    assert [job["id"] for job in admin.get("/api/imports").json()["items"]] == [real["id"], dry["id"]]


def test_the_report_can_be_mended_and_taken_in_again(run: Any, admin: TestClient) -> None:
    job = run(TABLE.encode())
    listed = admin.get(f"/api/imports/{job['id']}/faults", params={"limit": 1}).json()
    assert (listed["items"][0]["id"], listed["next"]) == (3, "3")
    assert listed["items"][0]["faults"][0]["code"] == "not_a_phone"
    answer = admin.get(f"/api/imports/{job['id']}/faults.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == [
        "行号 row",
        "结果 result",
        "问题",
        "problem",
        "姓名",
        "",
        "电话",
        "纬度",
        "经度",
        "设备号",
    ]
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert rows[1][3] == "电话: is not a phone number"
    assert rows[2][6] == "'=1+1", "no cell is a formula"
    mended = answer.content.replace("电话不详".encode(), b"13800000002")
    assert run(mended)["created"] == 1
    page = CalamineWorkbook.from_filelike(
        io.BytesIO(admin.get(f"/api/imports/{job['id']}/faults.xlsx").content)
    ).get_sheet_by_index(0)
    assert page.to_python()[2][6] == "=1+1"


def test_the_template_is_understood(admin: TestClient, run: Any) -> None:
    for form in ("csv", "xlsx"):
        for lang in ("zh", "en"):
            data = admin.get(f"/api/imports/template.{form}", params={"lang": lang}).content
            table = sheet.read(data)
            assert table.layout.unknown == ()
            assert ("contact_phone", 3) in table.layout.places
    assert run(data)["created"] == 1


def test_elders_without_a_home_are_listed(run: Any, admin: TestClient) -> None:
    run(TABLE.encode().replace(b"34.2658,108.9402,867584030012349", b",,"))
    assert [e["name"] for e in admin.get("/api/elders", params={"home": False}).json()["items"]] == ["王秀兰"]
    assert admin.get("/api/elders", params={"home": True}).json()["items"] == []


def test_only_admins_import_and_each_sees_what_is_theirs(as_: SignIn, run: Any) -> None:
    job = run(TABLE.encode())
    for role in ("operator", "supervisor", "responder", "wall"):
        other = as_(role)
        assert other.post("/api/imports", content=TABLE.encode()).status_code == 403
        assert other.get("/api/imports").status_code == 403
        assert other.get(f"/api/imports/{job['id']}/faults.csv").status_code == 403
    limited = as_("admin", areas=[1])
    assert limited.get("/api/imports").json()["items"] == []
    assert limited.get(f"/api/imports/{job['id']}").status_code == 404
    assert limited.get(f"/api/imports/{job['id']}/faults.xlsx").status_code == 404


def test_what_is_no_table_or_too_large_is_refused(admin: TestClient, settings: Settings) -> None:
    answer = admin.post("/api/imports", content=b"%PDF-1.4")
    assert (answer.status_code, answer.json()["kind"]) == (400, "bad_request")
    assert "表头" in answer.json()["detail"]
    settings.max_import_bytes = 100
    assert admin.post("/api/imports", content=b"x" * 101).status_code == 413
    assert admin.get("/api/imports").json()["items"] == []
    assert admin.get("/api/imports/7").status_code == 404


def test_an_export_needs_an_admin_and_a_reason(run: Any, admin: TestClient, as_: SignIn) -> None:
    run(TABLE.encode())
    assert admin.get("/api/exports/elders.csv").status_code == 422
    assert as_("supervisor").get("/api/exports/elders.csv", params={"reason": "audit"}).status_code == 403
    answer = admin.get("/api/exports/elders.csv", params={"reason": "audit", "lang": "en"})
    assert answer.content.decode("utf-8-sig").startswith("name,phone,sex,")
    answer = admin.get("/api/exports/devices.xlsx", params={"reason": "audit"})
    assert [row[0] for _, row in sheet.read(answer.content).rows] == ["867584030012349"]
    log = admin.get("/api/access-log").json()["items"]
    assert [(entry["action"], entry["reason"]) for entry in log][:3] == [
        ("export_devices", "audit"), ("export_elders", "audit"), ("import", "people.csv"),
    ]  # fmt: skip
