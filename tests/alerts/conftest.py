import pytest

from app.clock import ManualClock
from app.store.db import Store
from tests.alerts.house import House


@pytest.fixture
def house(store: Store, clock: ManualClock) -> House:
    return House(store, clock)
