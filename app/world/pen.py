"""How elders go about on foot, and the pen that draws it leg by leg. Pure.

Elders walk at 0.6 to 1.2 m/s (Bohannon and Williams Andrews 2011, Physiotherapy 97, 182), more slowly with
dementia; the rest are our own bounds for a Chinese town. Places are metres, times s.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.world.receiver import Range

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Manners:
    """How elders go about it. Ranges are uniform; ~ marks log-uniform ones."""

    walk_mps: Range = (0.6, 1.2)
    lost_mps: Range = (0.45, 1.0)
    hurry: Range = (0.85, 1.15)  # of her speed, per leg
    way_m: Range = (120.0, 800.0)  # ~ from the door to wherever she goes
    same_way_share: float = 0.7  # go back as they came
    forgets_share: float = 0.15  # of errands: turns round half way for the purse
    shop_s: Range = (240.0, 1800.0)
    park_m: Range = (400.0, 1500.0)  # ~ once round
    second_round_share: float = 0.35
    dog_stop_every_m: Range = (15.0, 60.0)
    dog_stop_s: Range = (5.0, 60.0)
    dog_strays_m: float = 8.0
    bus_wait_s: Range = (180.0, 1500.0)
    ride_m: Range = (1500.0, 6000.0)  # ~
    ride_mps: Range = (4.0, 9.0)
    sits_s: Range = (1200.0, 5400.0)
    aisle_m: Range = (60.0, 200.0)  # of a market
    stalls: tuple[int, int] = (6, 16)
    stall_s: Range = (20.0, 180.0)
    back_to_stall_share: float = 0.2
    square_m: Range = (4.0, 18.0)  # radius of the place for tai chi, or where a grandchild plays
    yard_m: Range = (18.0, 45.0)
    approach_m: Range = (40.0, 500.0)  # ~ walked well before the wandering begins
    wanders_s: Range = (2400.0, 5400.0)
    block_m: Range = (50.0, 160.0)  # side of a block of houses
    corner_m: Range = (3.0, 15.0)  # σ of where she turns, lap by lap
    drifts_m: Range = (0.0, 15.0)  # σ per lap and axis of the loop's middle
    turns_share: float = 0.1  # of laps end in going round the other way
    street_m: Range = (60.0, 250.0)  # paced
    halts_share: float = 0.25  # of corners, at a loss
    halt_s: Range = (10.0, 90.0)
    u_turn_share: float = 0.25  # of crossings
    area_blocks: tuple[int, int] = (2, 4)  # beyond which random wandering does not lead
    exercise_rounds: tuple[int, int] = (4, 8)


MANNERS: Final = Manners()


class Pen:
    """Draws one walk leg by leg."""

    def __init__(self, rng: np.random.Generator, manners: Manners, lost: bool) -> None:
        self.rng, self.m = rng, manners
        self.speed = self.draw(manners.lost_mps if lost else manners.walk_mps)
        self.points: list[tuple[float, float, float, bool]] = [(0.0, 0.0, 0.0, False)]

    def draw(self, bounds: Range) -> float:
        return float(self.rng.uniform(*bounds))

    def long(self, bounds: Range) -> float:
        return float(np.exp(self.rng.uniform(np.log(bounds[0]), np.log(bounds[1]))))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    @property
    def at(self) -> float:
        return self.points[-1][0]

    @property
    def here(self) -> Place:
        return self.points[-1][1:3]

    def go(self, *places: Place, mps: float | None = None) -> None:
        for x, y in places:
            away = float(np.hypot(x - self.here[0], y - self.here[1]))
            speed = mps or self.speed * self.draw(self.m.hurry)
            self.points.append((self.at + max(away / speed, 0.1), x, y, False))

    def stay(self, seconds: float, indoors: bool = False) -> None:
        t, x, y, _ = self.points[-1]
        self.points[-1] = (t, x, y, indoors)
        self.points.append((t + seconds, x, y, False))

    def streets(self, length: float) -> list[Place]:
        """A way along streets at right angles, from here, of this length."""
        corners = self.rng.integers(1, 5)
        parts = self.rng.dirichlet(np.full(corners, 2.0)) * length
        x, y = self.here
        way, along = [], self.chance(0.5)
        side = self.rng.choice([-1.0, 1.0], 2)
        for part in parts:
            x, y = (x + side[0] * part, y) if along else (x, y + side[1] * part)
            way.append((x, y))
            along = not along
        return way

    def back(self, way: list[Place], door: Place) -> None:
        """Home again: as she came, on the other pavement, or round the other corners."""
        dx, dy = self.rng.uniform(-6.0, 6.0, 2)
        if self.chance(self.m.same_way_share):
            self.go(*((x + dx, y + dy) for x, y in way[-2::-1]), door)
        else:
            self.go((self.here[0], door[1]), door)
