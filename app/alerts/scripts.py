"""What an operator says, asks and does in a call about each kind of alert, and what the words may name. Pure.

The shipped words stand in scripts.json. A placeholder such as `{name}` is filled in by the desk of whoever
reads; nothing else may stand in braces, for she would hear it read out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What may stand in braces; `zh` and `en` say what the desk puts there."""

    name: str
    zh: str
    en: str


PLACEHOLDERS: Final[Mapping[str, Placeholder]] = {
    one.name: one
    for one in (
        Placeholder("name", "怎么称呼老人", "how the elder likes to be called"),
        Placeholder("service", "服务的名称", "the name of the service"),
        Placeholder("operator", "打电话的人", "who is calling"),
        Placeholder("place", "住址；没有登记则为片区", "the home address, or else the area"),
        Placeholder("distance", "离围栏多远", "how far from the fence"),
        Placeholder("minutes", "报警到现在的分钟数", "minutes since it happened"),
    )
}


@dataclass(frozen=True, slots=True)
class Script:
    """`say`: the opening words. `steps`: what to ask and do, in order. `unreached`: when nobody answers."""

    say: str
    steps: tuple[str, ...]
    unreached: str

    def fields(self) -> Iterator[tuple[str, str]]:
        """Each text with the name by which an error speaks of it."""
        yield "say", self.say
        for nth, step in enumerate(self.steps):
            yield f"steps.{nth}", step
        yield "unreached", self.unreached


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text. `code`: unknown_placeholder or loose_brace; `found`: the wrong piece."""

    code: str
    found: str


_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def faults(text: str) -> list[Fault]:
    """Everything in braces that is none of `PLACEHOLDERS`, and braces that belong to nothing."""
    found = []
    for match in _BRACES.finditer(text):
        if match[1] is None:
            found.append(Fault("loose_brace", match[0]))
        elif match[1] not in PLACEHOLDERS:
            found.append(Fault("unknown_placeholder", match[0]))
    return found


def _shipped() -> dict[tuple[str, str], Script]:
    table = json.loads(Path(__file__).with_name("scripts.json").read_text("utf-8"))
    return {
        (kind, language): Script(words["say"], tuple(words["steps"]), words["unreached"])
        for kind, languages in table.items()
        for language, words in languages.items()
    }


DEFAULTS: Final[Mapping[tuple[str, str], Script]] = _shipped()
"""(kind, language) → the words as shipped; complete for every kind and language."""
