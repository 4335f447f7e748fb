"""Telephone numbers as people and exchanges write them: which spellings mean the same one. Pure.

China's plan: mobiles have 11 digits and begin with 13 to 19; a place's code has two digits (10, or 2 first)
or three, and seven or eight follow. A trunk zero, 86, 0086 or +86 may stand before.
"""

import unicodedata

_DIGITS = frozenset("0123456789")
_MOST = 11  # digits of a Chinese number without prefixes
_NOWHERE = ("400", "800")  # rented numbers that belong to no place


def key_of(number: str | None) -> str:
    """What all spellings of a number have in common; empty when it has no digits.

    Of a Chinese number that is what is left without prefixes; a foreign one begins with a plus.
    """
    text = unicodedata.normalize("NFKC", number or "")
    digits = "".join(c for c in text if c in _DIGITS)
    abroad = "+" in text.partition(digits[:1] or " ")[0] or digits.startswith("00")
    digits = digits.lstrip("0")
    if abroad and digits and not digits.startswith("86"):
        return f"+{digits}"
    while digits.startswith("86") and (abroad or len(digits) > _MOST):
        digits, abroad = digits[2:].lstrip("0"), False
    return digits


def keys_of(number: str | None) -> tuple[str, ...]:
    """The keys under which a number may be registered: people leave out their own place's code."""
    key = key_of(number)
    if not key:
        return ()
    local = _without_code(key)
    return (key, local) if local else (key,)


def _without_code(key: str) -> str | None:
    if key.startswith(("+", *_NOWHERE)) or (key.startswith("1") and not key.startswith("10")):
        return None
    local = key[2:] if key.startswith(("10", "2")) else key[3:]
    return local if len(local) in (7, 8) else None
