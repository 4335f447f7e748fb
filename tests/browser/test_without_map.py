"""A browser that cannot draw the map: wall and desk say why and list who needs attention, by area."""

import os
import re
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import OpenDesk
from .desk import Desk
from .service import OPERATOR_PASSWORD, Centre, Service

pytestmark = pytest.mark.browser
NO_3D = ["--no-sandbox", "--disable-gpu", "--disable-3d-apis", "--disable-background-networking"]


@pytest.fixture
def plain_page(chromium: Browser, service: Service) -> Iterator[Page]:
    """A page of a second browser, started without 3D."""
    path = os.environ.get("NUANYANG_CHROMIUM") or shutil.which("chromium")
    browser = chromium.browser_type.launch(executable_path=path, args=NO_3D)
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    yield context.new_page()
    browser.close()


def test_the_desk_works_without_webgl(centre: Centre, service: Service, plain_page: Page) -> None:
    elder = centre.take_in("贺秀珍")
    desk = Desk(plain_page, service.url)
    desk.sign_in("li.na", OPERATOR_PASSWORD)
    shown = plain_page.get_by_role("region", name="实时地图")
    expect(shown.get_by_role("alert")).to_contain_text("未启用 WebGL 2")
    expect(shown).to_contain_text("现在没有需要关注的老人")
    centre.walk_out(elder, time.time_ns() / 1e9)
    listed = shown.get_by_role("button", name=re.compile("贺秀珍"))
    expect(listed).to_contain_text("离家外出")
    expect(listed).to_contain_text("在外")
    listed.click()
    expect(desk.selected()).to_contain_text("贺秀珍")
    desk.action("接警").click()
    expect(desk.timeline()).to_contain_text("接警")
    plain_page.get_by_role("slider", name="回放时刻").fill("0")
    expect(plain_page.locator(".desk-fix")).to_contain_text("回放，不是现在")


def test_the_wall_works_without_webgl(centre: Centre, service: Service, plain_page: Page) -> None:
    centre.hire("wall.two", "wall")
    elder = centre.take_in("侯桂兰")
    plain_page.goto(f"{service.url}/wall")
    plain_page.get_by_label("用户名").fill("wall.two")
    plain_page.get_by_label("密码", exact=True).fill(OPERATOR_PASSWORD)
    plain_page.keyboard.press("Enter")
    shown = plain_page.get_by_role("region", name="实时地图")
    expect(shown.get_by_role("alert")).to_contain_text("未启用 WebGL 2")
    centre.walk_out(elder, time.time_ns() / 1e9)
    expect(shown.get_by_role("listitem").filter(has_text="侯桂兰")).to_contain_text("离家外出")
    expect(shown.get_by_role("button", name=re.compile("侯桂兰"))).to_have_count(0)
    expect(plain_page.locator("body")).not_to_contain_text(elder.phone)


def test_a_graphics_card_that_does_not_come_back(centre: Centre, open_desk: OpenDesk) -> None:
    desk = open_desk("zhou.yang")
    shown = desk.page.get_by_role("region", name="实时地图")
    expect(desk.page.locator(".map-canvas[data-ready]")).to_be_visible()
    lose = """() => {
      const canvas = document.querySelector('.map-canvas canvas');
      window.lost = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
      window.lost.loseContext();
    }"""
    desk.page.evaluate(lose)
    expect(shown).to_contain_text("正在恢复")
    expect(shown.get_by_role("alert")).to_contain_text("显卡没有恢复")
    desk.page.evaluate("window.lost.restoreContext()")
    expect(shown.get_by_role("alert")).to_have_count(0)
