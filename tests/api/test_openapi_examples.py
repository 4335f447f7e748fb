"""The examples of the OpenAPI page are what a device may copy: each is sent, and nothing is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from sqlalchemy import text

from app.clock import SystemClock
from app.main import Nuanyang
from tests.live import application, serving
from tests.people import gateway, take_in

DOCUMENT = json.loads((Path(__file__).parents[2] / "openapi.json").read_text())
INGEST = ("/api/pings", "/api/ingest/", "/api/webhook/")
FORM = "application/x-www-form-urlencoded"


def _examples() -> Iterator[Any]:
    for path, operations in DOCUMENT["paths"].items():
        body = operations.get("post", {}).get("requestBody", {"content": {}})
        if path.startswith(INGEST):
            for media_type, content in body["content"].items():
                for name, example in content.get("examples", {}).items():
                    yield pytest.param(path, media_type, example["value"], id=f"{path} {name}")


@pytest.fixture(scope="module")
def world(
    template: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Nuanyang, str, str, httpx2.Client]]:
    path: Path = tmp_path_factory.mktemp("examples") / "nuanyang.db"
    path.write_bytes(template)
    app = application(path, SystemClock())
    own = take_in(app.state.store, "8800000015").key
    take_in(app.state.store, "anna/phone")
    key = gateway(app.state.store)
    with serving(app) as address, httpx2.Client(base_url=f"http://{address}", timeout=10) as client:
        yield app, key, own, client


def _count(app: Nuanyang, table: str) -> int:
    with app.state.store.snapshot() as session:
        return int(session.connection().execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize(("path", "media_type", "value"), list(_examples()))
def test_an_example_is_accepted(
    world: tuple[Nuanyang, str, str, httpx2.Client], path: str, media_type: str, value: Any
) -> None:
    app, key, own, client = world
    refused = _count(app, "wire_message")
    content = (
        value if isinstance(value, str) else urlencode(value) if media_type == FORM else json.dumps(value)
    )
    answer = client.post(
        path.format(key=own, id="8800000015"),
        content=content,
        headers={"authorization": f"Bearer {key}", "content-type": media_type},
    )
    assert answer.is_success, answer.text
    assert _count(app, "wire_message") == refused, "nothing of it was refused"
    assert _count(app, "ping") > 0


def test_there_are_examples_of_every_body() -> None:
    shown = {param.values[0] for param in _examples()}
    posted = {
        path
        for path, operations in DOCUMENT["paths"].items()
        if path.startswith(INGEST) and "requestBody" in operations.get("post", {})
    }
    assert shown == posted
