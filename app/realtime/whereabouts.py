"""The live map after a restart: the newest positions, read once from the database."""

import numpy as np
from sqlalchemy import text

from app.realtime import protocol
from app.realtime.positions import Board
from app.store.db import Store

_NEWEST = text(
    """
    SELECT t.elder_id, e.area_id, t.lat, t.lon, t.fixed_at, t.accuracy_m, t.source,
           COALESCE(p.phase, 0) AS phase, COALESCE(d.expected_interval_s, 60) AS interval_s
    FROM track t JOIN elder e ON e.id = t.elder_id LEFT JOIN device d ON d.id = t.device_id
    LEFT JOIN fence f ON f.elder_id = t.elder_id AND f.kind = 'home'
    LEFT JOIN presence p ON p.elder_id = t.elder_id AND p.fence_id = f.id
    WHERE t.lat IS NOT NULL
    """
)


def fill(board: Board, store: Store) -> None:
    """Put everybody's newest position on the board."""
    with store.snapshot() as session:
        found = session.connection().execute(_NEWEST).all()
    if not found:
        return
    c = list(zip(*found, strict=True))
    rows = protocol.rows(
        np.array(c[0]),
        np.array(c[2]),
        np.array(c[3]),
        np.array(c[4]),
        np.array([np.nan if a is None else a for a in c[5]]),
        np.array(c[7], np.uint8),
        np.array(c[6], np.uint8),
        np.array(c[8]),
    )
    board.put(rows, np.array(c[1]))
