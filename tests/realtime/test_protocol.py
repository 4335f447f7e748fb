"""Frames and messages of the stream, there and back."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.presence import Phase
from app.realtime import protocol

PLACES = st.tuples(
    st.integers(1, 2**32 - 1),
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.integers(0, (2**32 - 1) * 1000),
    st.none() | st.floats(0, 1e6),
    st.sampled_from(list(Phase)),
    st.integers(0, 4),
    st.integers(0, 10**6),
)


def rows(places: list[tuple[Any, ...]]) -> Any:
    c = list(zip(*places, strict=True)) or [[]] * 8
    accuracy = np.array([np.nan if a is None else a for a in c[4]], np.float64)
    return protocol.rows(
        np.array(c[0], np.int64), np.array(c[1], np.float64), np.array(c[2], np.float64),
        np.array(c[3], np.int64), accuracy, np.array(c[5], np.uint8), np.array(c[6], np.uint8),
        np.array(c[7], np.int64),
    )  # fmt: skip


@given(st.lists(PLACES, max_size=20), st.booleans(), st.integers(0, 2**32 - 1))
def test_a_positions_frame_there_and_back(places: list[tuple[Any, ...]], full: bool, now_s: int) -> None:
    raw = protocol.frame(rows(places), full=full, now_s=now_s)
    assert len(raw) == 16 + 20 * len(places)
    assert raw[:4] == b"NYP1"
    was_full, was_now, found = protocol.read_frame(raw)
    assert (was_full, was_now, len(found)) == (full, now_s, len(places))
    for (elder, lat, lon, at, accuracy, phase, source, interval), row in zip(places, found, strict=True):
        assert row["elder_id"] == elder
        assert abs(row["lat"] / 1e7 - lat) <= 0.5e-7 + 1e-12
        assert abs(row["lon"] / 1e7 - lon) <= 0.5e-7 + 1e-12
        assert row["fixed_at"] == at // 1000
        assert row["accuracy_m"] == (65535 if accuracy is None else min(int(accuracy), 65535))
        presence = {Phase.UNKNOWN: 0, Phase.INSIDE: 1, Phase.OUTSIDE: 2, Phase.RETURNING: 1}[phase]
        assert (row["state"] & 3, row["state"] >> 3 & 7) == (presence, source)
        assert 1 <= row["interval_min"] <= 255
        assert row["interval_min"] == min(max(round(interval / 60), 1), 255)


def test_the_layout_is_what_the_documentation_says() -> None:
    one = (0x01020304, 34.25, -108.5, 1_790_000_000_999, 12.9, Phase.OUTSIDE, 2, 300)
    raw = protocol.frame(rows([one]), full=True, now_s=7)
    assert raw[:16] == b"NYP1\x01\x00\x00\x00" + (1).to_bytes(4, "little") + (7).to_bytes(4, "little")
    assert raw[16:20] == bytes([4, 3, 2, 1])
    assert raw[20:24] == (342_500_000).to_bytes(4, "little")
    assert raw[24:28] == (-1_085_000_000).to_bytes(4, "little", signed=True)
    assert raw[28:32] == (1_790_000_000).to_bytes(4, "little")
    assert raw[32:] == bytes([12, 0, 2 | 2 << 3, 5])


@given(st.binary(max_size=80))
def test_what_is_no_frame_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="frame"):
        protocol.read_frame(raw)


def test_a_frame_cut_off_or_too_long_is_refused() -> None:
    raw = protocol.frame(rows([(1, 1.0, 1.0, 1, None, Phase.INSIDE, 0, 60)]), full=False, now_s=1)
    for wrong in (raw[:-1], raw + b"\0", raw[:15], b"NYP2" + raw[4:]):
        with pytest.raises(ValueError, match="frame"):
            protocol.read_frame(wrong)


TEXT = st.none() | st.text(max_size=20)


@given(TEXT, TEXT, st.none() | st.integers(-(2**62), 2**62))
def test_a_hello_there_and_back(token: str | None, epoch: str | None, after: int | None) -> None:
    raw = json.dumps({"type": "hello", "token": token, "epoch": epoch, "after": after})
    for form in (raw, raw.encode()):
        try:
            found = protocol.hello(form)
        except ValueError:
            assert "\\ud" in raw  # half a surrogate is no text
        else:
            assert (found.token, found.epoch, found.after) == (token, epoch, after)


def test_what_a_hello_may_leave_out() -> None:
    found = protocol.hello('{"type":"hello"}')
    assert (found.token, found.epoch, found.after) == (None, None, None)


@pytest.mark.parametrize(
    "raw",
    [
        "", "hello", "[]", "7", '{"type":"pong"}', '{"type":"hello","after":"1"}',
        '{"type":"hello","token":5}',
        '{"type":"hello","after":true}', '{"type":"hello"} x', b"\xff", b'{"type":"hello","token":"\xff"}',
        '{"x":' + "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_hello_is_refused(raw: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        protocol.hello(raw)


def test_messages_are_json() -> None:
    payload = {"elder": {"name": '王"秀\\兰'}, "fix": None}
    event = json.loads(protocol.event(7, "alert.opened", json.dumps(payload)))
    assert event == {"type": "event", "seq": 7, "kind": "alert.opened", "payload": payload}
    assert json.loads(protocol.hidden(8)) == {"type": "event", "seq": 8, "kind": "hidden"}
    assert json.loads(protocol.resumed("e", 3)) == {"type": "resumed", "epoch": "e", "seq": 3}
    assert json.loads(protocol.heartbeat(3, "t")) == {"type": "heartbeat", "seq": 3, "server_time": "t"}
    snapshot = json.loads(protocol.snapshot("e", 3, {"alerts": []}))
    assert snapshot == {"type": "snapshot", "epoch": "e", "seq": 3, "state": {"alerts": []}}
