"""What devices said."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Float, Integer, SmallInteger, String
from sqlmodel import Field, SQLModel

from app.clock import MINUTE

SLOT_MS = 10 * MINUTE


def slot_of(fixed_at: int) -> int:
    """The ten minutes in which a ping was made, numbered from 1970."""
    return fixed_at // SLOT_MS


class PingRow(SQLModel, table=True):
    """One ping, once: (device, fixed_at, message_id) is unique, so a retry is a duplicate.

    The key begins with the slot, so that what is sent now lies together: a thousand devices' pings touch a
    few pages of the only index, where a key that began with the device would touch a page for each.
    """

    __tablename__ = "ping"
    __table_args__ = {"sqlite_with_rowid": False}  # one tree: the key is the table
    slot: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
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
    heart_rate_bpm: float | None = None
    steps: int | None = None
    vitals: dict[str, float] | None = Field(default=None, sa_type=JSON)  # pings.Vitals, what was given
    signals: str | None = None  # comma-separated
    quarantine: str | None = None  # why it is kept apart, if it is


class WireMessage(SQLModel, table=True):
    """A message refused in part or whole, or any of a sandbox; the last few of each sender."""

    __tablename__ = "wire_message"
    id: int | None = Field(default=None, primary_key=True)
    integration_id: int | None = Field(default=None, index=True)
    device_id: int | None = Field(default=None, index=True)
    received_at: int = Field(sa_type=BigInteger)
    wire: str  # the format it came in
    raw: str
    count: int
    refused: int
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
