"""A line through Asterisk's REST interface (ARI, Asterisk 16 and newer): orders by HTTP, events by WebSocket.

Two legs. The operator's telephone rings first; when she has picked up, the other side is called; when that
answers, both are put into a bridge. Channels and bridge are named after the attempt, so whatever is asked
twice exists already (409) and is one thing. Nothing is remembered here: its name says which leg a channel is,
its state whether it was answered. A restart in the middle of a call loses no more than the news of those
seconds, and the attempt's deadline makes up for them. Asterisk counts how long each leg may ring.

https://docs.asterisk.org/Latest_API/API_Documentation/Asterisk_REST_Interface/
"""

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidURI, WebSocketException

from app.calls.arrivals import Arrivals
from app.calls.causes import unanswered
from app.calls.exchange import Placed
from app.calls.inbound import State
from app.calls.lines import RING_S, Order
from app.calls.results import Line, Result

log = logging.getLogger(__name__)
_frames = logging.getLogger(f"{__name__}.frames")
_frames.setLevel(logging.INFO)  # below, it would write down every frame, numbers included
APP = "nuanyang"
TIMEOUT_S = 5.0
OPERATOR_RING_S = 25  # of RING_S, which is both legs together
AGAIN_S = (0.5, 1.0, 2.0, 5.0, 10.0)  # between attempts to reach it
ASIDE_S = 5.0  # another node took the application over: look this often whether it has left
_NAMED = re.compile(r"(ny-[0-9a-f]{24})(\.callee)?")

Tell = Callable[[str, Line | Result], None]
"""Told of an attempt (its uid), in a thread: how far it got, or that nobody was reached."""
TellInbound = Callable[[str, State, str | None, str | None], None]
"""Told of a call that comes in, in a thread; see arrivals.Arrived."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """How to reach telephones, as in a dialplan: `operator` with `{extension}`, `outside` with `{number}`."""

    operator: str
    outside: str
    caller_id: str | None


class Ari:
    """`url` ends in `/ari`. Numbers go into bodies, never into addresses, which are logged."""

    name = "ari"

    def __init__(
        self, url: str, user: str, password: str, trunk: Trunk, tell: Tell, tell_inbound: TellInbound
    ) -> None:
        self._url, self._trunk, self._tell = url.rstrip("/"), trunk, tell
        self._client = httpx.AsyncClient(auth=(user, password), timeout=TIMEOUT_S)
        self._basic = "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        self._follows = False

        async def arrived(uid: str, state: State, number: str | None, extension: str | None) -> None:
            await asyncio.to_thread(tell_inbound, uid, state, number, extension)

        self._arrivals = Arrivals(APP, trunk.operator, self._ask, arrived)

    # orders

    async def place(self, order: Order) -> Placed:
        """Ring the operator; only while we hear what comes of it: Asterisk hangs up where nobody listens."""
        if not self._follows:
            return Placed.UNSURE
        status = await self._dial(
            order.uid,
            self._trunk.operator.format(extension=order.from_extension),
            OPERATOR_RING_S,
            f"operator,{order.to}",
        )
        if status is None or status >= 500 or status == 429:
            return Placed.UNSURE
        return Placed.ACCEPTED if status < 300 or status == 409 else Placed.REFUSED

    async def close(self) -> None:
        await self._client.aclose()

    # events

    async def follow(self) -> None:
        """Hear what happens, for ever; connect again when the connection is lost."""
        failures = 0
        while True:
            try:
                replaced = await self._hear()
                failures = 0
                if replaced:
                    await self._stand_aside()
            except InvalidURI:
                log.error("NUANYANG_ARI_URL is no address")
            except (OSError, WebSocketException) as error:
                log.warning("Asterisk cannot be reached: %s", type(error).__name__)
            except Exception:
                log.exception("Asterisk cannot be followed")
            await asyncio.sleep(AGAIN_S[min(failures, len(AGAIN_S) - 1)])
            failures += 1

    async def _hear(self) -> bool:
        """Until the connection ends; True when another node has taken over."""
        url = "ws" + self._url.removeprefix("http") + f"/events?app={APP}"
        headers = {"Authorization": self._basic}
        try:
            async with connect(
                url, additional_headers=headers, open_timeout=TIMEOUT_S, logger=_frames
            ) as socket:
                self._follows = True
                log.info("Asterisk is connected")
                while True:
                    event = msgspec.json.decode(await socket.recv())
                    if event.get("type") == "ApplicationReplaced":
                        return True
                    await self._safely(event)
        except ConnectionClosed:
            return False
        finally:
            self._follows = False

    async def _stand_aside(self) -> None:
        """One node is enough, and two would take it from each other for ever."""
        log.warning("another node follows Asterisk now")
        status: int | None = 200
        while status != httpx.codes.NOT_FOUND:
            await asyncio.sleep(ASIDE_S)
            status = await self._ask("GET", f"applications/{APP}")

    async def _safely(self, event: dict[str, Any]) -> None:
        """What goes wrong with one call must not deafen us to the others."""
        try:
            await self._happened(event)
        except Exception:
            log.exception("an event of Asterisk could not be followed: %s", event.get("type"))

    async def _happened(self, event: dict[str, Any]) -> None:
        channel = event.get("channel") or {}
        named = _NAMED.fullmatch(channel.get("id", ""))
        if named is None:
            if not channel.get("id", "").startswith("ny-"):
                await self._arrivals.happened(event)
            return
        uid, callee = named[1], named[2] is not None
        answered = channel.get("state") == "Up"
        match event["type"]:
            case "StasisStart" if callee:
                await self._connect(uid)
            case "StasisStart":
                await self._call(uid, event["args"][1])
            case "ChannelDestroyed" if callee:
                await self._said(uid, Line.ENDED if answered else unanswered(event.get("cause")))
                await self._clear(uid)
            case "ChannelDestroyed":
                # Whoever never picked up kept us from calling; whoever did has hung up.
                await self._said(uid, Line.ENDED if answered else Result.NETWORK_FAILURE)
                await self._clear(uid)

    async def _call(self, uid: str, number: str) -> None:
        """The operator is on the line: now the other side, while she hears it ring."""
        await self._ask("POST", f"channels/{uid}/ring")
        outside = self._trunk.outside.format(number=number)
        status = await self._dial(
            f"{uid}.callee", outside, RING_S - OPERATOR_RING_S, "callee", originator=uid
        )
        if status is None or (status >= 300 and status != 409):
            await self._said(uid, Result.NETWORK_FAILURE)
            await self._clear(uid)

    async def _connect(self, uid: str) -> None:
        """The other side answered."""
        await self._ask("POST", f"bridges/{uid}.bridge", type="mixing")
        joined = await self._ask("POST", f"bridges/{uid}.bridge/addChannel", channel=[uid, f"{uid}.callee"])
        await self._said(uid, Line.ANSWERED)
        if joined is None or joined >= 300:  # the operator has just gone
            await self._said(uid, Result.DROPPED)
            await self._clear(uid)

    async def _clear(self, uid: str) -> None:
        """Nothing of this call is left; what is gone already is 404."""
        for path in (f"channels/{uid}.callee", f"channels/{uid}", f"bridges/{uid}.bridge"):
            await self._ask("DELETE", path)

    async def _said(self, uid: str, news: Line | Result) -> None:
        await asyncio.to_thread(self._tell, uid, news)

    # requests

    async def _dial(
        self, channel: str, endpoint: str, ring_s: int, arguments: str, **more: str
    ) -> int | None:
        caller = {"callerId": self._trunk.caller_id} if self._trunk.caller_id else {}
        return await self._ask(
            "POST", "channels", channelId=channel, endpoint=endpoint, timeout=ring_s, app=APP,
            appArgs=arguments, **caller, **more,
        )  # fmt: skip

    async def _ask(self, method: str, path: str, **body: Any) -> int | None:
        """The status; None when there was no answer."""
        try:
            answer = await self._client.request(method, f"{self._url}/{path}", json=body or None)
        except httpx.InvalidURL:
            log.error("NUANYANG_ARI_URL is no address")
            return None
        except httpx.HTTPError as error:
            log.warning("Asterisk cannot be reached: %s", type(error).__name__)
            return None
        if answer.status_code >= 400 and answer.status_code not in (404, 409):
            log.warning("Asterisk answers %s to %s %s", answer.status_code, method, path)
        return answer.status_code
