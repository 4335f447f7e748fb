"""The words of calls: complete, short, and with nothing in braces that the desk cannot fill."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alerts.kinds import KINDS
from app.alerts.scripts import DEFAULTS, MOST_STEPS, PLACEHOLDERS, Fault, faults

PLAIN = st.text(st.characters(exclude_characters="{}"))
NAMES = st.sampled_from(sorted(PLACEHOLDERS))


def test_every_kind_has_words_in_both_languages() -> None:
    assert set(DEFAULTS) == {(kind.value, language) for kind in KINDS for language in ("zh-CN", "en")}


@pytest.mark.parametrize("key", sorted(DEFAULTS))
def test_what_is_shipped_is_short_and_can_be_filled_in(key: tuple[str, str]) -> None:
    words = DEFAULTS[key]
    assert 3 <= len(words.steps) <= MOST_STEPS
    for field, text in words.fields():
        assert 0 < len(text) <= 200, field
        assert faults(text) == [], field


@given(st.lists(st.one_of(PLAIN, NAMES.map(lambda name: f"{{{name}}}"))))
def test_plain_text_and_known_placeholders_are_right(pieces: list[str]) -> None:
    assert faults("".join(pieces)) == []


@given(PLAIN, PLAIN.filter(lambda name: name not in PLACEHOLDERS), PLAIN)
def test_any_other_name_is_found(before: str, name: str, after: str) -> None:
    assert faults(f"{before}{{{name}}}{after}") == [Fault("unknown_placeholder", f"{{{name}}}")]


@given(PLAIN, st.sampled_from("{}"), PLAIN)
def test_a_brace_alone_is_found(before: str, brace: str, after: str) -> None:
    assert faults(before + brace + after) == [Fault("loose_brace", brace)]


@given(st.text("{}nameplc "))
def test_what_has_no_fault_has_as_many_braces_as_placeholders(text: str) -> None:
    if not faults(text):
        known = sum(text.count(f"{{{name}}}") for name in PLACEHOLDERS)
        assert text.count("{") == text.count("}") == known
