import pytest

from app.clock import ManualClock, parse_instant
from app.store.db import Store
from tests.alerts.house import House


@pytest.fixture
def clock() -> ManualClock:
    """Noon in Xi'an: neither night nor curfew."""
    return ManualClock(parse_instant("2026-11-24T12:00:00+08:00"))


@pytest.fixture
def house(store: Store, clock: ManualClock) -> House:
    return House(store, clock)
