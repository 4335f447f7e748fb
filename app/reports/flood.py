"""When alerts come as a flood. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.clock import HOUR, MINUTE

WINDOW = 10 * MINUTE
LOOK_BACK = 2 * HOUR  # a flood that has lasted for longer has shown itself since
Spells = list[tuple[int, int]]


def floods(
    opened: Sequence[int] | NDArray[np.int64],
    seats: Sequence[tuple[int, int]],
    until: int,
    starts: float,
    ends: float,
) -> Spells:
    """From when to when: it begins with more than `starts` alerts per seat in ten minutes, and is over with
    fewer than `ends`. What still lasts ends at `until`.

    `seats` says from when on there are how many, in order; instants in ms.
    """
    entering = np.asarray(opened, np.int64)
    changes = np.array([at for at, _ in seats], np.int64)
    at = np.concatenate([entering, entering + WINDOW, changes])
    step = np.concatenate([np.ones(len(entering)), -np.ones(len(entering)), np.zeros(len(changes))])
    order = np.lexsort((step, at))  # what leaves the window goes before what enters it
    at, count = at[order], np.cumsum(step[order])
    counted = np.array([n for _, n in seats])[np.maximum(np.searchsorted(changes, at, "right") - 1, 0)]
    says = np.where(count > starts * counted, 1, np.where(count < ends * counted, 0, -1))
    says, at = says[at < until], at[at < until]
    last = np.maximum.accumulate(np.where(says >= 0, np.arange(len(says)), -1))
    state = np.where(last >= 0, says[np.maximum(last, 0)], 0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], state, [0]])))
    moments = [*at.tolist(), until]
    spells = [(moments[a], moments[b]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [(a, b) for a, b in spells if a < b]


def overlap(spells: Spells, start: int, end: int) -> int:
    """How much of start ≤ t < end they cover, ms."""
    return sum(max(0, min(b, end) - max(a, start)) for a, b in spells)


def mean_seats(seats: Sequence[tuple[int, int]], start: int, end: int) -> float:
    """How many there were on average from `start` to `end`; before the first, as many as then."""
    total = 0
    ends = [at for at, _ in seats[1:]] + [end]
    for i, ((at, n), until) in enumerate(zip(seats, ends, strict=True)):
        begin = start if i == 0 else at
        total += n * max(0, min(until, end) - max(begin, start))
    return total / (end - start)
