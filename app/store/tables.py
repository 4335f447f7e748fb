"""The event log and its head."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class StreamHead(SQLModel, table=True):
    """One row. Its row lock is held to commit, so seq follows commit order without gaps."""

    __tablename__ = "stream_head"
    id: int = Field(default=1, primary_key=True)
    seq: int = Field(default=0, sa_type=BigInteger)
    epoch: str  # changes only when a backup is restored


class EventRow(SQLModel, table=True):
    """One past-tense fact. `payload` is JSON text, whole state, the same for every reader."""

    __tablename__ = "event"
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: int = Field(sa_type=BigInteger)
    kind: str
    area_id: int | None = None
    payload: str
