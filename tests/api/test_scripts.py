"""The words of calls over HTTP: who writes them, what is refused, and that nobody's work is lost."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import Nuanyang
from app.store.events import read
from tests.api.conftest import SignIn, wrong_fields

AREA = {"name": "莲湖区"}
ONE = "/api/scripts/outside_home/zh-CN"
OURS = {
    "version": 0,
    "say": "{name}您好，我是{operator}。",
    "steps": ["问：回家吗？"],
    "unreached": "打联系人。",
}


def of(client: TestClient, kind: str = "outside_home", language: str = "zh-CN") -> dict[str, Any]:
    items = client.get("/api/scripts").json()["items"]
    found: dict[str, Any] = next(s for s in items if (s["kind"], s["language"]) == (kind, language))
    return found


def test_a_supervisor_writes_and_every_operator_reads(app: Nuanyang, as_: SignIn) -> None:
    supervisor, area = as_("supervisor"), as_("admin").post("/api/areas", json=AREA).json()["id"]
    operator = as_("operator", areas=[area])
    shipped = of(operator)
    assert (shipped["version"], shipped["is_default"], shipped["edited_by"]) == (0, True, None)
    answer = supervisor.put(ONE, json=OURS)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    now = of(operator)
    assert (now["say"], now["steps"], now["is_default"]) == (OURS["say"], OURS["steps"], False)
    assert (now["edited_by"], of(operator, language="en")["version"]) == ("supervisor1", 0)
    with app.state.store.snapshot() as session:
        told = [e for e in read(session.connection(), 0) if e.kind == "script.changed"]
    assert [(json.loads(e.payload)["kind"], json.loads(e.payload)["version"]) for e in told] == [
        ("outside_home", 1)
    ]
    log = supervisor.get("/api/access-log").json()["items"]
    assert [(e["action"], e["reason"]) for e in log] == [("script", "outside_home zh-CN: 1")]


def test_the_slower_of_two_hears_of_it_and_loses_nothing(as_: SignIn) -> None:
    first, second = as_("supervisor"), as_("supervisor")
    first.put(ONE, json=OURS)
    answer = second.put(ONE, json={**OURS, "say": "您好。"})
    assert (answer.status_code, answer.json()["kind"], answer.json()["version"]) == (409, "stale_version", 1)
    assert "supervisor1" in answer.json()["detail"]
    assert of(first)["say"] == OURS["say"]
    assert second.put(ONE, json={**OURS, "version": 1, "say": "您好。"}).status_code == 200


def test_back_to_the_default_with_everything_on_record(as_: SignIn) -> None:
    supervisor = as_("supervisor")
    shipped = of(supervisor)["say"]
    supervisor.put(ONE, json=OURS)
    assert supervisor.delete(ONE, params={"version": 0}).status_code == 409
    back = supervisor.delete(ONE, params={"version": 1}).json()
    assert (back["say"], back["is_default"], back["version"]) == (shipped, True, 2)
    assert supervisor.put(ONE, json={**OURS, "version": 0}).status_code == 409, (
        "an old version never comes back"
    )
    versions = supervisor.get(ONE).json()["items"]
    assert [(v["version"], v["is_default"], v["say"]) for v in versions] == [
        (2, True, shipped), (1, False, OURS["say"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "found"),
    [
        ({"say": "{nmae}您好"}, "say", "{nmae}"),
        ({"steps": ["好", "去{address}"]}, "steps.1", "{address}"),
        ({"unreached": "打电话}"}, "unreached", "}"),
    ],
)
def test_a_placeholder_that_no_desk_can_fill_is_named(
    as_: SignIn, change: dict[str, Any], field: str, found: str
) -> None:
    supervisor = as_("supervisor")
    answer = supervisor.put(ONE, json={**OURS, **change})
    assert wrong_fields(answer) == [field]
    assert answer.json()["errors"][0]["found"] == found
    assert "{operator}" in answer.json()["detail"], "says what is known"
    assert of(supervisor)["version"] == 0


@pytest.mark.parametrize(
    "change", [{"say": " "}, {"steps": []}, {"steps": ["x"] * 9}, {"say": "x" * 501}, {"unreached": "a\nb"}]
)
def test_words_are_short_and_there_are_some(as_: SignIn, change: dict[str, Any]) -> None:
    assert as_("supervisor").put(ONE, json={**OURS, **change}).status_code == 422


def test_who_may(as_: SignIn) -> None:
    area = as_("admin").post("/api/areas", json=AREA).json()["id"]
    operator, of_one_area, wall = as_("operator"), as_("supervisor", areas=[area]), as_("wall")
    assert operator.put(ONE, json=OURS).status_code == 403
    assert operator.get(ONE).status_code == 403
    assert of_one_area.put(ONE, json=OURS).status_code == 403, "the words are everybody's"
    assert wall.get("/api/scripts").status_code == 403
    assert as_("admin").put("/api/scripts/nonsense/zh-CN", json=OURS).status_code == 422
