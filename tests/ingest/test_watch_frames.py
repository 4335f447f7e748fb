"""Frames of watches: however the bytes arrive, and whatever they are."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.watch_frames import LARGEST, MOST_GARBAGE, Frame, Framer, NotAWatch, compose

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "watch_frames.json").read_text())["vectors"]


def raw(vector: dict[str, Any]) -> bytes:
    return bytes.fromhex(vector["hex"]) if "hex" in vector else vector["ascii"].encode()


def frames(*pieces: bytes) -> list[Frame]:
    framer, found = Framer(), []
    for piece in pieces:
        framer.feed(piece)
        while (frame := framer.next()) is not None:
            found.append(frame)
    return found


def content(text: bytes) -> bytes:
    """A frame with this content; its length lies."""
    return b"[3G*8800000015*0001*" + text + b"]"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_every_frame_that_was_seen_is_a_frame(vector: dict[str, Any]) -> None:
    found = frames(raw(vector))
    assert len(found) == vector["frames"]
    if "vendor" in vector:
        (frame,) = found
        index = frame.index and frame.index.decode()
        assert (frame.vendor.decode(), frame.device.decode(), index) == (
            vector["vendor"], vector["device_id"], vector.get("index")
        )  # fmt: skip
        assert frame.words()[0].decode() == vector["command"]
    if "actual_len" in vector:
        assert (frame.declared, len(frame.content)) == (vector["declared_len"], vector["actual_len"])


STREAM = b"".join(raw(v) for v in VECTORS)
ALL = frames(STREAM)


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_any_split_of_the_stream_gives_the_same_frames(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert frames(*[STREAM[a:b] for a, b in pairwise(edges)]) == ALL


def test_byte_by_byte_gives_the_same_frames() -> None:
    assert frames(*[STREAM[i : i + 1] for i in range(len(STREAM))]) == ALL
    assert len(ALL) == sum(v["frames"] for v in VECTORS)


nasty = st.lists(
    st.sampled_from([b"[", b"]", b"[3G*8800000015*", b"0002*", b"LK", b"*", b",", b"}", b"\x00", b"x" * 600]),
    max_size=40,
).map(b"".join)


@given(nasty | st.binary(max_size=300), st.integers(0, 400))
def test_no_input_crashes_and_no_split_matters(data: bytes, cut: int) -> None:
    def result(*pieces: bytes) -> tuple[list[Frame], bool]:
        framer, found = Framer(), []
        try:
            for piece in pieces:
                framer.feed(piece)
                while (frame := framer.next()) is not None:
                    found.append(frame)
        except NotAWatch:
            return found, True
        return found, False

    assert result(data) == result(data[:cut], data[cut:])


@given(
    st.lists(st.binary(max_size=40), min_size=1, max_size=6),
    st.sampled_from([None, b"0034"]),
    st.sampled_from([b"3G", b"ZJ", b"SG"]),
)
def test_what_is_composed_is_read_again(words: list[bytes], index: bytes | None, vendor: bytes) -> None:
    like = Frame(vendor, b"8800000015", index, 0, b"")
    (frame,) = frames(compose(like, b"TK", *words))
    assert (frame.words(), frame.index, frame.declared) == ([b"TK", *words], index, len(frame.content))


def test_answers_look_as_watches_expect_them() -> None:
    (lk,) = frames(b"[3G*8800000015*000D*LK,50,100,100]")
    assert compose(lk, b"LK") == b"[3G*8800000015*0002*LK]"
    (al,) = frames(b"[ZJ*014111001332708*0075*0002*AL]")
    assert compose(al, b"AL") == b"[ZJ*014111001332708*0075*0002*AL]"


def test_brackets_of_network_names() -> None:
    assert [f.content for f in frames(content(b"UD,[LG],x"), content(b"LK"))] == [b"UD,[LG],x", b"LK"]


def test_a_bracket_that_never_closes_costs_nobody_the_next_frame() -> None:
    found = frames(content(b"UD,[LG,aa:bb,-70"), content(b"LK"))
    assert [f.content for f in found] == [b"UD,[LG,aa:bb,-70", b"LK"]


def test_a_bracket_that_never_closes_is_not_waited_for_when_the_length_is_true() -> None:
    (frame,) = frames(b"[3G*8800000015*000A*UD,[LG,-70]")
    assert frame.content == b"UD,[LG,-70"


def test_a_bracket_that_never_opened_costs_the_rest_of_its_frame_only() -> None:
    assert [f.content for f in frames(content(b"UD,LG],aa,-70"), content(b"LK"))] == [b"UD,LG", b"LK"]


def test_garbage_between_frames_is_skipped_up_to_a_point() -> None:
    assert len(frames(b"\r\n", content(b"LK"), b"\r\n]]", content(b"LK"))) == 2
    with pytest.raises(NotAWatch):
        frames(b"GET / HTTP/1.1\r\n" * 100)
    assert MOST_GARBAGE < 1600


def test_a_frame_without_end_is_cut_off() -> None:
    framer, sent = Framer(), 0
    framer.feed(b"[3G*8800000015*FFFF*TK,")
    while sent < LARGEST - 1000:
        framer.feed(b"x" * 1000)
        assert framer.next() is None
        sent += 1000
    framer.feed(b"x" * 1000)
    with pytest.raises(NotAWatch):
        framer.next()


def test_a_voice_message_passes() -> None:
    voice = b"#!AMR" + bytes(range(256)) * 96
    (frame,) = frames(compose(Frame(b"3G", b"8800000015", None, 0, b""), b"TK", voice))
    assert frame.words()[1] == voice
