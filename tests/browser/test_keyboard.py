"""Every page by keyboard alone: Tab comes to everything once a round, in order, and one sees where it is."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import PATIENCE_MS
from .desk import Desk
from .service import ADMIN_PASSWORD, OPERATOR_PASSWORD, Centre, Service

pytestmark = pytest.mark.browser
WALK = Path(__file__).with_name("walk.js").read_text()
SPARE = 40  # presses beyond the stops that were counted: lists that scroll, the parts of a date
DIALOG = "[role=dialog]"
PAGES = (
    "/care",
    "/devices",
    "/map",
    "/supervision/figures",
    "/supervision/handovers",
    "/settings/scripts",
    "/settings/thresholds",
    "/settings/access",
    "/settings/users",
    "/settings/areas",
    "/settings/integrations",
)
# Where a window opens, and the button that opens it. Those of the desk need a case in hand.
OPENERS = {
    "/desk": (
        "查找老人",
        "指令",
        "交班",
        "快捷键",
        "退出",
        "派单",
        "升级",
        "备注",
        "搁置",
        "放回",
        "结案",
        "其他日期",
        "宵禁",
        "登记外出",
    ),
    "/devices": ("按 IMEI 配对", "管理"),
    "/supervision/live": ("接管：李建国", "搁置可以等的"),
    "/settings/thresholds": ("另设 静息心率高于此值",),
    "/settings/users": ("新增用户", "修改 li.na"),
    "/settings/integrations": ("新增接入",),
}


def walk(page: Page, within: str | None = None) -> list[str]:
    """One round by Tab; gives what was stopped at, fails with all that is wrong there."""
    if not page.evaluate("'walk' in window"):
        page.evaluate(WALK)
    stops = page.evaluate("within => walk.begin(within)", within)
    for _ in range(stops + SPARE):
        page.keyboard.press("Tab")
        if page.evaluate("walk.round()"):
            break
    else:
        pytest.fail(f"no round: {page.evaluate('walk.finish()')}")
    walked = page.evaluate("walk.finish()")
    assert walked["faults"] == [], page.url
    return list(walked["stops"])


def through_a_window(page: Page, opener: Locator) -> None:
    """Enter opens it, Tab stays inside, Escape closes it and the focus is where it was."""
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_have_css("pointer-events", "auto")  # the last that it gets
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null"), (
        "the focus stayed behind"
    )
    walk(page, DIALOG)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null"), (
        "Shift+Tab leads outside"
    )
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_have_count(0)
    expect(opener).to_be_focused()


def settled(page: Page) -> None:
    """The lists of the page have come."""
    expect(page.locator("h1, h2").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("!document.querySelector('main [role=status]')?.textContent.includes('…')")


@pytest.fixture(scope="module")
def page(chromium: Browser, service: Service, staffed: Centre) -> Iterator[Page]:
    """The supervisor's browser, at the desk; two elders are out, and nobody has claimed either case."""
    for name in ("王秀兰", "赵文华"):
        staffed.walk_out(staffed.take_in(name), time.time_ns() / 1e9)
    context = chromium.new_context(
        viewport={"width": 1920, "height": 1080}, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    opened.goto(f"{service.url}/login")
    expect(opened.locator("form")).to_be_visible()
    assert len(walk(opened)) == 6
    Desk(opened, service.url).sign_in("admin", ADMIN_PASSWORD)
    yield opened
    context.close()


def test_the_desk_and_its_windows(page: Page, service: Service) -> None:
    desk = Desk(page, service.url)
    expect(desk.row("赵文华")).to_be_visible()
    expect(page.locator(".map-canvas[data-ready]")).to_be_visible()
    without_a_case = walk(page)
    assert "canvas.maplibregl-canvas[地图画面：方向键移动，加减键缩放]" in without_a_case
    page.get_by_role("listbox", name="警情队列").focus()
    desk.select("王秀兰")
    desk.press("Enter")
    expect(page.locator(".desk-holder.mine")).to_be_visible()
    expect(page.locator(".desk-playback")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert len(walk(page)) > len(without_a_case) + 15
    toolbar = page.get_by_role("toolbar", name="操作")
    for name in OPENERS["/desk"]:
        inside = toolbar if toolbar.get_by_role("button", name=name).count() else page
        through_a_window(page, inside.get_by_role("button", name=name).first)


def test_the_wall(page: Page, service: Service) -> None:
    page.goto(f"{service.url}/wall")
    expect(page.locator(".wall-row").first).to_be_visible()
    expect(page.locator(".map-canvas[data-ready]")).to_be_visible()
    walk(page)


def test_the_supervisors_board(page: Page, service: Service, staffed: Centre) -> None:
    """A colleague is on a case, which may be taken over."""
    elder = staffed.take_in("李建国")
    staffed.walk_out(elder, time.time_ns() / 1e9)
    case = staffed.case_of(elder)
    li_na = {"username": "li.na", "password": OPERATOR_PASSWORD}
    with httpx.Client(base_url=service.url, timeout=60) as colleague:
        token = colleague.post("/api/session", json=li_na).raise_for_status().json()["token"]
        colleague.headers["Authorization"] = f"Bearer {token}"
        claim = {"version": case["version"]}
        colleague.post(f"/api/alerts/{case['id']}/claim", json=claim).raise_for_status()
    through_a_page(page, service, "/supervision/live")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_and_its_windows(page: Page, service: Service, path: str) -> None:
    through_a_page(page, service, path)


def through_a_page(page: Page, service: Service, path: str) -> None:
    page.goto(service.url + path)
    settled(page)
    walk(page)
    for name in OPENERS.get(path, ()):
        through_a_window(page, page.get_by_role("button", name=name).first)
