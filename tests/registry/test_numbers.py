"""Which spellings mean one telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registry.numbers import key_of, keys_of

DIGIT = st.sampled_from("0123456789")
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
PLACED = st.one_of(
    st.tuples(st.from_regex(r"(10|2[0-9])", fullmatch=True), st.from_regex(r"[2-8][0-9]{7}", fullmatch=True)),
    st.tuples(
        st.from_regex(r"([3579][0-9]{2})", fullmatch=True), st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True)
    ),
)
BEFORE = st.sampled_from(["", "0", "+86", "+86 ", "0086", "(+86) ", "tel:+86-", "电话：", "+86 (0)"])


@st.composite
def spelt(draw: st.DrawFn, digits: str) -> str:
    """The number as somebody types or pastes it."""
    between = st.sampled_from(["", "", " ", "-", "–", "  ", ".", " - "])
    text = draw(BEFORE) + "".join(d + draw(between) for d in digits)
    return (
        text.translate(str.maketrans("0123456789+", "０１２３４５６７８９＋"))
        if draw(st.booleans())
        else text
    )


@given(MOBILE, st.data())
def test_a_mobile_is_its_eleven_digits(mobile: str, data: st.DataObject) -> None:
    assert key_of(data.draw(spelt(mobile))) == mobile
    assert keys_of(mobile) == (mobile,)


@given(PLACED, st.data())
def test_a_landline_is_found_with_its_code_and_without(parts: tuple[str, str], data: st.DataObject) -> None:
    code, local = parts
    assert keys_of(data.draw(spelt(code + local))) == (code + local, local)
    assert key_of(local) == local


@given(MOBILE, MOBILE, st.data())
def test_other_numbers_stay_others(one: str, other: str, data: st.DataObject) -> None:
    assert (key_of(data.draw(spelt(one))) == key_of(data.draw(spelt(other)))) == (one == other)


@given(st.text(), st.lists(DIGIT, max_size=25).map("".join))
def test_a_key_is_its_own_key(text: str, digits: str) -> None:
    for number in (text, digits, f"+{digits}"):
        key = key_of(number)
        assert key_of(key) == key
        assert all(key_of(again) == again for again in keys_of(number))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("(029) 8765-4321", "2987654321"),
        ("862987654321", "2987654321"),
        ("010-8765 4321", "1087654321"),
        ("+852 2123 4567", "+85221234567"),
        ("0085221234567", "+85221234567"),
        ("+1 650 253 0000", "+16502530000"),
        ("400-123-4567", "4001234567"),
        ("12345", "12345"),
        ("120", "120"),
        ("anonymous", ""),
        ("+", ""),
        ("000", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_of_all_kinds(written: str | None, key: str) -> None:
    assert key_of(written) == key


def test_what_belongs_to_no_place_has_no_short_form() -> None:
    assert keys_of("400 123 4567") == ("4001234567",)
    assert keys_of("+852 2123 4567") == ("+85221234567",)
    assert keys_of("withheld") == ()
