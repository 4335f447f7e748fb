"""Taking 100,000 elders in: homes in GCJ-02, two contacts and a device each, as CSV and as XLSX."""

import csv
import io
import random
import tempfile
import time
from pathlib import Path

import xlsxwriter

from app.clock import SystemClock
from app.registry import areas
from app.registry.imports import export, jobs, report
from app.registry.imports.jobs import Imports
from app.registry.imports.work import Options
from app.registry.words import AreaKind
from app.store import schema
from app.store.db import Store

ROWS = 100_000
HEADINGS = [
    "姓名", "电话", "性别", "出生年份", "住址", "街道", "纬度", "经度", "坐标系", "家半径", "监护模式",
    "风险等级", "紧急联系人1姓名", "紧急联系人1关系", "紧急联系人1电话", "紧急联系人2姓名", "紧急联系人2关系",
    "紧急联系人2电话", "设备号", "设备类型", "上报间隔", "运营商",
]  # fmt: skip


def measure() -> dict[str, float]:
    """Seconds for a dry run, an import as CSV, the same again (nothing changes), one as XLSX, an export; and
    the longest that somebody else waited for a transaction meanwhile, in ms."""
    found: dict[str, float] = {}
    as_csv, as_xlsx = _csv(), _xlsx()
    for name, data in (("csv", as_csv), ("xlsx", as_xlsx)):
        with tempfile.TemporaryDirectory() as place:
            store = _city(Path(place))
            if name == "csv":
                found["dry_s"], _ = _take_in(store, data, dry_run=True)
            found[f"{name}_s"], found[f"{name}_wait_ms"] = _take_in(store, data)
            if name == "csv":
                found["again_s"], _ = _take_in(store, data)
                begin = time.perf_counter()
                with store.snapshot() as session:
                    found["export_mb"] = (
                        sum(map(len, report.csv_lines(export.elders(session, None, "zh")))) / 1e6
                    )
                found["export_s"] = time.perf_counter() - begin
            store.close()
    return found


def _take_in(store: Store, data: bytes, *, dry_run: bool = False) -> tuple[float, float]:
    imports = Imports(store, lambda *_: None)
    begin, longest = time.perf_counter(), 0.0
    job = imports.start(data, "people", Options(dry_run))
    while True:
        asked = time.perf_counter()
        with store.transaction() as tx:  # somebody claims an alert meanwhile
            tx.conn.exec_driver_sql("UPDATE stream_head SET seq = seq")
        longest = max(longest, time.perf_counter() - asked)
        with store.snapshot() as session:
            now = jobs.find(session, job.id, store.clock.now())
        if now.state != "running":
            if now.faulty or now.done != ROWS:
                raise RuntimeError(f"the table should be flawless: {now}")
            return time.perf_counter() - begin, 1_000 * longest
        time.sleep(0.1)


def _city(place: Path) -> Store:
    store = Store(f"sqlite:///{place}/bench.db", SystemClock())
    schema.ensure(store)
    with store.transaction() as tx:
        for i in range(100):
            lat, lon = 34.2 + i // 10 * 0.01, 108.9 + i % 10 * 0.01
            ring = [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.01], [lon, lat + 0.01], [lon, lat]]
            areas.create(tx, f"街道{i}", AreaKind.street, None, {"type": "Polygon", "coordinates": [ring]})
    return store


def _rows() -> list[list[str]]:
    rng = random.Random(1)
    return [
        [
            f"王{i % 500}", f"138{i:08d}", "女", "1944", f"大莲花池街{i}号", "",
            f"{34.2 + rng.random() * 0.1:.6f}", f"{108.9 + rng.random() * 0.1:.6f}", "GCJ02", "100", "居家",
            "黄", "王建国", "儿子", f"139{i:08d}", "李梅", "女儿", f"137{i:08d}", f"8675840{i:08d}", "手表",
            "60", "中国移动",
        ]
        for i in range(ROWS)
    ]  # fmt: skip


def _csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *_rows()])
    return out.getvalue().encode("gb18030")


def _xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for i, row in enumerate([HEADINGS, *_rows()]):
        sheet.write_row(i, 0, row)
    book.close()
    return out.getvalue()
