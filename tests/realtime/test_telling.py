"""What screens tell: which alert is looked at, and how long it took to be seen."""

from app.alerts.tables import Alert
from tests.live import eventually
from tests.people import hire, take_in
from tests.realtime.conftest import Service
from tests.realtime.posting import post
from tests.realtime.reader import reading


def test_desks_that_ask_are_told_who_looks_at_what(service: Service) -> None:
    """Within their areas; who never asked hears nothing of it, and a wall is nobody to others."""
    person = take_in(service.store)
    post(service, person.ping(service.clock.now() // 1000, 0, signals=["sos"]))
    for name, areas in (("li", None), ("zhou", None), ("far", [service.west])):
        hire(service.store, name, areas=areas)
    tokens = {name: service.sign_in(name)[0] for name in ("li", "zhou", "far", "desk")}
    with (
        reading(service.address) as li,
        reading(service.address) as zhou,
        reading(service.address) as far,
        reading(service.address) as silent,
    ):
        for reader, name in ((li, "li"), (zhou, "zhou"), (far, "far"), (silent, "desk")):
            alerts_now = reader.hello(tokens[name])["state"]["alerts"]
            if name == "li":
                (alert,) = alerts_now
        li.says(type="viewing", alert_id=alert["id"])
        zhou.says(type="viewing", alert_id=None)
        far.says(type="viewing", alert_id=alert["id"])  # not in their areas: they look at nothing
        assert [one["name"] for one in zhou.viewers(alert["id"])] == ["li"]
        assert far.until("viewers")["alerts"] == {}
        li.says(type="viewing", alert_id=2**40)  # nonsense changes nothing
        li.says(type="viewing")
        assert zhou.viewers(None) == []
        silent.events(service.tell())
        assert not [m for m in silent.heard if m["type"] == "viewers"]


def test_who_leaves_looks_at_nothing(service: Service) -> None:
    person = take_in(service.store)
    post(service, person.ping(service.clock.now() // 1000, 0, signals=["sos"]))
    token, _ = service.sign_in("desk")
    with reading(service.address) as stays:
        (alert,) = stays.hello(token)["state"]["alerts"]
        stays.says(type="viewing", alert_id=None)
        with reading(service.address) as leaves:
            leaves.hello(token)
            leaves.says(type="viewing", alert_id=alert["id"])
            assert len(stays.viewers(alert["id"])) == 1
        assert stays.viewers(None) == []


def test_screens_tell_how_long_it_took_and_the_slowest_counts(service: Service) -> None:
    person = take_in(service.store)
    post(service, person.ping(service.clock.now() // 1000, 0, signals=["sos"]))
    hire(service.store, "far", areas=[service.west])

    def kept() -> int | None:
        with service.store.snapshot() as session:
            return session.get_one(Alert, alert["id"]).shown_ms

    with reading(service.address) as wall, reading(service.address) as far:
        (alert,) = wall.hello(service.sign_in("desk")[0])["state"]["alerts"]
        far.hello(service.sign_in("far")[0])
        far.says(type="shown", alerts=[[alert["id"], 900]])  # not in their areas
        wall.says(type="shown", alerts=[[alert["id"], 61_000], [alert["id"], 120], [alert["id"], 80], [9, 1]])
        wall.says(type="shown", alerts="none")
        assert eventually(kept) == 120
        wall.says(type="shown", alerts=[[alert["id"], 340]])
        eventually(lambda: kept() == 340)
    assert alert["version"] == 0
