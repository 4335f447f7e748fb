"""A real service in its own process, and real Chromium windows in front of it."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from .desk import NOTE_DIALLED, Desk
from .service import OPERATOR_PASSWORD, Centre, Service

BUILT = Path(__file__).parents[2] / "frontend" / "dist" / "index.html"
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
# Software rendering on a busy machine is slow; assertions stop waiting as soon as they hold.
PATIENCE_MS = 45_000
OpenDesk = Callable[..., Desk]
FOCUS = "document.activeElement?.outerHTML.slice(0, 200)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of a failure, what was to be read on every page and where the focus was."""
    report = yield
    browser = item.funcargs.get("chromium") if isinstance(item, pytest.Function) else None
    if report.when == "call" and report.failed and browser is not None:
        pages = [page for context in browser.contexts for page in context.pages]
        report.sections.extend((f"page {page.url}", _seen(page)) for page in pages)
    return report


def _seen(page: Page) -> str:
    try:
        return f"focus: {page.evaluate(FOCUS)}\n{page.locator('body').inner_text(timeout=5_000)}"
    except Error as error:
        return f"cannot be read: {error}"


@pytest.fixture(scope="module")  # not the session: Playwright keeps a loop running, other tests need none
def chromium() -> Iterator[Browser]:
    path = os.environ.get("NUANYANG_CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium: run scripts/ensure-browser or set NUANYANG_CHROMIUM"
    assert BUILT.exists(), "the frontend is not built: run make setup"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def staffed(service: Service) -> Iterator[Centre]:
    """The supervisor, with two operators hired."""
    centre = Centre(service.url)
    for username in ("li.na", "zhou.yang"):
        centre.hire(username)
    yield centre
    centre.close()


@pytest.fixture
def centre(staffed: Centre) -> Iterator[Centre]:
    """The supervisor of a centre whose queue is empty. Elders stay: each story takes in its own."""
    yield staffed
    staffed.end_all_cases()


@pytest.fixture
def open_desk(chromium: Browser, service: Service, centre: Centre) -> Iterator[OpenDesk]:
    """Opens a browser of its own for an operator and signs in."""
    contexts = []

    def opened(username: str, password: str = OPERATOR_PASSWORD) -> Desk:
        context = chromium.new_context(
            viewport={"width": 1920, "height": 1080},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",  # no animation keeps the software renderer busy
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(NOTE_DIALLED)
        desk = Desk(context.new_page(), service.url)
        desk.sign_in(username, password)
        return desk

    yield opened
    for context in contexts:
        context.close()
