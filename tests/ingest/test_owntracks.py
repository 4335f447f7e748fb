"""OwnTracks' messages. Those marked so are from Traccar's and Home Assistant's tests and from the booklet."""

import json
from base64 import b64encode
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.secret import SecretBox

from app.clock import MINUTE, parse_instant
from app.errors import BadRequest
from app.ingest import owntracks
from app.ingest.owntracks import messages, names, seal
from app.ingest.pings import Decoded

NOW = parse_instant("2026-11-24T08:00:00Z")
XIAN = ZoneInfo("Asia/Shanghai")
# github.com/home-assistant/core tests/components/owntracks/test_device_tracker.py
HA = {
    "_type": "location", "lon": 90, "lat": 45, "acc": 60, "tid": "user", "t": "u", "batt": 92, "cog": 248,
    "alt": 27, "p": 101.3977584838867, "vac": 4, "tst": 1, "vel": 0,
}  # fmt: skip
# The same, encrypted with libsodium's secretbox, passphrase s3cretkey, nonce 00..17.
SEALED = (
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXIgpNgGqa13WWLqazfoq5BVc7tSufHJAokQV7BeuS1NS6w675ROn2Qixnu7tik3sWHgwUir"
    "opToSZ9VH/xgWYJ+QFDJOC5bxXapCf+kfIRG78t1twKOh1XOehbY1b3lkvz+mpS/k89Zq/srN2Ld3k4bnZYhNH7Ji/gmJza1VXgv3E"
    "gtbzV1ePlBBjCQK4f4MFPttrO7TJg01JnPg09Bdm"
)


def decode(*said: Any, passphrase: str | None = None, **more: Any) -> Decoded:
    return owntracks.decode(messages(json.dumps(said).encode()), "u/d", passphrase, NOW, XIAN, **more)


def test_a_location_in_our_units() -> None:
    (ping,) = decode(HA | {"vel": 36, "bs": 2}).pings
    assert (ping.device, ping.fixed_at, ping.lat, ping.lon) == ("u/d", 1000, 45, 90)
    assert (ping.accuracy_m, ping.altitude_m, ping.heading_deg) == (60, 27, 248)
    assert (ping.battery_pct, ping.charging, ping.speed_mps) == (92, True, pytest.approx(10))


def test_traccars_own_example() -> None:
    """OwnTracksProtocolDecoderTest, line 23, traccar@9e5c458ad0bf."""
    body = b'{"lat":48.85,"lon":2.295,"_type":"location","tid":"JJ","tst":1497476456}'
    (ping,) = owntracks.decode(messages(body), "JJ", None, NOW, XIAN).pings
    assert (ping.fixed_at, ping.lat, ping.lon) == (parse_instant("2017-06-14T21:40:56Z"), 48.85, 2.295)
    assert (ping.accuracy_m, ping.battery_pct, ping.charging) == (None, None, None)


@pytest.mark.parametrize(("acc", "meant"), [(0, None), (-1, None), ("12", 12), (None, None), (2000, 2000)])
def test_accuracy_nought_is_unknown_never_perfect(acc: Any, meant: float | None) -> None:
    (ping,) = decode(HA | {"acc": acc}).pings
    assert ping.accuracy_m == meant


def test_an_old_fix_sent_again_is_contact_now_and_a_place_then() -> None:
    at = NOW // 1000
    (news, place) = decode(HA | {"tst": at - 3600, "created_at": at}).pings
    assert (news.fixed_at, news.lat, news.battery_pct) == (NOW, None, 92)
    assert (place.fixed_at, place.lat, place.battery_pct, place.backlog) == (
        NOW - 60 * MINUTE,
        45,
        None,
        True,
    )
    (again, same) = decode(HA | {"tst": at - 3600, "created_at": at + 60}).pings
    assert same.message_id == place.message_id, "the place is a duplicate"
    assert again.fixed_at == news.fixed_at + MINUTE, "the contact is none"


def test_a_ping_by_the_clock_without_created_at_is_contact_unless_the_broker_kept_it() -> None:
    said = HA | {"tst": NOW // 1000 - 3600, "t": "p"}
    assert [p.fixed_at for p in decode(said).pings] == [NOW, NOW - 60 * MINUTE]
    assert [p.fixed_at for p in decode(said, retained=True).pings] == [NOW - 60 * MINUTE]


def test_a_transition_is_a_fix_and_no_crossing_of_ours() -> None:
    said = {"_type": "transition", "event": "enter", "lat": 48.87069, "lon": 2.34916, "acc": 8, "t": "c",
            "desc": "café", "rid": "f7676c", "tid": "j1", "tst": 1707057574, "wtst": 1610104395}  # fmt: skip
    (ping,) = decode(said).pings
    assert (ping.lat, ping.lon, ping.accuracy_m, ping.signals) == (48.87069, 2.34916, 8, [])


def test_a_beacons_transition_has_no_position() -> None:
    said = {"_type": "transition", "t": "b", "lon": 0.0, "lat": 0.0, "acc": 0.0, "event": "enter",
            "tid": "user", "desc": "inner", "wtst": 1, "tst": 2}  # fmt: skip
    (ping,) = decode(said).pings
    assert (ping.lat, ping.fixed_at) == (None, 2000)


@pytest.mark.parametrize(
    "said",
    [
        {"_type": "waypoint", "desc": "x", "lat": "51.0", "lon": "7.0", "rad": "50", "tst": "1385997757"},
        {"_type": "waypoints", "waypoints": []},
        {"_type": "lwt", "tst": 1380738247},
        {"_type": "card", "name": "x"},
        {"_type": "cmd", "action": "dump"},
        {"_type": "never heard of"},
        {"_type": 7},
        {},
    ],
)
def test_what_says_nothing_about_her_is_ignored_and_said_so(said: dict[str, Any]) -> None:
    found = decode(said)
    assert (found.pings, found.refused, len(found.ignored)) == ([], [], 1)


def test_status_is_contact() -> None:
    said = {"_type": "status", "iOS": {"version": "18"}}
    (ping,) = decode(said).pings
    assert (ping.fixed_at, ping.lat) == (NOW, None)
    kept = decode(said, retained=True)
    assert (kept.pings, len(kept.ignored)) == ([], 1), "the broker kept it: nobody knows of when it is"


def test_steps_count_from_midnight_or_not_at_all() -> None:
    midnight = parse_instant("2026-11-24T00:00:00+08:00") // 1000
    said = {"_type": "steps", "from": midnight, "steps": 1234, "to": midnight + 3600, "tst": midnight}
    (ping,) = decode(said).pings
    assert (ping.steps, ping.fixed_at) == (1234, (midnight + 3600) * 1000)
    booklet = {"_type": "steps", "from": 1400455130, "steps": 1234, "to": 1400458000, "tst": 1400455130}
    assert decode(booklet).ignored
    assert decode(said | {"steps": -1}).ignored, "-1: the phone cannot count"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (7, "object"),
        (None, "object"),
        ([HA], "object"),
        (HA | {"lat": 91}, "lat"),
        (HA | {"lat": None}, "lat"),
        (HA | {"lon": "east"}, "lat"),
        (HA | {"tst": "yesterday"}, "tst"),
        (HA | {"tst": 1e300}, "tst"),
        ({"_type": "transition", "lat": 1, "lon": 1}, "tst"),
        ({"_type": "encrypted", "data": "AAAA"}, "data"),
    ],
)
def test_what_is_wrong_is_named_and_harms_no_other(said: Any, named: str) -> None:
    found = decode(said, HA)
    assert found.indexes == [1]
    assert [r.index for r in found.refused] == [0]
    assert named in found.refused[0].detail


def test_encrypted_messages() -> None:
    (ping,) = decode({"_type": "encrypted", "data": SEALED}, passphrase="s3cretkey").pings
    (plain,) = decode(HA).pings
    assert ping == plain
    assert not decode(HA, passphrase="s3cretkey").refused, "a plain message is no worse"


@pytest.mark.parametrize("data", [SEALED, SEALED[:-4], "", "====", "AAAA", 7, None])
def test_with_another_passphrase_nothing_is_read(data: Any) -> None:
    found = decode({"_type": "encrypted", "data": data}, passphrase="wrong")
    assert (found.pings, len(found.refused)) == ([], 1)
    assert "wrong" not in found.refused[0].detail


@pytest.mark.parametrize("inside", [b"7", b"[]", b"\xff", b"{", b'{"_type":"encrypted","data":"AAAA"}'])
def test_what_was_encrypted_may_be_nonsense(inside: bytes) -> None:
    data = b64encode(SecretBox(b"k".ljust(32, b"\0")).encrypt(inside)).decode()
    assert len(decode({"_type": "encrypted", "data": data}, passphrase="k").refused) == 1


@given(st.text(min_size=1, max_size=8), st.dictionaries(st.text(), st.integers(-9, 9)))
def test_what_we_seal_the_app_can_open(passphrase: str, message: dict[str, int]) -> None:
    opened = owntracks._opened(seal(message, passphrase), passphrase)
    assert opened == message


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (("li", "phone", None), ["li/phone", "phone"]),
        ((None, "phone", None), ["phone"]),
        (("li", None, None), ["li"]),
        ((None, None, "owntracks/li/phone"), ["li/phone", "phone"]),
        ((None, None, "owntracks/li/phone/event"), ["li/phone", "phone"]),
        (("li", "watch", "owntracks/x/y"), ["li/watch", "watch"]),
        (("li", "pho\0ne", None), []),
        (("l\0i", "phone", None), ["phone"]),
        ((None, None, "owntracks/li"), []),
        ((None, None, None), []),
    ],
)
def test_what_a_device_may_be_called(told: tuple[str | None, ...], meant: list[str]) -> None:
    assert names(*told) == meant


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_an_empty_body_says_nothing(body: bytes) -> None:
    assert messages(body) == []


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff", b"7", b'"x"', b"null", b"[" * 100_000, b"[" + b"{}," * 1_000 + b"{}]"],
)
def test_what_is_no_message_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest):
        messages(body)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(
    [
        "_type",
        "lat",
        "lon",
        "tst",
        "acc",
        "batt",
        "bs",
        "vel",
        "t",
        "created_at",
        "steps",
        "from",
        "to",
        "data",
    ]
)
_TYPES = st.sampled_from(["location", "transition", "steps", "status", "encrypted", "lwt", "x"])


@given(st.dictionaries(_KEYS, _VALUES, max_size=14), _TYPES, st.booleans())
def test_no_message_does_harm(said: dict[str, Any], kind: str, retained: bool) -> None:
    for message in (said, said | {"_type": kind}):
        found = owntracks.decode([message], "u/d", "secret", NOW, XIAN, retained=retained)
        assert len(found.pings) <= 2
        assert found.pings or found.refused or found.ignored
        owntracks.reports([message], "secret")


@given(st.binary(max_size=100))
def test_no_bytes_do_harm(body: bytes) -> None:
    try:
        said = messages(body)
    except BadRequest:
        return
    owntracks.decode(said, "u/d", None, NOW, XIAN)
