"""`POST /api/pings`: one object, an array, or NDJSON; answered after the commit.

A plain ASGI endpoint instead of a FastAPI handler: this is the one path where validation layers and
middleware would cost more than the work itself. It is documented in OpenAPI all the same (api/pings.py).
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from app.errors import BadRequest, MethodNotAllowed, NuanyangError, TooLarge, Unauthenticated
from app.identity.keys import KeyRing, Poster, key_of
from app.ingest.batcher import Batcher
from app.ingest.pings import Decoded, decode
from app.ingest.pipeline import Outcome

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

CHUNK = 1_000  # a large body is stored in pieces, so that a claim never waits for all of it
_JSON = [(b"content-type", b"application/json")]
ONE_ACCEPTED = b'{"accepted":1,"quarantined":0,"duplicates":0,"rejected":[]}'


class PingEndpoint:
    """ASGI: reads, authenticates, decodes, submits, answers."""

    def __init__(self, batcher: Batcher, keys: KeyRing, max_body_bytes: int) -> None:
        self.batcher = batcher
        self.keys = keys
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] != "POST":
                raise MethodNotAllowed("POST")
            headers = dict(scope["headers"])
            poster = await self._poster(headers.get(b"authorization"))
            body = await self._body(headers.get(b"content-length"), receive)
            ndjson = headers.get(b"content-type", b"").startswith(b"application/x-ndjson")
            answer = await self.take(decode(body, ndjson=ndjson), poster)
        except NuanyangError as error:
            status, problem_headers, body = problem(error)
            await _reply(send, status, body, problem_headers)
            return
        await _reply(send, 200, answer, _JSON)

    async def take(self, decoded: Decoded, poster: Poster) -> bytes:
        """Submit what could be decoded and describe what became of each item."""
        items = [(ping, poster) for ping in decoded.pings]
        if len(items) == 1 and not decoded.refused:
            outcomes = await self.batcher.submit(items)
            if outcomes[0].status == "accepted":
                return ONE_ACCEPTED
            return summary(decoded, outcomes)
        pieces = [items[i : i + CHUNK] for i in range(0, len(items), CHUNK)]
        answers = await asyncio.gather(*self.batcher.submit_all(pieces))
        return summary(decoded, [outcome for outcomes in answers for outcome in outcomes])

    def known_poster(self, header: bytes) -> Poster | None:
        """Whose key it is, when memory knows; None otherwise. Never waits."""
        try:
            key = key_of(header.decode("latin-1"))
            return self.keys.peek(key) if key else None
        except Unauthenticated:
            return None

    async def _poster(self, header: bytes | None) -> Poster:
        key = key_of(header.decode("latin-1")) if header else None
        if key is None:
            raise Unauthenticated("Send the key of the device or integration as a Bearer token.")
        known = self.keys.peek(key)
        if known is None:
            known = await asyncio.get_running_loop().run_in_executor(None, self.keys.resolve, key)
        return known

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
    counts = {"accepted": 0, "quarantined": 0, "duplicate": 0, "refused": 0}
    for index, outcome in zip(decoded.indexes, outcomes, strict=True):
        counts[outcome.status] += 1
        if outcome.status == "refused":
            rejected.append({"index": index, "code": outcome.code, "detail": outcome.detail})
    rejected.sort(key=lambda item: int(str(item["index"])))
    return msgspec.json.encode(
        {
            "accepted": counts["accepted"] + counts["quarantined"],
            "quarantined": counts["quarantined"],
            "duplicates": counts["duplicate"],
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
