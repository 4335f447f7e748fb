"""The curl lines of the pages about devices, as they stand there, against a running service."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.identity import keys
from app.ingest import gpslogger
from app.registry import devices
from tests.live import application, serving
from tests.people import take_in

from .documents import ROOT, blocks, document

PAGES = {  # page → whose key it speaks of
    "overland": "device",
    "owntracks": "device",
    "traccar": "integration",
    "traccar-client": "device",
    "gpslogger": "device",
    "home-assistant": "device",
}


@pytest.fixture(scope="module")
def surroundings(template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where the service listens, and keys that it knows."""
    path: Path = tmp_path_factory.mktemp("pages") / "nuanyang.db"
    path.write_bytes(template)
    app = application(path)
    phone = take_in(app.state.store, "phone-1")
    with app.state.store.transaction() as tx:
        made = devices.create_integration(tx, "traccar")
        key = keys.issue(tx, integration_id=made.id)
    with serving(app) as address:
        yield {"URL": f"http://{address}", "device": phone.key, "integration": key}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which there is a curl."""
    folder = tmp_path_factory.mktemp("bin")
    curl = folder / "curl"
    curl.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("curl.py")}" "$@"\n')
    curl.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("page", PAGES)
def test_the_curl_line_works(page: str, surroundings: dict[str, str], path: str) -> None:
    (example,) = blocks(document(f"docs/devices/{page}.md"), "sh")
    command, _, promised = example.partition("# → ")
    run = subprocess.run(
        ["bash", "-ec", command],
        env=os.environ | {"PATH": path, "URL": surroundings["URL"], "KEY": surroundings[PAGES[page]]},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == promised.strip()


def test_each_page_is_linked_from_the_integrators_table() -> None:
    table = document("docs/integrators.md")
    for page in (ROOT / "docs/devices").glob("*.md"):
        assert f"(devices/{page.name})" in table, page.name


def test_gpsloggers_page_has_every_name() -> None:
    page = document("docs/devices/gpslogger.md")
    for name in (name for names in gpslogger.NAMES.values() for name in names):
        assert f"`{name}`" in page, name
