"""Walks with a purpose, which must not alarm: errands, parks, dogs, buses, markets. Pure."""

import numpy as np

from app.world.pen import Pen, Place


def errand(pen: Pen) -> None:
    for _ in range(pen.rng.integers(1, 4)):
        door, way = pen.here, pen.streets(pen.long(pen.m.way_m))
        if pen.chance(pen.m.forgets_share):
            half = way[: max(len(way) // 2, 1)]
            pen.go(*half, *half[-2::-1], door)
            pen.stay(60.0, indoors=True)
        pen.go(*way)
        pen.stay(pen.draw(pen.m.shop_s), indoors=True)
        if pen.chance(0.6):
            pen.back(way, door)
            break


def park(pen: Pen) -> None:
    door, way = pen.here, pen.streets(pen.long(pen.m.way_m))
    pen.go(*way)
    _rounds(pen, pen.long(pen.m.park_m), 2 if pen.chance(pen.m.second_round_share) else 1, rests=0.05)
    pen.back(way, door)


def exercise(pen: Pen) -> None:
    door, way = pen.here, pen.streets(pen.long(pen.m.way_m))
    pen.go(*way)
    _rounds(pen, pen.draw((200.0, 500.0)), int(pen.rng.integers(*pen.m.exercise_rounds)), rests=0.0)
    pen.back(way, door)


def _rounds(pen: Pen, length: float, rounds: int, rests: float) -> None:
    """Round an oval of this length, beginning and ending at its gate, which is here."""
    flat = pen.draw((0.4, 1.0))
    radius = length / (np.pi * (3 * (1 + flat) - np.sqrt((3 + flat) * (1 + 3 * flat))))
    x, y = pen.here[0] - radius, pen.here[1]
    wobble = 1.0 + pen.rng.normal(0.0, 0.05, 16)
    for step in range(1, 16 * rounds + 1):
        angle, r = step / 16 * 2 * np.pi, radius * (wobble[step % 16] if step % 16 else 1.0)
        pen.go((x + r * float(np.cos(angle)), y + flat * r * float(np.sin(angle))))
        if pen.chance(rests):
            pen.stay(pen.draw((60.0, 900.0)))


def dog(pen: Pen) -> None:
    door, length = pen.here, pen.long(pen.m.way_m)
    way = pen.streets(length)
    home = [*way[-2::-1], door] if pen.chance(0.6) else [(pen.here[0], way[-1][1]), door]
    for goal in way + home:
        _sniff(pen, goal)


def _sniff(pen: Pen, goal: Place) -> None:
    start = np.array(pen.here)
    away = float(np.hypot(*(np.array(goal) - start)))
    done = pen.draw(pen.m.dog_stop_every_m)
    while done < away:
        x, y = start + (np.array(goal) - start) * done / away
        dx, dy = pen.rng.uniform(-pen.m.dog_strays_m, pen.m.dog_strays_m, 2)
        pen.go((x + dx, y + dy))
        pen.stay(pen.draw(pen.m.dog_stop_s))
        done += pen.draw(pen.m.dog_stop_every_m)
    pen.go(goal)


def bus_stop(pen: Pen) -> None:
    door, way = pen.here, pen.streets(pen.long(pen.m.way_m))
    pen.go(*way)
    _mill(pen, 6.0, pen.draw(pen.m.bus_wait_s))
    pen.back(way, door)


def bus(pen: Pen) -> None:
    way = pen.streets(pen.long(pen.m.way_m))
    pen.go(*way)
    _mill(pen, 6.0, pen.draw(pen.m.bus_wait_s))
    _ride(pen, line := pen.streets(pen.long(pen.m.ride_m)))
    errand = pen.streets(pen.long(pen.m.way_m))
    pen.go(*errand)
    pen.stay(pen.draw(pen.m.shop_s), indoors=True)
    pen.back(errand, line[-1])
    _mill(pen, 6.0, pen.draw(pen.m.bus_wait_s))
    _ride(pen, [*line[-2::-1], way[-1]])
    pen.back(way, (0.0, 0.0))


def _ride(pen: Pen, line: list[Place]) -> None:
    mps = pen.draw(pen.m.ride_mps)
    for goal in line:
        start = np.array(pen.here)
        stops = max(int(np.hypot(*(np.array(goal) - start)) / 500.0), 1)
        for k in range(1, stops + 1):
            x, y = start + (np.array(goal) - start) * k / stops
            pen.go((float(x), float(y)), mps=mps)
            pen.stay(pen.draw((15.0, 60.0)))


def bench(pen: Pen) -> None:
    door, way = pen.here, pen.streets(pen.long(pen.m.way_m))
    pen.go(*way)
    pen.stay(pen.draw(pen.m.sits_s))
    pen.back(way, door)


def tai_chi(pen: Pen) -> None:
    door, way = pen.here, pen.streets(pen.long(pen.m.way_m))
    pen.go(*way)
    _mill(pen, pen.draw(pen.m.square_m), pen.draw(pen.m.sits_s))
    pen.back(way, door)


def _mill(pen: Pen, radius: float, seconds: float) -> None:
    """A few steps here and there about one place."""
    (x, y), until = pen.here, pen.at + seconds
    while pen.at < until:
        dx, dy = pen.rng.uniform(-radius, radius, 2)
        pen.go((x + dx, y + dy))
        pen.stay(pen.draw((5.0, 60.0)))


def market(pen: Pen) -> None:
    door, way = pen.here, pen.streets(pen.long(pen.m.way_m))
    pen.go(*way)
    (x, y), aisle = pen.here, pen.draw(pen.m.aisle_m)
    stalls = np.sort(pen.rng.uniform(0.0, aisle, pen.rng.integers(*pen.m.stalls)))
    plan = [*stalls, *stalls[:: -pen.rng.integers(1, 4)]]  # along one side, back along the other
    seen: list[float] = []
    for stall in plan:
        again = bool(seen) and pen.chance(pen.m.back_to_stall_share / 2)
        for where in [seen[pen.rng.integers(len(seen))], stall] if again else [stall]:
            pen.go((x + float(where), y + pen.draw((-5.0, 5.0))))
            pen.stay(pen.draw(pen.m.stall_s))
        seen.append(float(stall))
    pen.go((x, y))
    pen.back(way, door)


def courtyard(pen: Pen) -> None:
    wide, deep = pen.draw(pen.m.yard_m), pen.draw(pen.m.yard_m)
    until = pen.at + pen.draw(pen.m.sits_s)
    while pen.at < until:
        pen.go((wide, 0.0), (wide, deep), (0.0, deep), (0.0, 0.0))
        if pen.chance(0.3):
            pen.stay(pen.draw((60.0, 600.0)))
