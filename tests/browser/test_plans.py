"""Plans at the desk: an outing is entered and called off, a directive issued and ended."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .service import Centre

pytestmark = pytest.mark.browser


def test_an_outing_is_entered_and_called_off(centre: Centre, open_desk: OpenDesk) -> None:
    elder = centre.take_in("罗桂英")
    desk = open_desk("li.na")
    desk.press("/")
    desk.page.keyboard.type(elder.phone[-4:])
    expect(desk.page.get_by_role("option", name=re.compile("罗桂英"))).to_be_visible()
    desk.press("Enter")
    card = desk.page.get_by_role("region", name="计划外出")
    expect(card).to_contain_text("没有计划外出")
    card.get_by_role("button", name="登记外出").click()
    window = desk.page.get_by_role("dialog", name="登记外出：罗桂英")
    desk.page.keyboard.type("兴庆宫公园")
    window.get_by_label("和谁").fill("女儿")
    desk.press("Enter")
    expect(window).to_be_hidden()
    expect(card).to_contain_text("外出中")
    expect(card).to_contain_text("与女儿")
    expect(desk.page.locator(".desk-chips .outing")).to_contain_text("前返回")
    card.get_by_role("button", name="取消外出").click()
    expect(card).to_contain_text("没有计划外出")


def test_a_directive_shows_on_the_cards_of_those_it_concerns(centre: Centre, open_desk: OpenDesk) -> None:
    centre.hire("ma.li", "supervisor")
    elder = centre.take_in("曹玉兰", monitoring_mode="free")
    boss, desk = open_desk("ma.li"), open_desk("li.na")
    desk.press("/")
    desk.page.keyboard.type(elder.phone[-4:])
    expect(desk.page.get_by_role("option", name=re.compile("曹玉兰"))).to_be_visible()
    desk.press("Enter")
    chips = desk.page.locator(".desk-chips")
    expect(chips).to_contain_text("自由活动")

    desk.page.get_by_role("button", name="指令").click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("没有生效或将要生效的指令")
    expect(desk.page.get_by_role("button", name="发布")).to_have_count(0)
    desk.press("Escape")

    boss.page.get_by_role("button", name="指令").click()
    window = boss.page.get_by_role("dialog", name="居家指令")
    window.get_by_label("名称").fill("高温橙色预警")
    window.get_by_label("原因").fill("40 °C")
    window.get_by_label("范围").select_option(label="全部")
    expect(window.get_by_role("status")).to_contain_text(re.compile(r"将使 \d+ 位老人居家"))
    window.get_by_role("button", name="发布").click()
    expect(window).to_contain_text("生效中")
    expect(chips).to_contain_text("居家（高温橙色预警，至")
    window.get_by_role("button", name="提前结束").click()
    window.get_by_role("button", name="再按一次").click()
    expect(window).to_contain_text("没有生效或将要生效的指令")
    expect(chips).to_contain_text("自由活动")

    window.get_by_label("名称").fill("防寒")
    window.get_by_label("原因").fill("明早 −12 °C")
    window.get_by_label("范围").select_option(label="全部")
    window.get_by_label("开始").select_option("到时自动开始")
    window.get_by_role("button", name="发布").click()
    expect(window).to_contain_text("将生效")
    expect(chips).to_contain_text("自由活动")
    window.get_by_role("button", name="取消", exact=True).first.click()
    window.get_by_role("button", name="再按一次：不再开始").click()
    expect(window).to_contain_text("没有生效或将要生效的指令")
