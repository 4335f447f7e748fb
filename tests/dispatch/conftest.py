import pytest

from app.clock import ManualClock, parse_instant
from app.store.db import Store
from tests.dispatch.squad import Squad


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(parse_instant("2026-11-24T12:00:00+08:00"))


@pytest.fixture
def squad(store: Store, clock: ManualClock) -> Squad:
    return Squad(store, clock)
