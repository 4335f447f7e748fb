"""Four ways of wandering. Pure. Each draws the walk and returns when the wandering began, in s.

Travel is direct, random, pacing or lapping (Martino-Saltzman et al. 1991, The Gerontologist 31, 666); the
search for home is what people with dementia who were found tell of: back to a known corner, and out again.
"""

import numpy as np

from app.world.pen import Pen


def lapping(pen: Pen) -> float:
    """Round and round a block, whose corners and middle are never quite the same."""
    began, until = _approach(pen)
    wide, deep = pen.draw(pen.m.block_m), pen.draw(pen.m.block_m)
    corners = np.array([(0.0, 0.0), (wide, 0.0), (wide, deep), (0.0, deep)]) + pen.here
    sigma, drift, turn = pen.draw(pen.m.corner_m), pen.draw(pen.m.drifts_m), 1
    corner = 0
    while pen.at < until:
        corner = (corner + turn) % 4
        pen.go(tuple(corners[corner] + pen.rng.normal(0.0, sigma, 2)))
        _halt(pen, 0.5)
        if corner == 0:
            corners += pen.rng.normal(0.0, drift, 2)
            turn = -turn if pen.chance(pen.m.turns_share) else turn
    return began


def pacing(pen: Pen) -> float:
    """To and fro along a street."""
    began, until = _approach(pen)
    start, angle = np.array(pen.here), pen.draw((0.0, 2 * np.pi))
    along, street = np.array([np.cos(angle), np.sin(angle)]), pen.draw(pen.m.street_m)
    far = True
    while pen.at < until:
        end = (street if far else 0.0) + pen.rng.normal(0.0, 0.1 * street)
        pen.go(tuple(start + end * along + pen.rng.uniform(-4.0, 4.0, 2)))
        _halt(pen, 0.5)
        far = not far
    return began


def random(pen: Pen) -> float:
    """No destination: at each crossing another street, or back; never far away."""
    began, until = _approach(pen)
    start, block = np.array(pen.here), np.array([pen.draw(pen.m.block_m), pen.draw(pen.m.block_m)])
    reach = int(pen.rng.integers(*pen.m.area_blocks, endpoint=True)) / 2
    node, step = np.zeros(2), np.array([1, 0])
    while pen.at < until:
        if pen.chance(pen.m.u_turn_share):
            step = -step
        elif pen.chance(0.6):
            step = step[::-1] * pen.rng.choice([-1, 1])
        if np.abs(node + step).max() > reach:
            step = -step if pen.chance(0.5) else step[::-1] * -np.sign(node[::-1] + 0.1).astype(int)
            continue
        node = node + step
        pen.go(tuple(start + node * block + pen.rng.uniform(-5.0, 5.0, 2)))
        _halt(pen, 1.0)
    return began


def searching(pen: Pen) -> float:
    """From a corner that she knows down one street after the other, and back to the corner."""
    began, until = _approach(pen)
    corner = np.array(pen.here)
    while pen.at < until:
        way = pen.streets(pen.draw(pen.m.block_m) * pen.draw((0.7, 2.5)))
        pen.go(*way)
        _halt(pen, 2.0)
        if pen.chance(0.8):
            pen.go(*way[-2::-1], tuple(corner + pen.rng.normal(0.0, 5.0, 2)))
        else:
            pen.go((corner[0], pen.here[1]), tuple(corner + pen.rng.normal(0.0, 5.0, 2)))
        _halt(pen, 1.0)
    return began


def _approach(pen: Pen) -> tuple[float, float]:
    """She walks well at first; then (the wandering begins, it ends)."""
    pen.go(*pen.streets(pen.long(pen.m.approach_m)))
    return pen.at, pen.at + pen.draw(pen.m.wanders_s)


def _halt(pen: Pen, times: float) -> None:
    if pen.chance(min(pen.m.halts_share * times, 1.0)):
        pen.stay(pen.draw(pen.m.halt_s))
