"""Group commit under pressure: full buffers, sick databases, clients that leave, and the end."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from sqlalchemy import text

from app.clock import ManualClock
from app.errors import TooMany, Unavailable
from app.identity.keys import Poster
from app.ingest.batcher import MOST, Batcher, Item
from app.ingest.pings import decode
from app.ingest.pipeline import Moved, Pipeline
from app.store.db import Store
from tests.live import application, eventually, serving
from tests.people import Wearer, gateway, take_in

NOW = ManualClock().now() / 1000
SICK = """
CREATE TRIGGER sick_{0} BEFORE {1} ON {0} BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END
"""


@contextmanager
def occupied(store: Store) -> Iterator[None]:
    """Somebody else is writing all the while."""
    begun, go = threading.Event(), threading.Event()

    def write() -> None:
        with store.transaction():
            begun.set()
            go.wait(20)

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(20)
    try:
        yield
    finally:
        go.set()
        thread.join()


@contextmanager
def sick(store: Store) -> Iterator[None]:
    """A database in which nothing can be written."""
    with store.transaction() as tx:
        for table, what in (("ping", "INSERT"), ("stream_head", "UPDATE")):
            tx.conn.exec_driver_sql(SICK.format(table, what))
    yield
    with store.transaction() as tx:
        for table in ("ping", "stream_head"):
            tx.conn.exec_driver_sql(f"DROP TRIGGER sick_{table}")


def items(wearer: Wearer, *seconds: float) -> list[Item]:
    return [(_ping(wearer.ping(NOW + s, 0)), Poster()) for s in seconds]


def _ping(ping: dict[str, Any]) -> Any:
    return decode(httpx2.Request("POST", "http://x", json=ping).content).pings[0]


def count(store: Store) -> int:
    with store.snapshot() as session:
        return int(session.connection().execute(text("SELECT COUNT(*) FROM ping")).scalar_one())


def with_batcher(
    store: Store, max_pending: int, story: Callable[[Batcher, list[Moved]], Awaitable[None]]
) -> None:
    """Run a story around a batcher that writes to the store; drained at the end."""

    async def run() -> None:
        moved: list[Moved] = []
        batcher = Batcher(Pipeline(store, ZoneInfo("Asia/Shanghai"), moved.append).write, max_pending)
        try:
            await story(batcher, moved)
        finally:
            await batcher.drain()
        assert batcher.pending == 0

    asyncio.run(run())


def test_what_arrives_during_a_commit_travels_together_and_each_hears_its_own(store: Store) -> None:
    wang, li = take_in(store), take_in(store, "8800000002")

    async def story(batcher: Batcher, moved: list[Moved]) -> None:
        with occupied(store):
            first = batcher.submit(items(wang, 0))
            await asyncio.sleep(0)  # its batch starts now
            await asyncio.sleep(0)
            rest = [batcher.submit(items(wang, i, 0) + items(li, i)) for i in range(1, 6)]
            assert batcher.pending == 16
            assert not first.done()
        assert [o.status for o in await first] == ["accepted"]
        for answer in rest:
            assert [o.status for o in await answer] == ["accepted", "duplicate", "accepted"]
        assert len(moved) == 2

    with_batcher(store, 100, story)


def test_too_many_waiting_is_said_at_once_and_what_waits_is_kept(store: Store) -> None:
    wang = take_in(store)

    async def story(batcher: Batcher, moved: list[Moved]) -> None:
        with occupied(store):
            answers = [batcher.submit(items(wang, i)) for i in range(3)]
            with pytest.raises(TooMany) as told:
                batcher.submit(items(wang, 9))
            assert told.value.headers["Retry-After"] == "1"
        await asyncio.gather(*answers)
        await batcher.submit(items(wang, 9))

    with_batcher(store, 3, story)
    assert count(store) == 4


def test_a_body_is_let_in_as_a_whole_or_not_at_all(store: Store) -> None:
    wang = take_in(store)

    async def story(batcher: Batcher, moved: list[Moved]) -> None:
        with occupied(store):
            waiting = batcher.submit(items(wang, 0))
            with pytest.raises(TooMany):
                batcher.submit_all([items(wang, 1, 2), items(wang, 3, 4)])
        await waiting
        # More than fits, but nobody waits: sent again it would be as large.
        await asyncio.gather(*batcher.submit_all([items(wang, 5, 6), items(wang, 7, 8)]))

    with_batcher(store, 3, story)
    assert count(store) == 5


def test_in_a_jam_a_cry_for_help_goes_first_and_is_let_in(store: Store) -> None:
    """A carrier is back with hours of backlog; Wang presses her button."""
    wang, li = take_in(store), take_in(store, "8800000002")
    order: list[str] = []

    async def story(batcher: Batcher, moved: list[Moved]) -> None:
        def told(name: str) -> Callable[[Any], None]:
            return lambda _: order.append(name)

        with occupied(store):
            backlog = [batcher.submit(items(li, *range(i * MOST, (i + 1) * MOST))) for i in range(3)]
            with pytest.raises(TooMany):
                batcher.submit(items(wang, 0))
            sos = batcher.submit([(_ping(wang.ping(NOW, signals=["sos"])), Poster())])
            for i, answer in enumerate(backlog):
                answer.add_done_callback(told(f"backlog {i}"))
            sos.add_done_callback(told("sos"))
        await asyncio.gather(*backlog, sos)

    with_batcher(store, 3 * MOST, story)
    assert order.index("sos") <= 1, order
    assert count(store) == 3 * MOST + 1


def test_a_failed_write_is_told_and_the_next_one_works(store: Store) -> None:
    wang = take_in(store)

    async def story(batcher: Batcher, moved: list[Moved]) -> None:
        with sick(store):
            answers = [batcher.submit(items(wang, i, i + 0.5)) for i in range(3)]
            for told in await asyncio.gather(*answers, return_exceptions=True):
                assert isinstance(told, Unavailable)
        assert not moved
        assert [o.status for o in await batcher.submit(items(wang, 0, 1))] == ["accepted", "accepted"]

    with_batcher(store, 100, story)
    assert count(store) == 2


def test_a_client_that_leaves_shifts_nobody_elses_answer(store: Store) -> None:
    wang = take_in(store)

    async def story(batcher: Batcher, moved: list[Moved]) -> None:
        with occupied(store):
            batcher.submit(items(wang, 0))
            left = batcher.submit(items(wang, 1, 2, 3))
            stays = batcher.submit(items(wang, 1, 4))
            left.cancel()
        assert [o.status for o in await stays] == ["duplicate", "accepted"]

    with_batcher(store, 100, story)
    assert count(store) == 5


def test_draining_answers_what_waits_and_takes_nothing_more(store: Store) -> None:
    wang = take_in(store)

    async def story(batcher: Batcher, moved: list[Moved]) -> None:
        with occupied(store):
            answers = [batcher.submit(items(wang, i)) for i in range(3)]
            end = asyncio.create_task(batcher.drain())
            await asyncio.sleep(0)
            with pytest.raises(Unavailable):
                batcher.submit(items(wang, 9))
        await end
        assert all(a.done() and a.result()[0].status == "accepted" for a in answers)

    with_batcher(store, 100, story)


def test_over_the_wire_too_many_is_429_and_a_sick_database_503(template: bytes, tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    path.write_bytes(template)
    app = application(path, ManualClock(), max_pending_pings=4)
    store = app.state.store
    wang, key = take_in(store), gateway(store)
    with serving(app) as address, httpx2.Client(base_url=f"http://{address}", timeout=20) as client:

        def post(*seconds: float) -> httpx2.Response:
            pings = [wang.ping(NOW + s, 0) for s in seconds]
            return client.post("/api/pings", json=pings, headers={"authorization": f"Bearer {key}"})

        assert post(0).json()["accepted"] == 1
        with ThreadPoolExecutor(2) as pool:
            with occupied(store):
                waiting = [pool.submit(post, 1, 2), pool.submit(post, 3, 4)]
                eventually(lambda: app.state.batcher.pending == 4)
                refused = post(5)
            assert refused.status_code == 429
            assert refused.headers["retry-after"] == "1"
            assert refused.json()["kind"] == "too_many"
            assert [w.result().json()["accepted"] for w in waiting] == [2, 2]
        with sick(store):
            for _ in range(3):
                down = post(6, 7)
                assert (down.status_code, down.json()["kind"]) == (503, "unavailable")
        assert post(6, 7).json()["accepted"] == 2
    assert count(store) == 7


def test_stopping_answers_the_pings_that_wait(template: bytes, tmp_path: Path) -> None:
    path = tmp_path / "stop.db"
    path.write_bytes(template)
    app = application(path, ManualClock())
    store = app.state.store
    wang, key = take_in(store), gateway(store)
    service = ExitStack()
    address = service.enter_context(serving(app))
    url, headers = f"http://{address}/api/pings", {"authorization": f"Bearer {key}"}

    def post() -> httpx2.Response:
        return httpx2.post(url, json=wang.ping(NOW, 0), headers=headers, timeout=20)

    def gone() -> bool:
        host, _, port = address.partition(":")
        with closing(socket.socket()) as probe:
            return probe.connect_ex((host, int(port))) != 0

    with ThreadPoolExecutor(2) as pool:
        with occupied(store):
            waiting = pool.submit(post)
            eventually(lambda: app.state.batcher.pending == 1)
            stopping = pool.submit(service.close)
            eventually(gone)
        assert waiting.result().json()["accepted"] == 1
        stopping.result()
    assert count(store) == 1
