"""Who is let into the stream, and who loses it."""

import pytest

from app.realtime import socket as stream
from tests.live import eventually
from tests.realtime.conftest import Service
from tests.realtime.posting import watchers
from tests.realtime.reader import reading


def test_a_client_that_says_nothing_is_let_go(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HELLO_S", 0.2)
    with reading(service.address) as reader:
        assert reader.closed() == 4400


@pytest.mark.parametrize("hello", ["hi", '{"type":"pong"}', b"\xff\xfe", '{"x":' + "[" * 100_000, ""])
def test_a_bad_hello_is_refused(service: Service, hello: str | bytes) -> None:
    with reading(service.address) as reader:
        reader.socket.send(hello)
        assert reader.closed() == 4400


@pytest.mark.parametrize("token", [None, "", "wrong", "\u2764"])
def test_without_a_good_token_it_is_4401(service: Service, token: str | None) -> None:
    with reading(service.address) as reader:
        reader.socket.send(
            f'{{"type":"hello","token":{"null" if token is None else chr(34) + token + chr(34)}}}'
        )
        assert reader.closed() == 4401


def test_a_volunteer_does_not_see_the_stream(service: Service) -> None:
    token, _ = service.sign_in("volunteer")
    with reading(service.address) as reader:
        reader.socket.send(f'{{"type":"hello","token":"{token}"}}')
        assert reader.closed() == 4403
    assert not reader.heard


def test_the_cookie_counts_on_our_own_pages_only(service: Service) -> None:
    token, _ = service.sign_in("desk")
    cookie = {"Cookie": f"nuanyang_session={token}"}
    with reading(service.address, **cookie, Origin=f"http://{service.address}") as reader:
        assert reader.hello(None)["type"] == "snapshot"
    foreign: list[dict[str, str]] = [{"Origin": "https://evil.example"}, {}, {"Origin": "null"}]
    for headers in foreign:
        with reading(service.address, **cookie, **headers) as reader:
            reader.socket.send('{"type":"hello"}')
            assert reader.closed() == 4401


def test_a_revoked_session_loses_its_socket_at_once(service: Service) -> None:
    token, who = service.sign_in("desk")
    other, _ = service.sign_in("desk")
    with reading(service.address) as reader, reading(service.address) as stays:
        reader.hello(token)
        stays.hello(other)
        service.app.state.sessions.sign_out(who.session_id)
        assert reader.closed() == 4403
        last = service.tell()
        assert stays.events(last)[-1]["seq"] == last
    eventually(lambda: watchers(service) == 0)


def test_a_session_ended_by_another_process_is_noticed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "RECHECK_S", 0.1)
    token, who = service.sign_in("desk")
    with reading(service.address) as reader:
        reader.hello(token)
        with service.store.transaction() as tx:
            tx.conn.exec_driver_sql("UPDATE user_session SET revoked_at = 1 WHERE id = ?", (who.session_id,))
        assert reader.closed() == 4403
