"""A watch, as its maker would write it: one connection, frames out, frames in."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from app.clock import ManualClock
from app.ingest.watch import Watches
from app.ingest.watch_frames import Frame, compose
from app.main import Nuanyang
from tests.live import application, serving
from tests.people import Wearer, take_in

SOS = (
    b"[3G*%b*00C2*AL_LTE,210926,141156,V,00.000000,,00.0000000,,0.00,0.0,0.0,0,100,80,0,0,00010000,4,0,262,2,"
    b"52071,25602,14,0,0.0]"
)
UD = b"[3G*%b*00C2*UD_LTE,210926,%06d,A,34.2658,N,108.9402,E,3.6,90.0,400.0,9,100,80,512,0,00000010,0,40.7]"
LK = b"[3G*%b*000D*LK,50,100,73]"


class Watch:
    """A watch that is connected."""

    def __init__(self, port: int, unique_id: str, source: str = "127.0.0.1") -> None:
        self.id = unique_id.encode()
        self.socket = socket.create_connection(("127.0.0.1", port), 10, (source, 0))
        self.read = b""

    def says(self, frame: bytes, *more: object) -> None:
        """Its id, and whatever else, into the places of the frame."""
        self.sends(frame % (self.id, *more))

    def sends(self, data: bytes) -> None:
        self.socket.sendall(data)

    def hears(self, content: bytes) -> None:
        """The next frame is this."""
        while b"]" not in self.read:
            piece = self.socket.recv(4096)
            assert piece, f"hung up, when {content!r} was expected"
            self.read += piece
        frame, _, self.read = self.read.partition(b"]")
        assert frame + b"]" == compose(Frame(b"3G", self.id, None, 0, b""), *content.split(b","))

    def is_cut_off(self) -> bool:
        try:
            return self.socket.recv(4096) == b""
        except ConnectionResetError:
            return True

    def hangs_up(self) -> None:
        self.socket.close()


@dataclass
class Port:
    """A running service with a port for watches, and Mrs Wang's watch."""

    app: Nuanyang
    clock: ManualClock
    address: str  # of the API
    number: int
    wang: Wearer

    @property
    def watches(self) -> Watches:
        watches: Watches = self.app.state.watches
        return watches

    def limit(self, **limits: float) -> None:
        self.watches.limits = replace(self.watches.limits, **limits)  # type: ignore[arg-type]

    def rows(self, sql: str) -> list[dict[str, object]]:
        with self.app.state.store.snapshot() as session:
            return [dict(row) for row in session.connection().execute(text(sql)).mappings()]

    @contextmanager
    def watch(self, unique_id: str | None = None, source: str = "127.0.0.1") -> Iterator[Watch]:
        watch = Watch(self.number, unique_id or self.wang.device, source)
        try:
            yield watch
        finally:
            watch.hangs_up()


@contextmanager
def running(template: bytes, folder: Path) -> Iterator[Port]:
    path = folder / "watches.db"
    path.write_bytes(template)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    clock = ManualClock()
    app = application(path, clock, watch_port=number)
    wang = take_in(app.state.store)
    with serving(app) as address:
        yield Port(app, clock, address, number, wang)
