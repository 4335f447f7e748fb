"""Where each elder is as far as we know: the newest believed fix, and the beliefs drawn from it.

Ingest writes these rows; alerts, cards and reports read them, so they live below all of those.
"""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, SmallInteger, bindparam, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from app.registry.tables import Elder
from app.store.db import Tx


class Track(SQLModel, table=True):
    """The newest believed fix of an elder. Late fixes are history and never come here."""

    __tablename__ = "track"
    elder_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    device_id: int | None = None
    fixed_at: int | None = Field(default=None, sa_type=BigInteger)
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    source: int = Field(default=0, sa_type=SmallInteger)
    speed_mps: float | None = None
    last_contact_at: int | None = Field(default=None, sa_type=BigInteger)
    quality: bytes = Field(sa_type=LargeBinary)  # geo.quality's record, packed
    watched: bytes = Field(
        default=b"", sa_type=LargeBinary
    )  # her own fences and the beliefs about them, packed by ingest
    dangers: bytes | None = Field(
        default=None, sa_type=LargeBinary
    )  # the hazards she is in, packed by ingest
    watched_version: int = 0  # the fences_version that `watched` knows
    fences_version: int = 0  # grows with every change of her fences


class Presence(SQLModel, table=True):
    """Where an elder is relative to one of her fences, written when that changes. geo.presence.Phase."""

    __tablename__ = "presence"
    elder_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    fence_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    fence_version: int = 0
    phase: int = Field(default=0, sa_type=SmallInteger)
    since: int | None = Field(default=None, sa_type=BigInteger)


_AREAS_LEFT = text(
    """
    SELECT f.elder_id, MAX(p.since) FROM fence f
    LEFT JOIN presence p ON p.elder_id = f.elder_id AND p.fence_id = f.id AND p.fence_version = f.version
    WHERE f.elder_id IN :ids AND f.kind IN ('home', 'safe') GROUP BY f.elder_id
    HAVING COUNT(*) = COUNT(CASE WHEN p.phase = 2 THEN 1 END)
        AND COUNT(CASE WHEN f.kind = 'safe' THEN 1 END) > 0
    """
).bindparams(bindparam("ids", expanding=True))


def areas_left(session: Session, elder_ids: Iterable[int]) -> dict[int, int]:
    """Who of these is outside of her whole living area, and since when (ms): of her home and every safe
    fence of hers, of which there must be one."""
    return {row[0]: row[1] for row in session.execute(_AREAS_LEFT, {"ids": list(elder_ids)})}


def fences_changed(tx: Tx, elder_id: int) -> None:
    """Her next fix finds that the fences it knew are not hers any more. Call it after the change.

    The elder is locked first: a batch under way has then either saved its beliefs, or sees the change.
    """
    tx.session.flush()
    tx.session.exec(select(Elder.id).where(Elder.id == elder_id).with_for_update()).all()
    tx.conn.execute(
        update(Track).where(col(Track.elder_id) == elder_id).values(fences_version=Track.fences_version + 1)
    )
