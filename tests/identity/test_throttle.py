"""The throttle by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import MINUTE
from app.errors import TooMany
from app.identity.throttle import FORGET_MS, FREE_FAILURES, MAX_KEYS, Throttle


@given(st.integers(0, 60))
def test_nobody_waits_longer_than_a_quarter_of_an_hour(failures: int) -> None:
    throttle = Throttle()
    for _ in range(failures):
        throttle.failed("key", 0)
    throttle.check("key", 15 * MINUTE)
    if failures >= FREE_FAILURES:
        with pytest.raises(TooMany):
            throttle.check("key", 1)
    else:
        throttle.check("key", 1)


def test_an_hour_of_quiet_forgets() -> None:
    throttle = Throttle()
    for _ in range(20):
        throttle.failed("key", 0)
    throttle.failed("key", FORGET_MS + 1)
    throttle.check("key", FORGET_MS + 2)


def test_its_memory_is_bounded() -> None:
    throttle = Throttle()
    for i in range(MAX_KEYS + 100):
        throttle.failed(str(i), 0)
    assert len(throttle._failures) == MAX_KEYS
