"""The application behind a real port, in a thread of this process; and waiting for something to be so."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import uvicorn

from app.clock import Clock
from app.ingest import express
from app.main import Nuanyang, create_app
from app.settings import Settings


def eventually(check: Callable[[], Any], within_s: float = 10.0) -> Any:
    """The first true value of `check`; fails when it does not come in time."""
    pause, end = threading.Event(), monotonic() + within_s
    while monotonic() < end:
        if found := check():
            return found
        pause.wait(0.005)
    raise AssertionError(f"did not happen within {within_s} s: {check}")


def application(path: Path, clock: Clock | None = None, **settings: Any) -> Nuanyang:
    """An application on the database at `path`, whatever the environment says."""
    url = f"sqlite:///{path}"
    return create_app(Settings(_env_file=None, database_url=url, **settings), clock)  # type: ignore[call-arg]


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve on a free port as `nuanyang serve` does; gives host:port."""
    config = uvicorn.Config(
        app,
        port=0,
        loop="uvloop",
        http=express.protocol(lambda: getattr(app.state, "pings", None)),
        ws="websockets-sansio",
        access_log=False,
        log_level="critical",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive())
        assert server.started, "the service did not start"
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield f"{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the service did not end"
