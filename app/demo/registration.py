"""Taking the demo's people in: areas, elders, contacts, devices, users, and the gateway that posts for them.

Written in one transaction, because 2,000 requests would keep the visitor waiting. From here on everything
comes in through the API.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import col, select

from app.demo.district import CITY, ORIGIN, lianhu
from app.demo.people import Person
from app.geo.shapes import place
from app.identity import keys, users
from app.identity.roles import Role
from app.registry import areas, devices
from app.registry.numbers import key_of
from app.registry.tables import Contact, Device, Elder, Fence
from app.registry.words import AreaKind, FenceKind
from app.store.db import Store, Tx

INTERVAL_S: Final = 60
GATEWAY: Final = "demo gateway"
COLLEAGUE: Final = "zhao.lei"
CARRIERS: Final = ("中国移动", "中国移动", "中国电信", "中国联通")
VENDORS: Final = {"watch": "长安手表", "pendant": "古城挂件"}
STAFF: Final = (
    ("admin", "管理员", Role.admin),
    ("wang.ping", "王萍", Role.supervisor),
    ("zhang.min", "张敏", Role.operator),
    (COLLEAGUE, "赵磊", Role.operator),
    ("chen.yu", "陈雨", Role.responder),
    ("wall", "大屏", Role.wall),
)
VOLUNTEERS: Final = (("sun.li", "孙丽", Role.responder), ("ma.jun", "马骏", Role.responder))
"""They work by themselves; the visitor need not sign in as one."""


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    name: str
    role: Role
    password: str
    made_up: bool = True  # False: the administrator's own, which need not be shown


def take_in(store: Store, people: Sequence[Person]) -> None:
    """Fill a new database: the tree of areas, the elders, their homes, contacts and devices.

    In bulk: the registry's use cases tell the log of every single elder, and nobody reads it yet.
    """
    with store.transaction() as tx:
        _draw_areas(tx)
        find = areas.finder(tx)
        rows = [(i, p, *_home(p)) for i, p in enumerate(people, start=1)]
        tx.conn.execute(insert(Elder), [_elder(i, p, find(lat, lon), tx.now) for i, p, lat, lon in rows])
        tx.conn.execute(insert(Fence), [_fence(*row) for row in rows])
        tx.conn.execute(insert(Contact), [contact for i, p, *_ in rows for contact in _contacts(i, p)])
        tx.conn.execute(insert(Device), [_device(i, p, tx.now) for i, p, *_ in rows])


def _home(person: Person) -> tuple[float, float]:
    lat, lon = place(*ORIGIN, person.home.x, person.home.y)
    return float(lat), float(lon)


def _elder(elder_id: int, person: Person, area_id: int, now: int) -> dict[str, Any]:
    return {
        "id": elder_id,
        "name": person.name,
        "phone": person.phone,
        "phone_key": key_of(person.phone),
        "area_id": area_id,
        "sex": person.sex,
        "birth_year": person.birth_year,
        "address": person.home.address,
        "monitoring_mode": person.mode,
        "risk_tier": person.tier,
        "speak_name": person.speak_name,
        "dialect": person.dialect,
        "hearing": person.hearing,
        "nap_notes": person.nap_notes,
        "medical_notes": person.medical_notes,
        "created_at": now,
    }


def _fence(elder_id: int, person: Person, lat: float, lon: float) -> dict[str, Any]:
    return {
        "kind": FenceKind.home,
        "elder_id": elder_id,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "lat": lat,
        "lon": lon,
        "radius_m": person.radius_m,
        "buffer_m": 0.0,
        "version": 0,
    }


def _contacts(elder_id: int, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "elder_id": elder_id,
            "name": f.name,
            "relation": f.relation,
            "phone": f.phone,
            "phone_key": key_of(f.phone),
            "rank": rank,
        }
        for rank, f in enumerate(person.friends, start=1)
    ]


def _device(elder_id: int, person: Person, now: int) -> dict[str, Any]:
    return {
        "unique_id": person.device,
        "elder_id": elder_id,
        "kind": person.device_kind,
        "expected_interval_s": INTERVAL_S,
        "datum": "wgs84",
        "carrier": CARRIERS[elder_id % len(CARRIERS)],
        "vendor": VENDORS[person.device_kind],
        "battery_level": 0,
        "created_at": now,
    }


def taken_in(store: Store) -> list[str]:
    """The names of those who are in care already, in the order in which they came."""
    with store.snapshot() as session:
        return list(session.exec(select(Elder.name).order_by(col(Elder.id))))


def open_gateway(store: Store) -> str:
    """A key that may post for every device; the keys of earlier runs end."""
    with store.transaction() as tx:
        known = [one for one in devices.integrations(tx.session, 0, 100) if one.name == GATEWAY]
        gateway = known[0] if known else devices.create_integration(tx, GATEWAY)
        keys.revoke(tx, integration_id=gateway.id)
        return keys.issue(tx, integration_id=gateway.id)


def hand_out_passwords(store: Store, admin_password: str | None = None) -> list[Account]:
    """An account for each of STAFF and VOLUNTEERS with a new random password; `admin_password` is kept where
    it is given."""
    staff = [
        Account(username, name, role, admin_password, made_up=False)
        if role is Role.admin and admin_password
        else Account(username, name, role, _password())
        for username, name, role in (*STAFF, *VOLUNTEERS)
    ]
    with store.transaction() as tx:
        known = {user.username: user.id for user in users.page(tx.session, 0, 10_000)}
        for one in staff:
            if one.username in known:
                users.change(tx, known[one.username], password=one.password)
            else:
                users.create(tx, one.username, one.password, one.role, name=one.name)
    return staff


def _password() -> str:
    """12 characters that cannot be confused with one another, in groups that can be typed: 62 random bits."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def _draw_areas(tx: Tx) -> None:
    area = lianhu()
    city = areas.create(tx, CITY, AreaKind.district)
    district = areas.create(tx, area.district.name, AreaKind.district, city.id, area.district.boundary)
    for street in area.streets:
        areas.create(tx, street.name, AreaKind.street, district.id, street.boundary)
