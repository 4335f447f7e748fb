"""Call attempts and what came of them."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class CallAttempt(SQLModel, table=True):
    """One attempt to reach the elder (contact_id empty) or a contact about an alert."""

    __tablename__ = "call_attempt"
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    user_id: int = Field(foreign_key="user_account.id")
    adapter: str
    started_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    result: str | None = None
    outcome: str | None = None
