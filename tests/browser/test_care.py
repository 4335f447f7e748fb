"""Care calls by keyboard, at two desks."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import OpenDesk
from .desk import Desk
from .service import ADMIN_PASSWORD, Centre

pytestmark = pytest.mark.browser


def to_care(desk: Desk) -> Page:
    desk.page.get_by_role("link", name="关怀电话").click()
    expect(desk.page.get_by_role("heading", name="关怀电话", exact=True)).to_be_visible()
    return desk.page


def test_a_care_call_from_the_plan_to_the_note(centre: Centre, open_desk: OpenDesk) -> None:
    """A supervisor plans, for one and for many; Li takes the call, Zhou hears of it; the second attempt
    reaches her, and Li writes down what to ask next time."""
    her = centre.take_in("贺兰香", hearing="左耳背", speak_name="贺奶奶", risk_tier="red")
    planner = open_desk("admin", ADMIN_PASSWORD)
    page = to_care(planner)
    page.get_by_role("button", name="批量计划").click()
    dialog = page.get_by_role("dialog", name="批量计划")
    dialog.get_by_label("红", exact=True).check()
    dialog.get_by_label("从", exact=True).fill("00:00")
    dialog.get_by_label("到", exact=True).fill("23:59")
    dialog.get_by_label("聊什么、问什么").fill("血压多少")
    dialog.get_by_role("button", name="先数一数").click()
    dialog.get_by_role("button", name="确定，给 1 位").click()
    expect(planner.toast("已给 1 位定了计划")).to_be_visible()

    li = open_desk("li.na")
    hers = to_care(li)
    row = hers.get_by_role("list", name="今天的关怀电话").get_by_role("button").filter(has_text="贺兰香")
    expect(row).to_contain_text("该打了")
    zhou = open_desk("zhou.yang")
    his = to_care(zhou)
    his_row = his.get_by_role("list", name="今天的关怀电话").get_by_role("button").filter(has_text="贺兰香")
    for desk in (li, zhou):
        desk.press("ArrowDown")
        expect(desk.page.get_by_role("complementary", name="这通电话")).to_contain_text("血压多少")
    panel = hers.get_by_role("complementary", name="这通电话")
    expect(panel).to_contain_text("左耳背")
    li.press("Enter")
    expect(row).to_contain_text("我在打")
    expect(his_row).to_contain_text("在打")  # without reloading
    zhou.press("Enter")
    li.press("c")
    expect(panel.get_by_role("group", name="电话结果？")).to_be_visible()
    assert li.dialled() == [f"tel:{her.phone}"]
    li.press("2")
    expect(row).to_contain_text("打过 1 次 · 无人接听")
    li.press("c")
    expect(panel.get_by_role("group", name="电话结果？")).to_be_visible()
    li.press("1")
    expect(panel.get_by_role("group", name="她怎么样？")).to_be_visible()
    li.press("1")
    expect(panel).to_contain_text("已打通")
    expect(row).to_have_count(0)
    li.press("n")
    hers.get_by_label("心情、愿望、下次要问的").fill("膝盖疼，下次问")
    hers.get_by_role("button", name="保存").click()
    expect(panel).to_contain_text("膝盖疼，下次问")
    expect(hers.get_by_role("button", name="已打通 1")).to_be_visible()
    li.press("?")
    expect(hers.get_by_role("dialog", name="按键")).to_be_visible()
