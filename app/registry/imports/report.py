"""Tables going out: the faulty rows of an import, and what a table may look like."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import xlsxwriter
from sqlmodel import Session

from app.registry.imports import jobs
from app.registry.imports.headings import COLUMNS, PRIVATE, Column
from app.registry.imports.sheet import guard

BOM: Final = "\ufeff"  # without it Excel takes UTF-8 for the local encoding
FAULT_HEADINGS: Final = ("行号 row", "结果 result", "问题", "problem")
Cells = Sequence[str]


def faults(session: Session, job_id: int) -> Iterator[Cells]:
    """One line per faulty row: number, what became of it, what is wrong, and the row as it came.

    It can be corrected and taken in again as it is: the headings in front mean nothing to an import.
    """
    headings, rows = jobs.faults(session, job_id)
    yield (*FAULT_HEADINGS, *headings)
    for row in rows:
        left_out = any(f["error"] for f in row.faults)
        yield (
            str(row.row),
            "未导入 left out" if left_out else "已导入，请核对 taken in, please check",
            "；".join(f"{f['column']}：{f['zh']}" for f in row.faults),
            "; ".join(f"{f['column']}: {f['en']}" for f in row.faults),
            *row.cells,
        )


def template(lang: str) -> Iterator[Cells]:
    """Headings and one example; who takes three contacts and one device will seldom need more."""
    shown = [
        (column, n)
        for group in _grouped()
        for n in (range(1, 4) if group[0].name == "contact_name" else range(1, 2))
        for column in group
    ]
    yield [column.heading(lang, n) for column, n in shown]
    yield [column.example if n == 1 else "" for column, n in shown]


def csv_lines(rows: Iterable[Cells]) -> Iterator[bytes]:
    """CSV as spreadsheets like it: a BOM, CRLF, and no cell that is taken for a formula."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    out.write(BOM)
    for row in rows:
        write([guard(cell) for cell in row])
        if out.tell() > 1 << 16:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def xlsx(rows: Iterable[Cells]) -> bytes:
    """The same as a spreadsheet; every cell is a text, so that no phone number loses its zeros."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("暖阳")
    sheet.freeze_panes(1, 0)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if cell:
                sheet.write_string(i, j, cell)
    book.close()
    return out.getvalue()


def _grouped() -> Iterator[list[Column]]:
    """Columns one by one; those of a contact or a device together, as one number takes them all."""
    group: list[Column] = []
    for column in COLUMNS:
        if column.name in PRIVATE or column.name in ("area", "device_state"):
            continue
        kind = column.name.split("_", maxsplit=1)[0]
        if group and column.numbered and group[-1].name.split("_")[0] == kind:
            group.append(column)
            continue
        if group:
            yield group
        group = [column]
    yield group
