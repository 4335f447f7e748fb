"""Who looks at which alert now: so that two operators do not think the same thought twice.

Kept in memory and never in the log: it is nobody's history. Each node knows its own desks.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from app.identity.roles import Principal


@dataclass(frozen=True, slots=True)
class Look:
    user: Principal
    alert_id: int
    area_id: int | None


@dataclass(slots=True)
class Viewers:
    """`version` grows with every change; read and written on the event loop only."""

    version: int = 0
    looks: dict[Hashable, Look] = field(default_factory=dict)

    def looks_at(self, socket: Hashable, user: Principal, alert_id: int, area_id: int | None) -> None:
        """This socket's user has opened the alert; it counts until they open another, or leave."""
        look = Look(user, alert_id, area_id)
        if self.looks.get(socket) != look:
            self.looks[socket] = look
            self.version += 1

    def looks_away(self, socket: Hashable) -> None:
        if self.looks.pop(socket, None):
            self.version += 1

    def seen_by(self, reader: Principal) -> dict[int, list[dict[str, object]]]:
        """Alert → who looks at it ({id, name}, each once), of the alerts this reader may see."""
        found: dict[int, dict[int, dict[str, object]]] = {}
        for look in self.looks.values():
            if reader.may_see(look.area_id):
                found.setdefault(look.alert_id, {})[look.user.id] = {
                    "id": look.user.id,
                    "name": look.user.name,
                }
        return {alert_id: list(people.values()) for alert_id, people in sorted(found.items())}
