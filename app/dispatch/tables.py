"""Work for responders, and whom it was offered to."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel


class Task(SQLModel, table=True):
    """Somebody is to go there because of an alert. machine.Stage, and since when (ms)."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_responder", "responder_id", "stage"),)
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", index=True)
    words: str  # what is to be done
    made_by: int = Field(foreign_key="user_account.id")
    made_at: int = Field(sa_type=BigInteger)
    stage: str = "offered"
    since: int = Field(sa_type=BigInteger)
    responder_id: int | None = Field(default=None, foreign_key="user_account.id")  # who accepted
    accepted_at: int | None = Field(default=None, sa_type=BigInteger)


class Offer(SQLModel, table=True):
    """A task put to one responder. Without an answer it waits; machine.Answer otherwise."""

    __tablename__ = "offer"
    __table_args__ = (
        Index("uq_offer", "task_id", "responder_id", unique=True),
        Index("ix_offer_responder", "responder_id", "offered_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    responder_id: int = Field(foreign_key="user_account.id")
    offered_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    answer: str | None = None
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
