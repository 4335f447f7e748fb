"""What operators live through, from the ping to the outcome, with the clock of a whole shift."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import PATIENCE_MS
from .desk import NOTE_DIALLED, Desk
from .service import OPERATOR_PASSWORD
from .shift import Shift, shift

pytestmark = pytest.mark.browser
SignIn = Callable[[str], Desk]


@pytest.fixture
def begins() -> str:
    return "14:00"


@pytest.fixture
def day(tmp_path: Path, begins: str) -> Iterator[Shift]:
    with shift(tmp_path, begins) as running:
        for name, role in (("li.na", "operator"), ("zhou.yang", "operator"), ("chen.min", "supervisor")):
            running.centre.hire(name, role)
        yield running


@pytest.fixture
def desk_of(chromium: Browser, day: Shift) -> Iterator[SignIn]:
    contexts = []

    def opened(username: str) -> Desk:
        context = chromium.new_context(
            viewport={"width": 1920, "height": 1080},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.add_init_script(NOTE_DIALLED)
        desk = Desk(page, day.url)
        desk.sign_in(username, OPERATOR_PASSWORD)
        return desk

    yield opened
    for context in contexts:
        context.close()


def test_mrs_li_steps_out_is_reminded_and_looked_at_again(day: Shift, desk_of: SignIn) -> None:
    """李秀英 leaves at half past two; asked to go home she says yes and does not; asked again she goes."""
    li = day.centre.take_in("李秀英", speak_name="李奶奶")
    day.walks(li, *[5, -4, 6, 2, -3] * 6)
    desk = desk_of("li.na")
    expect(desk.page.get_by_role("option")).to_have_count(0)

    day.walks(li, 80, 160, 240, 320, 400, 400)
    expect(desk.row("李秀英")).to_contain_text("离家外出")
    desk.press("ArrowDown", "Enter", "c")
    expect(desk.page.get_by_role("group", name="通话结果")).to_contain_text(li.phone)
    assert desk.dialled() == [f"tel:{li.phone}"]
    desk.press("1", "2")  # she answers; reminded, she will go home
    expect(desk.selected()).to_contain_text("观察中")
    assert day.centre.case_of(li)["acted_at"] is not None

    day.walks(li, *[410, 400, 405, 395, 400] * 3)
    day.passes(5)
    expect(desk.row("李秀英")).to_contain_text("秒内回应")  # a quarter of an hour later she is still out
    expect(desk.timeline()).to_contain_text("15 分钟复查")
    assert day.centre.case_of(li)["handling"] == "open"

    desk.press("Enter", "c")
    expect(desk.page.get_by_role("group", name="通话结果")).to_be_visible()
    desk.press("1", "2")
    expect(desk.selected()).to_contain_text("观察中")
    day.walks(li, 300, 200, 100, 20, 5, -4, 6, 2, -3)
    expect(desk.timeline()).to_contain_text("情况解除")
    desk.press("x")
    expect(desk.page.get_by_role("radio", checked=True)).to_have_value("reminded_returning")
    desk.press("Enter")
    expect(desk.toast("已结案：李秀英，已催回家")).to_be_visible()
    assert day.centre.case_of(li)["disposition"] == "reminded_returning"


def test_a_breach_is_seen_taken_over_and_found_behind_the_figure(day: Shift, desk_of: SignIn) -> None:
    elder = day.centre.take_in("冯桂芳")
    operator = desk_of("li.na")
    day.centre.press_sos(elder, day.now())
    operator.select("冯桂芳")
    operator.press("Enter")  # claims, and does not call
    expect(operator.selected()).to_contain_text("我")

    page = desk_of("chen.min").page
    page.get_by_role("link", name="值班长").click()
    row = page.get_by_role("region", name="谁在处理").get_by_role("row").filter(has_text="冯桂芳")
    expect(row).to_contain_text("已接警")
    expect(page.get_by_role("heading", name="li.na")).to_be_visible()
    day.passes(61)
    expect(row).to_contain_text("超时未回应")

    row.get_by_role("button", name="接管：冯桂芳").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("原因")).to_be_focused()
    page.keyboard.type("接警员在另一通电话上")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", name="chen.min")).to_be_visible()
    assert day.centre.case_of(elder)["claimed_by"]["name"] == "chen.min"

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


def test_a_flood_is_announced_and_what_can_wait_is_put_aside(day: Shift, desk_of: SignIn) -> None:
    """Thirty watches run down together, and among them somebody presses SOS."""
    desk, boss = desk_of("li.na"), desk_of("chen.min")
    for n in range(30):
        wearer = day.centre.take_in(f"老人{n:02d}")
        day.centre.post(wearer, {"fixed_at": day.now(), "battery_pct": 15})
    elder = day.centre.take_in("冯桂芳")
    day.centre.press_sos(elder, day.now())
    expect(desk.page.get_by_role("option").first).to_contain_text("冯桂芳")
    day.passes(2)
    expect(desk.page.locator(".desk-banners")).to_contain_text("警情潮")

    page = boss.page
    page.get_by_role("link", name="值班长").click()
    page.get_by_role("button", name="搁置可以等的").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="电量不足 30")).to_be_checked()
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    page.keyboard.type("电信断网，先办 P1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已搁置 30 起").first).to_be_visible()
    shelf = desk.page.get_by_role("group", name="搁置")
    expect(shelf.get_by_role("option")).to_have_count(30)
    expect(desk.page.locator(".desk-figures")).to_contain_text("待接 1")

    day.passes(30 * 60 + 1)
    expect(shelf).to_have_count(0)  # they come back by themselves
    expect(desk.row("老人07")).to_contain_text("秒内回应")


def test_a_directive_finds_who_is_out_already(day: Shift, desk_of: SignIn) -> None:
    """A free spirit is in the park when the heat warning comes."""
    elder = day.centre.take_in("曹玉兰", monitoring_mode="free")
    day.walks(elder, *[5, -4, 6, 2, -3] * 6, 80, 160, 240, 320, 400, 400, 405)
    desk, boss = desk_of("li.na"), desk_of("chen.min")
    expect(desk.page.get_by_role("option")).to_have_count(0)

    boss.page.get_by_role("button", name="指令").click()
    window = boss.page.get_by_role("dialog", name="居家指令")
    window.get_by_label("名称").fill("高温橙色预警")
    window.get_by_label("原因").fill("40 °C")
    window.get_by_label("范围").select_option(label="全部")
    expect(window.get_by_role("status")).to_contain_text("将使 1 位老人居家")
    window.get_by_role("button", name="发布").click()
    expect(window).to_contain_text("生效中")
    expect(desk.row("曹玉兰")).to_contain_text("离家外出")
    desk.select("曹玉兰")
    expect(desk.page.locator(".desk-evidence")).to_contain_text("高温橙色预警")
