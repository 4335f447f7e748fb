"""Takes the pictures of docs/images/: the wall and the desk of a running demo, at 1080p and at 4K, and the
other pages once.

Needs the built frontend and Chromium (`make setup browser`). Pictures of wall and desk are of a demo of their
own, in its first minutes, when some alerts still have time and some have none left.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
WAITING = 6  # alerts on the screen
SIZES = {"1080p": (1920, 1080), "4k": (3840, 2160), "phone": (390, 844)}
SCREENS = ("1080p", "4k")
SUPERVISOR = "wang.ping"
VOLUNTEER, VOLUNTEER_NAME = "chen.yu", "陈雨"
# name: where, and what is there once the page is
PAGES = {
    "supervision": ("/supervision/live", ".sup-tiles"),
    "map": ("/map", ".map-canvas[data-ready]"),
    "care": ("/care", ".care-left li button"),
    "devices": ("/devices", "main table"),
}
STORY = "李秀兰"
FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
PATIENCE_MS = 180_000  # 4K in software is slow


def morning() -> str:
    """A time zone in which it is about ten o'clock now: at night other rules hold, and fewer people walk."""
    ahead = (10 - time.gmtime().tm_hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"  # these names count westwards


@contextmanager
def demo() -> Iterator[tuple[str, dict[str, str]]]:
    """A demo on a free port: its address, and the passwords it printed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as place:
        said = Path(place, "out")
        with said.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 (our own command)
                [Path(sys.executable).with_name("nuanyang"), "demo", "--port", str(port)],
                cwd=place,
                env=os.environ | {"NUANYANG_TIME_ZONE": morning()},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            while "Ctrl-C" not in said.read_text():
                if process.poll() is not None:
                    raise RuntimeError(said.read_text())
                time.sleep(0.5)
            passwords = dict(re.findall(r"([a-z.]+) +((?:\w{4}-){2}\w{4})", said.read_text()))
            yield f"http://127.0.0.1:{port}", passwords
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def signed_in(browser: Browser, url: str, path: str, username: str, password: str, size: str) -> Page:
    """A page at `path`."""
    width, height = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id=morning()
    )
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url + path)
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    return page


def take(page: Page, rows: Locator, name: str) -> None:
    """Once enough is waiting, and labels and newest positions have been drawn."""
    expect(rows.nth(WAITING - 1)).to_be_visible(timeout=120_000)
    page.locator(".map-canvas[data-ready]").first.wait_for()
    photograph(page, name)


def photograph(page: Page, name: str) -> None:
    page.wait_for_timeout(5_000)
    page.screenshot(path=IMAGES / f"{name}.png", timeout=PATIENCE_MS)


def wall(browser: Browser, size: str) -> None:
    with demo() as (url, passwords):
        page = signed_in(browser, url, "/wall", "wall", passwords["wall"], size)
        take(page, page.locator(".wall-row-text"), f"wall-{size}")
        page.close()


def desk(browser: Browser, size: str) -> None:
    """Mrs Li's alert, claimed."""
    with demo() as (url, passwords):
        page = signed_in(browser, url, "/desk", "zhang.min", passwords["zhang.min"], size)
        page.get_by_role("option").filter(has_text=STORY).click()
        expect(page.get_by_role("option", selected=True)).to_contain_text(STORY)
        page.keyboard.press("Enter")
        take(page, page.get_by_role("option"), f"desk-{size}")
        page.close()


def others(browser: Browser) -> None:
    with demo() as (url, passwords):
        page = signed_in(browser, url, "/desk", SUPERVISOR, passwords[SUPERVISOR], "1080p")
        expect(page.get_by_role("option").nth(WAITING - 1)).to_be_visible(timeout=120_000)
        for name, (path, there) in PAGES.items():
            page.goto(url + path)
            page.locator(there).first.wait_for()
            photograph(page, name)
        ask(page)
        phone = signed_in(browser, url, "/tasks", VOLUNTEER, passwords[VOLUNTEER], "phone")
        phone.get_by_role("button", name="我去").wait_for()
        photograph(phone, "tasks")


def ask(page: Page) -> None:
    """The supervisor asks the volunteer about Mrs Li."""
    page.goto(page.url.partition("/devices")[0] + "/desk")
    page.get_by_role("option").filter(has_text=STORY).click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("派单")).wait_for()
    page.keyboard.press("d")
    page.get_by_role("checkbox", name=re.compile(VOLUNTEER_NAME)).check()
    page.get_by_label("请他们做什么").fill("到小区门口看看，陪她回家")
    page.keyboard.press("Control+Enter")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("NUANYANG_CHROMIUM") or shutil.which("chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for size in SCREENS:
            wall(browser, size)
            desk(browser, size)
        others(browser)
        browser.close()


if __name__ == "__main__":
    main()
