"""The door of every wire format: whose key it is, and what became of each item.

A format turns bytes into `Decoded`; the door submits it and, where something was refused, writes the message
into the journal, so that a sender whose protocol cannot be told still has a place to look. A sandbox's
messages go the whole way and are then undone: it hears the truth, and nobody's grandmother has moved.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from app.clock import MINUTE, rfc3339
from app.errors import Unauthenticated
from app.geo.datum import to_wgs84
from app.identity.keys import Disabled, KeyRing, Poster
from app.ingest.batcher import Batcher
from app.ingest.journal import Entry, Journal
from app.ingest.pings import Decoded, Ping
from app.ingest.pipeline import Outcome

CHUNK = 1_000  # a large body is stored in pieces, so that a claim never waits for all of it
MOST_RAW = 4_096  # characters of a message that the journal keeps
MOST_ITEMS = 100  # items of a message that the journal keeps, refused ones first


class Door:
    """`batcher` stores; `rehearsals` is the same for sandboxes, but keeps nothing."""

    def __init__(self, keys: KeyRing, batcher: Batcher, rehearsals: Batcher, journal: Journal) -> None:
        self.keys = keys
        self.batcher = batcher
        self.rehearsals = rehearsals
        self.journal = journal
        self._told: dict[int, int] = {}  # disabled integration → when the journal last said so, ms

    async def poster(self, key: str | None) -> Poster:
        """Whose key it is. Unauthenticated without one, with nobody's, or with that of a disabled
        integration, whose journal says so."""
        if not key:
            raise Unauthenticated("Send the key of the device or integration as a Bearer token.")
        try:
            known = self.keys.peek(key)
            if known is None:
                known = await asyncio.get_running_loop().run_in_executor(None, self.keys.resolve, key)
        except Disabled as error:
            await self.turned_away(error.integration_id)
            raise
        return known

    async def turned_away(self, integration_id: int) -> None:
        """Into the journal of a disabled integration, once a minute: what it sent before must stay there."""
        now = self.keys.store.clock.now()
        if now - self._told.get(integration_id, -MINUTE) < MINUTE:
            return
        self._told[integration_id] = now
        why = {"index": 0, "status": "refused", "code": "disabled", "detail": "The integration is disabled."}
        await self.journal.note(Entry(integration_id, None, "key", "", 1, 1, [why]))

    async def take(self, decoded: Decoded, poster: Poster, wire: str, raw: bytes) -> list[Outcome]:
        """Submit what could be decoded; one Outcome per ping, after the commit.

        `wire` names the format and `raw` is the message, for the journal. Raises TooMany when too much waits.
        """
        outcomes = await self._submit(decoded.pings, poster)
        if poster.sandbox or decoded.refused or "refused" in [o.status for o in outcomes]:
            await self.note(decoded, outcomes, poster, wire, raw)
        return outcomes

    async def note(
        self, decoded: Decoded, outcomes: Sequence[Outcome], poster: Poster, wire: str, raw: bytes
    ) -> None:
        """Into the journal of its sender; returns once it is on disk."""
        await self.journal.note(self._entry(decoded, outcomes, poster, wire, raw))

    async def _submit(self, pings: Sequence[Ping], poster: Poster) -> list[Outcome]:
        batcher = self.rehearsals if poster.sandbox else self.batcher
        items = [(ping, poster) for ping in pings]
        if len(items) <= CHUNK:
            return await batcher.submit(items) if items else []
        pieces = [items[i : i + CHUNK] for i in range(0, len(items), CHUNK)]
        answers = await asyncio.gather(*batcher.submit_all(pieces))
        return [outcome for outcomes in answers for outcome in outcomes]

    def _entry(
        self, decoded: Decoded, outcomes: Sequence[Outcome], poster: Poster, wire: str, raw: bytes
    ) -> Entry:
        items = [
            {"index": r.index, "status": "refused", "code": r.code, "detail": r.detail}
            for r in decoded.refused
        ]
        items += [{"index": index, "status": "ignored", "detail": why} for index, why in decoded.ignored]
        for index, ping, outcome in zip(decoded.indexes, decoded.pings, outcomes, strict=True):
            items.append({"index": index, "status": outcome.status, **understood(ping)})
            if outcome.code:
                items[-1] |= {"code": outcome.code, "detail": outcome.detail}
        items.sort(key=lambda item: (item["status"] != "refused", item["index"]))
        refused = sum(item["status"] == "refused" for item in items)
        text = raw[: 4 * MOST_RAW].decode("utf-8", "replace").replace("\0", "\ufffd")[:MOST_RAW]
        return Entry(
            poster.integration_id, poster.device_id, wire, text, len(items), refused, items[:MOST_ITEMS]
        )


def understood(ping: Ping) -> dict[str, Any]:
    """A ping as a sender reads what was made of its message: what was given, in our units."""
    said = {
        name: value for name, value in msgspec.structs.asdict(ping).items() if value not in (None, [], False)
    }
    said["fixed_at"] = rfc3339(ping.fixed_at)
    if ping.vitals is not None:
        said["vitals"] = msgspec.to_builtins(ping.vitals)
    if ping.lat is None or ping.lon is None:
        said.pop("source", None)
    elif ping.datum and ping.datum != "wgs84":
        lat, lon = to_wgs84(ping.lat, ping.lon, ping.datum)
        return {"ping": said, "wgs84": {"lat": round(float(lat), 7), "lon": round(float(lon), 7)}}
    return {"ping": said}
