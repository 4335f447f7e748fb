"""Telephones that ring in the tests of calls that come in."""

import itertools
import json
from typing import Any

from sqlmodel import select

from app.calls import inbound, inbound_list
from app.calls.inbound import News, State
from app.calls.tables import InboundCall
from app.identity.roles import Principal
from app.registry import elders
from app.store.events import read
from tests.alerts.house import House

HERS, SONS = "0139 0000 0000", "+8613700000001"
_uids = itertools.count()


def new_uid() -> str:
    return f"in-{next(_uids)}"


def rings(house: House, number: str | None = HERS) -> str:
    uid = new_uid()
    assert told(house, uid, State.RINGING, number=number) is State.RINGING
    return uid


def told(house: House, uid: str, state: State, **more: Any) -> State:
    with house.tx() as tx:
        return inbound.told(tx, News(uid, state, **{"at": tx.now, **more}))


def gives_up(house: House, number: str | None = HERS, after_s: float = 11) -> str:
    uid = rings(house, number)
    house.clock.advance(after_s)
    assert told(house, uid, State.ENDED) is State.MISSED
    return uid


def call_of(house: House, uid: str) -> InboundCall:
    with house.store.snapshot() as session:
        return session.exec(select(InboundCall).where(InboundCall.uid == uid)).one()


def waiting(house: House, who: Principal | None = None) -> list[inbound_list.Waiting]:
    with house.store.snapshot() as session:
        return inbound_list.waiting(session, who or house.li, 100)


def events(house: House) -> list[tuple[str, int | None, dict[str, Any]]]:
    with house.store.snapshot() as session:
        logged = read(session.connection(), 0, 10_000)
    return [(e.kind, e.area_id, json.loads(e.payload)) for e in logged if e.kind.startswith("inbound.")]


def neighbours(house: House, *phones: str) -> list[int]:
    with house.tx() as tx:
        return [elders.create(tx, {"name": f"邻居{n}", "phone": p}) for n, p in enumerate(phones)]
