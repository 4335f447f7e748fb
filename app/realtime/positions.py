"""Where everybody is now: newest wins, 28 bytes an elder, read by every socket at its own pace."""

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.realtime import protocol


class Board:
    """The live map in memory. Thread-safe: ingest writes from its thread, sockets read on the loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slot: dict[int, int] = {}
        self._rows = np.zeros(1024, protocol.ROW)
        self._area = np.zeros(1024, np.int32)
        self._version = np.zeros(1024, np.int64)
        self._count = 0
        self.version = 0  # grows with every put; a reader remembers what it has seen

    def put(self, rows: NDArray[Any], area_id: NDArray[np.int64]) -> None:
        """Take the newest rows of some elders; older than what is known is ignored."""
        with self._lock:
            self.version += 1
            slots = np.array([self._slot_of(elder_id) for elder_id in rows["elder_id"].tolist()], np.int64)
            newer = rows["fixed_at"] >= self._rows["fixed_at"][slots]
            slots, rows, area_id = slots[newer], rows[newer], area_id[newer]
            self._rows[slots] = rows
            self._area[slots] = area_id
            self._version[slots] = self.version

    def _slot_of(self, elder_id: int) -> int:
        slot = self._slot.get(elder_id)
        if slot is None:
            slot = self._slot[elder_id] = self._count
            self._count += 1
            if self._count > len(self._rows):
                for name in ("_rows", "_area", "_version"):
                    old = getattr(self, name)
                    setattr(self, name, np.concatenate([old, np.zeros_like(old)]))
        return slot

    def since(self, version: int, areas: frozenset[int] | None) -> tuple[int, NDArray[Any]]:
        """(version now, rows that changed after `version` and lie in `areas`); -1 gives all of them."""
        with self._lock:
            n = self._count
            changed = self._version[:n] > version
            if areas is not None:
                changed &= np.isin(self._area[:n], sorted(areas))
            return self.version, self._rows[:n][changed]
