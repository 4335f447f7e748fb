"""What people are shown, and what the database itself forbids."""

from contextlib import suppress

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.alerts import deadlines, queries, service
from app.alerts.explain import explain
from app.alerts.tables import Alert, AlertEntry
from app.clock import rfc3339
from app.errors import Conflict
from app.geo.presence import Phase
from app.identity.roles import Principal, Role
from app.registry.tables import Elder
from tests.alerts.acts import do, reached
from tests.alerts.house import House


def test_a_failed_act_leaves_no_trace(house: House) -> None:
    alert_id = house.leaves()
    before, log = house.alert(alert_id), house.events(alert_id)
    with suppress(InterruptedError), house.tx() as tx:
        service.claim(tx, house.li, alert_id, 0)
        raise InterruptedError
    assert house.alert(alert_id) == before
    assert (house.events(alert_id), house.said(alert_id)) == (log, ["opened"])
    assert "lease" not in house.due(alert_id)


def test_the_detail_tells_the_reader_what_they_may_do(house: House) -> None:
    alert_id = house.leaves()

    def actions(who: Principal) -> list[str]:
        with house.store.snapshot() as session:
            alert = session.get_one(Alert, alert_id)
            return [str(a) for a in queries.detail(session, who, alert, house.clock.now())["actions"]]

    assert actions(house.li) == ["claim", "note", "shelve"]
    do(house, house.li, alert_id, "claim")
    assert actions(house.li) == ["release", "call", "note", "dispatch", "offer", "shelve", "close"]
    assert actions(house.zhao) == ["note"]
    assert "takeover" in actions(house.boss)
    reached(house, alert_id)
    assert "reached" not in actions(house.li), "results come with calls"


def test_the_timeline_names_people_and_presses(house: House) -> None:
    alert_id = house.presses()
    do(house, house.li, alert_id, "claim")
    with house.store.snapshot() as session:
        shape = queries.detail(session, house.li, session.get_one(Alert, alert_id), house.clock.now())
    opened, claimed = shape["timeline"]
    assert opened["by"] is None
    assert opened["detail"] == {"device_id": 7, "signal": "sos", "fixed_at": rfc3339(house.clock.now())}
    assert claimed["by"] == {"id": house.li.id, "name": "li.na"}


def test_the_payload_never_depends_on_the_reader_and_holds_no_secrets(house: House) -> None:
    alert_id = house.leaves()
    do(house, house.li, alert_id, "claim", "note", "call")
    text = str(house.events(alert_id))
    assert "1390000" not in text
    assert "1370000" not in text
    body = house.payload(alert_id)
    assert body["elder"] == {"id": house.elder_id, "name": "李秀英", "sex": "f", "age": 82}
    assert body["distance_m"] == 180
    assert not {"actions", "evidence", "timeline"} & set(body)


def test_the_sentence_under_the_alert(house: House) -> None:
    alert_id = house.leaves()
    said = explain(house.alert(alert_id))
    assert said["text_en"] == (
        "Confirmed outside under stay-home mode: the newest fix lies 180 m beyond the home fence ±12 m; "
        "probability of being outside 97.3 % (position noise of this home about 14 m)."
    )
    assert said["text_zh"].startswith("居家模式下确认外出：最新定位在住所围栏外 180 米±12 m，在外概率 97.3%")
    sos = house.presses()
    house.show(house.signal("sos", house.clock.now() + 1_000))
    said = explain(house.alert(sos))
    assert said["text_en"] == "The SOS button was pressed (2 times); no position is known."
    assert said["text_zh"] == "按下了 SOS 求助键（2 次），没有位置。"
    house.show(house.battery(2, 7.6))
    assert explain(house.newest())["text_en"] == "The battery is down to 8 % (threshold 8 %)."


def test_pages_of_alerts(house: House) -> None:
    for n in range(5):
        house.device_id = n
        house.show(house.battery(1, 15))
    with house.store.snapshot() as session:
        first, after = queries.find(session, house.li, queries.Filter(limit=3))
        second, end = queries.find(session, house.li, queries.Filter(limit=3, after=after))
        none, _ = queries.find(session, house.li, queries.Filter(kind=["sos"]))
        elsewhere = Principal(1, "x", "x", Role.operator, 0, (9,), frozenset({9}))
        hidden, _ = queries.find(session, elsewhere, queries.Filter())
    assert [a["id"] for a in first + second] == [5, 4, 3, 2, 1]
    assert (end, none, hidden) == (None, [], [])


def test_the_snapshot_of_the_stream_is_everything_not_closed(house: House) -> None:
    sos, out = house.presses(), house.leaves()
    do(house, house.li, sos, "claim", "close")
    house.stands(Phase.OUTSIDE)
    with house.store.snapshot() as session:
        assert service.open_alerts(session, house.li) == [house.payload(out)]


def test_the_database_itself_allows_one_open_alert_per_cause(house: House) -> None:
    alert_id = house.leaves()
    twin = house.alert(alert_id).model_dump(exclude={"id"})
    with pytest.raises(Conflict), house.tx() as tx:
        tx.save(Alert(**twin), taken="one open alert per cause")
    with house.store.snapshot() as session:
        assert len(session.exec(select(AlertEntry)).all()) == 1


def test_by_machine_does_nothing_where_the_machine_says_no(house: House) -> None:
    alert_id = house.leaves()
    for handler in (
        deadlines.lease_ended,
        deadlines.recheck,
        deadlines.shelf_ended,
        deadlines.recheck_closed,
    ):
        with house.tx() as tx:
            handler(tx, alert_id)
    assert house.said(alert_id) == ["opened"]
    assert house.alert(alert_id).version == 0


def test_a_queue_ten_times_as_long_asks_no_more_questions(house: House) -> None:
    out = house.leaves()
    with house.tx() as tx:
        first = tx.session.get_one(Alert, out)
        for n in range(30):
            elder = Elder(name=f"老人{n}", area_id=first.area_id, created_at=0)
            tx.session.add(elder)
            tx.session.flush()
            fields = first.model_dump(exclude={"id"}) | {"elder_id": elder.id, "dedup_key": f"{elder.id}:x"}
            tx.session.add(Alert(**fields))
    asked: list[str] = []
    with house.store.snapshot() as session:
        event.listen(house.store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        found = service.open_alerts(session, house.li)
        assert len(asked) <= 4, asked
    assert found[0] == house.payload(out)
    assert [a["elder"]["name"] for a in found[1:]] == [f"老人{n}" for n in range(30)]
