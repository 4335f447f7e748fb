"""Asterisk's REST interface for tests: a double of it everywhere, and itself where it is installed."""

import shutil
from collections.abc import Iterator

import httpx
import pytest

from app.calls import ari
from app.calls.ari import Trunk
from tests.calls.asterisk import PASSWORD, USER, asterisk, double

TRUNK = Trunk("Local/{extension}@phones", "Local/{number}@outside", "02987654321")
PATIENCE_S = 20.0


@pytest.fixture(scope="module", params=["double", "asterisk"])
def pbx(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a telephone exchange's REST interface."""
    if request.param == "double":
        with double() as url:
            yield url
        return
    command = shutil.which("asterisk")
    if command is None:
        pytest.skip("Asterisk is not installed")
    with asterisk(command) as url:
        yield url


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for half a minute here. Asterisk counts in whole seconds."""
    monkeypatch.setattr(ari, "OPERATOR_RING_S", 2)
    monkeypatch.setattr(ari, "RING_S", 4)
    monkeypatch.setattr(ari, "ASIDE_S", 0.1)


def channels(pbx: str) -> list[str]:
    found = httpx.get(f"{pbx}/channels", auth=(USER, PASSWORD)).raise_for_status().json()
    return [channel["id"] for channel in found if channel["id"].startswith("ny-")]
