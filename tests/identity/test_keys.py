"""Keys of devices and integrations."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.clock import ManualClock
from app.errors import Unauthenticated
from app.identity import keys
from app.identity.keys import KeyRing, Poster, basic_password, key_of
from app.identity.tables import ApiKey
from app.registry import devices
from app.store.db import Store


@pytest.fixture
def device(store: Store) -> int:
    with store.transaction() as tx:
        return devices.create(tx, {"unique_id": "w1"}).id


def issue(store: Store, device: int) -> str:
    with store.transaction() as tx:
        return keys.issue(tx, device_id=device)


def test_a_key_stands_for_its_device_and_is_kept_as_a_hash(store: Store, device: int) -> None:
    key = issue(store, device)
    assert key.startswith("nyk_")
    assert len(key) == 4 + 43
    assert KeyRing(store).resolve(key) == Poster(device_id=device, unique_id="w1")
    with store.snapshot() as session:
        row = session.exec(select(ApiKey)).one()
    assert key not in row.model_dump_json()
    assert key[4:] not in row.key_hash


def test_an_integration_key(store: Store) -> None:
    with store.transaction() as tx:
        made = devices.create_integration(tx, "traccar")
        key = keys.issue(tx, integration_id=made.id)
    assert KeyRing(store).resolve(key) == Poster(integration_id=made.id)


def test_a_revoked_key_is_refused_within_five_seconds(store: Store, clock: ManualClock, device: int) -> None:
    ring, key, other = KeyRing(store), issue(store, device), issue(store, device)
    ring.resolve(key)
    with store.transaction() as tx:
        assert keys.revoke(tx, device_id=device) == 2
    assert ring.peek(key) == Poster(device_id=device, unique_id="w1"), "memory still knows it"
    clock.advance(5)
    assert ring.peek(key) is None
    for revoked in (key, other):
        with pytest.raises(Unauthenticated):
            ring.resolve(revoked)


def test_an_unknown_key_is_remembered_as_nobodys(store: Store, clock: ManualClock, device: int) -> None:
    ring = KeyRing(store)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            ring.resolve("nyk_wrong")
    with pytest.raises(Unauthenticated):
        ring.peek("nyk_wrong")
    clock.advance(5)
    assert ring.peek("nyk_wrong") is None


def test_the_memory_is_bounded(store: Store, device: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MAX_ENTRIES", 3)
    ring, key = KeyRing(store), issue(store, device)
    for i in range(5):
        with pytest.raises(Unauthenticated):
            ring.resolve(f"nyk_{i}")
    ring.resolve(key)
    assert len(ring._known) == 3
    assert ring.peek(key) == Poster(device_id=device, unique_id="w1")


@given(user=st.text(st.characters(exclude_characters=":", codec="utf-8")), password=st.text())
def test_basic_gives_the_password_whatever_the_user(user: str, password: str) -> None:
    password = password.encode("utf-8", "ignore").decode()
    header = "Basic " + b64encode(f"{user}:{password}".encode()).decode()
    assert basic_password(header) == password
    assert key_of(header) == password


@given(st.text())
def test_any_header_is_survived(header: str) -> None:
    assert key_of(header) is None or isinstance(key_of(header), str)


@pytest.mark.parametrize("header", [None, "", "Basic", "Basic !", "Basic bm9jb2xvbg==", "Digest x"])
def test_what_is_no_key(header: str | None) -> None:
    assert key_of(header) is None


def test_bearer() -> None:
    assert key_of("bearer nyk_x") == "nyk_x"
