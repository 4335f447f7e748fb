"""Somebody goes there: volunteers are asked, the first to accept finds her."""

import json
from typing import Any

import pytest

from app.identity.roles import Role
from tests.people import hire
from tests.scenarios.story import Story

SECRETS = ("李秀英", "13900000000", "大白杨", "34.2658", "108.9402")


@pytest.fixture
def street(begin: Any) -> Story:
    """`chen` and `sun` volunteer here; `far` works in another area."""
    story: Story = begin(address="大白杨小区 3 号楼")
    hire(story.store, "boss", Role.admin)
    story.signs_in("boss")
    other = story.ask("boss", "POST", "/api/areas", {"name": "雁塔区"})["id"]
    for name, areas in (("chen", None), ("sun", None), ("far", [other])):
        hire(story.store, name, Role.responder, areas)
        story.signs_in(name)
    return story


def tasks(story: Story, who: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = story.ask(who, "GET", "/api/tasks")["items"]
    return items


def looked(story: Story) -> list[str]:
    """Who read an address, as the access log says."""
    log = story.ask("wang", "GET", "/api/access-log?action=task_address")["items"]
    return [line["user_name"] for line in log]


def test_nobody_reaches_her_and_the_first_to_accept_finds_her(street: Story) -> None:
    """Mrs Li does not answer, neither does her son; two volunteers are asked; the first to accept goes."""
    story = street
    story.stays_home()
    story.goes_out()
    story.do("li", story.alert(), "claim")
    story.call("li", story.alert(), "elder", "no_answer")
    story.passes(60)
    story.call("li", story.alert(), "elder", "no_answer")
    (son,) = story.elder["contacts"]
    assert story.call("li", story.alert(), son["id"], "no_answer")["handling"] == "escalated"

    path = f"/api/alerts/{story.alert()['id']}/responders"
    can_go = story.ask("li", "GET", path)["items"]
    assert [(one["name"], one["open_tasks"], one["asked"]) for one in can_go] == [
        ("chen", 0, False), ("sun", 0, False),
    ]  # fmt: skip
    asked = [one["id"] for one in can_go]
    assert story.ask("li", "GET", path.removesuffix("/responders"))["next_step"]["do"] == "dispatch"
    after = story.do("li", story.alert(), "offers", responders=asked, words="到公园东门找她，送回家")
    assert after["handling"] == "escalated"
    assert after["next_step"] is None, "they are being asked: nothing more to propose"
    assert [offer["answer"] for offer in after["tasks"][0]["offers"]] == [None, None]

    assert tasks(story, "far") == []
    for name in ("chen", "sun"):
        (offered,) = tasks(story, name)
        assert offered["steps"] == ["accept", "decline"]
        assert (offered["kind"], offered["near"]) == ("outside_home", {"lat": 34.27, "lon": 108.94})
        assert offered["mine"]["left_s"] == 180
        assert offered["words"] is None
        assert offered["offers"] is None
        alone = story.ask(name, "GET", f"/api/tasks/{offered['id']}")
        assert not [s for s in (*SECRETS, "公园") if s in json.dumps([offered, alone], ensure_ascii=False)]
    task = f"/api/tasks/{after['tasks'][0]['id']}"
    assert looked(story) == []

    story.passes(50)
    assert story.ask("sun", "POST", f"{task}/accept")["words"] == "到公园东门找她，送回家"
    late = story.ask("chen", "POST", f"{task}/accept", status=409)
    assert late["responder"]["name"] == "sun"
    alert = story.alert()
    assert (alert["handling"], alert["acted_at"] is not None) == ("dispatched", True)
    assert alert["tasks"][0]["responder"]["name"] == "sun"

    place = story.ask("sun", "GET", task)["place"]
    assert (place["name"], place["phone"], place["address"]) == ("李秀英", "13900000000", "大白杨小区 3 号楼")
    assert place["home"] == {"lat": 34.2658, "lon": 108.9402}
    assert place["fix"]["source"] == "gnss"
    assert story.ask("chen", "GET", task)["place"] is None, "she was slower"
    assert story.ask("li", "GET", task)["place"] is None, "desks have the card"
    story.ask("far", "GET", task, status=404)
    assert looked(story) == ["sun"]

    story.ask("sun", "POST", f"{task}/en_route")
    story.passes(300)
    story.ask("sun", "POST", f"{task}/on_scene")
    story.comes_home()
    done = story.ask("sun", "POST", f"{task}/complete", {"note": "在公园下棋，已送回家"})
    assert (done["stage"], done["words"]) == ("completed", None)
    assert story.ask("sun", "GET", task)["place"] is None, "it is over"
    alert = story.alert()
    assert alert["handling"] == "resolved"
    said = [(entry["action"], (entry["by"] or {}).get("name")) for entry in alert["timeline"]]
    assert [one for one in said if one[0].startswith("task_")] == [
        ("task_offered", "li"), ("task_accepted", "sun"), ("task_en_route", "sun"), ("task_on_scene", "sun"),
        ("task_completed", "sun"),
    ]  # fmt: skip
    assert story.do("li", alert, "close", disposition="assisted_visit")["handling"] == "closed"


def test_whoever_accepted_and_is_not_heard_of_is_looked_for(street: Story) -> None:
    story = street
    story.send(signals=["sos"])
    case = story.do("li", story.alert(), "claim")
    (chen, _) = story.ask("li", "GET", f"/api/alerts/{case['id']}/responders")["items"]
    after = story.do("li", case, "offers", responders=[chen["id"]], words="敲门看看")
    task = f"/api/tasks/{after['tasks'][0]['id']}"
    story.ask("chen", "POST", f"{task}/accept")
    assert story.ask("li", "GET", f"/api/alerts/{case['id']}/responders")["items"][1]["open_tasks"] == 1
    story.passes(15 * 60)
    (late,) = story.ask("li", "GET", "/api/alerts?kind=responder_overdue")["items"]
    assert (late["elder"]["name"], late["previous_id"]) == ("李秀英", case["id"])
    detail = story.ask("li", "GET", f"/api/alerts/{late['id']}")
    assert detail["evidence"]["text_zh"].startswith("chen接单 15 分钟，还没有报告出发")
    story.ask("li", "POST", f"{task}/abort", {"reason": "找不到人"})
    (told,) = tasks(story, "chen")
    assert (told["stage"], told["steps"], told["words"]) == ("withdrawn", [], None)
    assert story.ask("chen", "GET", task)["place"] is None
    nobody_goes = story.ask("li", "GET", f"/api/alerts/{case['id']}")
    assert (nobody_goes["handling"], nobody_goes["next_step"]["do"]) == ("escalated", "dispatch")
    assert story.ask("li", "GET", f"/api/alerts/{late['id']}")["condition"] == "cleared"


def test_tasks_are_for_responders_and_their_desks(street: Story) -> None:
    story = street
    story.send(signals=["sos"])
    case = story.do("li", story.alert(), "claim")
    (chen, _) = story.ask("li", "GET", f"/api/alerts/{case['id']}/responders")["items"]
    after = story.do("li", case, "offers", responders=[chen["id"]], words="敲门看看")
    task = f"/api/tasks/{after['tasks'][0]['id']}"
    for path in (f"/api/alerts/{case['id']}/responders", f"/api/alerts/{case['id']}"):
        story.ask("chen", "GET", path, status=403)
    story.ask("chen", "POST", f"/api/alerts/{case['id']}/offers", {"version": 9}, 403)
    story.ask("li", "POST", f"{task}/accept", status=403)
    story.ask("sun", "POST", f"{task}/accept", status=404)
    story.ask("sun", "GET", task, status=404)
    area = case["area"]["id"]
    for query in (f"alert_id={case['id']}", f"area={area}", "standing=true"):
        assert [one["stage"] for one in story.ask("zhao", "GET", f"/api/tasks?{query}")["items"]] == [
            "offered"
        ]
    story.ask("chen", "POST", f"{task}/decline", {"reason": "在外地"})
    assert story.ask("zhao", "GET", "/api/tasks?standing=true")["items"] == []
    story.do("li", case, "offers", 422, responders=[10_000], words="敲门看看")
