"""OwnTracks in its mode HTTP, against the running service."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.clock import SystemClock
from app.identity.roles import Role
from app.ingest import journal
from app.ingest.owntracks import seal
from app.registry import commands, devices
from app.registry.commands import CommandKind
from tests.ingest.wire import Wire, problem
from tests.live import application, serving
from tests.people import HOME, PASSWORD, give, hire

URL = "/api/ingest/owntracks"


def location(second: int, **more: Any) -> dict[str, Any]:
    return {"_type": "location", "lat": HOME.lat, "lon": HOME.lon, "acc": 12, "tst": second, "t": "u", **more}


def post(wire: Wire, said: Any, key: str | None = None, query: str = "", **headers: str) -> Any:
    answer = wire.client.post(
        URL + query, json=said, headers={"authorization": f"Bearer {key or wire.key}", **headers}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(wire: Wire, integration_id: int = 1) -> list[str]:
    """Codes of the newest message in the journal."""
    with wire.app.state.store.snapshot() as session:
        (newest,) = journal.page(session, None, 1, integration_id=integration_id)
    return [item["code"] for item in newest.items if item["status"] == "refused"]


@pytest.fixture
def phone(wire: Wire, request: pytest.FixtureRequest) -> str:
    """A phone called anna-N/phone, N its own for each test."""
    name = f"anna-{abs(hash(request.node.name))}/phone"
    give(wire.app.state.store, wire.wang.id, name)
    return name


@pytest.mark.parametrize("how", ["query", "headers", "topic", "device alone", "basic"])
def test_who_it_is(wire: Wire, second: int, phone: str, how: str) -> None:
    user, _, device = phone.partition("/")
    before = wire.stored()
    match how:
        case "query":
            post(wire, location(second), query=f"?u={user}&d={device}")
        case "headers":
            post(wire, location(second), **{"X-Limit-U": user, "X-Limit-D": device})
        case "topic":
            post(wire, location(second, topic=f"owntracks/{phone}"))
        case "device alone":
            post(wire, location(second), query=f"?u=somebody&d={wire.wang.device}")
        case "basic":
            told = wire.client.post(URL, json=location(second), auth=(wire.wang.device, wire.key))
            assert told.json() == []
    assert wire.stored() == before + 1


def test_the_key_of_a_device_says_who_it_is(wire: Wire, second: int) -> None:
    before = wire.stored()
    assert post(wire, location(second), key=wire.wang.key, query="?u=whoever&d=whatever") == []
    assert wire.stored() == before + 1


def test_nobody_and_nonsense_hear_an_empty_array_and_stand_in_the_journal(wire: Wire, second: int) -> None:
    before = wire.stored()
    assert post(wire, location(second), query="?u=no&d=body") == []
    assert refused(wire) == ["unknown_device"]
    assert post(wire, location(second)) == []
    assert refused(wire) == ["invalid"]
    assert post(wire, location(second, lat=91), query=f"?d={wire.wang.device}") == []
    assert refused(wire) == ["invalid"]
    assert wire.stored() == before


def test_one_bad_message_of_an_array_harms_no_other(wire: Wire, second: int) -> None:
    before = wire.stored()
    said = [7, location(second), location(second + 1, lat="north"), location(second + 2)]
    assert post(wire, said, query=f"?d={wire.wang.device}") == []
    assert refused(wire) == ["invalid", "invalid"]
    assert wire.stored() == before + 2


@pytest.mark.parametrize("body", [b"{", b"\xff", b"7", b"null", b"lat=34&lon=108"])
def test_what_is_no_json_is_not_asked_for_again(wire: Wire, body: bytes) -> None:
    """Anything but 2xx, and the app keeps it and sends it before everything else, for ever."""
    heard = wire.client.post(URL, content=body, headers={"authorization": f"Bearer {wire.key}"})
    assert (heard.status_code, heard.json()) == (200, [])
    assert refused(wire) == ["invalid"]


def test_a_name_that_no_database_takes_is_nobodys(wire: Wire, second: int) -> None:
    assert post(wire, location(second), query="?u=li&d=%00") == []
    assert refused(wire) == ["invalid"]


def test_without_a_body_and_without_a_key(wire: Wire) -> None:
    key = {"authorization": f"Bearer {wire.key}"}
    empty = wire.client.post(URL, content=b"", headers=key)
    assert (empty.status_code, empty.json()) == (200, [])
    problem(wire.client.post(URL, json={}), 401, "unauthenticated")


def test_a_phone_that_encrypts(wire: Wire, second: int, phone: str) -> None:
    with wire.app.state.store.transaction() as tx:
        found = devices.called(tx.session, [phone])
        assert found is not None
        devices.change(tx, found.id, {"passphrase": "s3cretkey"})
    before = wire.stored()
    query = "?u={}&d={}".format(*phone.split("/"))
    assert post(wire, seal(location(second), "s3cretkey"), query=query) == []
    assert wire.stored() == before + 1
    assert post(wire, seal(location(second + 1), "guessed"), query=query) == []
    assert refused(wire) == ["encrypted"]
    assert wire.stored() == before + 1


def test_asked_where_it_is_a_phone_hears_so_and_its_answer_is_noted(
    wire: Wire, second: int, phone: str
) -> None:
    store = wire.app.state.store
    hire(store, "dispatcher")
    with store.transaction() as tx:
        found = devices.called(tx.session, [phone])
        assert found is not None
        commands.request(tx, found.id, CommandKind.LOCATE, {}, 1)
    query = "?u={}&d={}".format(*phone.split("/"))
    assert post(wire, location(second), query=query) == [{"_type": "cmd", "action": "reportLocation"}]
    assert post(wire, location(second + 1), query=query) == [], "told once"
    with store.snapshot() as session:
        assert [c.state for c in commands.page(session, found.id, None, 9, store.clock.now())] == ["sent"]
    assert post(wire, location(second + 2, t="r"), query=query) == []
    with store.snapshot() as session:
        assert [c.state for c in commands.page(session, found.id, None, 9, store.clock.now())] == ["answered"]


def test_the_passphrase_is_never_shown(template: bytes, tmp_path: Path) -> None:
    path = tmp_path / "secret.db"
    path.write_bytes(template)
    app = application(path, SystemClock())
    hire(app.state.store, "root", Role.admin)
    with serving(app) as address, httpx2.Client(base_url=f"http://{address}", timeout=10) as client:
        token, _ = app.state.sessions.sign_in("root", PASSWORD)
        client.headers["authorization"] = f"Bearer {token}"
        made = client.post("/api/devices", json={"unique_id": "a/b", "passphrase": "s3cretkey"})
        assert made.status_code == 201, made.text
        shown = client.get(f"/api/devices/{made.json()['id']}").text
        long = client.post("/api/devices", json={"unique_id": "a/c", "passphrase": "暖阳暖阳暖阳暖阳暖阳暖"})
        assert (long.status_code, [e["field"] for e in long.json()["errors"]]) == (422, ["passphrase"])
    assert "s3cretkey" not in made.text + shown
    with app.state.store.snapshot() as session:
        found = devices.called(session, ["a/b"])
    assert found is not None
    assert found.passphrase == "s3cretkey"
