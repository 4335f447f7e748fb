"""A shift whose clock the test moves: the service in this process on a real port, Chromium in front of it.

What takes a quarter of an hour in life takes a moment here, and nothing sleeps.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.clock import ManualClock, parse_instant
from app.identity import users
from tests.live import application, serving

from .service import ADMIN_PASSWORD, HOME, METRES_PER_DEGREE, Centre, Wearer


class Shift:
    """A centre, and the time there. Metres are north of her door."""

    def __init__(self, url: str, clock: ManualClock) -> None:
        self.url, self.clock = url, clock
        self.centre = Centre(url)

    def now(self) -> float:
        return self.clock.now() / 1000

    def passes(self, seconds: float) -> None:
        """Time goes by; the service looks once a second at what is due."""
        self.clock.advance(seconds)

    def walks(self, wearer: Wearer, *metres: float, each_s: float = 60) -> None:
        """A fix at each of these places; the watch sends it at once."""
        for north in metres:
            self.passes(each_s)
            self.centre.post(wearer, fix(self.now(), north))


def fix(at: float, north_m: float) -> dict[str, Any]:
    lat = HOME["lat"] + north_m / METRES_PER_DEGREE
    return {"fixed_at": at, "lat": lat, "lon": HOME["lon"], "accuracy_m": 10, "source": "gnss"}


@contextmanager
def shift(folder: Path, begins: str) -> Iterator[Shift]:
    """`begins`: the local time in Xi'an, 24 November 2026."""
    clock = ManualClock(parse_instant(f"2026-11-24T{begins}:00+08:00"))
    app = application(folder / "nuanyang.db", clock, admin_password=ADMIN_PASSWORD, watch_port=0)
    with serving(app) as address:
        users.ensure_admin(app.state.store, app.state.settings)
        running = Shift(f"http://{address}", clock)
        yield running
        running.centre.close()
