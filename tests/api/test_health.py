"""The health of devices: what is wrong, worst first, within one's areas."""

from typing import Any

from starlette.testclient import TestClient

from app.clock import ManualClock
from app.main import Nuanyang
from app.registry import areas
from app.registry.words import AreaKind
from tests.people import gateway

from .conftest import HOME, SignIn


def register(admin: TestClient, name: str, elder_id: int | None) -> int:
    body = {"unique_id": name, "elder_id": elder_id, "expected_interval_s": 60}
    return int(admin.post("/api/devices", json=body).json()["id"])


def wear(admin: TestClient, name: str) -> int:
    return int(admin.post("/api/elders", json={"name": name, "home": HOME}).json()["id"])


def seen(client: TestClient, **query: Any) -> dict[str, list[str]]:
    items = client.get("/api/devices/health", params=query).json()["items"]
    return {item["device"]["unique_id"]: item["troubles"] for item in items}


def test_the_worst_comes_first_and_every_trouble_can_be_asked_for(
    admin: TestClient, app: Nuanyang, clock: ManualClock, as_: SignIn
) -> None:
    for name in ("fine", "silent", "never", "low", "late"):
        register(admin, name, wear(admin, name))
    register(admin, "spare", None)
    key = gateway(app.state.store)

    def post(*pings: dict[str, Any]) -> None:
        answer = admin.post("/api/pings", json=list(pings), headers={"authorization": f"Bearer {key}"})
        assert answer.json()["rejected"] == []

    now = clock.now() // 1000
    post({"device": "silent", "fixed_at": now, "battery_pct": 80})
    clock.advance(16 * 60)
    for _ in range(3):
        now = clock.now() // 1000
        post(
            {"device": "fine", "fixed_at": now, "battery_pct": 80},
            {"device": "low", "fixed_at": now, "battery_pct": 5},
            {"device": "late", "fixed_at": now - 600, "battery_pct": 80},
        )
        clock.advance(120)
    operator = as_("operator")
    assert list(seen(operator).items()) == [
        ("silent", ["silent"]), ("never", ["never_heard"]), ("low", ["battery"]), ("late", ["clock"]),
        ("spare", ["no_wearer"]), ("fine", []),
    ]  # fmt: skip
    page = operator.get("/api/devices/health", params={"limit": 1}).json()
    walked = []
    while True:
        walked += [item["device"]["unique_id"] for item in page["items"]]
        if page["next"] is None:
            break
        page = operator.get("/api/devices/health", params={"limit": 1, "after": page["next"]}).json()
    assert walked == ["silent", "never", "low", "late", "spare", "fine"]
    assert page["totals"] == {
        "silent": 1, "never_heard": 1, "battery": 1, "clock": 1, "lost": 0, "no_wearer": 1,
    }  # fmt: skip
    for trouble, device in (
        ("silent", "silent"),
        ("never_heard", "never"),
        ("battery", "low"),
        ("clock", "late"),
    ):
        assert list(seen(operator, trouble=trouble)) == [device]
    (late,) = operator.get("/api/devices/health", params={"trouble": "clock"}).json()["items"]
    assert late["device"]["clock_error_ms"] == 600_000
    assert late["observed_interval_s"] == 120
    assert late["wearer"]["name"] == "late"
    assert operator.get("/api/devices/health", params={"after": "x"}).status_code == 400


def test_a_delay_now_and_then_is_no_wrong_clock(admin: TestClient, app: Nuanyang, clock: ManualClock) -> None:
    device = register(admin, "w", wear(admin, "王秀兰"))
    key = gateway(app.state.store)
    for late_s, backlog in ((2, False), (900, False), (2, False), (1200, True)):
        clock.advance(1500)
        ping = {"device": "w", "fixed_at": clock.now() / 1000 - late_s, "battery_pct": 80, "backlog": backlog}
        admin.post("/api/pings", json=ping, headers={"authorization": f"Bearer {key}"})
    error = admin.get(f"/api/devices/{device}").json()["clock_error_ms"]
    assert 2_000 <= error < 60_000


def test_health_ends_where_ones_areas_end(admin: TestClient, app: Nuanyang, as_: SignIn) -> None:
    with app.state.store.transaction() as tx:
        area = areas.create(tx, "别处", AreaKind.district)
    register(admin, "hers", wear(admin, "王秀兰"))
    register(admin, "spare", None)
    assert list(seen(as_("operator", areas=[area.id]))) == ["spare"]
    for role in ("wall", "responder"):
        assert as_(role).get("/api/devices/health").status_code == 403


def test_pairing_and_assigning_over_http(admin: TestClient, as_: SignIn) -> None:
    her = wear(admin, "王秀兰")
    register(admin, "5420323751", None)
    supervisor = as_("supervisor")
    paired = supervisor.post("/api/devices/pair", json={"imei": "490154203237518", "elder_id": her})
    assert (paired.status_code, paired.json()["state"]) == (200, "worn")
    wrong = supervisor.post("/api/devices/pair", json={"imei": "490154203237519", "elder_id": her})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "imei")
    assert (
        as_("operator")
        .post("/api/devices/pair", json={"imei": "490154203237518", "elder_id": her})
        .status_code
        == 403
    )
    other = wear(admin, "李桂英")
    assert supervisor.post("/api/devices/1/assign", json={"elder_id": other}).json()["elder_id"] == other
    assert supervisor.post("/api/devices/1/assign", json={"elder_id": 99}).status_code == 422
    assert supervisor.post("/api/devices/9/state", json={"state": "lost"}).status_code == 404
