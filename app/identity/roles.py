"""Roles, and the person behind a request."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    operator = "operator"
    supervisor = "supervisor"
    admin = "admin"
    responder = "responder"
    wall = "wall"


_INCLUDES: dict[Role, frozenset[Role]] = {
    Role.wall: frozenset({Role.wall}),
    Role.responder: frozenset({Role.responder}),
    Role.operator: frozenset({Role.operator, Role.wall}),
    Role.supervisor: frozenset({Role.supervisor, Role.operator, Role.wall}),
    Role.admin: frozenset({Role.admin, Role.supervisor, Role.operator, Role.wall}),
}


def includes(role: Role, needed: Role) -> bool:
    """admin ⊇ supervisor ⊇ operator ⊇ wall; responders have nothing but their own tasks."""
    return needed in _INCLUDES[role]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking. `areas` is what was granted, `area_ids` the same with everything below it.

    `area_ids` is None for everywhere. `session_id` is the session the token belongs to.
    """

    id: int
    username: str
    name: str
    role: Role
    session_id: int
    areas: tuple[int, ...] = ()
    area_ids: frozenset[int] | None = None

    def may_see(self, area_id: int | None) -> bool:
        """Is this area theirs? What belongs to no area is only for those who see everywhere."""
        return self.area_ids is None or (area_id is not None and area_id in self.area_ids)

    def can(self, needed: Role) -> bool:
        return includes(self.role, needed)
