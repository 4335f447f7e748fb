"""The desk asks a volunteer, who accepts on a phone; each sees what the other does without reloading."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.clock import SystemClock

from .conftest import PATIENCE_MS, OpenDesk
from .service import OPERATOR_PASSWORD, Centre, Service
from .test_accessible import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(chromium: Browser, service: Service, centre: Centre) -> Iterator[Page]:
    """`chen.yu` volunteers; the page of tasks is open on a phone."""
    centre.hire("chen.yu", "responder", name="陈雨")
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{service.url}/tasks")
    page.get_by_label("用户名").fill("chen.yu")
    page.get_by_label("密码", exact=True).fill(OPERATOR_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("现在没有人需要您。")).to_be_visible()
    yield page
    context.close()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_volunteer_is_asked_by_keyboard_and_goes(centre: Centre, open_desk: OpenDesk, phone: Page) -> None:
    elder = centre.take_in("邓玉兰", address="大白杨小区 3 号楼")
    desk = open_desk("li.na")
    centre.press_sos(elder, SystemClock().now() / 1000)
    desk.select("邓玉兰")
    desk.press("Enter")
    expect(desk.action("派单")).to_be_visible()
    desk.press("d")
    dialog = desk.page.get_by_role("dialog", name="派单：邓玉兰")
    expect(dialog.get_by_role("checkbox", name=re.compile("陈雨.*手上 0 个任务"))).to_be_focused()
    desk.press("1")
    assert faults(desk.page) == []
    dialog.get_by_label("请他们做什么").fill("敲门看看，不开就打 119")
    desk.press("Control+Enter")
    expect(dialog).to_have_count(0)
    sent = desk.page.get_by_role("region", name="派出")
    expect(sent).to_contain_text("陈雨 还没回答")

    offer = phone.get_by_role("region", name="有人需要您")
    expect(offer).to_contain_text("SOS 求助")
    expect(offer).to_contain_text("还剩 2:")
    expect(phone).to_have_title("（1）有人请您去")
    for secret in ("邓玉兰", elder.phone, "大白杨", "敲门"):
        expect(phone.locator("body")).not_to_contain_text(secret)
    assert fits(phone)
    assert faults(phone) == []
    offer.get_by_role("button", name="我去").tap()

    task = phone.get_by_role("region", name="您接的任务")
    for word in ("邓玉兰", elder.phone, "大白杨小区 3 号楼", "敲门看看，不开就打 119"):
        expect(task).to_contain_text(word)
    expect(task.get_by_role("link", name="打开地图").first).to_have_attribute(
        "href", re.compile(r"geo:34\.2658")
    )
    assert fits(phone)
    assert faults(phone) == []
    expect(desk.toast("邓玉兰：有人接单了")).to_be_visible()
    expect(desk.selected()).to_contain_text("已派单")
    expect(sent).to_contain_text("陈雨 已接单")

    task.get_by_role("button", name="出发了").tap()
    task.get_by_role("button", name="到了").tap()
    expect(sent).to_contain_text("陈雨 已到现场")
    task.get_by_role("button", name="办完了").tap()
    task.get_by_label("老人怎么样？做了什么？").fill("不小心按到了，人很好")
    task.get_by_role("button", name="提交").tap()
    expect(task).to_have_count(0)
    expect(phone.locator("body")).not_to_contain_text("邓玉兰")
    expect(desk.timeline()).to_contain_text("不小心按到了，人很好")
    expect(desk.selected()).to_contain_text("观察中")
    assert centre.case_of(elder)["tasks"][0]["stage"] == "completed"
