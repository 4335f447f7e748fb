"""Who sees which event. Pure."""

from app.identity.roles import Principal, Role


def sees(who: Principal, kind: str, area_id: int | None) -> bool:
    """Calls that come in are for people at desks, and those of callers whom nobody knows for all of them.
    So are the words of calls, which are everywhere the same. Everything else is for everybody of its area."""
    if kind == "script.changed":
        return who.can(Role.operator)
    if kind.startswith("inbound."):
        return who.can(Role.operator) and (area_id is None or who.may_see(area_id))
    return who.may_see(area_id)
