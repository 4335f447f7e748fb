"""The map editor: a hazard is drawn with the mouse, found again, pulled about, and typed without a mouse."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import OpenDesk
from .service import ADMIN_PASSWORD, Centre

pytestmark = pytest.mark.browser
BOSS = "sun.li"


@pytest.fixture(scope="module")
def boss(staffed: Centre) -> str:
    staffed.hire(BOSS, "supervisor")
    return BOSS


class Editor:
    """One browser at /map."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.open()

    def open(self) -> None:
        self.page.goto(f"{self.url}/map")
        expect(self.page.locator(".map-canvas[data-ready]")).to_be_visible()

    def tool(self, name: str) -> Locator:
        return self.page.get_by_role("toolbar", name="绘制工具").get_by_role("button", name=name)

    def at(self, x: float, y: float) -> tuple[float, float]:
        box = self.page.locator(".map-canvas").bounding_box()
        assert box
        return box["x"] + x, box["y"] + y

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(*self.at(x, y), steps=4)

    def click(self, x: float, y: float) -> None:
        self.move(x, y)
        self.page.mouse.click(*self.at(x, y))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.move(*start)
        self.page.mouse.down()
        self.move(*end)
        self.page.mouse.up()

    def form(self, name: str | re.Pattern[str] = "新围栏") -> Locator:
        return self.page.get_by_role("form", name=name)

    def corner(self, n: int) -> tuple[str, str]:
        row = self.page.get_by_role("listitem", name=f"顶点 {n}", exact=True)
        return row.get_by_label("纬度").input_value(), row.get_by_label("经度").input_value()

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("complementary", name="围栏").get_by_role("button", name=name)

    def save(self) -> None:
        self.page.get_by_role("button", name="保存").click()
        expect(self.page.locator(".toasts").get_by_text("已保存").first).to_be_visible()


@pytest.fixture
def editor(open_desk: OpenDesk, boss: str) -> Editor:
    desk = open_desk(boss)
    desk.page.get_by_role("link", name="地图编辑").click()
    return Editor(desk.page, desk.url)


def hazards(centre: Centre) -> dict[str, dict[str, Any]]:
    found = centre.http.get("/api/fences", params={"kind": "hazard"}).raise_for_status().json()["items"]
    return {fence["properties"]["name"]: fence for fence in found}


def test_a_hazard_is_drawn_found_again_pulled_about_and_undone(centre: Centre, editor: Editor) -> None:
    editor.tool("画多边形").click()
    for corner in ((400, 300), (600, 300), (600, 500), (420, 520)):
        editor.click(*corner)
    editor.page.keyboard.press("Control+z")
    editor.click(400, 500)
    editor.click(400, 300)
    form = editor.form()
    form.get_by_label("名称").fill("护城河")
    expect(editor.page.get_by_role("listitem", name=re.compile("^顶点"))).to_have_count(4)
    editor.save()
    ring = hazards(centre)["护城河"]["geometry"]["coordinates"][0]
    assert len(ring) == 5

    editor.open()
    expect(editor.row("护城河")).to_be_visible()
    editor.click(500, 400)
    form = editor.form(re.compile("修改围栏"))
    expect(form.get_by_label("名称")).to_have_value("护城河")
    before = editor.corner(3)
    assert float(before[0]) == pytest.approx(ring[2][1], abs=1e-6)
    editor.drag((600, 500), (660, 540))
    expect(editor.tool("撤销")).to_be_enabled()
    pulled = editor.corner(3)
    assert float(pulled[0]) < float(before[0]), "further south"
    assert float(pulled[1]) > float(before[1]), "further east"
    editor.page.keyboard.press("Control+z")
    expect(editor.tool("撤销")).to_be_disabled()
    assert editor.corner(3) == before
    editor.page.keyboard.press("Control+Shift+z")
    assert editor.corner(3) == pulled
    editor.save()
    moved = hazards(centre)["护城河"]
    assert moved["properties"]["version"] == 1
    corner = [float(pulled[1]), float(pulled[0])]
    assert moved["geometry"]["coordinates"][0][2] == pytest.approx(corner, abs=1e-6)


def test_what_crosses_itself_is_refused_where_it_crosses(editor: Editor) -> None:
    editor.tool("画多边形").click()
    for corner in ((700, 300), (900, 500), (900, 300), (700, 500), (700, 300)):
        editor.click(*corner)
    editor.form().get_by_role("button", name="保存").click()
    expect(editor.form().get_by_role("alert")).to_contain_text("自相交")
    expect(editor.page.locator(".edit-tip")).to_contain_text("自相交")
    editor.page.keyboard.press("Escape")
    editor.page.get_by_role("button", name="放弃修改").click()
    expect(editor.form()).to_be_hidden()


def test_a_circle_is_made_by_numbers_alone(centre: Centre, editor: Editor) -> None:
    elder = centre.take_in("贺兰英")
    editor.tool("按坐标新建").press("Enter")
    form = editor.form()
    form.get_by_label("类型").select_option(label="安全区")
    form.get_by_label("纬度").fill("34.2701")
    form.get_by_label("经度").fill("108.9501")
    form.get_by_label("半径（米）").fill("250")
    form.get_by_label("半径（米）").press("Enter")
    form.get_by_role("button", name="保存").press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("哪位老人")
    form.get_by_label("老人").fill(elder.phone[-4:])
    form.get_by_role("radio", name=re.compile("贺兰英")).press("Space")
    form.get_by_role("button", name="保存").press("Enter")
    expect(form).to_be_hidden()
    made = centre.http.get("/api/fences", params={"elder_id": elder.id, "kind": "safe"}).json()["items"][0]
    assert made["geometry"] == {"type": "Point", "coordinates": [108.9501, 34.2701]}
    assert made["properties"]["radius_m"] == 250


def test_of_two_who_edit_the_second_is_asked(centre: Centre, editor: Editor) -> None:
    ring = [[108.95, 34.24], [108.96, 34.24], [108.96, 34.25]]
    body = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    made = centre.http.post(
        "/api/fences", json=body | {"properties": {"kind": "hazard", "name": "铁路"}}
    ).json()
    editor.open()
    editor.row("铁路").click()
    form = editor.form(re.compile("修改围栏"))
    form.get_by_label("名称").fill("陇海铁路")
    theirs = {"properties": {"name": "西康铁路"}}
    centre.http.patch(f"/api/fences/{made['id']}", json=theirs).raise_for_status()
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_role("alert")).to_contain_text("别人也改动了")
    form.get_by_role("button", name="查看别人的版本").click()
    expect(form.get_by_label("名称")).to_have_value("西康铁路")
    form.get_by_label("名称").fill("陇海铁路")
    editor.save()
    assert "陇海铁路" in hazards(centre)


def test_those_without_a_home_are_worked_through(centre: Centre, editor: Editor) -> None:
    for name, address in (("范春梅", "莲湖路1号"), ("毛秀英", "莲湖路2号")):
        body = {"name": name, "address": address}
        centre.http.post("/api/elders", json=body).raise_for_status()
    editor.open()
    side = editor.page.get_by_role("complementary", name="编辑")
    expect(side.get_by_role("heading", name="未定位（2）")).to_be_visible()
    side.get_by_role("button", name=re.compile("范春梅")).click()
    expect(side.get_by_role("heading", name="为范春梅定住处")).to_be_visible()
    editor.click(300, 600)
    form = editor.form()
    expect(form).to_contain_text("范春梅")
    form.get_by_label("半径（米）").fill("80")
    form.get_by_label("半径（米）").press("Enter")
    editor.save()
    expect(side.get_by_role("heading", name="为毛秀英定住处")).to_be_visible()
    editor.tool("按坐标新建").click()
    expect(form).to_contain_text("毛秀英")
    editor.save()
    expect(side).not_to_contain_text("未定位")
    found = centre.http.get("/api/elders", params={"q": "范春梅"}).json()["items"][0]
    assert found["home"]["radius_m"] == 80


def test_an_admin_draws_the_border_of_an_area(centre: Centre, open_desk: OpenDesk) -> None:
    centre.http.post("/api/areas", json={"name": "北院门街道", "kind": "street"}).raise_for_status()
    desk = open_desk("admin", ADMIN_PASSWORD)
    editor = Editor(desk.page, desk.url)
    editor.row("北院门街道").click()
    for corner in ((300, 200), (800, 200), (800, 700), (300, 700), (300, 200)):
        editor.click(*corner)
    form = editor.form("修改片区")
    expect(form.get_by_label("名称")).to_have_value("北院门街道")
    editor.save()
    drawn = [a for a in centre.http.get("/api/areas").json()["items"] if a["name"] == "北院门街道"]
    assert drawn[0]["boundary"]["type"] == "Polygon"
    assert len(drawn[0]["boundary"]["coordinates"][0]) == 5


def test_a_directive_is_drawn_counted_and_seen_at_the_desk(
    centre: Centre, open_desk: OpenDesk, editor: Editor
) -> None:
    here = {"lat": 34.2658, "lon": 108.9402, "radius_m": 60}
    centre.http.post("/api/elders", json={"name": "向秀珍", "home": here}).raise_for_status()
    editor.page.goto(f"{editor.url}/map?draw=directive")
    expect(editor.page.locator(".map-canvas[data-ready]")).to_be_visible()
    for corner in ((100, 50), (1100, 50), (1100, 900), (100, 900), (100, 50)):
        editor.click(*corner)
    form = editor.form("居家指令")
    expect(form.get_by_role("status")).to_contain_text(re.compile(r"将使 \d+ 位老人居家至"))
    form.get_by_label("名称").fill("暴雨红色预警")
    form.get_by_label("原因").fill("城河倒灌")
    form.get_by_label("开始").select_option("到时自动开始")
    expect(form.get_by_role("status")).to_contain_text(
        re.compile(r"将使 \d+ 位老人自 .+ 居家至 .+开始时在外的")
    )
    form.get_by_label("开始").select_option("现在")
    form.get_by_role("button", name=re.compile(r"发布：\d+ 位老人居家")).click()
    expect(form).to_be_hidden()
    desk = open_desk("li.na")
    on_map = desk.page.get_by_role("list", name="生效中的居家指令")
    expect(on_map).to_contain_text("暴雨红色预警（至")
    made = centre.http.get("/api/directives").json()["items"][0]
    assert made["geometry"]["type"] == "Polygon"
    centre.http.post(f"/api/directives/{made['id']}/end").raise_for_status()
    expect(on_map).to_be_hidden()


def test_an_elder_gets_hours_of_her_own(centre: Centre, open_desk: OpenDesk, boss: str) -> None:
    elder = centre.take_in("祝美华", monitoring_mode="curfew")
    desk = open_desk(boss)
    desk.press("/")
    desk.page.keyboard.type(elder.phone[-4:])
    expect(desk.page.get_by_role("option", name=re.compile("祝美华"))).to_be_visible()
    desk.press("Enter")
    desk.page.get_by_role("button", name="宵禁").click()
    window = desk.page.get_by_role("dialog", name="宵禁时段：祝美华")
    expect(window).to_contain_text("没有自己的时段")
    window.get_by_label("开始").first.fill("21:30")
    window.get_by_label("周日").uncheck()
    window.get_by_role("button", name="保存时段").click()
    expect(window).not_to_contain_text("没有自己的时段")
    expect(window).to_contain_text("有自己的时段")
    own = centre.http.get(f"/api/elders/{elder.id}/curfew").json()
    assert (own["starts"], own["days"]) == ("21:30", [0, 1, 2, 3, 4, 5])
    window.get_by_role("button", name="取消自己的时段").click()
    expect(window).to_contain_text("没有自己的时段")
    assert centre.http.get(f"/api/elders/{elder.id}/curfew").json() is None
