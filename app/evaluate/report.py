"""Scores for people: a table, a picture, and a page that holds both and names every case worth a look."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Final, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from app.clock import rfc3339
from app.evaluate.deciders import Named
from app.evaluate.score import Score
from app.evaluate.traces import Traces

SHOWN_S: Final = 900.0  # of the delays, in the picture
LISTED: Final = 200  # cases on the page, at most


class Result(NamedTuple):
    """One decider and how it did."""

    named: Named
    score: Score


def table(results: Sequence[Result]) -> str:
    """The scores as a Markdown table."""
    lines = [
        "| decider | false exits per elder-day | missed % | delay p50 s | p90 s |",
        "|---|---|---|---|---|",
    ]
    for named, score in results:
        lines.append(
            f"| {named.name} | {score.false_per_day:.4f} | {score.missed_pct:.2f}"
            f" | {_seconds(score.delay(50))} | {_seconds(score.delay(90))} |"
        )
    first = results[0].score
    lines.append("")
    lines.append(
        f"{first.elder_days:.1f} elder-days, {first.seen + first.unseen} outings,"
        f" {first.unseen} of them unseen: no satellite or Wi-Fi fix arrived."
    )
    return "\n".join(lines)


def _seconds(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.0f}"


def picture(results: Sequence[Result]) -> bytes:
    """A PNG: false exits and misses of each decider, and how its delays are distributed."""
    figure = Figure(figsize=(13, 5.2), dpi=110, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
    names = [result.named.name for result in results]
    rates = [result.score.false_per_day for result in results]
    # On a logarithmic axis nothing has no place: it is drawn as half of the least that could be counted.
    least = 0.5 / results[0].score.elder_days
    colours = [f"C{i}" for i in range(len(results))]
    bars = left.barh(names, np.maximum(rates, least), color=colours)
    labels = [
        f" {rate:.3g}, {result.score.missed_pct:.2g} % missed"
        for rate, result in zip(rates, results, strict=True)
    ]
    left.bar_label(bars, labels)
    left.set_xscale("log")
    left.set_xlim(least / 2, max(*rates, least) * 300)
    left.invert_yaxis()
    left.set_xlabel("false exits per elder-day, logarithmic")
    for (named, score), colour in zip(results, colours, strict=True):
        delays = np.sort(score.delays)
        if score.seen:
            share = np.arange(1, len(delays) + 1) / score.seen  # what was missed never arrives at 1
            right.step([0.0, *delays], [0.0, *share], where="post", label=named.name, color=colour)
    right.set_xlim(0.0, SHOWN_S)
    right.set_ylim(0.0, 1.0)
    right.set_xlabel("s after the first fix of an outing")
    right.set_ylabel("share of the outings that were noticed")
    right.grid(alpha=0.3)
    if results[0].score.seen:
        right.legend(loc="lower right")
    png = BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def page(results: Sequence[Result], traces: Traces, png: bytes) -> str:
    """One HTML page without anything outside it. The cases listed are those of the last decider."""
    last = results[-1]
    rows = "\n".join(
        f"<tr><td>{escape(named.chinese)}<br><small>{escape(named.name)}</small></td>"
        f"<td>{score.false_per_day:.4f}</td><td>{score.missed_pct:.2f}</td>"
        f"<td>{_seconds(score.delay(50))}</td><td>{_seconds(score.delay(90))}</td></tr>"
        for named, score in results
    )
    false = [f"{traces.names[elder]} {_instant(at)}" for elder, at in last.score.false]
    missed = [f"{traces.names[elder]} {_instant(left)}" for elder, left, _ in last.score.missed]
    return PAGE.format(
        days=f"{last.score.elder_days:.1f}",
        outings=last.score.seen + last.score.unseen,
        unseen=last.score.unseen,
        rows=rows,
        picture=b64encode(png).decode(),
        chinese=escape(last.named.chinese),
        name=escape(last.named.name),
        false=_list(false),
        missed=_list(missed),
    )


def _instant(seconds: float) -> str:
    return rfc3339(round(seconds * 1000))


def _list(cases: Sequence[str]) -> str:
    if not cases:
        return "<p>无 · none</p>"
    more = f"<p>… +{len(cases) - LISTED}</p>" if len(cases) > LISTED else ""
    return "<ul>" + "".join(f"<li>{escape(case)}</li>" for case in cases[:LISTED]) + "</ul>" + more


PAGE: Final = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>离家判定评估 · Evaluation of exits</title>
<style>
body {{ font: 16px/1.6 system-ui, "Noto Sans SC", sans-serif; margin: 2rem auto; max-width: 70rem;
  padding: 0 1rem; color: #1b1f24; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #c8ccd2; padding: .3rem .7rem; text-align: right; }}
td:first-child, th:first-child {{ text-align: left; }}
img {{ max-width: 100%; }}
small {{ color: #57606a; }}
</style>
<h1>离家判定评估 <small lang="en">Evaluation of exits</small></h1>
<p>{days} 人·天，{outings} 次外出，其中 {unseen} 次没有收到任何卫星或 Wi-Fi 定位。<br>
<span lang="en">{days} elder-days, {outings} outings, {unseen} of them without any satellite or Wi-Fi
fix.</span></p>
<table>
<tr><th>判定方法<br><small>decider</small></th>
<th>误报，每人每天<br><small>false exits per elder-day</small></th>
<th>漏报 %<br><small>missed %</small></th><th>延迟 p50，秒<br><small>delay p50, s</small></th>
<th>p90，秒<br><small>p90, s</small></th></tr>
{rows}
</table>
<p>误报：老人确实在家（且已在家超过 5 分钟）时报出的离家。
延迟：从真正离家后的第一次定位算起。
漏报：回家 5 分钟后仍未报出。<br>
<span lang="en">A false exit is reported while she is inside and has been for over 5 minutes. The delay runs
from the first fix after her true leaving. An outing is missed when nothing is reported until 5 minutes after
her return.</span></p>
<img alt="误报与延迟分布 · false exits and delays" src="data:image/png;base64,{picture}">
<h2>误报 <small lang="en">False exits</small>: {chinese} <small lang="en">{name}</small></h2>
{false}
<h2>漏报 <small lang="en">Missed outings</small></h2>
{missed}
</html>
"""
