"""The live map in memory: newest wins, areas, versions, growth."""

import threading
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.realtime import protocol
from app.realtime.positions import Board


def rows(*places: tuple[int, int, int]) -> Any:
    """Rows of (elder, fixed_at in s, lat × 1e7)."""
    out = np.zeros(len(places), protocol.ROW)
    for i, (elder, at, lat) in enumerate(places):
        out[i]["elder_id"], out[i]["fixed_at"], out[i]["lat"] = elder, at, lat
    return out


def put(board: Board, *places: tuple[int, int, int], area: int = 1) -> None:
    board.put(rows(*places), np.full(len(places), area))


def seen(found: Any) -> dict[int, tuple[int, int]]:
    return {int(r["elder_id"]): (int(r["fixed_at"]), int(r["lat"])) for r in found}


PUTS = st.lists(
    st.dictionaries(st.integers(1, 6), st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=5),
    max_size=15,
)


@given(PUTS, st.data())
def test_it_behaves_like_a_dictionary_of_the_newest(puts: list[dict[int, Any]], data: st.DataObject) -> None:
    board, model, changed = Board(), {}, []
    for batch in puts:
        put(board, *[(elder, at, lat) for elder, (at, lat) in batch.items()])
        news = {e: p for e, p in batch.items() if e not in model or p[0] >= model[e][0]}
        model.update(news)
        changed.append(set(news))
    version, found = board.since(-1, None)
    assert seen(found) == model
    assert version == board.version == len(puts)
    since = data.draw(st.integers(0, len(puts)))
    _, found = board.since(since, None)
    assert set(seen(found)) == set().union(*changed[since:])
    assert all(model[e] == p for e, p in seen(found).items())


def test_a_reader_sees_its_areas_only() -> None:
    board = Board()
    put(board, (1, 5, 0), area=1)
    put(board, (2, 5, 0), area=2)
    put(board, (3, 5, 0), area=3)
    assert set(seen(board.since(-1, frozenset({1, 3}))[1])) == {1, 3}
    assert set(seen(board.since(1, frozenset({1, 3}))[1])) == {3}
    assert set(seen(board.since(-1, frozenset())[1])) == set()
    put(board, (1, 6, 0), area=2)  # she moved
    assert set(seen(board.since(-1, frozenset({2}))[1])) == {1, 2}


def test_it_grows_and_forgets_nobody() -> None:
    board = Board()
    for start in range(1, 5_000, 700):
        put(board, *[(elder, 1, elder) for elder in range(start, start + 700)])
    found = seen(board.since(-1, None)[1])
    assert len(found) == 5_600
    assert all(lat == elder for elder, (_, lat) in found.items())


def test_what_a_reader_got_does_not_change_under_its_hands() -> None:
    board = Board()
    put(board, (1, 5, 50))
    _, found = board.since(-1, None)
    put(board, (1, 6, 60))
    assert seen(found) == {1: (5, 50)}


def test_writers_and_readers_at_once_lose_nothing() -> None:
    """Every reader that follows by version ends with the newest of everybody, while the board grows."""
    board, writers = Board(), 3
    ended = threading.Event()
    results: list[dict[int, tuple[int, int]]] = []

    def write(worker: int) -> None:
        for at in range(1, 40):
            put(board, *[(worker + writers * i, at, at) for i in range(1, 20 * at)])

    def read() -> None:
        known: dict[int, tuple[int, int]] = {}
        version = -1
        while True:
            last = ended.is_set()
            version, found = board.since(version, None)
            for elder, place in seen(found).items():
                assert place[0] == place[1]
                assert place >= known.get(elder, place)
                known[elder] = place
            if last:
                break
        results.append(known)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads + readers:
        thread.start()
    for thread in threads:
        thread.join()
    ended.set()
    for thread in readers:
        thread.join()
    assert results == [seen(board.since(-1, None)[1])] * 2
