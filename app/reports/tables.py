"""What was heard of devices, as sums; written by `heartbeats.py`, read by reports."""

from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel


class Heartbeat(SQLModel, table=True):
    """One look at the devices of an area: how many should have been heard of, and how many were."""

    __tablename__ = "heartbeat"
    __table_args__ = {"sqlite_with_rowid": False}
    at: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    area_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    expected: int
    heard: int


class Unheard(SQLModel, table=True):
    """At how many looks of a day a device was not heard of; none, no row."""

    __tablename__ = "unheard"
    __table_args__ = {"sqlite_with_rowid": False}
    day: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))  # its midnight
    device_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    area_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))  # as it was then
    looks: int
