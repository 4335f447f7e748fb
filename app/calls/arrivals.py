"""Calls that come in through Asterisk. Its dialplan shows them to us and rings the telephones itself:

    exten => s,1,Stasis(nuanyang,inbound)
     same => n,Queue(desks)

We write down who calls, stay subscribed to the channel, and send it on at once. Nothing is remembered here.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from app.calls.inbound import State

Arrived = Callable[[str, State, str | None, str | None], Awaitable[None]]
"""The call, how it stands, the caller's number, and the extension that answered."""
Ask = Callable[..., Awaitable[int | None]]


class Arrivals:
    """`operator`: how telephones at desks are named, with `{extension}`."""

    def __init__(self, app: str, operator: str, ask: Ask, arrived: Arrived) -> None:
        self._app, self._ask, self._arrived = app, ask, arrived
        before, after = (re.escape(part) for part in operator.split("{extension}"))
        self._desk = re.compile(f"{before}(.+?){after}-[0-9a-f]+(;[12])?")

    async def happened(self, event: dict[str, Any]) -> None:
        """Follow an event that is about none of our own calls."""
        match event["type"]:
            case "StasisStart" if event.get("args") == ["inbound"]:
                await self._begins(event["channel"])
            case "Dial" if event.get("dialstatus") == "ANSWER" and "caller" in event:
                answered = self._desk.fullmatch(event["peer"].get("name", ""))
                await self._tell(event["caller"]["id"], State.ANSWERED, None, answered and answered[1])
            case "ChannelDestroyed":
                await self._tell(event["channel"]["id"], State.ENDED)

    async def _begins(self, channel: dict[str, Any]) -> None:
        id_ = channel["id"]
        try:
            await self._tell(id_, State.RINGING, channel.get("caller", {}).get("number") or None)
            await self._ask("POST", f"applications/{self._app}/subscription", eventSource=[f"channel:{id_}"])
        finally:  # whatever went wrong here, the telephones must ring
            await self._ask("POST", f"channels/{id_}/continue")

    async def _tell(
        self, channel: str, state: State, number: str | None = None, extension: str | None = None
    ) -> None:
        await self._arrived(f"ari-{channel}", state, number, extension)
