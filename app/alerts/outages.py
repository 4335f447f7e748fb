"""When many devices of one carrier or vendor fall silent together, that is one event. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.alerts.thresholds import Values

GROUPS = ("carrier", "vendor")


@dataclass(frozen=True, slots=True)
class Cell:
    """The devices of one carrier and one vendor.

    `fell`: those that fell silent within the window; `since`: when the first of them was last heard (ms).
    `silent`: those that are silent now.
    """

    carrier: str | None
    vendor: str | None
    devices: int
    fell: int
    silent: int
    since: int | None = None

    def belongs(self, by: str, name: str) -> bool:
        return name == (self.carrier if by == "carrier" else self.vendor)


@dataclass(frozen=True, slots=True)
class Outage:
    """One group, counted. `by`: carrier or vendor."""

    by: str
    name: str
    devices: int
    fell: int
    silent: int
    since: int | None


def count(cells: Iterable[Cell], by: str, name: str) -> Outage:
    """All devices of a group."""
    own = [cell for cell in cells if cell.belongs(by, name)]
    return Outage(
        by,
        name,
        sum(cell.devices for cell in own),
        sum(cell.fell for cell in own),
        sum(cell.silent for cell in own),
        min((cell.since for cell in own if cell.since is not None), default=None),
    )


def find(cells: Sequence[Cell], known: Iterable[tuple[str, str]], values: Values) -> list[Outage]:
    """The groups that have just fallen silent, beyond those that are `known` to be out.

    The worst group first; what it explains counts for no other, so that a carrier's outage is not reported
    again as one of each vendor whose devices it carries.
    """
    left = list(cells)
    for by, name in known:
        left = _explained(left, by, name)
    found: list[Outage] = []
    while True:
        names = {(by, name) for cell in left for by in GROUPS if (name := getattr(cell, by)) is not None}
        groups = [group for by, name in sorted(names) if _is_out(group := count(left, by, name), values)]
        if not groups:
            return found
        worst = max(groups, key=lambda group: (group.fell / group.devices, group.fell))
        found.append(worst)
        left = _explained(left, worst.by, worst.name)


def _is_out(group: Outage, values: Values) -> bool:
    enough = group.devices >= values["fleet_outage.least_devices"]
    return enough and 100 * group.fell > values["fleet_outage.share_pct"] * group.devices


def _explained(cells: Sequence[Cell], by: str, name: str) -> list[Cell]:
    return [replace(cell, fell=0) if cell.belongs(by, name) else cell for cell in cells]


def is_over(group: Outage, values: Values) -> bool:
    """Fewer are silent than that; an empty group is over too."""
    return group.devices == 0 or 100 * group.silent < values["fleet_outage.over_pct"] * group.devices
