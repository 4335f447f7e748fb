"""Cells as values. PURE: each function takes the text of a cell and answers a value or raises Wrong."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from app.geo.datum import Datum
from app.registry.words import MonitoringMode, RiskTier, Sex


class Wrong(Exception):
    """`code` is one of faults.py's; `words` fill its sentences."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


SEXES: Final = {"女": Sex.f, "男": Sex.m, "f": Sex.f, "m": Sex.m, "female": Sex.f, "male": Sex.m,
                "女性": Sex.f, "男性": Sex.m}  # fmt: skip
MODES: Final = {
    "居家": MonitoringMode.stay_home, "不外出": MonitoringMode.stay_home,
    "夜间不外出": MonitoringMode.curfew, "夜间在家": MonitoringMode.curfew, "夜间": MonitoringMode.curfew,
    "宵禁": MonitoringMode.curfew, "nightcurfew": MonitoringMode.curfew,
    "生活圈": MonitoringMode.living_area, "活动范围": MonitoringMode.living_area,
    "自由活动": MonitoringMode.free, "自由": MonitoringMode.free,
    **{mode.value: mode for mode in MonitoringMode},
}  # fmt: skip
TIERS: Final = {
    **{zh + tail: tier for zh, tier in zip("红橙黄绿", RiskTier, strict=True) for tail in ("", "色")},
    **{tier.value: tier for tier in RiskTier},
}
DATUMS: Final = {
    "wgs84": Datum.WGS84, "gps": Datum.WGS84, "gcj02": Datum.GCJ02, "高德": Datum.GCJ02, "火星": Datum.GCJ02,
    "腾讯": Datum.GCJ02, "bd09": Datum.BD09, "bd09ll": Datum.BD09, "百度": Datum.BD09,
}  # fmt: skip
KINDS: Final = {"手表": "watch", "手机": "phone", "挂件": "pendant", "吊坠": "pendant", "胸牌": "badge",
                "手环": "band"}  # fmt: skip
STATES: Final = {"备用": "spare", "佩戴": "worn", "佩戴中": "worn", "丢失": "lost", "遗失": "lost",
                 "报废": "retired", "停用": "retired",
                 **{state: state for state in ("spare", "worn", "lost", "retired")}}  # fmt: skip
POLYGON: Final = ("多边形", "polygon")
NAME, SHORT, LONG, UNIQUE_ID = 100, 200, 4000, 128

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_BUT_LINES: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()\-]{1,30}")
_MANGLED: Final = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_WHOLE: Final = re.compile(r"(\d{10,})\.0")  # a long number that some program took for a decimal
_YEAR: Final = re.compile(r"(\d{4})(?:[年/.\-]?\d{1,2}(?:[月/.\-]?\d{1,2}日?)?月?|年)?(?:[ T].*)?")
_ID: Final = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dX]")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def said(value: str | None, words: Mapping[str, str], lang: str) -> str:
    """The word of a vocabulary that stands for a value in "zh"; the value itself in "en" and without one."""
    if value is None or lang == "en":
        return value or ""
    return next((word for word, meant in words.items() if meant == value and not word.isascii()), value)


def line(text: str, most: int) -> str:
    """One line of text."""
    if len(text) > most:
        raise Wrong("too_long", most=most)
    if _CONTROL.search(text):
        raise Wrong("control_characters")
    return text


def notes(text: str) -> str:
    """Text that may have several lines."""
    if len(text) > LONG:
        raise Wrong("too_long", most=LONG)
    if _CONTROL_BUT_LINES.search(text):
        raise Wrong("control_characters")
    return text


def phone(text: str) -> str:
    """A phone number in ASCII digits; +, brackets, hyphens and single spaces stay as they are."""
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-").split())
    if whole := _WHOLE.fullmatch(plain):
        plain = whole[1]
    if _MANGLED.fullmatch(plain):
        raise Wrong("mangled_number")
    if not _PHONE.fullmatch(plain):
        raise Wrong("not_a_phone")
    return plain


def word(text: str, words: Mapping[str, str]) -> str:
    """One of a closed vocabulary, in Chinese or English."""
    key = unicodedata.normalize("NFKC", text).casefold().replace("-", "").replace(" ", "")
    found = words.get(key) or words.get(key.replace("_", "")) or words.get(text.casefold().replace(" ", "_"))
    if found is None:
        raise Wrong("unknown_word", words="、".join(w for w in words if not w.isascii()) or ", ".join(words))
    return str(found)


def birth_year(text: str) -> int:
    """1944, 1944-03-01, 1944年3月, 19440301, 1944/3/1."""
    found = _YEAR.fullmatch(text.removesuffix(".0"))
    year = int(found[1]) if found else 0
    if not 1880 <= year <= 2200:
        raise Wrong("not_a_year")
    return year


def id_number(text: str) -> tuple[int, Sex]:
    """Year of birth and sex out of an 18-digit resident number (GB 11643-1999). The number goes nowhere."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    found = _ID.fullmatch(plain)
    if (
        found is None
        or "10X98765432"[sum(int(c) * w for c, w in zip(plain, _WEIGHTS, strict=False)) % 11] != (plain[-1])
    ):
        raise Wrong("not_an_id_number")
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    try:
        date(year, month, day)
    except ValueError:
        raise Wrong("not_an_id_number") from None
    if year < 1880:
        raise Wrong("not_an_id_number")
    return year, Sex.m if int(found[4]) % 2 else Sex.f


def number(text: str, least: float, most: float) -> float:
    """A decimal number within bounds."""
    try:
        value = float(text)
    except ValueError:
        raise Wrong("not_a_number") from None
    if not least <= value <= most:
        raise Wrong("out_of_range", least=f"{least:g}", most=f"{most:g}")
    return value


def unique_id(text: str) -> str:
    """What a device calls itself; an IMEI that came as a number is whole again."""
    whole = _WHOLE.fullmatch(text)
    plain = whole[1] if whole else text
    if _MANGLED.fullmatch(plain):
        raise Wrong("mangled_number")
    return line(plain, UNIQUE_ID)
