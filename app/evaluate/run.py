"""The two things that `nuanyang evaluate` does."""

from collections.abc import Callable
from pathlib import Path

from app.evaluate import report, traces, tuning
from app.evaluate.deciders import BELIEF, OTHERS, Named, believing
from app.evaluate.generate import WORLDS, write
from app.evaluate.score import score


def generate(directory: Path, world: str, elders: int, seed: int) -> None:
    """Write simulated traces. Raises BadRequest when the directory holds traces already."""
    write(directory, WORLDS[world], elders, seed)


def evaluate(directory: Path, params: Path | None, out: Path, tell: Callable[[str], None]) -> str:
    """Score every decider over the traces of a directory; the table, and where picture and page are.

    `tell` hears of lines that are no pings. Raises BadRequest for traces or parameters that cannot be read.
    """
    deciders = [*OTHERS, BELIEF]
    if params:
        name = f"belief, {params.name}"
        deciders.append(Named(name, f"信念，{params.name}", believing(tuning.read(params))))
    read = traces.load(directory, lambda file, line, why: tell(f"{file}, line {line}: {why}"))
    results = [report.Result(named, score(read, named.decide(read))) for named in deciders]
    png = report.picture(results)
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.png").write_bytes(png)
    (out / "evaluation.html").write_text(report.page(results, read, png), encoding="utf-8")
    return f"{report.table(results)}\n\n{out / 'evaluation.png'}\n{out / 'evaluation.html'}"
