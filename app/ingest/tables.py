"""What devices said: pings, the latest of each elder, and the beliefs drawn from them."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, SmallInteger, String
from sqlmodel import Field, SQLModel


class PingRow(SQLModel, table=True):
    """One ping, once: (device, fixed_at, message_id) is unique, so a retry is a duplicate."""

    __tablename__ = "ping"
    __table_args__ = (
        Index("ix_ping_elder", "elder_id", "fixed_at"),
        {"sqlite_with_rowid": False},
    )
    device_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    fixed_at: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    message_id: str = Field(sa_column=Column(String, primary_key=True))
    elder_id: int | None = None
    received_at: int = Field(sa_type=BigInteger)
    lat: float | None = None
    lon: float | None = None
    raw_lat: float | None = None  # as it came, when its datum was not WGS-84
    raw_lon: float | None = None
    datum: str | None = None
    accuracy_m: float | None = Field(default=None, sa_type=Float)
    source: int = Field(default=0, sa_type=SmallInteger)
    speed_mps: float | None = None
    heading_deg: float | None = None
    altitude_m: float | None = None
    battery_pct: float | None = None
    charging: bool | None = None
    signals: str | None = None  # comma-separated
    quarantine: str | None = None  # why it is kept apart, if it is


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
    suspect_at: int | None = Field(default=None, sa_type=BigInteger)  # the last quarantined jump:
    suspect_lat: float | None = None  # a second one that agrees with it reinstates both
    suspect_lon: float | None = None
    suspect_accuracy_m: float | None = None


class Presence(SQLModel, table=True):
    """The belief about one elder and one fence: geo.presence's record, packed."""

    __tablename__ = "presence"
    elder_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    fence_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    fence_version: int = 0
    phase: int = Field(default=0, sa_type=SmallInteger)
    since: int | None = Field(default=None, sa_type=BigInteger)
    belief: bytes = Field(sa_type=LargeBinary)
