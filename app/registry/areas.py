"""The tree of areas: 区 / 街道 / 社区 / 网格."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlmodel import Session, col, select

from app.registry.tables import Area
from app.store.db import Tx

ROOT_NAME = "全部"

_DESCEND = text(
    "WITH RECURSIVE below(id) AS ("
    " SELECT id FROM area WHERE id = :id"
    " UNION SELECT area.id FROM area JOIN below ON area.parent_id = below.id"
    ") SELECT id FROM below"
)


def root(tx: Tx) -> int:
    """The id of the root area; creates it in a new database."""
    found = tx.session.exec(
        select(Area.id).where(col(Area.parent_id).is_(None)).order_by(col(Area.id))
    ).first()
    if found is not None:
        return found
    area = Area(name=ROOT_NAME, kind="root")
    tx.session.add(area)
    tx.session.flush()
    if area.id is None:
        raise RuntimeError("a flushed area has an id")
    return area.id


def descend(session: Session, ids: Iterable[int]) -> frozenset[int]:
    """These areas and everything below them."""
    connection = session.connection()
    return frozenset(row.id for i in set(ids) for row in connection.execute(_DESCEND, {"id": i}))


def missing(session: Session, ids: Iterable[int]) -> list[int]:
    """Those of `ids` that are no area."""
    wanted = set(ids)
    known = set(session.exec(select(Area.id).where(col(Area.id).in_(wanted))).all())
    return sorted(wanted - known)
