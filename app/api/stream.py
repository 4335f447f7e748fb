"""`WS /api/stream`: alerts and positions, live. The protocol is in realtime/protocol.py."""

from fastapi import APIRouter, WebSocket

from app.realtime import socket
from app.realtime.socket import Streams

router = APIRouter()


@router.websocket("/api/stream")
async def stream(websocket: WebSocket) -> None:
    streams: Streams = websocket.app.state.streams
    await socket.serve(websocket, streams)
