"""Alerts, what was done about them, and the moments at which something is due."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, text
from sqlmodel import Field, SQLModel


class Alert(SQLModel, table=True):
    """One case that an operator handles. Columns are explained in domain terms by docs/operators.md."""

    __tablename__ = "alert"
    __table_args__ = (
        # One open alert per cause, whatever the code believes.
        Index(
            "uq_alert_open",
            "dedup_key",
            unique=True,
            sqlite_where=text("handling != 'closed'"),
            postgresql_where=text("handling != 'closed'"),
        ),
        Index("ix_alert_elder", "elder_id", "opened_at"),
        Index("ix_alert_opened", "opened_at"),
        Index("ix_alert_closed", "closed_at"),
        Index("ix_alert_dedup", "dedup_key", "id"),
        Index(
            "ix_alert_fleet",
            "condition",
            sqlite_where=text("elder_id IS NULL"),
            postgresql_where=text("elder_id IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    dedup_key: str
    kind: str
    priority: int
    elder_id: int | None = Field(default=None, foreign_key="elder.id")  # none: about the fleet
    area_id: int = Field(foreign_key="area.id")
    device_id: int | None = None
    fence_id: int | None = None
    condition: str = "active"
    handling: str = "open"
    version: int = 0
    count: int = 1
    occurred_at: int = Field(sa_type=BigInteger)
    last_signal_at: int | None = Field(default=None, sa_type=BigInteger)  # tells a resend from a second press
    opened_at: int = Field(sa_type=BigInteger)
    respond_by: int = Field(sa_type=BigInteger)
    act_by: int = Field(sa_type=BigInteger)
    claimed_by: int | None = Field(default=None, foreign_key="user_account.id")
    claimed_at: int | None = Field(default=None, sa_type=BigInteger)
    lease_until: int | None = Field(default=None, sa_type=BigInteger)
    responded_at: int | None = Field(default=None, sa_type=BigInteger)
    acted_at: int | None = Field(default=None, sa_type=BigInteger)
    cleared_at: int | None = Field(default=None, sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
    shelved_until: int | None = Field(default=None, sa_type=BigInteger)
    suppressed_by: str | None = None  # why the machine held it back, for as long as nobody was to hear of it
    disposition: str | None = None
    warned: bool = False
    breached: bool = False
    act_breached: bool = False
    delayed: bool = False
    calls_started: int = 0
    fix: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous_id: int | None = None
    shown_ms: int | None = None  # until the slowest screen showed it


class AlertEntry(SQLModel, table=True):
    """One line of an alert's timeline. Notes live here and not in the log: walls read the log."""

    __tablename__ = "alert_entry"
    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", index=True)
    at: int = Field(sa_type=BigInteger)
    action: str
    user_id: int | None = Field(default=None, foreign_key="user_account.id")
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Handover(SQLModel, table=True):
    """What somebody whose shift ends gives to whoever stays."""

    __tablename__ = "handover"
    id: int | None = Field(default=None, primary_key=True)
    given_by: int = Field(foreign_key="user_account.id")
    given_at: int = Field(sa_type=BigInteger)
    note: str | None = None
    ended_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    ended_by: int | None = Field(default=None, foreign_key="user_account.id")
    withdrawn: bool = False


class HandoverItem(SQLModel, table=True):
    """One case of a handover, until somebody has taken it."""

    __tablename__ = "handover_item"
    handover_id: int = Field(foreign_key="handover.id", primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", primary_key=True, index=True)
    note: str | None = None
    accepted_by: int | None = Field(default=None, foreign_key="user_account.id")
    accepted_at: int | None = Field(default=None, sa_type=BigInteger)


class Override(SQLModel, table=True):
    """A threshold as a supervisor chose it. `subject`: an elder's id, a risk tier, or an area's id."""

    __tablename__ = "threshold"
    scope: str = Field(primary_key=True)  # elder, tier, area
    subject: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: float
    set_by: int = Field(foreign_key="user_account.id")
    set_at: int = Field(sa_type=BigInteger)


class ScriptVersion(SQLModel, table=True):
    """What is said in calls about a kind of alert, as it was written once. The newest version holds.

    Without words: back to the default. Rows are only added.
    """

    __tablename__ = "script"
    __table_args__ = (Index("uq_script", "kind", "language", "version", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    language: str  # zh-CN, en
    version: int
    say: str | None = None
    steps: list[str] | None = Field(default=None, sa_type=JSON)
    unreached: str | None = None
    edited_by: int = Field(foreign_key="user_account.id")
    edited_at: int = Field(sa_type=BigInteger)


class Deadline(SQLModel, table=True):
    """A moment at which something is due. A row, so that a restart loses none."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("uq_deadline", "kind", "subject_id", unique=True),
        Index("ix_deadline_due", "kind", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject_id: int
    due_at: int = Field(sa_type=BigInteger)
