"""Everybody stays home, for a while."""

from app.clock import rfc3339
from tests.scenarios.plans import (
    AROUND,
    ELSEWHERE,
    Begin,
    alerts,
    directs,
    out_for_a_walk,
    plan,
    standing,
    stays_out,
)
from tests.scenarios.plans import alert as the_alert
from tests.scenarios.story import LAT, LON


def test_a_directive_for_the_neighbourhood(begin: Begin) -> None:
    story = out_for_a_walk(begin)
    count = story.ask("wang", "POST", "/api/directives/preview", {"geometry": AROUND})
    assert count == {"elders": 1, "outside": 1}
    made = directs(story, 2)
    assert (made["elders"], made["outside"], made["state"]) == (1, 1, "in_force")
    now = plan(story)
    assert (now["mode"], now["own_mode"], now["directive"]["name"]) == ("stay_home", "free", "防疫")
    assert now["mode_until"] == made["ends_at"]
    alert = the_alert(story)
    assert (alert["kind"], alert["condition"], alert["handling"]) == ("outside_home", "active", "open")
    assert "防疫" in alert["evidence"]["text_zh"]
    assert "防疫" in alert["evidence"]["text_en"]

    stays_out(story, 120)
    assert standing(story) == [("outside_home", "cleared", "open")], "it ended by itself"
    assert plan(story)["mode"] == "free"
    stays_out(story, 30)
    assert len(alerts(story)) == 1


def test_a_directive_keeps_those_at_home_who_go_out_during_it(begin: Begin) -> None:
    story = begin(monitoring_mode="free")
    story.stays_home()
    directs(story, 2)
    assert alerts(story) == []
    story.goes_out()
    assert standing(story) == [("outside_home", "active", "open")]
    assert the_alert(story)["evidence"]["directive"] == "防疫"


def test_a_directive_for_another_neighbourhood_is_nothing_to_her(begin: Begin) -> None:
    story = out_for_a_walk(begin)
    assert directs(story, 2, geometry=ELSEWHERE)["elders"] == 0
    stays_out(story, 30)
    assert alerts(story) == []


def test_a_directive_that_begins_later_waits_until_then(begin: Begin) -> None:
    story = out_for_a_walk(begin)
    directs(story, 3, starts_at=rfc3339(story.clock.now() + 3_600_000))
    stays_out(story, 55)
    assert alerts(story) == []
    stays_out(story, 10)
    assert standing(story) == [("outside_home", "active", "open")]


def test_a_directive_is_ended_early_and_only_once(begin: Begin) -> None:
    story = out_for_a_walk(begin)
    made = directs(story, 24)
    story.ask("li", "POST", f"/api/directives/{made['id']}/end", status=403)
    ended = story.ask("wang", "POST", f"/api/directives/{made['id']}/end")
    story.passes(0)
    assert ended["state"] == "ended"
    assert standing(story) == [("outside_home", "cleared", "open")]
    story.ask("wang", "POST", f"/api/directives/{made['id']}/end", status=409)


def test_who_moves_in_is_included_and_who_moves_away_is_not(begin: Begin) -> None:
    story = begin(monitoring_mode="free", home={"lat": LAT + 0.05, "lon": LON, "radius_m": 100})
    made = directs(story, 24)
    assert made["elders"] == 0
    path = f"/api/elders/{story.elder['id']}"
    story.ask("wang", "PATCH", path, {"home": {"lat": LAT, "lon": LON, "radius_m": 100}})
    assert plan(story)["mode"] == "stay_home"
    assert story.ask("wang", "GET", f"/api/directives/{made['id']}")["elders"] == 1
    story.stays_home()
    story.goes_out()
    assert standing(story) == [("outside_home", "active", "open")]
    story.ask("wang", "PATCH", path, {"home": {"lat": LAT + 0.05, "lon": LON, "radius_m": 100}})
    assert plan(story)["mode"] == "free"
    assert standing(story) == [("outside_home", "cleared", "open")]


def test_who_was_sent_home_and_closed_is_not_brought_up_by_every_turn(begin: Begin) -> None:
    story = begin()
    story.stays_home()
    story.goes_out()
    story.do("li", the_alert(story), "claim")
    story.do("li", the_alert(story), "close", disposition="safe_out_expected")
    directs(story, 0.1, geometry=ELSEWHERE)
    stays_out(story, 10)
    assert [a["handling"] for a in alerts(story)] == ["closed"]
    stays_out(story, 10)
    assert [a["handling"] for a in alerts(story)] == ["open", "closed"][::-1], "by its own re-check"


def test_one_that_begins_later_begins_by_itself_with_nobody_speaking(begin: Begin) -> None:
    story = out_for_a_walk(begin)
    starts = story.clock.now() + 30 * 60_000
    made = directs(story, 3, starts_at=rfc3339(starts))
    assert (made["state"], made["starts_at"], made["outside"]) == ("planned", rfc3339(starts), 1)
    assert plan(story)["mode"] == "free"
    assert plan(story)["until"] == rfc3339(starts), "the card looks again then"
    story.passes(29 * 60)
    assert alerts(story) == []
    story.passes(61)
    assert standing(story) == [("outside_home", "active", "open")], "no ping came; the deadline did it"
    assert plan(story)["mode"] == "stay_home"
    assert story.ask("li", "GET", "/api/directives")["items"][0]["state"] == "in_force"


def test_one_that_is_cancelled_before_it_begins_never_does(begin: Begin) -> None:
    story = out_for_a_walk(begin)
    made = directs(story, 3, starts_at=rfc3339(story.clock.now() + 30 * 60_000))
    story.passes(10 * 60)
    ended = story.ask("wang", "POST", f"/api/directives/{made['id']}/end")
    assert (ended["state"], ended["starts_at"]) == ("ended", ended["ends_at"])
    story.passes(40 * 60)
    assert alerts(story) == []
    assert plan(story)["mode"] == "free"
