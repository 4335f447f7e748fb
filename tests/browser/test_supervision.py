"""The supervisor's page: who is on what, what was missed, and the alerts behind a number."""

import re
import time

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .service import Centre

pytestmark = pytest.mark.browser


def _now() -> float:
    return time.time_ns() / 1e9


def test_a_breach_is_seen_taken_over_and_found_behind_the_figure(centre: Centre, open_desk: OpenDesk) -> None:
    centre.hire("chen.min", "supervisor")
    elder = centre.take_in("冯桂芳")
    operator = open_desk("li.na")
    centre.press_sos(elder, _now())
    operator.select("冯桂芳")
    operator.press("Enter")  # claims, and does not call
    expect(operator.selected()).to_contain_text("我")

    page = open_desk("chen.min").page
    page.get_by_role("link", name="值班长").click()
    row = page.get_by_role("region", name="谁在处理").get_by_role("row").filter(has_text="冯桂芳")
    expect(row).to_contain_text("已接警")
    expect(page.get_by_role("heading", name="li.na")).to_be_visible()
    expect(row).to_contain_text("超时未回应", timeout=90_000)

    row.get_by_role("button", name="接管：冯桂芳").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("原因")).to_be_focused()
    page.keyboard.type("接警员在另一通电话上")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", name="chen.min")).to_be_visible()
    assert centre.case_of(elder)["claimed_by"]["name"] == "chen.min"

    page.get_by_role("link", name="指标").click()
    page.get_by_role("button", name="今天").click()
    minute = page.get_by_role("row").filter(has_text="60 秒内拨出").first
    expect(minute).to_contain_text("未达标")
    minute.get_by_role("button", name=re.compile("K1 未达的")).click()
    behind = page.get_by_role("dialog").get_by_role("row").filter(has_text="冯桂芳")
    expect(behind).to_contain_text("没有")
    behind.get_by_role("button", name="在接警台查看：冯桂芳").click()
    expect(page.locator(".desk-evidence")).to_be_visible()
    expect(page).to_have_url(re.compile("/desk$"))


def test_operators_have_no_such_page(centre: Centre, open_desk: OpenDesk) -> None:
    page = open_desk("zhou.yang").page
    expect(page.get_by_role("link", name="值班长")).to_have_count(0)
    page.goto(page.url.replace("/desk", "/supervision/figures"))
    expect(page).to_have_url(re.compile("/desk$"))
