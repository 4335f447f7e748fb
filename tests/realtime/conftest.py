"""A running service with people who read its stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.clock import ManualClock
from app.identity.roles import Principal, Role
from app.main import Nuanyang
from app.registry import areas
from app.registry.words import AreaKind
from app.store import events
from app.store.db import Store
from app.store.events import Event, Head
from tests.live import application, serving
from tests.people import PASSWORD, gateway, hire


@dataclass(frozen=True, slots=True)
class Service:
    app: Nuanyang
    address: str
    clock: ManualClock
    client: httpx.Client  # an integration that posts pings
    east: int  # an area; west has another
    west: int

    @property
    def store(self) -> Store:
        store: Store = self.app.state.store
        return store

    def sign_in(self, name: str) -> tuple[str, Principal]:
        signed: tuple[str, Principal] = self.app.state.sessions.sign_in(name, PASSWORD)
        return signed

    def head(self) -> Head:
        with self.store.snapshot() as session:
            return events.head(session.connection())

    def tell(self, kind: str = "thing.made", area: int | None = None, **payload: object) -> int:
        """Append an event; the head afterwards."""
        with self.store.transaction() as tx:
            tx.emit(Event(kind, payload, area))
        return self.head().seq


@pytest.fixture
def service(template: bytes, tmp_path: Path) -> Iterator[Service]:
    path = tmp_path / "stream.db"
    path.write_bytes(template)
    clock = ManualClock()
    app = application(path, clock)
    store = app.state.store
    with store.transaction() as tx:
        east, west = (areas.create(tx, name, AreaKind.street).id for name in ("东", "西"))
    hire(store, "desk")
    hire(store, "east", Role.wall, [east])
    hire(store, "volunteer", Role.responder)
    headers = {"authorization": f"Bearer {gateway(store)}"}
    with (
        serving(app) as address,
        httpx.Client(base_url=f"http://{address}", headers=headers, timeout=20) as client,
    ):
        yield Service(app, address, clock, client, east, west)
