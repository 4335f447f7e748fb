"""The devices page: an admin takes a table in, with a look at what is wrong first."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .service import ADMIN_PASSWORD, Centre

pytestmark = pytest.mark.browser
TABLE = (
    "姓名,手机,纬度,经度,联系人姓名,联系人电话,设备号,设备类型\r\n"
    "孟秀珍,13800007001,34.2658,108.9402,孟小军,13900007001,8800007001,手表\r\n"
    "冯桂芳,电话不详,34.2658,108.9402,,,8800007002,手表\r\n"
    "蒋玉梅,13800007003,108.9402,34.2658,,,8800007003,手表\r\n"
)


def test_a_table_in_gb18030_is_checked_taken_in_and_seen(
    centre: Centre, open_desk: OpenDesk, tmp_path: Path
) -> None:
    file = tmp_path / "莲湖名册.csv"
    file.write_bytes(TABLE.encode("gb18030"))
    desk = open_desk("admin", ADMIN_PASSWORD)
    page = desk.page
    page.get_by_role("link", name="设备").click()
    panel = page.get_by_role("region", name="导入老人与设备")
    panel.get_by_label("选择表格").set_input_files(file)
    expect(panel.get_by_role("button", name="导入")).to_be_disabled()
    panel.get_by_role("button", name="检查").click()
    expect(panel).to_contain_text("检查结果：莲湖名册.csv · 完成")
    faults = panel.get_by_role("list", name="有问题的行").get_by_role("listitem")
    expect(faults).to_have_text([re.compile("第 3 行.*手机：不是电话号码"), re.compile("第 4 行.*写反")])
    with page.expect_download() as download:
        panel.get_by_role("link", name="下载报告 CSV").click()
    assert "冯桂芳" in Path(download.value.path()).read_text("utf-8-sig")
    expect(page.get_by_text("8800007001")).to_have_count(0)
    panel.get_by_role("button", name="导入").click()
    expect(panel).to_contain_text("导入结果：莲湖名册.csv · 完成")
    row = page.get_by_role("row").filter(has_text="8800007001")
    expect(row).to_contain_text("孟秀珍")
    expect(row).to_contain_text("从未上报")
    page.get_by_role("button", name=re.compile("从未上报")).click()
    expect(row).to_be_visible()
    page.get_by_role("link", name="返回接警台").click()
    expect(page.get_by_role("listbox", name="警情队列")).to_be_visible()


def test_an_operator_sees_devices_and_no_tables(centre: Centre, open_desk: OpenDesk) -> None:
    desk = open_desk("li.na")
    desk.page.goto(f"{desk.url}/devices")
    expect(desk.page.get_by_role("heading", name="设备", exact=True)).to_be_visible()
    expect(desk.page.get_by_role("button", name="检查")).to_have_count(0)
    desk.page.get_by_role("button", name="English").click()
    expect(desk.page.get_by_role("heading", name="Devices", exact=True)).to_be_visible()
    desk.page.get_by_role("button", name="中文").click()


def test_a_supervisor_hands_a_device_on_and_reports_it_lost(centre: Centre, open_desk: OpenDesk) -> None:
    device = centre.take_in("孟玉兰").device
    centre.take_in("孟秋菊")
    desk = open_desk("admin", ADMIN_PASSWORD)
    page = desk.page
    page.goto(f"{desk.url}/devices")
    page.get_by_role("button", name=f"管理 {device}").press("Enter")
    window = page.get_by_role("dialog", name=f"设备 {device} 交给谁")
    window.get_by_role("button", name="确定").click()
    expect(window.get_by_role("alert")).to_have_text("请先选择一位老人。")
    window.get_by_role("radio", name=re.compile("登记丢失")).check()
    window.get_by_role("button", name="确定").click()
    expect(window).to_be_hidden()
    lost = page.get_by_role("row").filter(has_text=device)
    expect(lost).to_contain_text("已丢失")
    lost.get_by_role("button", name=f"管理 {device}").click()
    window.get_by_role("searchbox", name="交给老人").fill("孟秋菊")
    window.get_by_role("radio", name=re.compile("孟秋菊")).check()
    window.get_by_role("button", name="确定").click()
    expect(page.get_by_role("row").filter(has_text=device)).to_contain_text("孟秋菊")


def test_a_number_with_a_wrong_digit_is_not_paired(centre: Centre, open_desk: OpenDesk) -> None:
    centre.take_in("丁桂英")
    desk = open_desk("admin", ADMIN_PASSWORD)
    page = desk.page
    page.goto(f"{desk.url}/devices")
    page.get_by_role("button", name="按 IMEI 配对").click()
    window = page.get_by_role("dialog", name="按 IMEI 配对")
    window.get_by_role("searchbox", name="交给老人").fill("丁桂英")
    window.get_by_role("radio", name=re.compile("丁桂英")).check()
    window.get_by_label("IMEI").fill("86758403001234")
    window.get_by_role("button", name="配对").click()
    expect(window.get_by_role("alert")).to_have_text("IMEI 是 15 位数字。")
    window.get_by_label("IMEI").fill("867584030012345")
    window.get_by_label("未登记过的设备，作为手表登记").check()
    window.get_by_role("button", name="配对").click()
    expect(window.get_by_role("alert")).to_contain_text("没有办成")
    window.get_by_label("IMEI").fill("867584030012343")
    window.get_by_role("button", name="配对").click()
    expect(window).to_be_hidden()
    expect(page.get_by_role("row").filter(has_text="867584030012343")).to_contain_text("丁桂英")
