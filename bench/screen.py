"""What the desk costs in a real browser: processor with 200 alerts counting down, memory over a day.

The day is played into the page's own stream client (screen_day.js): 5,000 frames of 100 positions, an alert
opened and closed with each, and a line that breaks after every 1,000.
"""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import CDPSession, Page, sync_playwright

from bench import servers

ALERTS = 200
ELDERS = 2_000
WATCHED_S = 10
PATIENCE_MS = 300_000
FRAMES = 4_000
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
DAY = Path(__file__).with_name("screen_day.js")


def _heap_mb(cdp: CDPSession) -> float:
    for _ in range(3):
        cdp.send("HeapProfiler.collectGarbage")
    return float(cdp.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def _share(page: Page, cdp: CDPSession) -> float:
    """Of one core, what the page's main thread works: its own time, whoever else is busy."""

    def worked() -> float:
        metrics = {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"])

    before, began = worked(), time.perf_counter()
    page.wait_for_timeout(WATCHED_S * 1000)
    return (worked() - before) / (time.perf_counter() - began)


def _sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/desk")
    page.locator("input").first.fill("admin")
    page.locator("input[type=password]").fill("bench-password")
    page.keyboard.press("Enter")
    page.locator(".desk-queue").wait_for(timeout=60_000)
    page.locator(".map-canvas[data-ready]").wait_for(timeout=60_000)


def _ring(base: str, key: str) -> None:
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=60) as devices:
        at = time.time()
        pings = [{"device": f"bench{i:06}", "fixed_at": at, "signals": ["sos"]} for i in range(ALERTS)]
        answer = devices.post("/api/pings", json=pings)
        assert answer.json()["accepted"] == ALERTS, answer.text


def _play(page: Page, cdp: CDPSession, frames: int, start: int) -> tuple[float, dict[str, int]]:
    told: dict[str, int] = page.evaluate(
        "day => window.playDay(day)", {"frames": frames, "elders": ELDERS, "from": start}
    )
    page.wait_for_timeout(2_000)
    return _heap_mb(cdp), told


def measure() -> dict[str, Any]:
    path = os.environ.get("NUANYANG_CHROMIUM") or shutil.which("chromium")
    with servers.nuanyang(ELDERS) as (port, key, _), sync_playwright() as playwright:
        base = f"http://127.0.0.1:{port}"
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(path=DAY)
        _sign_in(page, base)
        cdp = page.context.new_cdp_session(page)
        cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.wait_for_timeout(5_000)
        idle = _share(page, cdp)
        _ring(base, key)
        page.locator(".desk-row").nth(ALERTS - 1).wait_for(state="attached", timeout=60_000)
        page.wait_for_timeout(5_000)
        counting = _share(page, cdp)
        page.set_viewport_size({"width": 800, "height": 600})  # software draws each frame of the map
        begun, _told = _play(page, cdp, FRAMES // 4, 0)  # everything is loaded and warm
        middle, _told = _play(page, cdp, FRAMES // 2, FRAMES)
        ended, told = _play(page, cdp, FRAMES // 2, 2 * FRAMES)
        rows = page.locator(".desk-row").count()
        browser.close()
    return {"idle": idle, "counting": counting, "heaps_mb": (begun, middle, ended), "rows": rows, **told}


if __name__ == "__main__":
    print(json.dumps(measure()))
