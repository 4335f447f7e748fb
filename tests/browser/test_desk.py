"""A shift at the desk, told as stories: the real service, the real page, the keyboard."""

import time

import pytest
from playwright.sync_api import Browser, Route, expect

from .conftest import PATIENCE_MS, OpenDesk
from .service import Centre, Service

pytestmark = pytest.mark.browser


def _now() -> float:
    """Pings carry the time of the watch, and the service under test runs on the real clock."""
    return time.time_ns() / 1e9


def test_a_wrong_password_is_told_and_the_right_one_opens_the_desk(
    chromium: Browser, service: Service, centre: Centre, open_desk: OpenDesk
) -> None:
    context = chromium.new_context(locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{service.url}/desk")
    expect(page).to_have_url(f"{service.url}/login?next=%2Fdesk")
    page.get_by_label("用户名").fill("li.na")
    page.get_by_label("密码", exact=True).fill("guessed wrongly")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("用户名或密码不正确")
    context.close()

    desk = open_desk("li.na")
    expect(desk.page).to_have_url(f"{service.url}/desk")
    expect(desk.page.locator(".desk-user")).to_contain_text("li.na")


def test_an_alert_appears_by_itself_and_moves_no_selection(centre: Centre, open_desk: OpenDesk) -> None:
    first, second = centre.take_in("王秀兰"), centre.take_in("赵文华")
    desk = open_desk("li.na")
    desk.page.evaluate("window.sameVisit = true")

    centre.post(first, {"fixed_at": _now(), "battery_pct": 15})
    expect(desk.row("王秀兰")).to_contain_text("电量不足")
    desk.press("ArrowDown")
    expect(desk.selected()).to_contain_text("王秀兰")
    expect(desk.page.locator(".desk-evidence")).to_contain_text("15%")

    centre.press_sos(second, _now())
    expect(desk.row("赵文华")).to_contain_text("SOS")
    expect(desk.page.get_by_role("option").first).to_contain_text("赵文华")
    expect(desk.selected()).to_contain_text("王秀兰")
    expect(desk.page.locator("[aria-live=assertive]")).to_contain_text("赵文华")
    assert desk.page.evaluate("window.sameVisit"), "the page was loaded again"


def test_a_case_from_claim_to_close_with_the_keyboard_alone(centre: Centre, open_desk: OpenDesk) -> None:
    elder = centre.take_in("陈玉梅", speak_name="陈奶奶", hearing="左耳弱")
    desk = open_desk("li.na")
    centre.walk_out(elder, _now())
    expect(desk.row("陈玉梅")).to_contain_text("离家外出")

    desk.press("ArrowDown", "Enter", "c")  # claim and dial: two keys
    form = desk.page.get_by_role("group", name="通话结果")
    expect(form).to_contain_text(elder.phone)
    assert desk.dialled() == [f"tel:{elder.phone}"]
    expect(desk.page.get_by_label("老人信息")).to_contain_text("陈奶奶")
    expect(desk.page.locator(".desk-evidence")).to_contain_text("围栏外")

    desk.press("1")  # she answers herself
    expect(desk.page.get_by_role("group", name="老人情况")).to_be_visible()
    desk.press("2")  # reminded, going home
    expect(desk.selected()).to_contain_text("观察中")

    desk.press("x")
    expect(desk.page.get_by_role("radio", checked=True)).to_have_value("reminded_returning")
    desk.press("Enter")
    expect(desk.toast("已结案：陈玉梅，已催回家")).to_be_visible()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)

    case = centre.case_of(elder)
    assert (case["handling"], case["disposition"]) == ("closed", "reminded_returning")
    assert [(c["result"], c["outcome"]) for c in case["calls"]] == [("answered_elder", "reminded")]
    assert case["responded_at"] is not None
    expect(desk.page.get_by_role("group", name="最近结案")).to_contain_text("陈玉梅")


def test_two_misses_lead_to_the_contacts(centre: Centre, open_desk: OpenDesk) -> None:
    son = {"name": "陈建军", "phone": "13992072207", "relation": "儿子"}
    elder = centre.take_in("周桂英", contacts=[son])
    desk = open_desk("li.na")
    centre.press_sos(elder, _now())
    expect(desk.row("周桂英")).to_be_visible()
    desk.press("ArrowDown", "Enter")
    for _ in range(2):
        expect(desk.action("呼叫")).to_be_enabled()
        desk.press("c")
        expect(desk.page.get_by_role("group", name="通话结果")).to_be_visible()
        desk.press("2")  # no answer
        expect(desk.page.get_by_role("group", name="通话结果")).to_have_count(0)
    expect(desk.page.get_by_text("下一步：呼叫联系人 陈建军")).to_be_visible()
    desk.press("c")
    expect(desk.page.get_by_role("group", name="通话结果")).to_contain_text("陈建军")
    assert desk.dialled() == [f"tel:{elder.phone}", f"tel:{elder.phone}", f"tel:{son['phone']}"]


def test_letters_typed_into_a_note_are_a_note(centre: Centre, open_desk: OpenDesk) -> None:
    elder = centre.take_in("黄金凤")
    desk = open_desk("li.na")
    centre.press_sos(elder, _now())
    expect(desk.row("黄金凤")).to_be_visible()
    desk.press("ArrowDown", "Enter")
    expect(desk.action("备注")).to_be_visible()
    desk.press("n")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    desk.page.keyboard.type("cxd? 女儿在路上")
    desk.press("Control+Enter")
    expect(desk.timeline()).to_contain_text("cxd? 女儿在路上")
    assert desk.dialled() == []
    assert centre.case_of(elder)["handling"] == "claimed"


def test_two_operators_see_each_others_claims(centre: Centre, open_desk: OpenDesk) -> None:
    elder = centre.take_in("刘淑珍")
    first, second = open_desk("li.na"), open_desk("zhou.yang")
    centre.press_sos(elder, _now())
    expect(second.row("刘淑珍")).to_be_visible()
    first.select("刘淑珍")
    first.press("Enter")
    expect(first.row("刘淑珍")).to_contain_text("我")
    expect(second.row("刘淑珍")).to_contain_text("li.na")
    second.select("刘淑珍")
    expect(second.action("备注")).to_be_visible()
    expect(second.action("接警")).to_have_count(0)
    expect(first.row("刘淑珍")).to_contain_text("zhou.yang 也在看")


def test_the_loser_of_a_race_hears_who_won_and_gets_the_next_case(
    centre: Centre, open_desk: OpenDesk
) -> None:
    wanted, next_one = centre.take_in("吴长顺"), centre.take_in("郑巧云")
    first, second = open_desk("li.na"), open_desk("zhou.yang")
    centre.press_sos(wanted, _now())
    centre.press_sos(next_one, _now())
    for desk in (first, second):
        expect(desk.row("郑巧云")).to_be_visible()
        desk.select("吴长顺")
        expect(desk.action("接警")).to_be_visible()

    # The second claim is held on its way until the first one has arrived.
    held: list[Route] = []
    second.page.route("**/claim", lambda route: held.append(route))
    with second.page.expect_request("**/claim"):
        second.press("Enter")
    first.press("Enter")
    expect(first.row("吴长顺")).to_contain_text("我")
    held[0].continue_()
    expect(second.toast("li.na")).to_contain_text("先接了这条警情")
    expect(second.selected()).to_contain_text("郑巧云")
    expect(second.row("吴长顺")).to_contain_text("li.na 先接了")
    assert centre.case_of(wanted)["claimed_by"]["name"] == "li.na"


def test_an_elder_is_found_by_telephone_number(centre: Centre, open_desk: OpenDesk) -> None:
    elder = centre.take_in("孙保民", dialect="陕西话")
    centre.take_in("郭志强")
    desk = open_desk("li.na")
    desk.press("/")
    desk.page.keyboard.type(elder.phone[-4:])
    expect(desk.page.get_by_role("listbox", name="查找老人").get_by_role("option")).to_have_count(1)
    desk.press("Enter")
    card = desk.page.get_by_label("老人信息")
    expect(card).to_contain_text("孙保民")
    expect(card).to_contain_text("陕西话")


def test_the_language_changes_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk("li.na")
    desk.page.get_by_role("button", name="English").click()
    expect(desk.page.get_by_role("heading", name="Waiting")).to_be_visible()
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
