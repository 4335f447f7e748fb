"""Every screen, in both languages: no serious fault that axe-core finds, and stillness on request."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import OpenDesk
from .service import ADMIN_PASSWORD, Centre, Service

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = ["/wall", "/devices", "/supervision", "/map", "/settings"]
FIND = """async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}}))
  .violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
  .map(({id, nodes}) => `${id}: ` + nodes.map(({html}) => html.slice(0, 160)).join(' | '))"""


def faults(page: Page) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(FIND, RULES)
    return found


def speak(page: Page, language: str) -> None:
    page.evaluate("language => localStorage.setItem('nuanyang.language', language)", language)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_signing_in(chromium: Browser, service: Service, language: str) -> None:
    page = chromium.new_page()
    page.goto(f"{service.url}/login")
    speak(page, language)
    page.reload()
    expect(page.locator("form")).to_be_visible()
    assert faults(page) == []
    page.close()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_desk_with_every_window(centre: Centre, open_desk: OpenDesk, language: str) -> None:
    name = {"zh-CN": "阎秀兰", "en": "阎桂兰"}[language]
    elder = centre.take_in(name)
    centre.walk_out(elder, time.time_ns() / 1e9)
    desk = open_desk("li.na")
    page = desk.page
    speak(page, language)
    page.reload()
    desk.select(name)
    desk.press("Enter")
    expect(page.locator(".desk-holder.mine")).to_be_visible()
    assert faults(page) == []
    page.locator(".desk-playback button", has_text="停留" if language == "zh-CN" else "Stops").click()
    expect(page.locator(".desk-stops button").first).to_be_visible()
    found = {"stops": faults(page)}
    for key in ("?", "/", "n", "x", "d", "h"):
        page.locator(".desk-playback").focus()
        desk.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        found[key] = faults(page)
        desk.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    for button in (
        ("其他日期", "登记外出", "指令")
        if language == "zh-CN"
        else ("Other day", "Plan an outing", "Directives")
    ):
        page.get_by_role("button", name=button).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        found[button] = faults(page)
        desk.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert not any(found.values()), found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_other_screens(service: Service, open_desk: OpenDesk, language: str) -> None:
    page = open_desk("admin", ADMIN_PASSWORD).page
    speak(page, language)
    found = {}
    for path in SCREENS:
        page.goto(service.url + path)
        expect(page.locator("h1, h2").first).to_be_visible()
        page.wait_for_function("!document.querySelector('[role=status]')?.textContent.includes('…')")
        found[path] = faults(page)
    assert not any(found.values()), found


def test_nothing_moves_when_asked_not_to(centre: Centre, service: Service, open_desk: OpenDesk) -> None:
    elder = centre.take_in("邵玉芝")
    centre.press_sos(elder, time.time_ns() / 1e9)
    desk = open_desk("li.na")
    moving = """() => document.getAnimations().map((a) => a.animationName ?? a.transitionProperty)
      .filter((name) => name !== 'countdown-shrink')"""  # the bar is the time that is left, in steps
    desk.select("邵玉芝")
    assert desk.page.evaluate(moving) == []
    desk.page.goto(f"{service.url}/wall")
    expect(desk.page.locator(".wall-row").first).to_be_visible()
    assert desk.page.evaluate(moving) == []
