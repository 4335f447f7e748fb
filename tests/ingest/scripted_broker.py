"""A broker that does as a test says, packet by packet (MQTT 3.1.1), where a real one would be too quick."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 0x10, 0x20, 0x30, 0x40, 0x80, 0x90


class ScriptedBroker:
    """One client at a time."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(30)
        self.url = f"mqtt://127.0.0.1:{self.listener.getsockname()[1]}"
        self.line: socket.socket | None = None

    def welcome(self, granted: int = 1) -> None:
        """Take the next connection and its subscription; `granted` is 128 to refuse that."""
        self.hang_up()
        self.line = self.listener.accept()[0]
        self.line.settimeout(30)
        assert self._read()[0] == CONNECT
        self._write(CONNACK, b"\0\0")
        kind, body = self._read()
        assert kind == SUBSCRIBE
        self._write(SUBACK, body[:2] + bytes([granted]))

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def delivers(self, number: int, topic: str, said: Any, *, again: bool = False) -> None:
        """With QoS 1, as message `number`."""
        name = topic.encode()
        body = len(name).to_bytes(2, "big") + name + number.to_bytes(2, "big") + json.dumps(said).encode()
        self._write(PUBLISH | 0b10 | (0b1000 if again else 0), body)

    def acknowledged(self) -> int:
        """The number of the next message that is acknowledged."""
        kind, body = self._read()
        assert kind == PUBACK
        return int.from_bytes(body, "big")

    def _write(self, kind: int, body: bytes) -> None:
        assert self.line is not None
        length, left = b"", len(body)
        while not length or left:
            left, low = divmod(left, 128)
            length += bytes([low | (128 if left else 0)])
        self.line.sendall(bytes([kind]) + length + body)

    def _read(self) -> tuple[int, bytes]:
        kind, length, shift = self._exactly(1)[0], 0, 0
        while True:
            low = self._exactly(1)[0]
            length |= (low & 127) << shift
            shift += 7
            if low < 128:
                return kind & 0xF0, self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        assert self.line is not None
        found = b""
        while len(found) < count:
            more = self.line.recv(count - len(found))
            assert more, "the service hung up"
            found += more
        return found


@contextmanager
def scripted() -> Iterator[ScriptedBroker]:
    broker = ScriptedBroker()
    try:
        yield broker
    finally:
        broker.hang_up()
        broker.listener.close()
