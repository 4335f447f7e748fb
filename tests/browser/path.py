"""A way through the network to the service that can fall silent without a word."""

import socket
from threading import Thread
from typing import Self


class Path:
    """Forwards TCP to `port`. What is silent stays open, takes everything and answers nothing, for good."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._silenced = 0  # connections up to this number
        self._opened = 0
        self._broken = self._closed = False
        self._sockets: list[socket.socket] = []
        self._accepting = Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def breaks(self) -> None:
        """Neither the connections that are open nor new ones carry anything."""
        self._broken = True

    def another_one(self) -> None:
        """New connections get through; those of before never wake up."""
        self._silenced = self._opened
        self._broken = False

    def _accept(self) -> None:
        while True:
            browser, _ = self._listening.accept()
            if self._closed:
                browser.close()
                return
            self._opened += 1
            service = socket.create_connection(self._to)
            self._sockets += [browser, service]
            for a, b in ((browser, service), (service, browser)):
                Thread(target=self._carry, args=(a, b, self._opened), daemon=True).start()

    def _carry(self, a: socket.socket, b: socket.socket, number: int) -> None:
        try:
            while data := a.recv(65536):
                if not self._broken and number > self._silenced:
                    b.sendall(data)
            if not self._broken and number > self._silenced:
                b.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        socket.create_connection(self._listening.getsockname()).close()  # wakes the one who accepts
        self._accepting.join(5)
        for one in (self._listening, *self._sockets):
            one.close()
