"""The express lane: uvicorn's HTTP protocol, with a short cut for complete, plain ping requests.

For a one-ping request, building an ASGI scope, a task and a response costs more than storing the ping.
So a segment that holds exactly one plain `POST /api/pings` with Content-Length is answered from here;
everything else, and everything unusual, takes the ordinary way through uvicorn to the same endpoint.
The answers are the same; the tests send each request both ways.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.errors import NuanyangError
from app.identity.keys import Poster
from app.ingest.door import Door
from app.ingest.http import ONE_ACCEPTED, WIRE, PingEndpoint, problem, summary
from app.ingest.pings import Decoded, decode
from app.ingest.pipeline import Outcome

_REQUEST = b"POST /api/pings HTTP/1.1\r\n"
_PLAIN = {b"host", b"authorization", b"content-type", b"content-length", b"accept", b"user-agent",
          b"accept-encoding", b"connection"}  # fmt: skip
_OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
_ONE = _OK % (len(ONE_ACCEPTED), ONE_ACCEPTED)
LARGEST = 8_192  # larger bodies gain nothing here


def protocol(endpoint: Callable[[], PingEndpoint | None]) -> type[HttpToolsProtocol]:
    """A protocol class for uvicorn's `http=`; `endpoint` gives the running endpoint, None before start."""

    class Express(HttpToolsProtocol):
        waiting = False  # an answer of ours is due on this connection
        noting: "asyncio.Task[None]"  # kept, or it might be collected before it ends
        held: list[bytes]  # what arrived meanwhile (pipelining)
        leaving = False
        between = True  # the parser is not in the middle of a request

        def data_received(self, data: bytes) -> None:
            if self.waiting:
                self.held.append(data)
                self.transport.pause_reading()
            elif not (data.startswith(_REQUEST) and self._idle() and self._take(data)):
                super().data_received(data)

        def on_message_begin(self) -> None:
            self.between = False
            super().on_message_begin()

        def on_message_complete(self) -> None:
            self.between = True
            super().on_message_complete()

        def _idle(self) -> bool:
            """A segment in the middle of another request, even a refused one, belongs to that request."""
            return self.between and (self.cycle is None or bool(self.cycle.response_complete))

        def _take(self, data: bytes) -> bool:
            """Submit a plain request; False leaves it, untouched, to the ordinary way."""
            found = plain(data)
            there = endpoint()
            if found is None or there is None:
                return False
            key, body = found
            poster = there.known_poster(key)
            if poster is None:
                return False
            try:
                decoded = decode(body)
                if len(decoded.pings) != 1 or decoded.refused:
                    return False
                future = there.batcher.submit([(decoded.pings[0], poster)])
            except NuanyangError:
                return False  # the ordinary way says what is wrong
            self._unset_keepalive_if_required()
            self.waiting, self.held = True, []
            future.add_done_callback(lambda done: self._stored(there.door, poster, decoded, body, done))
            return True

        def _stored(
            self,
            door: Door,
            poster: Poster,
            decoded: Decoded,
            body: bytes,
            done: "asyncio.Future[list[Outcome]]",
        ) -> None:
            """The answer, once a refusal is in the journal, as on the ordinary way."""
            if done.exception() is None and done.result()[0].status == "refused":
                self.noting = self.loop.create_task(door.note(decoded, done.result(), poster, WIRE, body))
                self.noting.add_done_callback(lambda _: self._answer(decoded, done))
            else:
                self._answer(decoded, done)

        def _answer(self, decoded: Decoded, done: "asyncio.Future[list[Outcome]]") -> None:
            self.waiting = False
            if self.transport.is_closing():
                done.exception()  # nobody is there to hear it
                return
            error = done.exception()
            if error is None:
                outcomes = done.result()
                if outcomes[0].status == "accepted":
                    self.transport.write(_ONE)
                else:
                    body = summary(decoded, outcomes)
                    self.transport.write(_OK % (len(body), body))
            else:
                self.transport.write(_problem(error))
            self.server_state.total_requests += 1
            self._go_on()

        def _go_on(self) -> None:
            if self.leaving:
                self.transport.close()
                return
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
            if self.held:
                data = b"".join(self.held)
                self.held = []
                self.transport.resume_reading()
                self.data_received(data)

        def shutdown(self) -> None:
            """Graceful: an answer under way is still given."""
            if self.waiting:
                self.leaving = True
            else:
                super().shutdown()

    return Express


def plain(data: bytes) -> tuple[bytes, bytes] | None:
    """(Authorization, body) of a segment that is exactly one unremarkable request; else None.

    Strict on purpose: any header that could change how the message is read, any repetition, any doubt
    about its length, and it is not plain.
    """
    head, gap, body = data.partition(b"\r\n\r\n")
    if not gap or len(body) > LARGEST:
        return None
    headers: dict[bytes, bytes] = {}
    for line in head[len(_REQUEST) :].split(b"\r\n"):
        name, colon, value = line.partition(b":")
        name = name.lower()
        if not colon or name not in _PLAIN or name in headers:
            return None
        headers[name] = value.strip(b" \t")
    if headers.get(b"content-length") != b"%d" % len(body) or b"host" not in headers:
        return None
    if headers.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return None
    if not headers.get(b"content-type", b"application/json").startswith(b"application/json"):
        return None
    key = headers.get(b"authorization")
    return (key, body) if key else None


def _problem(error: BaseException) -> bytes:
    status, headers, body = problem(error if isinstance(error, NuanyangError) else NuanyangError())
    lines: list[Any] = [b"HTTP/1.1 %d %b" % (status, b"Error")]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\ncontent-length: %d\r\n\r\n" % len(body) + body
