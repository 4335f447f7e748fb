"""Plans of care calls, and the calls of each day."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel


class CarePlan(SQLModel, table=True):
    """When somebody telephones an elder, and what about. One for each elder; local times of the service."""

    __tablename__ = "care_plan"
    id: int | None = Field(default=None, primary_key=True)
    elder_id: int = Field(foreign_key="elder.id", unique=True)
    days: str  # the weekdays, 0 is Monday
    starts: str  # HH:MM
    ends: str  # HH:MM, later on the same day
    topics: str = ""  # what to ask or talk about
    active: bool = True
    counts_from: int = Field(sa_type=BigInteger)  # a window that ended before was never promised
    version: int = 0
    made_by: int = Field(foreign_key="user_account.id")  # whoever changed it last
    made_at: int = Field(sa_type=BigInteger)


class CareCall(SQLModel, table=True):
    """The care call of a plan on a day. Its attempts are rows of `call_attempt`."""

    __tablename__ = "care_call"
    __table_args__ = (
        Index("uq_care_call", "plan_id", "day", unique=True),  # two nodes make it once
        Index("ix_care_day", "day", "state", "due_until"),
        Index("ix_care_due", "due_from"),
        Index(
            "ix_care_waiting",
            "due_until",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="care_plan.id")
    elder_id: int = Field(foreign_key="elder.id", index=True)
    area_id: int = Field(foreign_key="area.id")  # where she lived then: for the figures
    day: str  # YYYY-MM-DD, local
    due_from: int = Field(sa_type=BigInteger)
    due_until: int = Field(sa_type=BigInteger)
    state: str = "planned"  # planned, reached, missed, skipped
    reason: str | None = None  # why it was skipped
    attempts: int = 0  # begun
    version: int = 0
    claimed_by: int | None = Field(default=None, foreign_key="user_account.id")
    claimed_at: int | None = Field(default=None, sa_type=BigInteger)
    lease_until: int | None = Field(default=None, sa_type=BigInteger)
    reached_at: int | None = Field(default=None, sa_type=BigInteger)  # of a missed one: later than promised
    reached_by: int | None = Field(default=None, foreign_key="user_account.id")  # who spoke with her
    result: str | None = None  # of the last attempt
    outcome: str | None = None
    note: str | None = None
