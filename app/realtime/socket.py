"""One stream socket: hello, snapshot or resume, then the log, the positions and a heartbeat.

Two tasks: the writer follows the log; the reader hears what is looked at and how fast, and that it left.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.alerts import service, shown
from app.clock import rfc3339
from app.errors import NotFound, NuanyangError
from app.identity.origin import COOKIE, same_origin
from app.identity.roles import Principal, Role
from app.identity.sessions import Sessions
from app.realtime import protocol
from app.realtime.audience import sees
from app.realtime.positions import Board
from app.realtime.tailer import Tailer
from app.realtime.viewers import Viewers
from app.store import events as log
from app.store.db import Store

HELLO_S = 10.0
HEARTBEAT_S = 2.0
FRAME_S = 0.25
RECHECK_S = 30.0
SEND_S = 15.0
MOST_BEHIND = 10_000  # further back than this, a snapshot is cheaper
BAD_HELLO, UNAUTHENTICATED, FORBIDDEN = 4400, 4401, 4403


@dataclass(frozen=True, slots=True)
class Streams:
    """What every socket shares."""

    store: Store
    tailer: Tailer
    board: Board
    sessions: Sessions
    viewers: Viewers = field(default_factory=Viewers)


async def serve(socket: WebSocket, streams: Streams) -> None:
    """Speak the stream protocol with one client until it leaves or its session ends."""
    await socket.accept()
    try:
        hello = protocol.hello(await asyncio.wait_for(_receive(socket), HELLO_S))
    except (TimeoutError, ValueError, WebSocketDisconnect):
        await _close(socket, BAD_HELLO, "the first message must be a hello")
        return
    token = hello.token or _cookie(socket)
    try:
        who = await asyncio.to_thread(streams.sessions.resolve, token or "")
    except NuanyangError:
        await _close(socket, UNAUTHENTICATED, "sign in first")
        return
    if not who.can(Role.wall):
        await _close(socket, FORBIDDEN, "the stream is for the desk and the wall")
        return
    await Stream(socket, streams, who, token or "").run(hello)


def _cookie(socket: WebSocket) -> str | None:
    """The cookie stands for the token only when the page that opens the socket is ours."""
    return socket.cookies.get(COOKIE) if same_origin(socket.headers) else None


async def _receive(socket: WebSocket) -> str | bytes:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    raw: str | bytes = message.get("text") or message.get("bytes") or b""
    return raw


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    if socket.application_state is WebSocketState.CONNECTED:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code, reason)


class Stream:
    """A reader of the log with its own cursor."""

    def __init__(self, socket: WebSocket, streams: Streams, who: Principal, token: str) -> None:
        self.socket = socket
        self.streams = streams
        self.who = who
        self.token = token
        self.cursor = 0
        self.seen = -1  # version of the board
        self.told: int | None = None  # version of the viewers; None: this client did not ask
        self.moved = False  # areas have: what the client holds may not be what this reader may see
        self.revoked = asyncio.Event()

    async def run(self, hello: protocol.Hello) -> None:
        waiter = self.streams.tailer.subscribe()
        unsubscribe = self._on_revocation(waiter)
        writer = asyncio.create_task(self._write(hello, waiter))
        reader = asyncio.create_task(self._read())
        try:
            done, _ = await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if (error := task.exception()) and not isinstance(error, WebSocketDisconnect | TimeoutError):
                    raise error
        finally:
            unsubscribe()
            self.streams.viewers.looks_away(self)
            self.streams.tailer.unsubscribe(waiter)
            for task in (writer, reader):
                task.cancel()
            await asyncio.gather(writer, reader, return_exceptions=True)
            await _close(self.socket, FORBIDDEN if self.revoked.is_set() else 1000, "")

    def _on_revocation(self, waiter: asyncio.Event) -> Callable[[], None]:
        loop = asyncio.get_running_loop()

        def told(session_ids: list[int]) -> None:
            if self.who.session_id in session_ids:
                loop.call_soon_threadsafe(self.revoked.set)
                loop.call_soon_threadsafe(waiter.set)

        return self.streams.sessions.revocations.subscribe(told)

    async def _read(self) -> None:
        while True:
            match protocol.said(await _receive(self.socket)):
                case protocol.Viewing(alert_id=alert_id):
                    await self._looks_at(alert_id)
                case protocol.Shown(alerts=alerts):
                    await asyncio.to_thread(self._shown, alerts)

    async def _looks_at(self, alert_id: int | None) -> None:
        """Only staff is anybody to others, and only an alert of their areas is looked at."""
        if not self.who.can(Role.operator):
            return
        if self.told is None:
            self.told = -1
        area_id = None if alert_id is None else await asyncio.to_thread(self._area_of, alert_id)
        if alert_id is None or area_id is None:
            self.streams.viewers.looks_away(self)
        else:
            self.streams.viewers.looks_at(self, self.who, alert_id, area_id)

    def _shown(self, alerts: list[tuple[int, int]]) -> None:
        with self.streams.store.transaction(urgent=False) as tx:  # nobody waits for it
            shown.shown(tx, self.who, alerts)

    def _area_of(self, alert_id: int) -> int | None:
        with self.streams.store.snapshot() as session:
            try:
                return service.visible(session, self.who, alert_id).area_id
            except NotFound:
                return None

    async def _write(self, hello: protocol.Hello, waiter: asyncio.Event) -> None:
        await self._begin(hello)
        loop = asyncio.get_running_loop()
        beat = frame = loop.time()
        recheck = beat  # at once: it may have been revoked while we were listening to the hello
        while not self.revoked.is_set():
            waiter.clear()
            await self._events()
            if self.moved and not self.revoked.is_set():
                await self._look_anew()
            now = loop.time()
            if now >= recheck:
                recheck = now + RECHECK_S
                if not await self._still_valid():
                    return
            if now >= frame:
                frame = now + FRAME_S
                await self._positions(full=False)
                await self._viewers()
            if now >= beat:
                beat = now + HEARTBEAT_S
                clock = self.streams.store.clock
                await self._send(protocol.heartbeat(self.cursor, rfc3339(clock.now())))
            with suppress(TimeoutError):
                await asyncio.wait_for(waiter.wait(), max(0.01, min(beat, frame) - loop.time()))

    async def _begin(self, hello: protocol.Hello) -> None:
        """Resume after the client's cursor, or give it the whole state."""
        epoch, seq, oldest = await asyncio.to_thread(self._log_ends)
        after = hello.after
        resumable = (
            hello.epoch == epoch and after is not None and max(oldest - 1, seq - MOST_BEHIND) <= after <= seq
        )
        if resumable and after is not None:
            self.cursor = after
            await self._send(protocol.resumed(epoch, after))
        else:
            await self._send(await asyncio.to_thread(self._snapshot))
        await self._positions(full=True)

    def _log_ends(self) -> tuple[str, int, int]:
        with self.streams.store.snapshot() as session:
            head = log.head(session.connection())
            return head.epoch, head.seq, log.oldest(session.connection()) or head.seq + 1

    def _snapshot(self) -> str:
        """State and seq from one snapshot of the database, so that state + later events = state later."""
        with self.streams.store.snapshot() as session:
            head = log.head(session.connection())
            alerts = service.open_alerts(session, self.who)
        self.cursor = head.seq
        return protocol.snapshot(head.epoch, head.seq, {"alerts": alerts})

    async def _events(self) -> None:
        while not self.revoked.is_set() and (found := await self.streams.tailer.follow(self.cursor)):
            for e in found:
                shown = sees(self.who, e.kind, e.area_id)
                text = protocol.event(e.seq, e.kind, e.payload) if shown else protocol.hidden(e.seq)
                await self._send(text)
                self.cursor = e.seq
                if e.kind == "area.moved":
                    self.moved = True
                    if not await self._still_valid():  # what follows goes by what the reader may see by now
                        return

    async def _look_anew(self) -> None:
        """The whole state again, of what this reader may see by now."""
        self.moved = False
        await self._send(await asyncio.to_thread(self._snapshot))
        await self._positions(full=True)

    async def _positions(self, *, full: bool) -> None:
        if not full and self.streams.board.version == self.seen:
            return
        self.seen, rows = self.streams.board.since(-1 if full else self.seen, self.who.area_ids)
        if full or len(rows):
            now_s = self.streams.store.clock.now() // 1000
            await self._send(protocol.frame(rows, full=full, now_s=now_s))

    async def _viewers(self) -> None:
        viewers = self.streams.viewers
        if self.told is not None and self.told != viewers.version:
            self.told = viewers.version
            await self._send(protocol.viewers(self.cursor, viewers.seen_by(self.who)))

    async def _still_valid(self) -> bool:
        try:
            self.who = await asyncio.to_thread(self.streams.sessions.resolve, self.token)
        except NuanyangError:
            self.revoked.set()
            return False
        return True

    async def _send(self, message: str | bytes) -> None:
        """A client that does not take a message for 15 s is let go; it resumes by its cursor."""
        if isinstance(message, str):
            await asyncio.wait_for(self.socket.send_text(message), SEND_S)
        else:
            await asyncio.wait_for(self.socket.send_bytes(message), SEND_S)
