"""Areas that move and go, on a real PostgreSQL."""

import pytest
from sqlmodel import select

from app.alerts import places
from app.alerts.tables import Alert
from app.clock import MINUTE
from app.errors import Conflict, Invalid
from app.registry import areas
from app.registry.tables import Elder
from app.registry.words import AreaKind
from app.store.db import Store
from tests.people import take_in
from tests.store.test_postgres import nodes, url

__all__ = ["nodes", "url"]


def test_alerts_follow_and_an_empty_area_goes(nodes: list[Store]) -> None:
    her = take_in(nodes[0]).id
    with nodes[0].transaction() as tx:
        one, two = (areas.create(tx, name, AreaKind.street).id for name in ("东", "西"))
        tx.session.get_one(Elder, her).area_id = one
        at = tx.now
        tx.session.add(
            Alert(
                dedup_key="x", kind="outside_home", priority=2, elder_id=her, area_id=1, occurred_at=at,
                opened_at=at, respond_by=at + MINUTE, act_by=at + 10 * MINUTE,
            )
        )  # fmt: skip
    with nodes[1].transaction() as tx:
        assert places.follow(tx) == 1
        assert tx.session.exec(select(Alert.area_id)).one() == one
        areas.change(tx, two, {"parent_id": one})
    with pytest.raises(Invalid), nodes[0].transaction() as tx:
        areas.change(tx, one, {"parent_id": two})
    with pytest.raises(Conflict) as held, nodes[0].transaction() as tx:
        places.remove(tx, one, None)
    assert held.value.extra["holds"] == {"areas": 1, "elders": 1, "alerts": 1}
    with nodes[0].transaction() as tx:
        places.remove(tx, two, None)
