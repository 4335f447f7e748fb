"""A supervisor writes other words for a call; the desk that is speaking has them at once."""

import re

import pytest
from playwright.sync_api import expect

from app.clock import SystemClock

from .conftest import OpenDesk
from .service import ADMIN_PASSWORD, Centre

pytestmark = pytest.mark.browser


def test_new_words_are_on_the_desk_without_a_reload(centre: Centre, open_desk: OpenDesk) -> None:
    wearer = centre.take_in("贺兰英", speak_name="贺奶奶")
    operator = open_desk("li.na")
    centre.press_sos(wearer, SystemClock().now() / 1000)
    operator.select("贺兰英")
    script = operator.page.get_by_role("region", name="怎么说")
    expect(script).to_contain_text("贺奶奶您好，我是暖阳虚拟养老院的li.na，收到您的求助了。")

    supervisor = open_desk("admin", ADMIN_PASSWORD).page
    supervisor.get_by_role("link", name="设置").click()
    supervisor.get_by_role("button", name=re.compile("SOS 求助")).click()
    form = supervisor.get_by_role("form", name="SOS 求助的话术")
    form.get_by_label("开场白").fill("{nmae}别怕，我是{operator}。")
    form.get_by_role("button", name="保存").press("Enter")
    expect(form.get_by_role("alert")).to_have_text("开场白：不认识 {nmae}，只能用右边列出的。")
    expect(script).to_contain_text("收到您的求助了")
    form.get_by_label("开场白").fill("别怕，我是{operator}。")
    form.get_by_label("开场白").press("Home")
    supervisor.get_by_role("button", name="插入 怎么称呼老人").click()
    expect(supervisor.get_by_role("region", name="怎么说")).to_contain_text("王奶奶别怕，我是李娜。")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_role("status")).to_have_text("已保存，各坐席立即生效。")
    expect(script).to_contain_text("贺奶奶别怕，我是li.na。")

    form.get_by_role("button", name="恢复默认").click()
    form.get_by_role("button", name="再按一次，恢复默认话术").click()
    expect(script).to_contain_text("收到您的求助了")
    expect(supervisor.get_by_role("list", name="以前的版本").get_by_role("listitem")).to_have_count(2)


def test_what_a_colleague_saved_meanwhile_is_seen_before_it_is_replaced(
    centre: Centre, open_desk: OpenDesk
) -> None:
    page = open_desk("admin", ADMIN_PASSWORD).page
    page.goto(page.url.replace("/desk", "/settings/scripts"))
    page.get_by_role("button", name=re.compile("跌倒")).click()
    form = page.get_by_role("form", name="跌倒的话术")
    form.get_by_label("开场白").fill("我写的。")
    theirs = {"version": 0, "say": "同事写的。", "steps": ["问"], "unreached": "打联系人"}
    centre.http.put("/api/scripts/fall/zh-CN", json=theirs).raise_for_status()
    expect(form.get_by_role("alert")).to_contain_text("存了第 1 版。您写的还在这里。")
    expect(form.get_by_role("button", name="保存")).to_be_disabled()
    expect(form.get_by_label("开场白")).to_have_value("我写的。")
    form.get_by_role("button", name="保留我的，覆盖新版").click()
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_role("status")).to_have_text("已保存，各坐席立即生效。")


def test_operators_have_no_settings(centre: Centre, open_desk: OpenDesk) -> None:
    page = open_desk("zhou.yang").page
    expect(page.get_by_role("link", name="设置")).to_have_count(0)
    page.goto(page.url.replace("/desk", "/settings/scripts"))
    expect(page).to_have_url(re.compile("/desk$"))
