"""The same cry for help through a phone's app, and through a Traccar server in between."""

from collections.abc import Callable
from math import cos, radians
from typing import Any

import pytest

from app.clock import MINUTE, rfc3339
from tests.people import METRES_PER_DEGREE, gateway
from tests.scenarios.story import LAT, LON, Story

Sender = Callable[..., None]


def _place(east_m: float) -> tuple[float, float]:
    return LAT, LON + east_m / METRES_PER_DEGREE / cos(radians(LAT))


def _form(story: Story, at: int, alarm: str, east_m: float | None = None, **more: Any) -> None:
    """The Traccar Client of today."""
    lat, lon = (None, None) if east_m is None else _place(east_m)
    said = {"id": "8800000001", "timestamp": at // 1000, "lat": lat, "lon": lon, "alarm": alarm, **more}
    fields = {name: value for name, value in said.items() if value is not None}
    answer = story.client.post(f"/api/ingest/osmand/{story.watch['key']}", data=fields)
    assert answer.status_code == 200, answer.text


def _json(story: Story, at: int, alarm: str, east_m: float | None = None, **_: Any) -> None:
    """The Traccar Client of the year before."""
    location: dict[str, Any] = {"timestamp": rfc3339(at), "extras": {"alarm": alarm}}
    if east_m is not None:
        location["coords"] = dict(zip(("latitude", "longitude"), _place(east_m), strict=True))
    body = {"device_id": "8800000001", "location": location}
    answer = story.client.post(f"/api/ingest/osmand/{story.watch['key']}", json=body)
    assert answer.status_code == 200, answer.text


def _body(at: int, alarm: str, east_m: float | None = None, **more: Any) -> dict[str, Any]:
    lat, lon = (0, 0) if east_m is None else _place(east_m)
    position = {
        "id": 0, "attributes": {"alarm": alarm, "batteryLevel": 60}, "protocol": "watch",
        "deviceTime": rfc3339(at), "fixTime": rfc3339(at), "valid": east_m is not None,
        "latitude": lat, "longitude": lon, **more,
    }  # fmt: skip
    return {"position": position, "device": {"id": 42, "uniqueId": "8800000001"}}


def _traccar(story: Story, at: int, alarm: str, east_m: float | None = None, **more: Any) -> None:
    _forward(story, "positions", _body(at, alarm, east_m, **more))


def _event(story: Story, at: int, alarm: str, east_m: float | None = None, **more: Any) -> None:
    event = {"id": 77, "type": "alarm", "attributes": {"alarm": alarm.partition(",")[0]}}
    _forward(story, "events", _body(at, alarm, east_m, **more) | {"event": event})


def _forward(story: Story, what: str, body: dict[str, Any]) -> None:
    """What a Traccar server does, whose key is that of an integration."""
    key = story.tokens.get("traccar") or gateway(story.store, "traccar")
    story.tokens["traccar"] = key
    headers = {"authorization": f"Bearer {key}"}
    answer = story.client.post(f"/api/ingest/traccar/{what}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text


SENDERS = pytest.mark.parametrize("send", [_form, _json, _traccar, _event])


def test_traccar_forwards_an_sos_twice_and_it_rings_once_until_she_presses_again(story: Story) -> None:
    story.stays_home()
    pressed = story.clock.now()
    _traccar(story, pressed, "sos,lowBattery", 5)
    _event(story, pressed, "sos,lowBattery", 5, id=992, serverTime=rfc3339(pressed + 130))
    alert = story.alert()
    assert (alert["kind"], alert["count"], story.told()) == ("sos", 1, ["opened"])

    story.do("li", alert, "claim")
    story.passes(20)
    again = story.clock.now()
    _event(story, again, "sos,lowBattery", 5, id=993)  # this time the event is first
    _traccar(story, again, "sos,lowBattery", 5)
    assert (story.alert()["count"], story.told()) == (2, ["opened", "claimed", "repeated"])


def test_two_presses_indoors_are_two_although_traccar_repeats_her_last_fix(story: Story) -> None:
    story.stays_home()
    last = rfc3339(story.clock.now())
    for _ in range(2):
        story.passes(15)
        _traccar(story, story.clock.now(), "sos", 5, fixTime=last)
        _event(story, story.clock.now(), "sos", 5, fixTime=last)
    assert (story.alert()["count"], story.told()) == (2, ["opened", "repeated"])


@pytest.mark.parametrize("send", [_form, _json])
def test_an_sos_from_a_phone_without_a_fix_shows_where_she_was_last(story: Story, send: Sender) -> None:
    story.stays_home()
    known = story.clock.now()
    story.passes(10 * 60)
    send(story, story.clock.now(), "sos")
    alert = story.alert()
    assert abs(alert["fix"]["lon"] - LON) < 0.001
    assert alert["fix"]["fixed_at"] == rfc3339(known)
    assert alert["occurred_at"] == rfc3339(known + 10 * MINUTE), "its age shows: ten minutes"


@SENDERS
def test_a_resent_alarm_is_the_same_and_a_second_press_rings_again(story: Story, send: Sender) -> None:
    pressed = story.clock.now()
    for _ in range(3):
        send(story, pressed, "sos", 5)
        story.passes(5)
    assert (story.alert()["count"], story.told()) == (1, ["opened"])
    send(story, story.clock.now(), "sos", 5)
    assert (story.alert()["count"], story.told()) == (2, ["opened", "repeated"])


@SENDERS
@pytest.mark.parametrize(
    ("later_s", "east_m"),
    [(0, None), (0, 5), (0, 500_000), (-3600, 5), (3600, 5), (-3600, None)],
    ids=["no fix", "a fix", "an impossible leap", "late", "a clock ahead", "late and no fix"],
)
def test_a_cry_for_help_survives_every_filter(
    story: Story, send: Sender, later_s: int, east_m: float | None
) -> None:
    story.stays_home()
    story.passes(30)
    send(story, story.clock.now() + later_s * 1000, "sos,fallDown", east_m)
    assert sorted(alert["kind"] for alert in story.alerts()) == ["fall", "sos"]
    for alert in story.alerts():
        full = story.ask("li", "GET", f"/api/alerts/{alert['id']}")
        assert abs(full["fix"]["lon"] - LON) < 0.001, "never the place that cannot be"


def test_an_sos_with_a_position_off_the_globe_still_rings(story: Story) -> None:
    story.stays_home()
    _form(story, story.clock.now(), "sos", 5, lat=91)
    story.passes(1)
    _traccar(story, story.clock.now(), "fallDown", 5, latitude=9e9)
    assert sorted(alert["kind"] for alert in story.alerts()) == ["fall", "sos"]


def test_traccars_own_fences_and_silences_open_nothing(story: Story) -> None:
    story.stays_home()
    for kind in ("geofenceExit", "deviceOffline", "deviceUnknown", "deviceMoving", "commandResult"):
        _forward(story, "events", {**_body(story.clock.now(), "", 5), "event": {"type": kind}})
    assert story.alerts() == []


@pytest.mark.parametrize("hour", ["02:00"])
def test_a_phone_with_owntracks_goes_out_at_night(story: Story) -> None:
    """Her grandson set it up. Nobody is asked what the app makes of its own regions."""
    phone = story.ask(
        "wang", "POST", "/api/devices",
        {"unique_id": "li/phone", "kind": "phone", "elder_id": story.elder["id"], "expected_interval_s": 900},
    )  # fmt: skip

    def says(east_m: float, **more: object) -> None:
        ping = story.ping(east_m)
        said = {
            "_type": "location", "lat": ping["lat"], "lon": ping["lon"], "acc": 12, "batt": 64, "t": "t",
            "tst": story.clock.now() // 1000,
        } | more  # fmt: skip
        headers = {"Authorization": f"Bearer {phone['key']}"}
        answer = story.client.post("/api/ingest/owntracks", json=said, headers=headers)
        assert (answer.status_code, answer.json()) == (200, [])
        story.passes(60)

    for n in range(10):
        says((-6, 4, 9, -2, 5)[n % 5])
    says(5, _type="transition", event="leave", desc="home")
    assert story.alerts() == [], "a region of the app's is none of ours"
    for n in range(12):
        says(min(70 * (n + 1), 420))
    alert = story.alert()
    assert (alert["kind"], alert["priority"]) == ("outside_home", 1)
