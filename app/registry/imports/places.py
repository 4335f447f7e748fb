"""Areas for many homes at once: by place, and by name."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, func, select

from app.geo.areas import NONE
from app.registry import areas
from app.registry.tables import Area
from app.store.db import Tx


class Ambiguous(Exception):
    """Several areas have this name."""


class Places:
    """The tree of areas as it is now; `refresh` notices areas that were added since."""

    def __init__(self) -> None:
        self._newest = -1

    def refresh(self, tx: Tx) -> None:
        newest = tx.session.exec(select(func.max(Area.id))).one() or 0
        if newest == self._newest:
            return
        self.root = areas.root(tx)
        self._index = areas.index(tx.session)
        self._paths, self._leaves = _tree(tx.session)
        self._newest = tx.session.exec(select(func.max(Area.id))).one() or 0

    def around(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> list[int | None]:
        """The smallest drawn area around each place, if any."""
        found = self._index.smallest_of(lat, lon).tolist()
        return [None if area == NONE else area for area in found]

    def named(self, names: Sequence[str]) -> int | None:
        """The area at the end of these names, from above; names between may be left out. Ambiguous."""
        fitting = [i for i in self._leaves.get(names[-1], ()) if _in_order(names, self._paths[i][0])]
        if len(fitting) > 1:
            raise Ambiguous
        return fitting[0] if fitting else None

    def name(self, area_id: int) -> str:
        return self._paths[area_id][0][-1]

    def related(self, one: int, other: int) -> bool:
        """Is one the other, or above or below it?"""
        return one in self._paths[other][1] or other in self._paths[one][1]


def area_paths(session: Session) -> dict[int, list[str]]:
    """The names of each area, from above, without the root's."""
    return {area_id: names[1:] for area_id, (names, _) in _tree(session)[0].items()}


def _tree(session: Session) -> tuple[dict[int, tuple[list[str], list[int]]], dict[str, list[int]]]:
    """Area → (names, ids) from the root down to it; name → areas."""
    there = select(Area.id, Area.parent_id, Area.name).where(col(Area.removed_at).is_(None))
    rows = {row[0]: row for row in session.exec(there.order_by(col(Area.id)))}
    paths: dict[int, tuple[list[str], list[int]]] = {}
    leaves: dict[str, list[int]] = {}
    for area_id, (_, _, name) in rows.items():
        names: list[str] = []
        ids: list[int] = []
        at = area_id
        while at is not None and at not in ids:
            _, parent, called = rows[at]
            names.insert(0, called)
            ids.append(at)
            at = parent
        paths[area_id or 0] = names, [i for i in ids if i is not None]
        leaves.setdefault(name, []).append(area_id or 0)
    return paths, leaves


def _in_order(names: Sequence[str], path: Sequence[str]) -> bool:
    left = iter(path)
    return all(name in left for name in names)
