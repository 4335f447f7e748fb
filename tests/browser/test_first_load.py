"""What a screen loads before anybody has done anything, packed as a proxy sends it."""

import gzip

import pytest
from playwright.sync_api import Response, expect

from .conftest import OpenDesk
from .service import Service

pytestmark = pytest.mark.browser
MOST_BYTES = 600_000
ENGINE = ("MapView", "maplibre-gl-worker")  # the map engine has a chunk and a worker of its own


@pytest.mark.parametrize(("path", "there"), [("/wall", ".wall-map"), ("/desk", ".desk-queue")])
def test_the_first_load_is_small(service: Service, open_desk: OpenDesk, path: str, there: str) -> None:
    page = open_desk("li.na").page
    packed: dict[str, int] = {}

    def weigh(response: Response) -> None:
        name = response.url.rsplit("/", 1)[-1]
        if "/assets/" in response.url and not name.startswith(ENGINE):
            body = response.body()
            packed[name] = len(body if name.endswith("woff2") else gzip.compress(body, 6))

    page.on("response", weigh)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(service.url + path, wait_until="networkidle" if path == "/desk" else "load")
    expect(page.locator(there)).to_be_visible()
    expect(page.locator(".map-canvas[data-ready]")).to_be_visible()
    assert any(name.startswith("index-") and name.endswith(".js") for name in packed), packed
    assert sum(packed.values()) < MOST_BYTES, packed
