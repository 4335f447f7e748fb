import pytest

from app.clock import ManualClock, parse_instant
from app.store.db import Store
from tests.care.round import Round


@pytest.fixture
def clock() -> ManualClock:
    """Tuesday, eight in the morning in Xi'an."""
    return ManualClock(parse_instant("2026-11-24T08:00:00+08:00"))


@pytest.fixture
def round_(store: Store, clock: ManualClock) -> Round:
    return Round(store, clock)
