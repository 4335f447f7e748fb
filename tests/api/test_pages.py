"""The built frontend as browsers get it: packed, kept for a year where the name says what is inside."""

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api import pages

SCRIPT = b"console.log('here');" * 50


@pytest.fixture
def browser(tmp_path: Path) -> TestClient:
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (assets / "index-a1b2.js").write_bytes(SCRIPT)
    (assets / "index-a1b2.js.gz").write_bytes(gzip.compress(SCRIPT))
    (assets / "inter-c3d4.woff2").write_bytes(b"wOF2")
    app = FastAPI()
    pages.install(app, tmp_path)
    return TestClient(app)


def test_scripts_are_packed_and_kept(browser: TestClient) -> None:
    got = browser.get("/assets/index-a1b2.js", headers={"Accept-Encoding": "gzip, br"})
    assert got.headers["content-encoding"] == "gzip"
    assert int(got.headers["content-length"]) < len(SCRIPT) / 5
    assert got.content == SCRIPT
    assert got.headers["content-type"].startswith("text/javascript")
    assert got.headers["vary"] == "Accept-Encoding"
    assert got.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_who_cannot_unpack_gets_it_plain(browser: TestClient) -> None:
    got = browser.get("/assets/index-a1b2.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in got.headers
    assert (got.content, got.headers["vary"]) == (SCRIPT, "Accept-Encoding")


def test_what_has_no_packed_copy_goes_as_it_is(browser: TestClient) -> None:
    got = browser.get("/assets/inter-c3d4.woff2")
    assert (got.content, got.headers.get("content-encoding")) == (b"wOF2", None)


def test_what_may_change_is_asked_for_again(browser: TestClient) -> None:
    assert browser.get("/wall").headers["cache-control"] == "no-cache"
    assert "cache-control" not in browser.get("/favicon.svg").headers
    missing = browser.get("/assets/index-old.js")
    assert (missing.status_code, missing.headers.get("cache-control")) == (404, None)
