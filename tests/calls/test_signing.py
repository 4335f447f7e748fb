"""Signed by whom, and when."""

from hypothesis import given
from hypothesis import strategies as st

from app.calls import signing
from app.calls.signing import SIGNATURE, TIMESTAMP, WINDOW_S

NOW = 1_790_000_000


@given(st.text(min_size=1), st.binary(), st.integers(-WINDOW_S, WINDOW_S))
def test_what_was_signed_holds_for_five_minutes(secret: str, body: bytes, ago: int) -> None:
    told = signing.headers(secret, NOW, body)
    assert signing.holds(secret, NOW + ago, told[TIMESTAMP], told[SIGNATURE], body)
    late = NOW + (WINDOW_S + 1) * (1 if ago >= 0 else -1)
    assert not signing.holds(secret, late, told[TIMESTAMP], told[SIGNATURE], body)


@given(st.binary(), st.binary())
def test_nothing_of_it_can_be_changed(body: bytes, other: bytes) -> None:
    told = signing.headers("secret", NOW, body)
    assert signing.holds("secret", NOW, told[TIMESTAMP], told[SIGNATURE], other) == (body == other)
    assert not signing.holds("another", NOW, told[TIMESTAMP], told[SIGNATURE], body)
    assert not signing.holds("secret", NOW, str(NOW + 1), told[SIGNATURE], body)


@given(st.none() | st.text(), st.none() | st.text())
def test_nonsense_holds_nothing(timestamp: str | None, signature: str | None) -> None:
    assert not signing.holds("secret", NOW, timestamp, signature, b"{}")


def test_the_recipe_of_the_documents() -> None:
    """printf '%s' '1790000000.{}' | openssl dgst -sha256 -hmac secret"""
    told = signing.headers("secret", NOW, b"{}")
    assert told == {
        TIMESTAMP: "1790000000",
        SIGNATURE: "sha256=d0cadd434460d4af55e7ab90d79c1802591d7001a77c9e06471d0e3ec8cc85ae",
    }
