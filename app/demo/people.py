"""The demo's elders: who they are, whom to call, how they are watched over. Pure; everyone is invented.

Phone numbers begin with 154, which belongs to no network in China: nobody can be dialled by accident.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from app.demo import names
from app.demo.homes import Home, draw_homes
from app.registry.words import MonitoringMode, RiskTier, Sex

_T = TypeVar("_T")

WATCHED: Final = (
    (MonitoringMode.free, 0.76),
    (MonitoringMode.stay_home, 0.17),
    (MonitoringMode.curfew, 0.07),
)
TIERS: Final = (
    (RiskTier.green, 0.60),
    (RiskTier.yellow, 0.25),
    (RiskTier.orange, 0.11),
    (RiskTier.red, 0.04),
)
RADIUS_M: Final = (80, 90, 100, 100, 120)


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody to call about an elder."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """One elder of the demo, with the device that goes with her."""

    name: str
    sex: Sex
    birth_year: int
    phone: str
    home: Home
    radius_m: float
    mode: MonitoringMode
    tier: RiskTier
    speak_name: str
    dialect: str
    hearing: str | None
    nap_notes: str | None
    medical_notes: str | None
    friends: tuple[Friend, ...]
    device: str
    device_kind: str


def draw_people(n: int, seed: int, year: int) -> list[Person]:
    """n elders in the calendar year `year`; the first is Mrs Li (李秀兰), with whom the story begins."""
    rng = np.random.default_rng([seed, 10])
    homes = draw_homes(n, rng)
    phones = _Phones()
    wardens = {estate: _warden(rng, phones) for estate in sorted({home.estate for home in homes})}
    return [_person(i, home, wardens[home.estate], rng, phones, year) for i, home in enumerate(homes)]


class _Phones:
    """Numbers in order, each once."""

    def __init__(self) -> None:
        self._given = 0

    def next(self) -> str:
        self._given += 1
        return f"154{self._given:08d}"


def _person(
    index: int, home: Home, warden: Friend, rng: np.random.Generator, phones: _Phones, year: int
) -> Person:
    woman, age = bool(rng.random() < 0.58), 65 + int(34 * rng.beta(1.5, 2.3))
    surname = _pick(rng, names.SURNAMES)
    given = _pick(rng, names.WOMEN if woman else names.MEN)
    mode, tier = _weighted(rng, WATCHED), _weighted(rng, TIERS)
    speak_name = surname + _address(rng, woman, age)
    radius_m = _pick(rng, RADIUS_M)
    hearing, health = _pick(rng, names.HEARING), _pick(rng, names.HEALTH)
    if index == 0:
        woman, age, surname, given, speak_name = True, 81, "李", "秀兰", "李奶奶"
        mode, tier = MonitoringMode.stay_home, RiskTier.yellow
        radius_m, hearing, health = 80, "右耳弱", "高血压，早晚服药"
    return Person(
        name=surname + given,
        sex=Sex.f if woman else Sex.m,
        birth_year=year - age,
        phone=phones.next(),
        home=home,
        radius_m=float(radius_m),
        mode=mode,
        tier=tier,
        speak_name=speak_name,
        dialect=_pick(rng, names.DIALECTS),
        hearing=hearing,
        nap_notes=_pick(rng, names.NAPS),
        medical_notes=health,
        friends=(*_friends(rng, surname, woman, phones), warden),
        device=f"NY{610104000000 + index}",
        device_kind="watch" if rng.random() < 0.85 else "pendant",
    )


def _address(rng: np.random.Generator, woman: bool, age: int) -> str:
    """How she likes to be spoken to."""
    if rng.random() < 0.12:
        return _pick(rng, ("老师", "师傅", "大夫"))
    if age < 70:
        return "阿姨" if woman else "叔叔"
    return "奶奶" if woman else "爷爷"


def _friends(rng: np.random.Generator, surname: str, woman: bool, phones: _Phones) -> list[Friend]:
    """Children bear the father's name; some elders have no children near, nearly all have a neighbour."""
    family = _pick(rng, names.SURNAMES) if woman else surname
    found = []
    for relation, chance, given in (("儿子", 0.72, names.SONS), ("女儿", 0.66, names.DAUGHTERS)):
        if rng.random() < chance:
            found.append(Friend(family + _pick(rng, given), relation, phones.next()))
    if rng.random() < 0.7:
        name = _pick(rng, names.SURNAMES) + _pick(rng, names.WOMEN)
        found.append(Friend(name, "邻居", phones.next()))
    return found


def _warden(rng: np.random.Generator, phones: _Phones) -> Friend:
    """The grid worker (网格员) of an estate."""
    return Friend(
        _pick(rng, names.SURNAMES) + _pick(rng, names.SONS + names.DAUGHTERS), "网格员", phones.next()
    )


def _pick(rng: np.random.Generator, choices: Sequence[_T]) -> _T:
    return choices[int(rng.integers(len(choices)))]


def _weighted(rng: np.random.Generator, table: tuple[tuple[_T, float], ...]) -> _T:
    return table[int(rng.choice(len(table), p=[weight for _, weight in table]))][0]
