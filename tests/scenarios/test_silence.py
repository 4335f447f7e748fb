"""A watch falls silent; a carrier's whole network does; the service itself was away."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert, text

from app.alerts.watch import Watch
from app.registry.tables import Device
from tests.scenarios.story import Story


@pytest.fixture
def story(begin: Callable[..., Story]) -> Story:
    """Her watch reports every minute."""
    return begin(interval_s=60)


MOBILE = {"carrier": "中国移动", "vendor": "爱牵挂"}


def test_a_watch_falls_silent_and_is_heard_again(story: Story) -> None:
    story.stays_home()
    for _ in range(14):
        story.passes(60)
    assert story.alerts() == []
    story.passes(60)
    alert = story.alert()
    assert (alert["kind"], alert["priority"], alert["handling"]) == ("device_silent", 3, "open")
    assert alert["evidence"]["text_en"] == (
        "Nothing heard of device 8800000001 for 15 min (threshold 15 min); she was last known to be at home."
    )
    assert alert["occurred_at"] < alert["opened_at"]
    for _ in range(40):
        story.passes(60)
    assert story.told() == ["opened", "breached", "act_breached"] or story.told()[0] == "opened"
    assert len(story.alerts()) == 1, "silence that lasts is one case"
    story.send(battery_pct=60)
    assert story.alert()["condition"] == "cleared"


def test_last_seen_outside_is_more_urgent(begin: Callable[..., Story]) -> None:
    story = begin(monitoring_mode="free", interval_s=60)
    story.stays_home()
    story.goes_out()
    assert story.alerts() == []
    for _ in range(16):
        story.passes(60)
    alert = story.alert()
    assert (alert["kind"], alert["priority"]) == ("device_silent", 2)
    assert alert["fix"] is not None


def test_a_slow_device_may_be_silent_for_longer(story: Story) -> None:
    story.ask("wang", "PATCH", f"/api/devices/{story.watch['id']}", {"expected_interval_s": 1200})
    story.send(5)
    for _ in range(59):
        story.passes(60)
    assert story.alerts() == []
    for _ in range(2):
        story.passes(60)
    assert story.alert()["kind"] == "device_silent"


def test_a_supervisor_allows_a_tier_more(story: Story) -> None:
    story.ask("wang", "PUT", "/api/thresholds/device_silent.least_min/tier/green", {"value": 30})
    story.send(5)
    for _ in range(29):
        story.passes(60)
    assert story.alerts() == []
    for _ in range(2):
        story.passes(60)
    assert story.alert()["evidence"]["threshold_min"] == 30


def test_nobody_wears_it(story: Story) -> None:
    story.ask("wang", "PATCH", f"/api/devices/{story.watch['id']}", {"elder_id": None})
    for _ in range(40):
        story.passes(60)
    assert story.alerts() == []


def test_given_away_while_silent(story: Story) -> None:
    for _ in range(17):
        story.passes(60)
    assert story.alert()["condition"] == "active"
    story.ask("wang", "PATCH", f"/api/devices/{story.watch['id']}", {"elder_id": None})
    story.passes(60)
    assert story.alert()["condition"] == "cleared"


def test_a_device_that_was_registered_and_never_switched_on(story: Story) -> None:
    story.ask("wang", "POST", "/api/devices", {"unique_id": "new", "elder_id": story.elder["id"]})
    for _ in range(17):
        story.passes(60)
        story.send(3)
    alert = story.alert()
    assert alert["evidence"]["text_en"] == "Device new has never been heard of (threshold 15 min)."


def test_a_restart_is_not_silence(story: Story) -> None:
    """The service was away for six hours; nobody fell silent meanwhile."""
    story.stays_home()
    story.clock.advance(6 * 3600)
    story.app.state.watch = Watch(story.store, story.app.state.watch.zone)
    for _ in range(14):
        story.passes(60)
    assert story.alerts() == []
    for _ in range(2):
        story.passes(60)
    assert story.alert()["kind"] == "device_silent", "but from then on it counts"


def fleet(story: Story, devices: int, **of: str) -> None:
    """So many more watches of this elder, all just heard of."""
    now = story.clock.now()
    rows = [
        {
            "unique_id": f"{of['carrier']}{n}", "elder_id": story.elder["id"], "kind": "watch",
            "expected_interval_s": 60, "datum": "wgs84", "battery_level": 0, "last_contact_at": now,
            "created_at": now, **of,
        }
        for n in range(devices)
    ]  # fmt: skip
    with story.store.transaction() as tx:
        tx.conn.execute(insert(Device), rows)


def heard(story: Story, carrier: str, share: float = 1.0) -> None:
    """This share of a carrier's devices reports now."""
    with story.store.transaction() as tx:
        tx.conn.execute(
            text("UPDATE device SET last_contact_at = :now WHERE carrier = :carrier AND id % 100 < :share"),
            {"now": story.clock.now(), "carrier": carrier, "share": share * 100},
        )


def test_ten_thousand_devices_of_one_carrier_fall_silent(story: Story) -> None:
    """One alert; when it is over, who is still silent is silent for a reason of her own."""
    fleet(story, 10_000, **MOBILE)
    fleet(story, 200, carrier="中国电信", vendor="爱牵挂")
    for _ in range(5):
        story.passes(60)
        story.send(5)
        for carrier in ("中国移动", "中国电信"):
            heard(story, carrier)
    for _ in range(4):
        story.passes(60)
        story.send(5)
        heard(story, "中国电信")
    alert = story.alert()
    assert (alert["kind"], alert["priority"], alert["elder"]) == ("fleet_outage", 2, None)
    assert alert["fleet"] == {"by": "carrier", "name": "中国移动", "silent": 10_000, "devices": 10_000}
    assert alert["evidence"]["text_zh"].startswith("运营商“中国移动”的 10000 台设备中有 10000 台（100%）")
    load = story.ask("li", "GET", "/api/load")
    assert load["outages"] == [alert["fleet"]]
    assert (load["alerts"], load["seats"], load["flood_since"]) == (1, 3, None), "no flood of ten thousand"
    for _ in range(30):
        story.passes(60)
        story.send(5)
        heard(story, "中国电信")
    assert len(story.alerts()) == 1, "no device is reported one by one"

    heard(story, "中国移动", 0.98)
    story.passes(60)
    heard(story, "中国移动", 0.98)
    story.send(5)
    (outage,) = story.ask("li", "GET", "/api/alerts?kind=fleet_outage")["items"]
    assert outage["condition"] == "cleared"
    silent = story.ask("li", "GET", "/api/alerts?kind=device_silent&limit=500")["items"]
    assert len(silent) == 200


def test_a_few_of_many_are_no_outage(story: Story) -> None:
    fleet(story, 100, **MOBILE)
    for _ in range(20):
        story.passes(60)
        story.send(5)
        heard(story, "中国移动", 0.95)
    assert {a["kind"] for a in story.alerts()} == {"device_silent"}
    assert len(story.alerts()) == 5


def test_an_outage_closed_by_hand_stays_closed_and_goes_on_inhibiting(story: Story) -> None:
    fleet(story, 50, **MOBILE)
    for _ in range(5):
        story.passes(60)
        story.send(5)
    alert = story.alert()
    assert alert["actions"][:1] == ["claim"]
    story.do("li", alert, "claim")
    story.do("li", alert, "calls", 422, to="elder")
    story.do("li", alert, "close", disposition="other", note="The carrier knows.")
    for _ in range(30):
        story.passes(60)
        story.send(5)
    assert [a["kind"] for a in story.alerts()] == ["fleet_outage"]
    board = story.ask("li", "GET", "/api/board")
    assert [c["elder"] for c in board["recently_closed"]] == [None]
    assert board["respond_n"] == 0, "there was nobody to call"
