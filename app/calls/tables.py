"""Call attempts and what came of them."""

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel


class InboundCall(SQLModel, table=True):
    """A call that came in, as the line tells of it. What it has come to follows from the instants.

    `elder_id` when only one elder can be meant; `area_id` when all who can be meant live in one area.
    """

    __tablename__ = "inbound_call"
    __table_args__ = (
        Index(
            "ix_inbound_open",
            "id",
            sqlite_where=text("answered_at IS NULL AND done_at IS NULL"),
            postgresql_where=text("answered_at IS NULL AND done_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)  # what the line knows it by
    number: str | None = None  # of the caller; none: withheld
    elder_id: int | None = Field(default=None, foreign_key="elder.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    area_id: int | None = Field(default=None, foreign_key="area.id")
    called_at: int = Field(sa_type=BigInteger)
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    answered_by: int | None = Field(default=None, foreign_key="user_account.id")
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    alert_id: int | None = Field(default=None, foreign_key="alert.id")  # what the caller who gave up opened
    done_at: int | None = Field(default=None, sa_type=BigInteger)  # nobody need call back (any more)
    done_by: int | None = Field(default=None, foreign_key="user_account.id")


class CallAttempt(SQLModel, table=True):
    """One attempt to reach the elder (contact_id empty) or a contact: about an alert, or as a care call.

    Those with a `line` are made by a line (webhook); their row is also the outbox: while `line` is
    `placing`, the order still has to reach it.
    """

    __tablename__ = "call_attempt"
    __table_args__ = (
        Index(
            "ix_call_placing",
            "id",
            sqlite_where=text("line = 'placing'"),
            postgresql_where=text("line = 'placing'"),
        ),
        CheckConstraint("(alert_id IS NULL) <> (care_call_id IS NULL)", name="ck_call_about_one"),
    )
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int | None = Field(default=None, foreign_key="alert.id", index=True)
    care_call_id: int | None = Field(default=None, foreign_key="care_call.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    user_id: int = Field(foreign_key="user_account.id")
    adapter: str
    uid: str | None = Field(default=None, unique=True)  # what the line knows it by; never used again
    extension: str | None = None  # the operator's, when it began
    line: str | None = None
    started_at: int = Field(sa_type=BigInteger)
    answered_at: int | None = Field(default=None, sa_type=BigInteger)  # as the line said
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    result: str | None = None
    outcome: str | None = None
