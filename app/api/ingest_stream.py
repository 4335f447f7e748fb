"""`WS /api/ingest/stream`: NDJSON pings in each frame, one answer for each, in order.

For gateways that post without pause: no request, no headers, and the answer still comes after the commit.
"""

import asyncio
from contextlib import suppress

import msgspec
from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from app.errors import BadRequest, NuanyangError, TooLarge, Unauthenticated
from app.identity.keys import Poster, key_of
from app.ingest.door import Door
from app.ingest.http import summary
from app.ingest.pings import decode

HELLO_S = 10.0
BAD_HELLO, UNAUTHENTICATED = 4400, 4401

router = APIRouter()


class Hello(msgspec.Struct):
    """The first frame where a client cannot send headers."""

    key: str


@router.websocket("/api/ingest/stream")
async def stream(socket: WebSocket) -> None:
    """The key is in the Authorization header, or in a first frame `{"key": "…"}`."""
    await socket.accept()
    door: Door = socket.app.state.door
    most: int = socket.app.state.settings.max_body_bytes
    try:
        key = key_of(socket.headers.get("authorization")) or await _hello(socket)
        await door.poster(key)
        with suppress(WebSocketDisconnect):
            while True:
                await socket.send_text(await _answer(door, await _receive(socket), key, most))
    except Unauthenticated:
        await socket.close(UNAUTHENTICATED, "the key is unknown or revoked")
    except (TimeoutError, msgspec.DecodeError):
        await socket.close(BAD_HELLO, 'the first frame must be {"key": "…"}')


async def _hello(socket: WebSocket) -> str:
    try:
        frame = await asyncio.wait_for(_receive(socket), HELLO_S)
    except WebSocketDisconnect:
        raise TimeoutError from None
    return msgspec.json.decode(frame, type=Hello).key


async def _answer(door: Door, frame: bytes, key: str, most: int) -> str:
    """The same JSON as `POST /api/pings` answers, or a problem; Unauthenticated ends the socket.

    The key is looked at for every frame, so that a revoked one stops within seconds.
    """
    try:
        poster: Poster = await door.poster(key)
        if len(frame) > most:
            raise TooLarge(f"At most {most} bytes; send fewer pings at once.")
        decoded = decode(frame, ndjson=True)
        if not (decoded.pings or decoded.refused):
            raise BadRequest("The frame is empty.")
        return summary(decoded, await door.take(decoded, poster, "stream", frame)).decode()
    except Unauthenticated:
        raise
    except NuanyangError as error:
        return msgspec.json.encode({**error.problem(), **_retry(error)}).decode()


def _retry(error: NuanyangError) -> dict[str, int]:
    after = error.headers.get("Retry-After")
    return {"retry_after_s": int(after)} if after else {}


async def _receive(socket: WebSocket) -> bytes:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    text: str | None = message.get("text")
    return text.encode() if text is not None else message.get("bytes") or b""
