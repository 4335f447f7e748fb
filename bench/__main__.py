"""`make bench`: prints one table. Ratios are against a baseline measured in the same run."""

import argparse
from collections.abc import Callable
from statistics import median

from bench import deadlines, imports, kpi, memory, pings, screen, wall, watches


def row(name: str, value: str, goal: str, met: bool | None = None) -> None:
    mark = "" if met is None else ("ok" if met else "MISSED")
    print(f"{name:<58} {value:>16}  {goal:<28} {mark}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument(
        "--only", choices=["pings", "wall", "memory", "deadlines", "watches", "imports", "kpi", "screen"]
    )
    args = parser.parse_args()
    row("what", "measured", "goal")
    if args.only in (None, "pings"):
        _pings(args.seconds)
    if args.only in (None, "wall"):
        w = wall.measure()
        row("ping to wall at 1,000 pings/s, p50", f"{w['p50_ms']:.0f} ms", f"rate {w['rate']:.0f}/s")
        ok = w["p99_ms"] < 300 and not w["missing"]
        row("ping to wall, p99", f"{w['p99_ms']:.0f} ms", f"< 300 ms, missing {w['missing']:.0f}", ok)
    if args.only in (None, "memory"):
        m = memory.measure()
        row("100,000 elders, resident memory", f"{m['rss_mb']:.0f} MB", "< 300 MB", m["rss_mb"] < 300)
        row("  full positions frame", f"{m['frame_bytes'] / 1e6:.1f} MB", "")
    if args.only in (None, "watches"):
        v = watches.measure()
        kept = not v["lost"] and not v["unanswered"]
        row(f"{v['watches']:,.0f} connected watches, resident memory", f"{v['rss_mb']:.0f} MB", "<= 400 MB",
            v["rss_mb"] <= 400)  # fmt: skip
        row("  LK and a position of each, a minute", f"{100 * v['share']:.0f} % of a core", "< 100 %",
            v["share"] < 1 and kept)  # fmt: skip
        row("  everybody coming back at once", f"{v['connected_s']:.1f} s", "")
        row("  LK to its answer, p50", f"{v['lk_p50_ms']:.0f} ms", f"p99 {v['lk_p99_ms']:.0f} ms")
        row("  AL to its answer, p50", f"{v['al_p50_ms']:.0f} ms", f"longest {v['al_max_ms']:.0f} ms")
    if args.only in (None, "deadlines"):
        d = deadlines.measure()
        idle = 100 * d["idle_share"]
        row("deadlines of 100,000 elders, nothing due", f"{idle:.2f} % of a core", "< 5 %", idle < 5)
        row("  their watches' deadlines coming due (111/s)", f"{100 * d['busy_share']:.2f} %", "")
        row("  a look at all carriers and vendors", f"{d['fleet_ms']:.0f} ms", "every 15 s")
        row("  arming what is newly worn", f"{d['worn_ms']:.0f} ms", "every minute")
        row("  opening 100 device_silent", f"{d['silent_ms']:.0f} ms", "")
        row("  the look of K14, 2 % unheard", f"{d['beats_ms']:.0f} ms", "every ten minutes")
        row("  the look of K14, nobody heard", f"{d['nobody_ms']:.0f} ms", "")
    if args.only in (None, "imports"):
        _tables()
    if args.only in (None, "kpi"):
        _figures()
    if args.only in (None, "screen"):
        _screen()


def _pings(seconds: float) -> None:
    rounds = pings.measure(seconds)

    def middle(figure: Callable[[pings.Figures], float]) -> float:
        return median(map(figure, rounds))

    row("obvious implementation, single pings", f"{middle(lambda f: f.baseline):,.0f}/s", "baseline")
    row("empty handler of the same server", f"{middle(lambda f: f.null):,.0f}/s", "")
    single, ratio = middle(lambda f: f.single), middle(lambda f: f.single / f.baseline)
    row(
        "single pings, 64 connections, durable",
        f"{single:,.0f}/s",
        f"p99 {max(f.p99_ms for f in rounds):.0f} ms",
    )
    row("  against the obvious implementation", f"{ratio:.1f} x", ">= 20 x", ratio >= 20)
    row("  against the empty handler", f"{middle(lambda f: f.single / f.null):.2f} x", "")
    batch, ratio = middle(lambda f: f.batch), middle(lambda f: f.batch / f.single)
    row("batches of 1,000", f"{batch:,.0f} pings/s", f"failures {sum(f.failures for f in rounds):.0f}")
    row("  against the obvious implementation", f"{middle(lambda f: f.batch / f.baseline):.0f} x", "")
    each = ", ".join(f"{f.batch / f.single:.1f}" for f in rounds)
    row("  against single pings", f"{ratio:.1f} x", f">= 5 x ({each})", ratio >= 5)


def _tables() -> None:
    i = imports.measure()
    row("100,000 rows of CSV, GB18030, taken in", f"{i['csv_s']:.0f} s", "< 60 s", i["csv_s"] < 60)
    row("  checked only", f"{i['dry_s']:.0f} s", "")
    row("  the same again", f"{i['again_s']:.0f} s", "nothing changes")
    row("  somebody's claim meanwhile, at most", f"{i['csv_wait_ms']:.0f} ms", "")
    row("100,000 rows of XLSX taken in", f"{i['xlsx_s']:.0f} s", "< 60 s", i["xlsx_s"] < 60)
    row("  somebody's claim meanwhile, at most", f"{i['xlsx_wait_ms']:.0f} ms", "")
    row("export of 100,000 elders as CSV", f"{i['export_s']:.0f} s", f"{i['export_mb']:.0f} MB")


def _figures() -> None:
    k = kpi.measure()
    month = k["month_ms"]
    row("figures of a month by day, of a million alerts a year", f"{month:.0f} ms", "< 2 s", month < 2000)
    row("  the alerts behind one number", f"{k['behind_ms']:.0f} ms", "")
    row("  the whole year by month", f"{k['year_ms'] / 1000:.1f} s", "")


def _screen() -> None:
    s = screen.measure()
    counting = 100 * (s["counting"] - s["idle"])
    begun, middle, ended = s["heaps_mb"]
    row(
        "desk with 200 alerts counting down, main thread",
        f"{counting:.0f} % of a core",
        "< 10 %",
        counting < 10,
    )
    row("  before they rang", f"{100 * s['idle']:.0f} % of a core", "")
    row("a day in its stream", f"{s['frames']:,} frames", f"{s['alerts']:,} alerts, {s['sockets']} lines")
    row("its heap when a day begins", f"{begun:.1f} MB", f"noon {middle:.1f} MB")
    row("  when it ends", f"{ended:.1f} MB", f"< {begun + 5:.1f} MB", ended < begun + 5)


if __name__ == "__main__":
    main()
