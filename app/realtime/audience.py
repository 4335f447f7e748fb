"""Who sees which event. Pure."""

from app.identity.roles import Principal, Role


def sees(who: Principal, kind: str, area_id: int | None) -> bool:
    """Calls that come in are for people at desks, and those of callers whom nobody knows for all of them.
    So are the words of calls, which are everywhere the same. A threshold of a risk tier holds everywhere, for
    supervisors of some areas too. Everything else is for everybody of its area."""
    if kind == "script.changed":
        return who.can(Role.operator)
    if kind == "threshold.changed" and area_id is None:
        return who.can(Role.supervisor)
    if kind.startswith("inbound."):
        return who.can(Role.operator) and (area_id is None or who.may_see(area_id))
    return who.may_see(area_id)
