"""What the routes of the wire formats share: the body within its limit, whose key, and the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from app.api.deps import body_within
from app.api.problems import documented
from app.clock import Clock
from app.errors import BadRequest
from app.identity.keys import Poster, key_of
from app.ingest.door import Door
from app.ingest.pings import Decoded
from app.ingest.pipeline import Outcome

REFUSALS = documented(400, 401, 413, 429, 503)
KEY: dict[str, Any] = {"security": [{"key": []}]}  # OpenAPI: Bearer, or Basic with the key as password


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of a wire format, whose sender is known."""

    door: Door
    poster: Poster
    body: bytes
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    clock: Clock

    def form(self) -> list[tuple[str, str]]:
        """The fields of a query string and of a form in the body, in order, repeated ones repeated."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in {"", "application/x-www-form-urlencoded"} or not self.body:
            return self.query
        try:
            fields = parse_qsl(self.body.decode(), keep_blank_values=True, max_num_fields=1_000)
        except ValueError as error:
            raise BadRequest("The body is not a form in UTF-8.") from error
        return self.query + fields

    async def take(self, decoded: Decoded, wire: str) -> list[Outcome]:
        """One outcome per ping, after the commit; refusals go into the journal of the sender."""
        raw = self.body or "&".join(f"{name}={value}" for name, value in self.query).encode()
        return await self.door.take(decoded, self.poster, wire, raw)


async def arrived(request: Request) -> Arrival:
    """The dependency of routes whose key is in the Authorization header."""
    door: Door = request.app.state.door
    poster = await door.poster(key_of(request.headers.get("authorization")))
    return await arrival_from(request, poster)


async def arrival_from(request: Request, poster: Poster) -> Arrival:
    """Read the body of a request whose sender is known already."""
    state = request.app.state
    body = await body_within(request, state.settings.max_body_bytes)
    query = request.query_params.multi_items()
    return Arrival(state.door, poster, body, query, request.headers, state.store.clock)


ArrivalDep = Annotated[Arrival, Depends(arrived)]
