"""Where each elder is as far as we know: the newest believed fix, and the beliefs drawn from it.

Ingest writes these rows; alerts, cards and reports read them, so they live below all of those.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, SmallInteger
from sqlmodel import Field, SQLModel


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


class Presence(SQLModel, table=True):
    """The belief about one elder and one fence: geo.presence's record, packed."""

    __tablename__ = "presence"
    elder_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    fence_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    fence_version: int = 0
    phase: int = Field(default=0, sa_type=SmallInteger)
    since: int | None = Field(default=None, sa_type=BigInteger)
    belief: bytes = Field(sa_type=LargeBinary)
