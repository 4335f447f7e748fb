"""A watch, as its maker would write it: one connection, frames out, frames in."""

import socket

from app.ingest.watch_frames import Frame, compose


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
