"""What hangs on areas: open alerts follow their elders, and an area goes only when it is empty."""

from sqlalchemy import func
from sqlmodel import col, select

from app.alerts import record
from app.alerts.tables import Alert, Override
from app.errors import Conflict
from app.identity.tables import User
from app.registry import areas
from app.registry.fences import Scope
from app.registry.tables import Area, Curfew, Directive, Elder
from app.store.db import Tx


def follow(tx: Tx, elder_id: int | None = None) -> int:
    """Open alerts, of everybody or of one elder, go where their elders have gone, each with a line in its
    timeline; returns how many.

    What is closed stays where it was handled: the figures of the past do not move.
    """
    whose = () if elder_id is None else (col(Alert.elder_id) == elder_id,)
    astray = tx.session.exec(
        select(Alert, Elder.area_id)
        .join(Elder, col(Elder.id) == Alert.elder_id)
        .where(*whose, col(Alert.handling) != "closed", col(Alert.area_id) != col(Elder.area_id))
        .order_by(col(Alert.id))
        .with_for_update(of=Alert)
    ).all()
    for alert, area_id in astray:
        detail = {"from": areas.name_of(tx.session, alert.area_id), "to": areas.name_of(tx.session, area_id)}
        alert.area_id = area_id
        record.happened(tx, alert, "moved", detail=detail)
    return len(astray)


def holds(tx: Tx, area_id: int) -> dict[str, int]:
    """What an area holds, how many of each, nothing that is zero."""
    counted = {
        "areas": (Area, (col(Area.parent_id) == area_id, col(Area.removed_at).is_(None))),
        "elders": (Elder, (col(Elder.area_id) == area_id,)),
        "alerts": (Alert, (col(Alert.area_id) == area_id, col(Alert.handling) != "closed")),
        "curfews": (Curfew, (col(Curfew.area_id) == area_id,)),
        "thresholds": (Override, (col(Override.scope) == "area", col(Override.subject) == str(area_id))),
    }
    found = {
        name: tx.session.exec(select(func.count()).select_from(table).where(*where)).one()
        for name, (table, where) in counted.items()
    }
    found["users"] = sum(area_id in granted for granted in tx.session.exec(select(User.areas)))
    running = select(Directive.areas).where(col(Directive.ends_at) > tx.now)
    found["directives"] = sum(area_id in reached for reached in tx.session.exec(running))
    return {name: n for name, n in found.items() if n}


def remove(tx: Tx, area_id: int, scope: Scope, seen: str | None = None) -> None:
    """Take an area that holds nothing out of the tree; its past stays, below where it was.

    Conflict with `holds` when there is something in it; else as areas.removable.
    """
    area = areas.removable(tx, area_id, scope, seen)
    if held := holds(tx, area_id):
        raise Conflict("It is not empty: " + ", ".join(f"{n} {name}" for name, n in held.items()), holds=held)
    areas.remove(tx, area)
