"""The way of another day: opened with a reason that the log keeps, and played back with the keyboard."""

import re
from datetime import datetime, time, timedelta
from time import time_ns
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .desk import Desk
from .service import Centre, Wearer

pytestmark = pytest.mark.browser
XIAN = ZoneInfo("Asia/Shanghai")


def yesterday_at(hour: int, minute: int = 0) -> datetime:
    day = datetime.fromtimestamp(time_ns() / 1e9, XIAN).date() - timedelta(days=1)
    return datetime.combine(day, time(hour, minute), XIAN)


def find(desk: Desk, elder: Wearer) -> None:
    desk.press("/")
    desk.page.keyboard.type(elder.phone[-4:])
    expect(desk.page.get_by_role("option", name=re.compile(elder.name))).to_be_visible()
    desk.press("Enter")
    expect(desk.page.locator(".desk-card")).to_contain_text(elder.name)


def test_yesterday_is_opened_with_a_reason_and_played(centre: Centre, open_desk: OpenDesk) -> None:
    elder = centre.take_in("孟玉芬")
    centre.walk_out(elder, yesterday_at(10).timestamp())  # at home from 9:11 to 9:40, then away
    desk = open_desk("li.na")
    find(desk, elder)
    bar = desk.page.get_by_role("region", name="轨迹回放")
    expect(bar).to_contain_text("这段时间没有定位")

    bar.get_by_role("button", name="其他日期").click()
    window = desk.page.get_by_role("dialog", name="回放某一天：孟玉芬")
    window.get_by_label("日期").fill(yesterday_at(0).date().isoformat())
    desk.press("Enter")
    expect(window.get_by_role("alert")).to_have_text("请写明查看原因")
    window.get_by_label("查看原因").fill("女儿问昨天上午去了哪里")
    window.get_by_role("button", name="打开").click()
    expect(window).to_be_hidden()
    expect(bar).to_contain_text("50 个定位")

    slider = bar.get_by_role("slider", name="回放时刻")
    facts = desk.page.locator(".desk-fix")
    expect(facts).to_contain_text("回放，不是现在")
    expect(facts).to_contain_text("此刻之前没有定位")
    slider.focus()
    slider.fill(str(int(yesterday_at(9, 20).timestamp() * 1000)))
    expect(slider).to_have_attribute("aria-valuetext", "09:20:00")
    expect(facts).to_contain_text("在家")
    for _ in range(3):
        desk.press("Shift+ArrowRight")
    desk.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "09:51:00")
    expect(facts).to_contain_text("在外")
    expect(facts).to_contain_text("600 m")
    desk.press("End")
    expect(facts).to_contain_text("此后无定位，最后见于10:00:00")

    bar.get_by_role("button", name="停留").click()
    stays = desk.page.get_by_role("region", name="停留地点")
    stays.get_by_role("button", name=re.compile("家.*29 分钟")).click()
    expect(slider).to_have_attribute("aria-valuetext", "09:11:00")

    bar.get_by_role("button", name="×60").click()
    bar.get_by_role("button", name="播放").click()
    expect(slider).not_to_have_attribute("aria-valuetext", "09:11:00")
    bar.get_by_role("button", name="暂停").click()

    bar.get_by_role("button", name="回到实时").click()
    expect(facts).not_to_contain_text("回放，不是现在")
    log = centre.http.get("/api/access-log", params={"elder_id": elder.id}).raise_for_status().json()["items"]
    reasons = {entry["reason"] for entry in log if entry["action"] == "track"}
    assert reasons == {None, "女儿问昨天上午去了哪里"}


def test_looking_at_someone_else_closes_what_was_open_of_the_first(
    centre: Centre, open_desk: OpenDesk
) -> None:
    first, second = centre.take_in("段秀梅"), centre.take_in("白桂芝")
    centre.walk_out(first, yesterday_at(10).timestamp())
    desk = open_desk("zhou.yang")
    find(desk, first)
    bar = desk.page.get_by_role("region", name="轨迹回放")
    bar.get_by_role("button", name="其他日期").click()
    window = desk.page.get_by_role("dialog")
    window.get_by_label("日期").fill(yesterday_at(0).date().isoformat())
    window.get_by_label("查看原因").fill("核对")
    desk.press("Control+Enter")
    expect(bar).to_contain_text("50 个定位")
    find(desk, second)
    expect(desk.page.locator(".desk-fix")).not_to_contain_text("回放，不是现在")
    expect(bar.get_by_role("button", name="回到实时")).to_have_count(0)
    log = (
        centre.http.get("/api/access-log", params={"elder_id": second.id}).raise_for_status().json()["items"]
    )
    assert {entry["reason"] for entry in log} == {None}
