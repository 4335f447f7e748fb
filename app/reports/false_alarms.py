"""K9: which kind, device or elder cries wolf."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from sqlmodel import Session, col, select

from app.registry.tables import Device, Elder
from app.reports import cases, kpi
from app.reports.kpi import Kpi
from app.reports.report import Window

REVIEW_OVER, REVIEW_FROM = 0.5, 20
SHOWN = 200


class Of(StrEnum):
    kind = "kind"
    device = "device"
    elder = "elder"


@dataclass(frozen=True, slots=True)
class Group:
    """`key` is a kind, or the id of a device or an elder. `review`: over 50 % of at least 20 were false."""

    key: str
    label: str
    closed: int
    false: int
    pct: float
    review: bool


def groups(session: Session, window: Window, of: Of, now: int) -> list[Group]:
    """Those with any closed alert; most false ones first, 200 at most."""
    found = cases.load(session, window.scope, window.since, window.until)
    closed = found[kpi.counts(found, Kpi.false_alarms, now)]
    keys, index = np.unique(closed[of.value], return_inverse=True)
    n = np.bincount(index, minlength=len(keys))
    false = np.bincount(index, weights=closed["false"], minlength=len(keys)).astype(int)
    order = [i for i in np.lexsort((keys, -n, -false)) if keys[i] or of is Of.kind][:SHOWN]
    shown = [keys[i].item() for i in order]
    names = _names(session, of, shown)
    return [
        Group(
            str(keys[i]), names.get(keys[i].item(), str(keys[i])), int(n[i]), int(false[i]),
            round(100 * false[i] / n[i], 1), bool(n[i] >= REVIEW_FROM and false[i] / n[i] > REVIEW_OVER),
        )
        for i in order
    ]  # fmt: skip


def _names(session: Session, of: Of, ids: list[int]) -> dict[int, str]:
    if of is Of.elder:
        rows = session.exec(select(Elder.id, Elder.name).where(col(Elder.id).in_(ids))).all()
    elif of is Of.device:
        rows = session.exec(select(Device.id, Device.unique_id).where(col(Device.id).in_(ids))).all()
    else:
        return {}
    return {id_ or 0: name for id_, name in rows}
