"""A line that takes orders over HTTP: a signed request out, signed callbacks in.

Fits services that ring the operator first and the other side then (click to dial, two legs).
"""

import logging

import httpx
import msgspec

from app.calls import signing
from app.calls.exchange import Placed
from app.calls.lines import RING_S, Order
from app.clock import SECOND, Clock

log = logging.getLogger(__name__)
TIMEOUT_S = 5.0
LATER = frozenset({408, 425, 429})  # may be asked again


class Webhook:
    """Posts orders to `url`; news come to `callback_url`. Numbers go into the body and nowhere else."""

    name = "webhook"

    def __init__(self, url: str, secret: str, callback_url: str, clock: Clock) -> None:
        self._url, self._secret, self._callback_url, self._clock = url, secret, callback_url, clock
        self._client = httpx.AsyncClient(timeout=TIMEOUT_S)

    async def place(self, order: Order) -> Placed:
        body = msgspec.json.encode(
            {
                "attempt": order.uid,
                **({"alert": order.alert_id} if order.alert_id else {"care_call": order.care_call_id}),
                "from": order.from_extension,
                "to": order.to,
                "ring_s": RING_S,
                "callback_url": self._callback_url,
            }
        )
        signed = signing.headers(self._secret, self._clock.now() // SECOND, body)
        headers = {"Content-Type": "application/json", "Idempotency-Key": order.uid, **signed}
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.InvalidURL:
            log.error("NUANYANG_CALLS_URL is no address")
            return Placed.REFUSED
        except httpx.HTTPError as error:
            log.warning("the line cannot be reached: %s", type(error).__name__)
            return Placed.UNSURE
        return _judge(answer.status_code)

    async def follow(self) -> None:
        """News come to `POST /api/calls/callback`."""

    async def close(self) -> None:
        await self._client.aclose()


def _judge(status: int) -> Placed:
    """409: that attempt is known already."""
    if 200 <= status < 300 or status == 409:
        return Placed.ACCEPTED
    log.warning("the line answers %s to a call", status)
    return Placed.UNSURE if status >= 500 or status in LATER else Placed.REFUSED
