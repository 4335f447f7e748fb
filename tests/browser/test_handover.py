"""The night shift ends: one desk gives, another takes, and what is left of the case is done there."""

import re
import time

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .service import Centre

pytestmark = pytest.mark.browser


def _now() -> float:
    return time.time_ns() / 1e9


def test_a_case_is_given_at_one_desk_and_taken_at_another(centre: Centre, open_desk: OpenDesk) -> None:
    elder = centre.take_in("冯桂芳")
    night = open_desk("li.na")
    centre.press_sos(elder, _now())
    night.select("冯桂芳")
    night.press("Enter", "c")
    expect(night.page.get_by_role("group", name="通话结果")).to_be_visible()
    night.press("1", "1")  # she herself, and she is safe
    expect(night.selected()).to_contain_text("观察中")

    night.page.get_by_role("button", name="退出").click()
    dialog = night.page.get_by_role("dialog", name="交班")
    expect(dialog).to_contain_text("您手上还有没办完的警情")
    dialog.get_by_label("关于 冯桂芳 要知道的").fill("女儿 8 点到")
    dialog.get_by_label("给下一班的话").fill("电梯停运")
    dialog.get_by_role("button", name="交班（1 起）").click()
    expect(dialog.get_by_role("region", name=re.compile("我 .* 交出"))).to_contain_text("待接手")

    day = open_desk("zhou.yang")
    expect(day.page.get_by_role("button", name="li.na 交班：1 起待接手")).to_be_visible()
    day.press("h")
    offer = re.compile("li.na .* 交班")
    given = day.page.get_by_role("dialog", name="交班").get_by_role("region", name=offer)
    expect(given).to_contain_text("女儿 8 点到")
    expect(given).to_contain_text("电梯停运")
    given.get_by_role("button", name="接手：冯桂芳").click()
    expect(given).to_have_count(0)
    day.press("Escape")
    day.select("冯桂芳")
    expect(day.timeline()).to_contain_text("li.na 交班，由其接手 zhou.yang")
    expect(day.timeline()).to_contain_text("女儿 8 点到")
    assert centre.case_of(elder)["claimed_by"]["name"] == "zhou.yang"

    expect(dialog.get_by_text("您手上没有警情")).to_be_visible()
    dialog.get_by_role("button", name="不交班，直接退出").click()
    expect(night.page).to_have_url(re.compile("/login"))
