"""The integrators' page, followed from top to bottom against a running service."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .documents import ROOT, blocks, document

PASSWORD = "correct horse battery"
PAGE = document("docs/integrators.md")


def ask(url: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
    """GET, or POST the body as JSON."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode() if body else None, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the service answers; fail as soon as it has ended, or when it takes a minute."""
    for _ in range(600):
        assert process.poll() is None, "the service ended"
        try:
            ask(f"{url}/readyz")
        except (urllib.error.URLError, ConnectionError):
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        else:
            return
    raise AssertionError("the service did not get ready")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """`nuanyang serve` on a port of its own, with an empty database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = {
        "NUANYANG_PORT": str(port),
        "NUANYANG_DATABASE_URL": f"sqlite:///{tmp_path}/nuanyang.db",
        "NUANYANG_ADMIN_PASSWORD": PASSWORD,
    }
    command = [str(Path(sys.executable).with_name("nuanyang")), "serve"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def posted(path: str) -> dict[str, Any]:
    """The body that the page posts to `path` with curl."""
    found = re.search(rf"\$URL{path}\b.*?-d '({{.*?}})'", blocks(PAGE, "sh")[0], re.DOTALL)
    assert found, path
    body: dict[str, Any] = json.loads(found[1])
    return body


def test_the_page_from_signing_in_to_the_first_ping(service: str) -> None:
    token = ask(f"{service}/api/session", posted("/api/session") | {"password": PASSWORD})["token"]
    elder = ask(f"{service}/api/elders", posted("/api/elders"), token)
    device = ask(f"{service}/api/devices", posted("/api/devices") | {"elder_id": elder["id"]}, token)

    (program,) = blocks(PAGE, "python")
    settings = {"NUANYANG_URL": service, "NUANYANG_KEY": device["key"]}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout == "{'accepted': 1, 'quarantined': 0, 'duplicates': 0, 'rejected': []}\n"

    card = ask(f"{service}/api/elders/{elder['id']}", token=token)
    assert card["devices"][0]["battery_pct"] == 81
