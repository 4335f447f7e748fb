"""Figures for spreadsheets."""

from zoneinfo import ZoneInfo

from app.reports import sheet
from app.reports.kpi import KPIS, MISSING, Kpi, Percentiles, judged
from app.reports.report import Row


def test_a_line_per_figure_and_what_is_not_known() -> None:
    figures = [
        judged(Kpi.respond_60, 98.04, 51, 1, Percentiles(51, 12.5, 44, 61)),
        judged(Kpi.false_alarms, None, 0, 0),
    ]
    row = Row(None, "", 1_795_968_000_000, 1_796_054_400_000, 51, figures)
    lines = list(sheet.rows([row], "zh", ZoneInfo("Asia/Shanghai")))
    assert lines[1] == (
        "合计", "2026-11-30 00:00+08:00", "2026-12-01 00:00+08:00", "K1", KPIS[Kpi.respond_60].zh, "98", "%",
        "≥ 97.5", "是", "51", "1", "12.5", "44", "61",
    )  # fmt: skip
    assert lines[2][5:9] == ("", "%", "", "")
    assert [line[3] for line in lines[3:]] == list(MISSING)
    assert len(lines[0]) == len(lines[1])
