"""She wears a watch that speaks for itself, over TCP."""

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from tests.ingest.watch_client import Watch
from tests.live import eventually
from tests.scenarios.story import Story

ID = "8904355190"
VECTORS = json.loads((Path(__file__).parents[1] / "data" / "watch_frames.json").read_text())["vectors"]
(ISSUE_5062,) = [v["ascii"].encode() for v in VECTORS if v["id"] == "issue-5062"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return settings.model_copy(update={"watch_port": probe.getsockname()[1]})


@pytest.fixture
def story(begin: Callable[..., Story]) -> Story:
    story = begin()
    device = {"unique_id": ID, "elder_id": story.elder["id"], "expected_interval_s": 300}
    story.ask("wang", "POST", "/api/devices", device)
    return story


@pytest.fixture
def watch(story: Story, settings: Settings) -> Any:
    watch = Watch(settings.watch_port, ID)
    yield watch
    watch.hangs_up()


def moment(story: Story) -> bytes:
    return datetime.fromtimestamp(story.clock.now() / 1000, UTC).strftime("%d%m%y,%H%M%S").encode()


def frame(story: Story, command: bytes, status: bytes, place: bytes = b"V,00.000000,,00.0000000,") -> bytes:
    return b"[3G*%b*0001*%b,%b,%b,0.00,0.0,0.0,0,100,80,0,0,%b,0,0.0]" % (
        ID.encode(), command, moment(story), place, status
    )  # fmt: skip


def test_the_sos_of_an_elder_whose_watch_sees_no_satellite(story: Story, watch: Watch) -> None:
    story.stays_home()
    story.passes(90)
    watch.sends(ISSUE_5062.replace(b"050423,121656", moment(story)))
    watch.hears(b"AL")
    alert = story.alert()
    assert (alert["kind"], alert["priority"], alert["delayed"]) == ("sos", 1, False)
    assert alert["fix"]["fixed_at"] < alert["occurred_at"], "where she was a minute and a half ago"
    watch.sends(ISSUE_5062.replace(b"050423,121656", moment(story)))
    watch.hears(b"AL")
    assert story.alert()["count"] == 1, "sent again"
    story.do("li", alert, "claim")
    story.passes(20)
    watch.sends(ISSUE_5062.replace(b"050423,121656", moment(story)))
    watch.hears(b"AL")
    assert story.alert()["count"] == 2, "pressed again"
    assert story.told() == ["opened", "claimed", "repeated"]


def test_an_old_sos_opens_all_the_same(story: Story, watch: Watch) -> None:
    watch.sends(ISSUE_5062)
    watch.hears(b"AL")
    alert = story.alert()
    assert (alert["kind"], alert["delayed"], alert["fix"]) == ("sos", True, None)


def test_sos_fall_and_low_battery_in_one_frame(story: Story, watch: Watch) -> None:
    watch.sends(frame(story, b"AL_LTE", b"00230001").replace(b",100,80,", b",100,7,"))
    watch.hears(b"AL")
    assert sorted(alert["kind"] for alert in story.alerts()) == ["battery", "fall", "sos"]


def test_a_quarantined_fix_does_not_cost_the_fall(story: Story, watch: Watch) -> None:
    story.stays_home()
    story.passes(60)
    watch.sends(frame(story, b"AL", b"00200000", b"A,35.68,N,139.69,E"))
    watch.hears(b"AL")
    alert = story.alert()
    assert (alert["kind"], round(alert["fix"]["lon"])) == ("fall", 109)


def test_taken_off_and_put_on_again(story: Story, watch: Watch) -> None:
    watch.sends(frame(story, b"AL", b"00100008"))
    watch.hears(b"AL")
    for _ in range(7):
        story.passes(60)
        watch.sends(frame(story, b"UD", b"00000008") + b"[3G*%b*0003*TKQ]" % ID.encode())
        watch.hears(b"TKQ")
    alert = eventually(lambda: story.alerts() and story.alert())
    assert (alert["kind"], alert["condition"]) == ("device_removed", "active")
    story.passes(60)
    watch.sends(frame(story, b"UD", b"00000000"))
    eventually(lambda: story.alert()["condition"] == "cleared")


def test_a_fast_pulse_without_a_fix(story: Story, watch: Watch) -> None:
    for _ in range(9):
        watch.says(b"[3G*%b*0013*bphrt,150,95,138,,,,]")
        watch.hears(b"bphrt")
        eventually(lambda: not story.app.state.batcher.pending)
        story.passes(60)
    assert story.alert()["kind"] == "heart_rate"


def test_a_watch_that_says_hello_is_not_silent(story: Story, watch: Watch) -> None:
    for _ in range(6):
        watch.says(b"[3G*%b*0002*LK]")
        watch.hears(b"LK")
        eventually(lambda: not story.app.state.batcher.pending)
        story.passes(300)
    assert story.alerts() == []
    for _ in range(5):
        story.passes(300)
    assert story.alert()["kind"] == "device_silent"
