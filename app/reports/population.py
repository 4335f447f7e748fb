"""Which alerts figures are about."""

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from app.alerts.kinds import Disposition
from app.alerts.tables import Alert

Scope = frozenset[int] | None
NO_CASES = (Disposition.TEST, Disposition.DUPLICATE)


def heard() -> ColumnElement[bool]:
    """Neither put aside now, nor held back until it was over."""
    return (col(Alert.handling) != "suppressed") & col(Alert.suppressed_by).is_(None)


def judged() -> ColumnElement[bool]:
    """P1 and P2 about somebody, without suppressed, test and merged ones; with those that cleared
    themselves."""
    return (
        (col(Alert.priority) <= 2)
        & col(Alert.elder_id).is_not(None)
        & heard()
        & func.coalesce(Alert.disposition, "").not_in(NO_CASES)
    )
