"""Who can be asked about an alert: the responders of its area and above, those nearest to it first."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.alerts.tables import Alert
from app.dispatch.machine import LIVE, OPEN
from app.dispatch.tables import Offer, Task
from app.identity.roles import Role
from app.identity.tables import User
from app.registry import areas
from app.registry.tables import Area


@dataclass(frozen=True, slots=True)
class Responder:
    """`open_tasks`: how many they have now. `asked`: about this alert, and it waits for them or is theirs."""

    user: User
    area: Area | None  # the nearest area they work in; None: everywhere
    open_tasks: int
    asked: bool


def of_alert(session: Session, alert: Alert) -> list[Responder]:
    """Nearest area first, then whoever has least to do, then by name."""
    above = areas.above(session, alert.area_id)
    depth = {area.id: n for n, area in enumerate(above)}
    people = session.exec(
        select(User).where(User.role == Role.responder.value, col(User.disabled_at).is_(None))
    ).all()
    near = {u.id: min((depth[a] for a in u.areas if a in depth), default=len(above)) for u in people}
    here = [u for u in people if not u.areas or near[u.id] < len(above)]
    busy, asked = _busy(session), _asked(session, alert)
    found = [
        Responder(u, above[near[u.id]] if u.areas else None, busy.get(u.id, 0), u.id in asked) for u in here
    ]
    return sorted(found, key=lambda one: (near[one.user.id], one.open_tasks, one.user.name, one.user.id or 0))


def _busy(session: Session) -> dict[int | None, int]:
    query = select(Task.responder_id, func.count()).where(col(Task.stage).in_(LIVE))
    return dict(session.exec(query.group_by(col(Task.responder_id))).all())


def _asked(session: Session, alert: Alert) -> set[int | None]:
    """Whoever has an offer that waits, or has a task of this alert."""
    waiting = (
        select(Offer.responder_id)
        .join(Task, col(Task.id) == Offer.task_id)
        .where(Task.alert_id == alert.id, col(Task.stage).in_(OPEN), col(Offer.answer).is_(None))
    )
    going = select(Task.responder_id).where(Task.alert_id == alert.id, col(Task.stage).in_(LIVE))
    return {*session.exec(waiting), *session.exec(going)}
