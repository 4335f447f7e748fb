"""The opening scene: what happens around the minute in which the visitor arrives. Pure.

Not a script of alerts: people do something, their devices report it, and the rules make of it what they
will. Mrs Li stepped outdoors a few minutes ago; somebody presses a button, somebody falls, two batteries
give out.
"""

from typing import Final

import numpy as np

from app.demo.life import Life, Outing

SMALLEST: Final = 10  # elders, for everyone on the stage
ENDS: Final = 12  # minutes after the start the cast lives on by chance, like everybody else
_LOW, _VERY_LOW = 19.0, 7.0  # %


class Opening:
    """Takes the cast from the crowd. `phase[i]` is the second of the minute at which elder i reports."""

    def __init__(self, life: Life, phase: "np.typing.NDArray[np.float64]", start: float) -> None:
        self.start = start
        stays = [i for i in np.flatnonzero(life.stays).tolist() if i != 0]
        urgent = sorted(stays, key=lambda i: not life.red[i])  # the red tier first: P1
        others = [i for i in range(1, life.n) if i not in urgent[:2]]
        self.walkers = [0, *urgent[:2]]
        self.presses, self.falls, self.low, self.very_low = others[:4]
        for who, second in zip(
            (*self.walkers, self.presses, self.low, self.falls, self.very_low),
            (6.0, 40.0, 52.0, 9.0, 21.0, 30.0, 46.0),
            strict=False,
        ):
            phase[who] = second
            life.reserved[who] = True
        life.battery[[self.low, self.very_low]] = 34.0

    def minute(self, k: int, life: Life) -> list[tuple[int, str]]:
        """What the cast does in minute k after the start; the signals they send."""
        if k == -7:
            for who, outing in zip(self.walkers, self._outings(), strict=False):
                life.send(Outing(who, *outing))
        if k == 0:
            life.battery[self.low], life.battery[self.very_low] = _LOW, _VERY_LOW
            return [(self.presses, "sos"), (self.falls, "fall")]
        if k == 1:
            return [(self.presses, "sos")]  # nobody has called yet, so she presses again
        if k == ENDS:
            life.reserved[:] = False
        return []

    def _outings(self) -> list[tuple[float, tuple[float, float], bool, float, float]]:
        """(leaves, where to, east first?, m/s, stays): Mrs Li goes up to 龙首路, and along it."""
        return [
            (self.start - 360.0, (-390.0, 120.0), False, 0.9, 900.0),
            (self.start - 235.0, (330.0, 90.0), True, 1.0, 60.0),
            (self.start - 190.0, (-60.0, 290.0), True, 1.0, 60.0),
        ]
