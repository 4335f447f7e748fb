"""The pipeline and the endpoint on databases of their own, and somebody who wears a watch."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from app.clock import ManualClock
from app.store.db import Store
from tests.ingest.day import NOW, Ingest
from tests.ingest.watch_client import Port, running
from tests.ingest.wire import MOST, Wire
from tests.live import application, serving
from tests.people import Wearer, gateway, take_in


@pytest.fixture
def ingest(store: Store) -> Ingest:
    return Ingest(store)


@pytest.fixture
def database(template: bytes, tmp_path: Path) -> Path:
    """A fresh database for an application that a test starts itself."""
    path = tmp_path / "nuanyang.db"
    path.write_bytes(template)
    return path


@pytest.fixture
def wang(store: Store) -> Wearer:
    return take_in(store)


@pytest.fixture
def fresh(template: bytes, tmp_path: Path) -> Iterator[Callable[[], tuple[Ingest, Wearer]]]:
    """Makes any number of worlds with one elder each, for comparing and for hypothesis."""
    made: list[Store] = []

    def make() -> tuple[Ingest, Wearer]:
        path = tmp_path / f"world-{len(made)}.db"
        path.write_bytes(template)
        store = Store(f"sqlite:///{path}", ManualClock())
        store.engine.dispose()
        made.append(store)
        return Ingest(store), take_in(store)

    yield make
    for store in made:
        store.close()


@pytest.fixture(scope="module")
def wire(template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    path: Path = tmp_path_factory.mktemp("wire") / "nuanyang.db"
    path.write_bytes(template)
    app = application(path, ManualClock(), max_body_bytes=MOST)
    store = app.state.store
    wang = take_in(store)
    key = gateway(store)
    with serving(app) as address, httpx2.Client(base_url=f"http://{address}", timeout=10) as client:
        host, _, port = address.partition(":")
        yield Wire(client, app, wang, key, (host, int(port)))


@pytest.fixture
def second(wire: Wire, request: pytest.FixtureRequest) -> int:
    """A second of its own for each test, so that no ping of one is a duplicate of another's."""
    later = len(request.session.items) - request.session.items.index(request.node)
    return round(NOW) - 1_000 * later


@pytest.fixture
def port(template: bytes, tmp_path: Path) -> Iterator[Port]:
    with running(template, tmp_path) as port:
        yield port
