"""A click-to-dial service as an integrator would write it: takes signed orders, calls back when told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.calls import signing
from app.clock import SystemClock

SECRET = "a secret of both"


class Provider:
    """`answers` are the statuses of the next orders; afterwards 202. `orders` is what was heard, in order."""

    def __init__(self, *answers: int, now_s: int | None = None) -> None:
        self.answers = list(answers)
        self.orders: list[dict[str, Any]] = []
        self.forged = 0
        self.heard = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = self.headers[signing.TIMESTAMP], self.headers[signing.SIGNATURE]
                now = SystemClock().now() // 1000 if now_s is None else now_s
                if not signing.holds(SECRET, now, *told, body):
                    provider.forged += 1
                order = json.loads(body)
                assert self.headers["Idempotency-Key"] == order["attempt"]
                status = provider.answers.pop(0) if provider.answers else 202
                provider.orders.append(order)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                provider.heard.set()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/calls"


@contextmanager
def providing(*answers: int, now_s: int | None = None) -> Iterator[Provider]:
    made = Provider(*answers, now_s=now_s)
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        thread.join()
        made.server.server_close()


def signed(now_s: int, message: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """A message's body and headers."""
    body = json.dumps(message).encode()
    return body, signing.headers(SECRET, now_s, body) | {"Content-Type": "application/json"}


def news(now_s: int, attempt: str, state: str, result: str | None = None) -> tuple[bytes, dict[str, str]]:
    """A callback's body and headers."""
    return signed(now_s, {"attempt": attempt, "state": state, "result": result})
