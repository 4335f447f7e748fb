"""A watch changes hands, is lost and is found again: what it says belongs to whoever wore it then."""

from typing import Any

from tests.scenarios.story import LAT, LON, Story

MINUTE = 60_000


def another(story: Story, name: str = "赵玉兰") -> int:
    home = {"lat": LAT + 0.05, "lon": LON, "radius_m": 100}
    return int(story.ask("wang", "POST", "/api/elders", {"name": name, "home": home})["id"])


def track(story: Story, elder_id: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = story.ask("li", "GET", f"/api/elders/{elder_id}/track")["items"]
    return items


def test_what_was_saved_up_before_the_handover_is_still_the_first_wearers(story: Story) -> None:
    story.walks(0, 0, 0)
    late = [story.ping(600 + i, at=story.clock.now() + (i + 1) * MINUTE) for i in range(3)]
    story.clock.advance(600)
    zhao = another(story)
    watch = story.watch["id"]
    handed = story.ask("wang", "POST", f"/api/devices/{watch}/assign", {"elder_id": zhao})
    assert (handed["elder_id"], handed["state"]) == (zhao, "worn")
    story.clock.advance(60)
    answer = story.post(*late, story.ping(0))
    assert (answer["accepted"], answer["quarantined"]) == (4, 0)
    assert len(track(story, story.elder["id"])) == 3 + 3
    assert len(track(story, zhao)) == 1
    assert story.post(*late, story.ping(0))["duplicates"] == 4, "the newest fix of the watch is on record"


def test_a_cry_for_help_from_before_the_handover_is_hers_who_cried(story: Story) -> None:
    at = story.clock.now()
    story.clock.advance(300)
    zhao = another(story)
    story.ask("wang", "POST", f"/api/devices/{story.watch['id']}/assign", {"elder_id": zhao})
    story.clock.advance(60)
    story.post(story.ping(10, at=at, signals=["sos"]))
    alerts = story.ask("li", "GET", "/api/alerts")["items"]
    assert [alert["elder"]["id"] for alert in alerts] == [story.elder["id"]]


def test_a_lost_watch_rings_nobody_up_and_can_be_found(story: Story) -> None:
    story.walks(0, 0, 0)
    watch = story.watch["id"]
    lost = story.ask("wang", "POST", f"/api/devices/{watch}/state", {"state": "lost"})
    assert (lost["elder_id"], lost["state"]) == (None, "lost")
    story.walks(300, 600, 900, 1200, 1500, 1800)
    story.send(1800, signals=["sos"])
    assert story.ask("li", "GET", "/api/alerts")["items"] == []
    assert len(track(story, story.elder["id"])) == 3, "where the watch goes is not where she goes"
    (found,) = story.ask("li", "GET", "/api/devices/health?trouble=lost")["items"]
    assert found["device"]["unique_id"] == "8800000001"
    assert found["fix"]["lon"] > LON + 0.015
    back = story.ask("wang", "POST", f"/api/devices/{watch}/assign", {"elder_id": story.elder["id"]})
    assert back["state"] == "worn"
    story.walks(0)
    assert len(track(story, story.elder["id"])) == 4


def test_a_retired_watch_stays_retired_and_its_key_ends(story: Story) -> None:
    watch = story.watch["id"]
    story.ask("wang", "POST", f"/api/devices/{watch}/state", {"state": "retired"})
    story.ask("wang", "POST", f"/api/devices/{watch}/assign", {"elder_id": story.elder["id"]}, 409)
    story.ask("wang", "POST", f"/api/devices/{watch}/state", {"state": "spare"}, 409)
    story.ask("li", "POST", f"/api/devices/{watch}/state", {"state": "spare"}, 403)
    assert story.ask("li", "GET", "/api/devices/health")["items"] == []


def test_a_watch_back_in_the_drawer_is_silent_without_an_alert(story: Story) -> None:
    story.walks(0)
    story.ask("wang", "POST", f"/api/devices/{story.watch['id']}/state", {"state": "spare"})
    for _ in range(8):
        story.passes(3600)
    assert story.alerts() == []
    (spare,) = story.ask("li", "GET", "/api/devices/health")["items"]
    assert spare["troubles"] == ["no_wearer"]
