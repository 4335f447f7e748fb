"""A telephone exchange to test against: Asterisk itself where it is installed, and a double of it everywhere.

Both know these telephones. The double does what Asterisk 22 was seen to do with them.
Inside, `Local/<extension>@phones`: 8001 picks up, 8002 rings for ever, 8003 is busy.
Outside, `Local/<number>@outside`: 1000 answers and hangs up soon, 1001 rings for ever, 1002 answers and
stays, 20XX ends at once with cause XX.
Whoever calls in at `s@incoming` is answered by 8001; at `slow@incoming` by nobody, for 8002 rings for ever.
"""

import asyncio
import base64
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.browser.service import free_port
from tests.live import eventually, serving

USER, PASSWORD = "nuanyang", "secret of both"
SOON_S = 0.1  # until somebody picks up
HANGS_UP_S = 1.0

_CONF = {
    "asterisk.conf": """
[directories]
astetcdir => {folder}
astvarlibdir => {folder}
astdbdir => {folder}
astkeydir => {folder}
astspooldir => {folder}
astrundir => {folder}
astlogdir => {folder}
""",
    "modules.conf": "[modules]\nautoload=yes\n"
    + "".join(f"noload=chan_{name}.so\n" for name in ("console", "iax2", "motif", "unistim", "pjsip")),
    "http.conf": "[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport={port}\n",
    "ari.conf": f"[general]\nenabled=yes\n[{USER}]\ntype=user\nread_only=no\npassword={PASSWORD}\n",
    "logger.conf": "[general]\n[logfiles]\n",
    "extensions.conf": """
[phones]
exten => 8001,1,Wait(0.1)
 same => n,Answer()
 same => n,Wait(60)
exten => 8002,1,Ringing()
 same => n,Wait(60)
exten => 8003,1,Hangup(17)
[outside]
exten => 1000,1,Ringing()
 same => n,Wait(0.1)
 same => n,Answer()
 same => n,Wait(1)
 same => n,Hangup(16)
exten => 1001,1,Ringing()
 same => n,Wait(60)
exten => 1002,1,Answer()
 same => n,Wait(60)
exten => _20XX,1,Hangup(${EXTEN:2})
[incoming]
exten => s,1,Stasis(nuanyang,inbound)
 same => n,Dial(Local/8001@phones,20)
exten => slow,1,Stasis(nuanyang,inbound)
 same => n,Dial(Local/8002@phones,20)
""",
}


@contextmanager
def asterisk(command: str) -> Iterator[str]:
    """A real one on a free port; the address of its REST interface."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        port = free_port()
        for name, text in _CONF.items():
            filled = text.replace("{folder}", folder).replace("{port}", str(port))
            (Path(folder) / name).write_text(filled)
        with (Path(folder) / "output").open("wb") as output:
            process = subprocess.Popen(
                [command, "-f", "-C", f"{folder}/asterisk.conf"], stdout=output, stderr=output
            )
        try:
            url = f"http://127.0.0.1:{port}/ari"
            eventually(lambda: _ready(url), 30)
            yield url
        finally:
            process.kill()  # it would wait for its calls
            process.wait(20)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/asterisk/info", auth=(USER, PASSWORD)).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def double() -> Iterator[str]:
    """The double on a free port."""
    pbx = Double()
    with serving(pbx.app) as address:
        yield f"http://{address}/ari"


class Double:
    """Channels, bridges, and one application with at most one listener."""

    def __init__(self) -> None:
        self.channels: dict[str, dict[str, Any]] = {}
        self.bridges: set[str] = set()
        self.incoming: dict[str, str] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.socket: WebSocket | None = None
        self.app = Starlette(
            routes=[
                Route("/ari/asterisk/info", self.info),
                Route("/ari/applications/{name}", self.application),
                Route("/ari/channels", self.list),
                Route("/ari/channels", self.originate, methods=["POST"]),
                Route("/ari/channels/{id}", self.hang_up, methods=["DELETE"]),
                Route("/ari/channels/{id}/ring", self.ring, methods=["POST"]),
                Route("/ari/channels/{id}/continue", self.go_on, methods=["POST"]),
                Route("/ari/applications/{name}/subscription", self.application, methods=["POST"]),
                Route("/ari/bridges/{id}", self.bridge, methods=["POST", "DELETE"]),
                Route("/ari/bridges/{id}/addChannel", self.add, methods=["POST"]),
                WebSocketRoute("/ari/events", self.events),
            ]
        )

    def refused(self, request: Request | WebSocket) -> bool:
        told = request.headers.get("authorization", "").removeprefix("Basic ")
        return base64.b64decode(told) != f"{USER}:{PASSWORD}".encode()

    async def info(self, request: Request) -> Response:
        return Response(status_code=401 if self.refused(request) else 200)

    async def application(self, _: Request) -> Response:
        return Response(status_code=200 if self.socket or self.channels else 404)

    async def list(self, _: Request) -> Response:
        return JSONResponse(list(self.channels.values()))

    async def originate(self, request: Request) -> Response:
        if self.refused(request):
            return Response(status_code=401)
        body = await request.json()
        id_, endpoint = body["channelId"], body["endpoint"]
        if id_ in self.channels:
            return JSONResponse({"message": "Channel with given unique ID already exists"}, 409)
        if not endpoint.startswith("Local/"):
            return JSONResponse({"error": "Allocation failed"}, 500)
        self.channels[id_] = {"id": id_, "state": "Down"}
        if body.get("context") == "incoming":
            self.channels[id_] |= {"state": "Up", "caller": {"number": body["callerId"]}}
            self.incoming[id_] = body["extension"]
            await self.tell({"type": "StasisStart", "args": ["inbound"], "channel": self.channels[id_]})
            return JSONResponse(self.channels[id_])
        extension = endpoint.removeprefix("Local/").partition("@")[0]
        self.tasks[id_] = asyncio.create_task(self.live(id_, extension, body))
        return JSONResponse(self.channels[id_])

    async def live(self, id_: str, extension: str, body: dict[str, Any]) -> None:
        """What the telephone at the other end does."""
        if extension.startswith("20") or extension == "8003":
            await self.end(id_, 17 if extension == "8003" else int(extension[2:]))
            return
        self.channels[id_]["state"] = "Ringing"
        await self.tell({"type": "ChannelStateChange", "channel": self.channels[id_]})
        if extension in ("8002", "1001"):
            await asyncio.sleep(body["timeout"])
            await self.end(id_, 19)
            return
        await asyncio.sleep(SOON_S)
        self.channels[id_]["state"] = "Up"
        if self.socket is None:
            await self.end(id_, 16)
            return
        started = {"type": "StasisStart", "args": body["appArgs"].split(","), "channel": self.channels[id_]}
        await self.tell(started)
        if extension == "1000":
            await asyncio.sleep(HANGS_UP_S)
            await self.end(id_, 16)

    async def go_on(self, request: Request) -> Response:
        """The dialplan rings a telephone for the caller."""
        caller = self.channels[request.path_params["id"]]
        answers = self.incoming[caller["id"]] == "s"
        extension, status = ("8001", "ANSWER") if answers else ("8002", "RINGING")
        peer = {"id": "1.2", "name": f"Local/{extension}@phones-00000001;1"}
        await self.tell({"type": "Dial", "dialstatus": status, "caller": caller, "peer": peer})
        return Response(status_code=204)

    async def end(self, id_: str, cause: int) -> None:
        channel = self.channels.pop(id_)
        await self.tell({"type": "ChannelDestroyed", "cause": cause, "channel": channel})

    async def hang_up(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        if id_ not in self.channels:
            return JSONResponse({"message": "Channel not found"}, 404)
        if id_ in self.tasks:
            self.tasks[id_].cancel()
        await self.end(id_, 16)
        return Response(status_code=204)

    async def ring(self, request: Request) -> Response:
        return Response(status_code=204 if request.path_params["id"] in self.channels else 404)

    async def bridge(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        if request.method == "DELETE":
            found = id_ in self.bridges
            self.bridges.discard(id_)
            return Response(status_code=204 if found else 404)
        if id_ in self.bridges:
            return JSONResponse({"message": f"Bridge with id '{id_}' already exists"}, 409)
        self.bridges.add(id_)
        return JSONResponse({"id": id_})

    async def add(self, request: Request) -> Response:
        wanted = (await request.json())["channel"]
        if any(self.channels.get(id_, {}).get("state") != "Up" for id_ in wanted):
            return JSONResponse({"message": "Channel not found"}, 400)
        return Response(status_code=204)

    async def events(self, socket: WebSocket) -> None:
        if self.refused(socket):
            await socket.close()
            return
        await socket.accept()
        if self.socket is not None:
            await self.tell({"type": "ApplicationReplaced", "application": "nuanyang"})
        self.socket = socket
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            if self.socket is socket:
                self.socket = None

    async def tell(self, event: dict[str, Any]) -> None:
        if self.socket is not None:
            with suppress(RuntimeError, WebSocketDisconnect):
                await self.socket.send_text(json.dumps(event))
