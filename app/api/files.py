"""Tables as files, out and in: CSV for everything, spreadsheets for people."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from fastapi import Response
from fastapi.responses import StreamingResponse

from app.registry.imports.report import Cells, csv_lines, xlsx

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"text/csv": BINARY, XLSX: BINARY}}
}


class Format(StrEnum):
    csv = "csv"
    xlsx = "xlsx"


class Language(StrEnum):
    zh = "zh"
    en = "en"


def sent(rows: Iterable[Cells], name: str, form: Format) -> Response:
    """The rows as a file of this name, to be saved and kept in no cache."""
    if form is Format.xlsx:
        return Response(xlsx(rows), media_type=XLSX, headers=_headers(name, form))
    return Response(b"".join(csv_lines(rows)), media_type=CSV, headers=_headers(name, form))


def streamed(rows: Iterable[Cells], name: str, form: Format) -> Response:
    """The same for a long table: CSV goes out while it is read, a spreadsheet when it is complete. `rows`
    are asked for after the handler has returned, so they open what they read themselves."""
    if form is Format.xlsx:
        return sent(rows, name, form)
    return StreamingResponse(csv_lines(rows), media_type=CSV, headers=_headers(name, form))


def _headers(name: str, form: Format) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="nuanyang-{name}.{form}"', "Cache-Control": "no-store"
    }  # fmt: skip
