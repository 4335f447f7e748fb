"""What supervisors and administrators set up: each page once, with hands and with keys."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from .conftest import OpenDesk
from .service import ADMIN_PASSWORD, OPERATOR_PASSWORD, Centre

pytestmark = pytest.mark.browser


def settings(open_desk: OpenDesk, section: str, username: str = "admin") -> Page:
    page = open_desk(username, ADMIN_PASSWORD if username == "admin" else OPERATOR_PASSWORD).page
    page.goto(page.url.replace("/desk", f"/settings/{section}"))
    return page


def test_a_threshold_for_one_elder_says_what_it_would_mean(centre: Centre, open_desk: OpenDesk) -> None:
    centre.take_in("鲁桂珍")
    page = settings(open_desk, "thresholds")
    row = page.get_by_role("row", name=re.compile(r"battery\.low_pct"))
    row.get_by_role("button", name="另设").press("Enter")
    window = page.get_by_role("dialog", name="另设")
    window.get_by_role("radio", name=re.compile("一位老人")).check()
    window.get_by_role("searchbox", name="一位老人").fill("鲁桂珍")
    window.get_by_role("radio", name=re.compile("鲁桂珍")).check()
    window.get_by_label("数值").fill("40")
    expect(window.get_by_role("status").last).to_contain_text("报得更早、更多")
    window.get_by_role("button", name="生效").click()
    expect(window).to_be_hidden()
    expect(row).to_contain_text("40 % 鲁桂珍")
    row.get_by_role("button", name=re.compile("撤销.*鲁桂珍")).click()
    expect(row).to_contain_text("没有另设，用默认值")
    page.get_by_role("link", name="访问日志").click()
    page.get_by_label("做了什么").select_option("改阈值")
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("鲁桂珍")
    expect(first).to_contain_text("default")
    first.get_by_role("button", name="鲁桂珍").click()
    expect(page.get_by_role("row")).to_have_count(3)


def test_an_admin_adds_a_user_and_signs_her_out(centre: Centre, open_desk: OpenDesk) -> None:
    page = settings(open_desk, "users")
    page.get_by_role("button", name="新增用户").click()
    window = page.get_by_role("dialog", name="新增用户")
    window.get_by_label("用户名").fill("qian.hong")
    window.get_by_label("同事看到的名字").fill("钱红")
    window.get_by_label("角色").select_option("值班长")
    window.get_by_label("分机").fill("8002")
    window.get_by_label("密码").fill(OPERATOR_PASSWORD)
    window.get_by_role("button", name="保存").click()
    expect(window).to_be_hidden()
    row = page.get_by_role("row").filter(has_text="qian.hong")
    expect(row).to_contain_text("钱红 qian.hong 值班长全部辖区8002")

    hers = settings(open_desk, "users", "qian.hong")
    expect(hers.get_by_role("heading", name=re.compile("话术"))).to_be_visible()  # no users for supervisors
    expect(hers.get_by_role("link", name="用户")).to_have_count(0)
    page.get_by_role("button", name="修改 qian.hong").click()
    change = page.get_by_role("dialog", name="修改 钱红")
    change.get_by_label("停用").check()
    change.get_by_role("button", name="保存").click()
    expect(row).to_contain_text("已停用")
    expect(hers.get_by_label("用户名")).to_be_visible()  # signed out at once


def test_an_area_is_moved_and_removed_when_it_is_empty(centre: Centre, open_desk: OpenDesk) -> None:
    for name in ("长乐坊", "西关"):
        centre.http.post("/api/areas", json={"name": name, "kind": "street"}).raise_for_status()
    page = settings(open_desk, "areas")
    page.get_by_role("button", name="移动 西关").press("Enter")
    window = page.get_by_role("dialog", name="移动 西关")
    window.get_by_label("移到哪个片区之下").select_option(label="\u3000长乐坊")
    window.get_by_role("button", name="移动").click()
    expect(window).to_be_hidden()
    page.get_by_role("button", name="删除 长乐坊").click()
    window = page.get_by_role("dialog", name="删除 长乐坊")
    window.get_by_role("button", name="删除").click()
    expect(window.get_by_role("alert")).to_contain_text("1 个下级片区")
    page.keyboard.press("Escape")
    for name in ("西关", "长乐坊"):
        page.get_by_role("button", name=f"删除 {name}").click()
        page.get_by_role("dialog", name=f"删除 {name}").get_by_role("button", name="删除").click()
        expect(page.get_by_role("button", name=f"删除 {name}")).to_have_count(0)


def test_a_key_is_shown_once_and_what_was_refused_is_explained(centre: Centre, open_desk: OpenDesk) -> None:
    page = settings(open_desk, "integrations")
    page.get_by_role("button", name="新增接入").click()
    window = page.get_by_role("dialog", name="新增接入")
    window.get_by_label("名称").fill("手表平台")
    window.get_by_label("坐标系").select_option("GCJ-02（高德、腾讯）")
    window.get_by_role("button", name="保存").click()
    shown = page.get_by_role("dialog", name="手表平台 的密钥")
    key = shown.get_by_label("手表平台 的密钥").input_value()
    shown.get_by_role("button", name="已保存好").click()
    expect(page.get_by_text(key)).to_have_count(0)

    ping = {"device": "0000000000", "fixed_at": 1_790_000_000, "battery_pct": 50}
    post = {"json": [ping], "headers": {"Authorization": f"Bearer {key}"}}
    answer = httpx.post(f"{centre.http.base_url}/api/pings", **post)
    assert answer.json()["rejected"][0]["code"] == "unknown_device"
    page.get_by_role("button", name="手表平台").click()
    journal = page.get_by_role("list", name="被拒收的消息")
    expect(journal).to_contain_text("unknown_device")
    journal.get_by_text("原始消息").click()
    expect(journal).to_contain_text('"0000000000"')

    page.get_by_role("button", name="停用").click()
    page.get_by_role("button", name="再按一次：它发来的都将拒收").click()
    expect(page.get_by_role("button", name="恢复使用")).to_be_visible()
    assert httpx.post(f"{centre.http.base_url}/api/pings", **post).status_code == 401
    page.get_by_role("button", name="恢复使用").click()
    expect(page.get_by_role("button", name="停用")).to_be_visible()
    assert httpx.post(f"{centre.http.base_url}/api/pings", **post).status_code == 200

    page.get_by_role("button", name="撤销全部密钥").click()
    page.get_by_role("button", name="再按一次：它将不能再上报").click()
    expect(page.locator(".toasts")).to_contain_text("密钥已全部撤销")
