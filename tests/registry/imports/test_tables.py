"""Headings, files and cells: pure, and forgiving only where there is no doubt."""

import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadRequest
from app.registry.imports import sheet, values
from app.registry.imports.faults import RowFault
from app.registry.imports.headings import COLUMNS, recognise
from app.registry.imports.rows import Entry, RowReader
from app.registry.imports.values import Wrong


def entries(text: str | bytes) -> list[tuple[Entry | None, list[RowFault]]]:
    table = sheet.read(text if isinstance(text, bytes) else text.encode())
    reader = RowReader(table.layout)
    return [reader.read(number, cells) for number, cells in table.rows]


def codes(text: str) -> list[str]:
    return [fault.code for _, faults in entries(text) for fault in faults]


def one(text: str) -> Entry:
    (entry, faults), *_ = entries(text)
    assert entry is not None, faults
    return entry


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("姓名", ("name", 1)),
        (" 姓 名（必填） ", ("name", 1)),
        ("*Name", ("name", 1)),
        ("手机号", ("phone", 1)),
        ("紧急联系人2电话", ("contact_phone", 2)),
        ("联系人二姓名", ("contact_name", 2)),
        ("紧急联系人姓名", ("contact_name", 1)),
        ("Contact 3 relation", ("contact_relation", 3)),
        ("IMEI", ("device", 1)),
        ("设备号2", ("device", 2)),
        ("上报间隔(秒)", ("device_interval", 1)),
        ("birth_year", ("birth_year", 1)),
        ("身份证号码", ("id_number", 1)),
    ],
)
def test_headings_are_recognised_as_people_write_them(heading: str, meaning: tuple[str, int]) -> None:
    assert recognise([heading]).places == {meaning: [0]}


def test_headings_nobody_knows_are_named() -> None:
    layout = recognise(["姓名", "民族", "", "姓名99"])
    assert layout.unknown == ("民族", "姓名99")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_heading_we_write_is_one_we_read(lang: str) -> None:
    for column in COLUMNS:
        for n in (1, 2, 20) if column.numbered else (1,):
            assert recognise([column.heading(lang, n)]).places == {(column.name, n): [0]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_found_out(encoding: str, delimiter: str) -> None:
    rows = [["名册", ""], ["姓名", "住址"], ["王㐂兰", '"大莲花池街\n36号"']]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    table = sheet.read(text.encode(encoding))
    assert list(table.rows) == [(3, ["王㐂兰", "大莲花池街\n36号"])]
    assert table.count == 1


def test_a_spreadsheet_is_read_with_numbers_and_dates_as_they_are_meant() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, ["姓名", "电话", "出生日期", "IMEI", "纬度", "经度"])
    page.write_row(1, 0, ["王秀兰", 13800000000, "", 867584030012349, 34.2658, 108.9402])
    page.write_datetime(1, 2, date(1944, 3, 1), book.add_format({"num_format": "yyyy/m/d"}))
    book.close()
    (entry, faults), *_ = entries(out.getvalue())
    assert faults == []
    assert entry is not None
    assert entry.elder == {"name": "王秀兰", "phone": "13800000000", "birth_year": 1944}
    assert entry.devices[0].fields["unique_id"] == "867584030012349"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff",
        b"PK\x03\x04rubbish",
        b"\xd0\xcf\x11\xe0" * 99,
        b"a,b\n1,2\n",
        b"\x00\x01\x02" * 50,
    ],
)
def test_what_is_no_table_of_ours_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadRequest):
        sheet.read(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = sheet.read("姓名,电话\n".encode() + data)
        list(table.rows)
    except BadRequest:
        pass


@given(st.text(alphabet="=+-@\t\r'ab1", max_size=6))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert sheet.unguard(sheet.guard(text)) == text
    assert sheet.guard(text)[:1] not in set("=+-@\t\r")


def test_words_are_understood_in_both_languages() -> None:
    entry = one("姓名,性别,监护模式,风险等级,出生日期\n王秀兰,女,生活圈,红色,1944年3月1日\n")
    assert entry.elder == {
        "name": "王秀兰", "sex": "f", "birth_year": 1944,
        "monitoring_mode": "living_area", "risk_tier": "red",
    }  # fmt: skip
    entry = one("name,sex,mode,risk tier\nWang,Female,stay home,Green\n")
    assert entry.elder == {"name": "Wang", "sex": "f", "monitoring_mode": "stay_home", "risk_tier": "green"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("138 0000 0000", "138 0000 0000"),
        ("１３８００００００００", "13800000000"),
        ("13800000000.0", "13800000000"),
        ("029—8765 4321", "029-8765 4321"),
        ("+8613800000000", "+8613800000000"),
    ],
)
def test_phone_numbers_come_out_of_their_disguises(written: str, kept: str) -> None:
    assert values.phone(written) == kept


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("王,abc,34.2,108.9", "not_a_phone"),
        ("王,1.38E+10,34.2,108.9", "mangled_number"),
        (",13800000000,34.2,108.9", "missing"),
        ("王,,108.9,34.2", "swapped"),
        ("王,,0,0", "null_island"),
        ("王,,34.2,", "half_a_place"),
        ("王,,34.2,east", "not_a_number"),
        ("王,,34.2,999", "out_of_range"),
        (f"{'王' * 101},,34.2,108.9", "too_long"),
    ],
)
def test_what_is_wrong_keeps_the_row_out_and_is_named(row: str, code: str) -> None:
    text = f"姓名,电话,纬度,经度\n{row}\n"
    assert codes(text) == [code]
    assert entries(text)[0][0] is None


def test_coordinates_are_never_swapped_silently() -> None:
    (entry, faults), *_ = entries("姓名,纬度,经度\n王,108.94,34.26\n")
    assert entry is None
    assert (faults[0].row, faults[0].column) == (2, "纬度")
    assert "写反" in faults[0].zh
    assert "swapped" in faults[0].en


def test_an_identity_card_gives_year_and_sex_and_is_kept_nowhere() -> None:
    card = "11010519491231002X"
    text = f"姓名,身份证号,备注\n王秀兰,{card},{card}\n"
    entry = one(text)
    assert entry.elder == {"name": "王秀兰", "birth_year": 1949, "sex": "f"}
    table = sheet.read(text.encode())
    assert RowReader(table.layout).kept(["王秀兰", card, card]) == ["王秀兰", "", ""]
    with pytest.raises(Wrong):
        values.id_number("110105194912310021")


def test_devices_alone_need_no_name() -> None:
    entry = one("IMEI,设备类型,上报间隔,设备状态\n867584030012349,手表,300,备用\n")
    assert entry.elder is None
    assert entry.devices[0].fields == {
        "unique_id": "867584030012349", "kind": "watch", "expected_interval_s": 300,
    }  # fmt: skip
    assert entry.devices[0].state == "spare"


def test_half_a_contact_is_said_and_left_out() -> None:
    text = "姓名,联系人1姓名,联系人1电话,联系人2姓名,联系人2电话\n王,张,,李,13900000000\n"
    assert codes(text) == ["half_a_contact"]
    assert [c["name"] for c in one(text).contacts] == ["李"]


@given(st.lists(st.text(max_size=30), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_any_cells_are_an_entry_or_faults(cells: list[str]) -> None:
    layout = recognise([column.heading("zh") for column in COLUMNS])
    entry, faults = RowReader(layout).read(2, [cell.strip() for cell in cells])
    assert entry is not None or not any(c.strip() for c in cells) or any(f.error for f in faults)
