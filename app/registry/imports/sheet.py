"""Tables as files: CSV in UTF-8, UTF-16 or GB18030, and spreadsheets. PURE: bytes in, rows of texts out."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from app.errors import BadRequest
from app.registry.imports.headings import Layout, recognise

LOOK_FOR_HEADINGS: Final = 20  # rows; above them there may be a title
MOST_UNPACKED: Final = 1 << 30  # bytes; a spreadsheet is a packed file, and may unpack to anything
RISKY: Final = "=+-@\t\r'"  # what makes a spreadsheet take a text for a formula
_DELIMITERS: Final = ",;\t"

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are those below the headings, with their numbers as a spreadsheet shows them."""

    layout: Layout
    count: int
    rows: Iterator[Row]


def read(data: bytes) -> Sheet:
    """A file as a table. BadRequest when it is none, or when no heading says whose rows these are."""
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        rows, count = _spreadsheet(data)
    else:
        rows, count = _csv(data)
    seen: list[Row] = []
    for number, cells in rows:
        layout = recognise(cells)
        if layout.usable:
            return Sheet(layout, max(count - number, 0), rows)
        seen.append((number, cells))
        if len(seen) == LOOK_FOR_HEADINGS:
            break
    raise BadRequest(
        "No row of headings was found: one column must be 姓名 (name) or 设备号 (device id). "
        "未找到表头：至少要有“姓名”或“设备号”一列。"
    )


def guard(text: str) -> str:
    """A text for a CSV cell that no spreadsheet takes for a formula; `unguard` gives it back."""
    return "'" + text if text and text[0] in RISKY else text


def unguard(text: str) -> str:
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in RISKY else text


def _csv(data: bytes) -> tuple[Iterator[Row], int]:
    text = _decoded(data)
    if "\x00" in text:
        raise BadRequest("This is neither CSV nor a spreadsheet. 文件既不是 CSV 也不是表格。")
    delimiter = _delimiter(text)
    return _records(text, delimiter), sum(1 for _ in _records(text, delimiter))


def _records(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [unguard(cell.strip()) if cell else "" for cell in cells]
    except csv.Error:
        raise BadRequest(
            f"Row {number + 1} cannot be read: is a quotation mark missing? "
            f"第 {number + 1} 行无法读取：是否缺少引号？"
        ) from None


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    # Chinese text in GB18030 is hardly ever valid UTF-8, so that is tried first.
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadRequest("The encoding is neither UTF-8 nor GB18030. 文件编码既不是 UTF-8 也不是 GB18030。")


def _delimiter(text: str) -> str:
    """The one that separates most recognised headings in one of the first rows."""
    first = text[:20_000].splitlines()[:LOOK_FOR_HEADINGS]

    def recognised(delimiter: str) -> int:
        return max((len(recognise(line.split(delimiter)).places) for line in first), default=0)

    return max(_DELIMITERS, key=recognised)


def _spreadsheet(data: bytes) -> tuple[Iterator[Row], int]:
    _check_size(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                first = sheet.start[0] if sheet.start else 0  # empty rows above the table count
                rows = (
                    (first + i, [_text(c) for c in cells]) for i, cells in enumerate(sheet.iter_rows(), 1)
                )
                return rows, first + sheet.height
    except PasswordError:
        raise BadRequest("The file is protected by a password. 文件有密码保护。") from None
    except (CalamineError, OSError, ValueError):
        raise BadRequest("The spreadsheet cannot be read. 表格文件无法读取。") from None
    raise BadRequest("The spreadsheet is empty. 表格是空的。")


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except zipfile.BadZipFile:
        return  # an old .xls is no zip; calamine says what is wrong with anything else
    if size > MOST_UNPACKED:
        raise BadRequest("The spreadsheet unpacks to more than 1 GB. 表格解压后超过 1 GB。")


def _text(cell: int | float | str | bool | time | date | datetime | timedelta) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
