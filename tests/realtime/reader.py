"""A client of the stream, as small as the protocol allows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.realtime import protocol


@dataclass
class Reader:
    """Keeps everything it hears."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)
    frames: list[tuple[bool, dict[int, Any]]] = field(default_factory=list)

    def hello(self, token: str | None, epoch: str | None = None, after: int | None = None) -> dict[str, Any]:
        """Say hello; returns the snapshot or the resumed."""
        self.socket.send(json.dumps({"type": "hello", "token": token, "epoch": epoch, "after": after}))
        return self.until("snapshot", "resumed")

    def step(self, timeout: float = 10) -> dict[str, Any] | None:
        """Take one message; None for a frame."""
        raw = self.socket.recv(timeout=timeout)
        if isinstance(raw, bytes):
            full, _, rows = protocol.read_frame(raw)
            self.frames.append((full, {int(r["elder_id"]): r for r in rows}))
            return None
        self.heard.append(json.loads(raw))
        return self.heard[-1]

    def until(self, *types: str) -> dict[str, Any]:
        while True:
            message = self.step()
            if message and message["type"] in types:
                return message

    def frame(self) -> tuple[bool, dict[int, Any]]:
        """The next positions frame."""
        before = len(self.frames)
        while len(self.frames) == before:
            self.step()
        return self.frames[-1]

    def events(self, last: int) -> list[dict[str, Any]]:
        """All events heard so far, once `last` is among them."""
        told = self.told()
        while not told or told[-1]["seq"] < last:
            message = self.step()
            if message and message["type"] == "event":
                told.append(message)
        return told

    def told(self) -> list[dict[str, Any]]:
        return [m for m in self.heard if m["type"] == "event"]

    def says(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def viewers(self, alert_id: int | None) -> list[dict[str, Any]]:
        """Read on until somebody looks at the alert, or (None) until nobody looks at anything."""
        while True:
            looks = self.until("viewers")["alerts"]
            if alert_id is None and not looks:
                return []
            if found := looks.get(str(alert_id)):
                people: list[dict[str, Any]] = found
                return people

    def closed(self) -> int:
        """Read on to the close; its code."""
        try:
            while True:
                self.step()
        except ConnectionClosed:
            assert self.socket.close_code is not None
            return self.socket.close_code


@contextmanager
def reading(address: str, **headers: str) -> Iterator[Reader]:
    """Connected, and not yet introduced."""
    with connect(
        f"ws://{address}/api/stream",
        additional_headers=headers,
        compression=None,
        max_size=None,
        close_timeout=2,
    ) as socket:
        yield Reader(socket)
