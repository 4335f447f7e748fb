"""`POST /api/pings`: one object, an array, or NDJSON; answered after the commit.

A plain ASGI endpoint instead of a FastAPI handler: this is the one path where validation layers and
middleware would cost more than the work itself. It is documented in OpenAPI all the same (api/pings.py).
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from app.errors import BadRequest, MethodNotAllowed, NuanyangError, TooLarge, Unauthenticated
from app.identity.keys import Poster, key_of
from app.ingest.door import Door
from app.ingest.pings import Decoded, decode
from app.ingest.pipeline import Outcome

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_JSON = [(b"content-type", b"application/json")]
WIRE = "pings"  # the format's name in the journal
ONE_ACCEPTED = b'{"accepted":1,"quarantined":0,"duplicates":0,"rejected":[]}'


class PingEndpoint:
    """ASGI: reads, authenticates, decodes, submits, answers."""

    def __init__(self, door: Door, max_body_bytes: int) -> None:
        self.door = door
        self.batcher = door.batcher
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] != "POST":
                raise MethodNotAllowed("POST")
            headers = dict(scope["headers"])
            header = headers.get(b"authorization", b"").decode("latin-1")
            poster = await self.door.poster(key_of(header))
            body = await self._body(headers.get(b"content-length"), receive)
            ndjson = headers.get(b"content-type", b"").startswith(b"application/x-ndjson")
            answer = await self.take(decode(body, ndjson=ndjson), poster, body)
        except NuanyangError as error:
            status, problem_headers, body = problem(error)
            await _reply(send, status, body, problem_headers)
            return
        await _reply(send, 200, answer, _JSON)

    async def take(self, decoded: Decoded, poster: Poster, body: bytes) -> bytes:
        """Submit what could be decoded and describe what became of each item."""
        outcomes = await self.door.take(decoded, poster, WIRE, body)
        if len(outcomes) == 1 and not decoded.refused and outcomes[0].status == "accepted":
            return ONE_ACCEPTED
        return summary(decoded, outcomes)

    def known_poster(self, header: bytes) -> Poster | None:
        """Whose key it is, when memory knows; None otherwise, and for a sandbox. Never waits."""
        try:
            key = key_of(header.decode("latin-1"))
            poster = self.door.keys.peek(key) if key else None
        except Unauthenticated:
            return None
        return None if poster is None or poster.sandbox else poster

    async def _body(self, length: bytes | None, receive: Receive) -> bytes:
        if length is not None and (not length.isdigit() or int(length) > self.max_body_bytes):
            raise TooLarge(f"At most {self.max_body_bytes} bytes; send fewer pings at once.")
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BadRequest("The body did not arrive completely.")
            body += message.get("body", b"")
            if len(body) > self.max_body_bytes:
                raise TooLarge(f"At most {self.max_body_bytes} bytes; send fewer pings at once.")
            if not message.get("more_body"):
                return bytes(body)


def summary(decoded: Decoded, outcomes: list[Outcome]) -> bytes:
    """The answer's JSON: counts, and every refused item with its place, code and detail."""
    rejected = [{"index": r.index, "code": r.code, "detail": r.detail} for r in decoded.refused]
    became = [outcome.status for outcome in outcomes]
    if "refused" in became:
        for index, outcome in zip(decoded.indexes, outcomes, strict=True):
            if outcome.status == "refused":
                rejected.append({"index": index, "code": outcome.code, "detail": outcome.detail})
    rejected.sort(key=lambda item: int(str(item["index"])))
    return msgspec.json.encode(
        {
            "accepted": became.count("accepted") + became.count("quarantined"),
            "quarantined": became.count("quarantined"),
            "duplicates": became.count("duplicate"),
            "rejected": rejected,
        }
    )


def problem(error: NuanyangError) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of an error's answer."""
    headers = [(b"content-type", b"application/problem+json")]
    headers += [(k.lower().encode(), v.encode()) for k, v in error.headers.items()]
    return error.status, headers, msgspec.json.encode(error.problem())


async def _reply(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    head = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
