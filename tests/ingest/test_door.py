"""The door: refusals that a protocol cannot tell are in the journal, and a sandbox keeps nothing."""

import json
from typing import Any

import pytest

from app.clock import rfc3339
from app.identity import keys
from app.ingest.journal import KEPT
from app.registry import devices
from tests.ingest.test_overland import FIRST
from tests.ingest.wire import Wire, answer, problem


@pytest.fixture
def sandbox(wire: Wire, request: pytest.FixtureRequest) -> str:
    """The key of a sandbox of its own, which speaks GCJ-02."""
    with wire.app.state.store.transaction() as tx:
        made = devices.create_integration(tx, request.node.name, sandbox=True, datum="gcj02")
        return keys.issue(tx, integration_id=made.id)


def _messages(wire: Wire, key: str, **query: Any) -> list[dict[str, Any]]:
    response = wire.client.get(
        "/api/ingest/messages", params=query, headers={"authorization": f"Bearer {key}"}
    )
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


def _journal(wire: Wire, integration_id: int) -> list[dict[str, Any]]:
    from app.ingest import journal

    with wire.app.state.store.snapshot() as session:
        return [
            {"wire": m.wire, "refused": m.refused, "items": m.items}
            for m in journal.page(session, None, 10, integration_id=integration_id)
        ]


def _feature(wire: Wire, second: int, **changed: Any) -> dict[str, Any]:
    said = {
        **FIRST["properties"],
        "device_id": wire.wang.ping(second, 0)["device"],
        "timestamp": rfc3339(second * 1000),
    }  # type: ignore[dict-item]
    return {**FIRST, "properties": {**said, **changed}}


def test_overland_stores_the_good_and_hears_ok(wire: Wire, second: int) -> None:
    before = wire.stored()
    body = {"locations": [_feature(wire, second), _feature(wire, second, device_id="stranger")]}
    response = wire.client.post(
        "/api/ingest/overland", json=body, headers={"authorization": f"Bearer {wire.key}"}
    )
    assert (response.status_code, response.json()) == (200, {"result": "ok"})
    assert wire.stored() == before + 1
    (last, *_) = _journal(wire, 1)
    assert (last["wire"], last["refused"]) == ("overland", 1)
    assert (last["items"][0]["index"], last["items"][0]["code"]) == (1, "unknown_device")
    assert last["items"][1]["status"] == "accepted"


def test_overland_without_a_key_is_401(wire: Wire) -> None:
    problem(wire.client.post("/api/ingest/overland", json={"locations": []}), 401, "unauthenticated")


def test_a_sandbox_hears_the_truth_and_keeps_nothing(wire: Wire, sandbox: str, second: int) -> None:
    before = wire.stored()
    second -= 50_000  # history: no speed that could be impossible
    ping = {**wire.wang.ping(second, 0), "lat": 34.2672, "lon": 108.9268}
    bad = {**ping, "lat": 91}
    stranger = {**ping, "device": "stranger"}
    future = {**ping, "fixed_at": second + 10_000_000}
    got = wire.post([ping, bad, stranger, future], key=sandbox).json()
    assert (got["accepted"], got["quarantined"]) == (2, 1)
    assert [r["code"] for r in got["rejected"]] == ["invalid", "unknown_device"]
    assert wire.post(ping, key=sandbox).json() == answer(accepted=1), "the first time left no trace"
    assert wire.stored() == before

    newest, older = _messages(wire, sandbox)
    assert json.loads(newest["raw"]) == ping
    understood = newest["items"][0]["ping"]
    assert (understood["datum"], understood["fixed_at"]) == ("gcj02", rfc3339(second * 1000))
    assert newest["items"][0]["wgs84"] == pytest.approx({"lat": 34.26882, "lon": 108.92219}, abs=1e-4)
    assert [(i["index"], i["status"]) for i in older["items"]] == [
        (1, "refused"), (2, "refused"), (0, "accepted"), (3, "quarantined"),
    ]  # fmt: skip
    assert [m["id"] for m in _messages(wire, sandbox, after=newest["id"])] == [older["id"]]


def test_only_a_sandbox_reads_back(wire: Wire) -> None:
    for key in (wire.key, wire.wang.key):
        response = wire.client.get("/api/ingest/messages", headers={"authorization": f"Bearer {key}"})
        problem(response, 403, "forbidden")
    problem(wire.client.get("/api/ingest/messages"), 401, "unauthenticated")


def test_the_journal_keeps_the_last_few_of_each_sender(wire: Wire, sandbox: str, second: int) -> None:
    for i in range(KEPT + 3):
        wire.post({**wire.wang.ping(second, 0), "message_id": str(i)}, key=sandbox)
    seen: list[str] = []
    after: dict[str, Any] = {}
    while page := _messages(wire, sandbox, limit=200, **after):
        seen += [m["items"][0]["ping"]["message_id"] for m in page]
        after = {"after": page[-1]["id"]}
    assert seen == [str(i) for i in range(KEPT + 2, 2, -1)]


@pytest.mark.parametrize("lane", ["express", "ordinary"])
def test_a_single_ping_that_is_refused_is_in_the_journal_whichever_lane_it_took(
    wire: Wire, second: int, lane: str
) -> None:
    stranger = {"device": f"stranger by {lane}", "fixed_at": second, "signals": ["sos"]}
    headers = {} if lane == "express" else {"x-forwarded-for": "192.0.2.1"}
    assert wire.post(stranger, **headers).json()["rejected"][0]["code"] == "unknown_device"
    assert wire.post(stranger, **headers).status_code == 200, "now the key is known"
    newest, before = _journal(wire, 1)[:2]
    for entry in (newest, before):
        assert (entry["wire"], entry["items"][0]["code"]) == ("pings", "unknown_device")
        assert entry["items"][0]["ping"]["device"] == stranger["device"]
