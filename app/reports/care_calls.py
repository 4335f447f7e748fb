"""K15: care calls that reached her, of those planned whose window is over. Skipped ones count neither way.

A call belongs to the moment at which it was due, and to the area in which she lived then.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case
from sqlmodel import Session, col, select

from app.care.rules import CareState
from app.care.tables import CareCall
from app.reports.kpi import Mask
from app.reports.periods import Span, rows_of
from app.reports.population import Scope

CALLS = np.dtype([("id", "i8"), ("due_from", "i8"), ("area", "i8"), ("reached", "?")])
Calls = NDArray[Any]


def load(session: Session, scope: Scope, since: int, until: int) -> Calls:
    """Reached and missed, due from since ≤ t < until in these areas."""
    query = select(
        col(CareCall.id),
        CareCall.due_from,
        CareCall.area_id,
        case((col(CareCall.state) == CareState.reached, 1), else_=0),
    ).where(
        CareCall.due_from >= since,
        CareCall.due_from < until,
        col(CareCall.state).in_((CareState.reached, CareState.missed)),
    )
    if scope is not None:
        query = query.where(col(CareCall.area_id).in_(scope))
    return np.array([tuple(row) for row in session.exec(query)], CALLS)


def counted(calls: Calls, of: list[Span], scope: Scope, *, missed: bool = False) -> Mask:
    """Which of them belong to these spans and areas; only those against us when `missed`. The number and the
    list behind it both come from here."""
    mask: Mask = rows_of(of, calls["due_from"]) >= 0
    if scope is not None:
        mask &= np.isin(calls["area"], list(scope))
    return mask & ~calls["reached"] if missed else mask
