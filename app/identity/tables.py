"""Who may do what: users, sessions, keys, and who looked at whom."""

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL
    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True)
    name: str
    role: str
    password_hash: str
    areas: list[int] = Field(default_factory=list, sa_type=JSON)  # empty: everywhere
    extension: str | None = None  # her telephone at the desk, as the line knows it
    disabled_at: int | None = Field(default=None, sa_type=BigInteger)
    created_at: int = Field(sa_type=BigInteger)


class UserSession(SQLModel, table=True):
    """A signed-in browser or script. The token is kept only as its SHA-256."""

    __tablename__ = "user_session"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    last_seen_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class ApiKey(SQLModel, table=True):
    """An ingest-only key of a device or an integration; shown once, kept as its SHA-256."""

    __tablename__ = "api_key"
    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)
    device_id: int | None = Field(default=None, foreign_key="device.id", index=True)
    integration_id: int | None = Field(default=None, foreign_key="integration.id", index=True)
    created_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class AccessLog(SQLModel, table=True):
    """Every read of a card or a history: who, whom, why. Never what it said."""

    __tablename__ = "access_log"
    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=BigInteger, index=True)
    user_id: int = Field(foreign_key="user_account.id")
    elder_id: int | None = Field(default=None, index=True)
    action: str
    reason: str | None = None
