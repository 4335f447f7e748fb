"""People, devices and users for tests, made by the same use cases as in life."""

from dataclasses import dataclass
from typing import Any

from app.identity import keys, users
from app.identity.roles import Role
from app.registry import devices, elders
from app.registry.fences import Home
from app.store.db import Store

HOME = Home(34.2658, 108.9402, 100)
PASSWORD = "correct horse battery"
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Wearer:
    """An elder, what she wears, and the key it posts with."""

    id: int
    device: str
    device_id: int
    key: str

    def ping(self, fixed_at: float, north_m: float | None = None, **more: Any) -> dict[str, Any]:
        """A ping as JSON: `fixed_at` in s, so many metres north of her door (None: no position)."""
        place = {} if north_m is None else {"lat": HOME.lat + north_m / METRES_PER_DEGREE, "lon": HOME.lon}
        return {"device": self.device, "fixed_at": fixed_at, **place, **more}


def take_in(
    store: Store,
    device: str = "8800000001",
    home: Home | None = HOME,
    *,
    mode: str = "stay_home",
    name: str = "王秀兰",
) -> Wearer:
    """Take in an elder with a watch."""
    with store.transaction() as tx:
        elder_id = elders.create(tx, {"name": name, "monitoring_mode": mode}, home)
    return give(store, elder_id, device)


def give(store: Store, elder_id: int, device: str, **fields: Any) -> Wearer:
    """One more device for an elder."""
    with store.transaction() as tx:
        made = devices.create(tx, {"unique_id": device, "elder_id": elder_id, **fields})
        return Wearer(elder_id, device, made.id, keys.issue(tx, device_id=made.id))


def gateway(store: Store, name: str = "gateway") -> str:
    """The key of an integration that may post for every device."""
    with store.transaction() as tx:
        return keys.issue(tx, integration_id=devices.create_integration(tx, name).id)


def hire(store: Store, name: str, role: Role = Role.operator, areas: list[int] | None = None) -> None:
    """A user who signs in with PASSWORD."""
    with store.transaction() as tx:
        users.create(tx, name, PASSWORD, role, areas=areas)
