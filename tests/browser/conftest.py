"""A real service in its own process, and real Chromium windows in front of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

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
