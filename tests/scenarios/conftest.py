"""Stories begin at two in the afternoon; those of the night are parametrised with another `hour`."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import main
from app.clock import ManualClock
from app.main import Nuanyang
from tests.scenarios.story import Story, clock_at


@pytest.fixture
def hour() -> str:
    return "14:00"


@pytest.fixture
def clock(hour: str) -> ManualClock:
    return clock_at(hour)


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service looks once, at its start; then only the story says when time has gone by."""
    monkeypatch.setattr(main, "DEADLINES_S", 1e6)


@pytest.fixture
def begin(app: Nuanyang, client: TestClient, clock: ManualClock) -> Callable[..., Story]:
    """`begin(monitoring_mode="curfew")`: the street, with an elder like this."""

    def tell(**elder: Any) -> Story:
        return Story(app, client, clock, **elder)

    return tell


@pytest.fixture
def story(begin: Callable[..., Story]) -> Story:
    return begin()
