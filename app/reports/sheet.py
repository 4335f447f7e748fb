"""Figures as a table for spreadsheets."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.reports.kpi import KPIS, MISSING, Figure
from app.reports.report import Row

Cells = Sequence[str]
_HEADINGS = {
    "zh": ("范围", "起", "止", "编号", "指标", "数值", "单位", "目标", "达标", "n", "未达数",
           "P50 秒", "P90 秒", "P99 秒"),
    "en": (
        "rows", "from", "to", "code", "figure", "value", "unit", "target", "met", "n", "against", "p50 s",
        "p90 s", "p99 s",
    ),
}  # fmt: skip
_WHOLE = {"zh": "合计", "en": "whole"}
_MET = {"zh": {True: "是", False: "否", None: ""}, "en": {True: "yes", False: "no", None: ""}}


def rows(table: Sequence[Row], lang: str, zone: ZoneInfo) -> Iterator[Cells]:
    """A line for each figure of each row, then what is not known and why. Times are local, with offset."""
    yield _HEADINGS[lang]
    for row in table:
        span = (_local(row.since, zone), _local(row.until, zone))
        for figure in row.figures:
            yield (row.label or _WHOLE[lang], *span, *_figure(figure, lang))
    for code, (zh, en) in MISSING.items():
        yield ("–", "", "", code, zh if lang == "zh" else en)


def _figure(figure: Figure, lang: str) -> Cells:
    rule, spread = KPIS[figure.kpi], figure.percentiles
    target = "" if rule.target is None else f"{'≥' if rule.least else '≤'} {rule.target:g}"
    return (
        rule.code,
        rule.zh if lang == "zh" else rule.en,
        _number(figure.value),
        rule.unit,
        target,
        _MET[lang][figure.met],
        str(figure.n),
        str(figure.against),
        *((_number(spread.p50), _number(spread.p90), _number(spread.p99)) if spread else ("", "", "")),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _local(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at / 1000, zone).isoformat(sep=" ", timespec="minutes")
