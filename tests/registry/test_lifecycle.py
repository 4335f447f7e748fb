"""Pairing by IMEI."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Conflict, Invalid
from app.registry import devices, elders, lifecycle
from app.store.db import Store

IMEI, WATCH_ID = "490154203237518", "5420323751"  # the IMEI of 3GPP's own example


@given(st.from_regex(r"\A[0-9]{14}\Z"))
def test_one_check_digit_in_ten_holds_and_every_single_slip_is_noticed(first: str) -> None:
    (digit,) = [d for d in "0123456789" if lifecycle.imei_holds(first + d)]
    whole = first + digit
    for i, d in enumerate(whole):
        slip = whole[:i] + str((int(d) + 1) % 10) + whole[i + 1 :]
        assert not lifecycle.imei_holds(slip)


@pytest.mark.parametrize(
    "imei", ["", "49015420323751", "4901542032375180", "49015420323751a", "４90154203237518"]
)
def test_anything_else_is_no_imei(imei: str) -> None:
    assert not lifecycle.imei_holds(imei)


def elder(store: Store, name: str = "王秀兰") -> int:
    with store.transaction() as tx:
        return elders.create(tx, {"name": name})


@pytest.mark.parametrize("unique_id", [IMEI, WATCH_ID])
def test_a_spare_device_is_found_by_all_its_digits_or_by_the_ten_on_the_wire(
    store: Store, unique_id: str
) -> None:
    her = elder(store)
    with store.transaction() as tx:
        devices.create(tx, {"unique_id": unique_id})
        paired = lifecycle.pair(tx, IMEI, her)
    assert (paired.unique_id, paired.elder_id, paired.state) == (unique_id, her, "worn")
    with store.transaction() as tx:
        assert lifecycle.pair(tx, IMEI, her) == paired, "again changes nothing"


def test_an_unknown_device_is_registered_only_on_demand(store: Store) -> None:
    her = elder(store)
    with store.transaction() as tx, pytest.raises(Invalid, match="registered"):
        lifecycle.pair(tx, IMEI, her)
    with store.transaction() as tx:
        assert lifecycle.pair(tx, IMEI, her, kind="watch", by_watch_id=True).unique_id == WATCH_ID


def test_nobody_loses_her_watch_by_a_slip(store: Store) -> None:
    her, other = elder(store), elder(store, "李桂英")
    with store.transaction() as tx:
        devices.create(tx, {"unique_id": IMEI, "elder_id": her})
    with store.transaction() as tx, pytest.raises(Conflict, match="else"):
        lifecycle.pair(tx, IMEI, other)
    with store.transaction() as tx:
        devices.create(tx, {"unique_id": WATCH_ID})
    with store.transaction() as tx, pytest.raises(Conflict, match="Both"):
        lifecycle.pair(tx, IMEI, other)
    with store.transaction() as tx, pytest.raises(Invalid, match="digits"):
        lifecycle.pair(tx, IMEI[:-1] + "9", her)
