"""Write the stored trace of the replay test: Mrs Li's night, from the world with a fixed seed.

    python -m bench.trace > tests/data/trace_mrs_li.ndjson

She sleeps until 02:00, her receiver drifting, walks 700 m away, stays for 40 minutes and walks back.
"""

import json
import sys

import numpy as np

from app.clock import rfc3339
from app.geo.presence import Source
from app.geo.shapes import place
from app.world.days import Path
from app.world.receiver import EASY, Receiver

HOME = (34.2658, 108.9402)
MIDNIGHT = 1_795_449_600_000  # ms: 2026-11-24 00:00 in Xi'an


def main() -> None:
    hours = np.array([0.0, 2.0, 2.25, 2.92, 3.17, 6.0]) * 3600.0
    path = Path(
        hours,
        np.array([0.0, 0.0, 500.0, 500.0, 0.0, 0.0]),
        np.array([0.0, 0.0, 490.0, 490.0, 0.0, 0.0]),
        np.array([True, False, False, False, True, True]),
    )
    receiver = Receiver(EASY, 1, seed=20200209)
    for t in np.arange(0.0, 6.0 * 3600.0, 60.0):
        x, y, indoors = path.at(np.array([t]))
        fixes, heard = receiver.fix(t, x, y, indoors)
        if not heard[0]:
            continue
        lat, lon = place(*HOME, fixes["x"][0], fixes["y"][0])
        ping = {
            "device": "li-watch",
            "fixed_at": rfc3339(MIDNIGHT + round(t * 1000)),
            "lat": round(float(lat), 7),
            "lon": round(float(lon), 7),
            "accuracy_m": round(float(fixes["accuracy_m"][0]), 1),
            "source": Source(int(fixes["source"][0])).name.lower(),
        }
        sys.stdout.write(json.dumps(ping) + "\n")


if __name__ == "__main__":
    main()
