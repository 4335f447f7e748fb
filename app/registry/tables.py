"""Who is cared for, by what, and where: areas, elders, contacts, devices, integrations, fences."""

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel


class Area(SQLModel, table=True):
    """区 / 街道 / 社区 / 网格: a tree with polygons. The root has no parent and no boundary."""

    __tablename__ = "area"
    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="area.id", index=True)
    name: str
    kind: str = "district"
    boundary: dict[str, Any] | None = Field(default=None, sa_type=JSON)  # GeoJSON (Multi)Polygon, WGS-84
    removed_at: int | None = Field(default=None, sa_type=BigInteger)  # what happened there stays on record


class Elder(SQLModel, table=True):
    """The person cared for (老人). The home is a fence of kind `home`."""

    __tablename__ = "elder"
    __table_args__ = (CheckConstraint("(phone IS NULL) = (phone_key IS NULL)", name="ck_elder_phone_key"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    phone: str | None = None
    phone_key: str | None = Field(default=None, index=True)  # registry.numbers.key_of the phone, always
    area_id: int = Field(foreign_key="area.id", index=True)
    sex: str | None = None  # f, m
    birth_year: int | None = None
    address: str | None = None
    monitoring_mode: str = "stay_home"
    risk_tier: str = "green"
    speak_name: str | None = None  # how she likes to be addressed
    dialect: str | None = None
    hearing: str | None = None
    nap_notes: str | None = None
    medical_notes: str | None = None
    created_at: int = Field(sa_type=BigInteger)


class Contact(SQLModel, table=True):
    """Somebody to call about an elder, in order of `rank`."""

    __tablename__ = "contact"
    id: int | None = Field(default=None, primary_key=True)
    elder_id: int = Field(foreign_key="elder.id", index=True)
    name: str
    relation: str | None = None
    phone: str
    phone_key: str = Field(index=True)  # registry.numbers.key_of the phone, always
    rank: int = 1
    removed_at: int | None = Field(default=None, sa_type=BigInteger)  # calls to her stay on record


class Device(SQLModel, table=True):
    """What an elder wears or carries. `unique_id` is what it calls itself on the wire."""

    __tablename__ = "device"
    id: int | None = Field(default=None, primary_key=True)
    unique_id: str = Field(unique=True)
    elder_id: int | None = Field(default=None, foreign_key="elder.id", index=True)
    kind: str = "watch"
    expected_interval_s: int = 60
    datum: str | None = None  # none: as its integration says, else WGS-84
    passphrase: str | None = None  # what its messages are encrypted with, if they are; never shown
    carrier: str | None = None  # whose network it uses; those who share one fall silent together
    vendor: str | None = None
    last_contact_at: int | None = Field(default=None, sa_type=BigInteger)
    newest_fixed_at: int | None = Field(default=None, sa_type=BigInteger)  # nothing newer can be a duplicate
    battery_pct: float | None = None
    silent_since: int | None = Field(default=None, sa_type=BigInteger)  # an alert said so; a contact ends it
    battery_level: int = 0  # 0 fine, 1 low, 2 very low: what the battery rule last said
    lost_at: int | None = Field(default=None, sa_type=BigInteger)  # nobody wears it; it may be found again
    retired_at: int | None = Field(default=None, sa_type=BigInteger)  # nobody wears it, nobody will
    handed_at: int | None = Field(default=None, sa_type=BigInteger)  # its wearer changed; before: see Worn
    clock_error_ms: int | None = Field(default=None, sa_type=BigInteger)  # received - fixed, smoothed
    created_at: int = Field(sa_type=BigInteger)


class Worn(SQLModel, table=True):
    """Whom a device watched over in times gone by; whom it watches over now is in its own row."""

    __tablename__ = "worn"
    device_id: int = Field(foreign_key="device.id", primary_key=True)
    since: int = Field(sa_type=BigInteger, primary_key=True)  # 0: from its registration on
    elder_id: int = Field(foreign_key="elder.id", index=True)
    until: int = Field(sa_type=BigInteger)


class Integration(SQLModel, table=True):
    """A gateway or platform that posts for many devices."""

    __tablename__ = "integration"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    downlink_url: str | None = None  # where it takes requests to its devices
    datum: str | None = None  # how its coordinates are to be read; none: WGS-84
    sandbox: bool = False  # what it sends is understood and answered, and not kept
    disabled_at: int | None = Field(
        default=None, sa_type=BigInteger
    )  # its keys are refused until it is enabled
    created_at: int = Field(sa_type=BigInteger)


class Command(SQLModel, table=True):
    """Something a device is asked to do. What it has come to follows from the instants."""

    __tablename__ = "command"
    id: int | None = Field(default=None, primary_key=True)
    device_id: int = Field(foreign_key="device.id", index=True)
    kind: str
    parameters: dict[str, Any] = Field(sa_type=JSON)
    requested_by: int = Field(foreign_key="user_account.id")
    requested_at: int = Field(sa_type=BigInteger)
    sent_at: int | None = Field(default=None, sa_type=BigInteger)  # the last time
    times_sent: int = 0
    answered_at: int | None = Field(default=None, sa_type=BigInteger)
    answer: str | None = None
    expires_at: int = Field(sa_type=BigInteger, index=True)


class Fence(SQLModel, table=True):
    """An area with a rule. A circle is a Point with `radius_m`; everything else is a polygon."""

    __tablename__ = "fence"
    __table_args__ = (
        # Those that concern everybody, few among very many.
        Index(
            "ix_fence_shared",
            "kind",
            sqlite_where=text("elder_id IS NULL"),
            postgresql_where=text("elder_id IS NULL"),
        ),
        {"sqlite_autoincrement": True},  # an id is never used again: ingest tells by them what is new
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str  # home, safe, hazard, district
    elder_id: int | None = Field(default=None, foreign_key="elder.id", index=True)
    name: str | None = None
    geometry: dict[str, Any] = Field(sa_type=JSON)  # GeoJSON geometry, WGS-84
    lat: float  # the anchor of its local metres
    lon: float
    radius_m: float | None = None
    buffer_m: float = 0
    version: int = 0  # a change makes the belief about it start afresh, quietly
    learned_at: int | None = Field(default=None, sa_type=BigInteger)  # from where she went; none: drawn


class Curfew(SQLModel, table=True):
    """When to be home in the mode `curfew`: of one elder, or of everybody in an area and below."""

    __tablename__ = "curfew"
    id: int | None = Field(default=None, primary_key=True)
    elder_id: int | None = Field(default=None, foreign_key="elder.id", unique=True)
    area_id: int | None = Field(default=None, foreign_key="area.id", unique=True)
    starts: str  # local time, HH:MM
    ends: str  # at or before `starts`: on the next day
    days: str = "0123456"  # the weekdays on which it begins, 0 is Monday
    time_zone: str | None = None  # IANA; none: the service's


class Outing(SQLModel, table=True):
    """A planned outing: leaving is expected, and so is coming back."""

    __tablename__ = "outing"
    id: int | None = Field(default=None, primary_key=True)
    elder_id: int = Field(foreign_key="elder.id", index=True)
    starts_at: int = Field(sa_type=BigInteger)
    expected_back_at: int = Field(sa_type=BigInteger)
    destination: str
    companion: str | None = None
    note: str | None = None
    planned_by: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: int = Field(sa_type=BigInteger)
    returned_at: int | None = Field(default=None, sa_type=BigInteger)
    cancelled_at: int | None = Field(default=None, sa_type=BigInteger)


class Directive(SQLModel, table=True):
    """Everybody whose home lies inside stays home, from `starts_at` until `ends_at`."""

    __tablename__ = "directive"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    reason: str
    areas: list[int] = Field(
        default_factory=list, sa_type=JSON
    )  # it reaches these and below; none: everywhere
    geometry: dict[str, Any] | None = Field(
        default=None, sa_type=JSON
    )  # within them only this (Multi)Polygon
    starts_at: int = Field(sa_type=BigInteger)
    ends_at: int = Field(sa_type=BigInteger, index=True)
    issued_by: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: int = Field(sa_type=BigInteger)


class ImportJob(SQLModel, table=True):
    """One table that was taken in, or only checked (`dry_run`). Counts are of rows."""

    __tablename__ = "import_job"
    id: int | None = Field(default=None, primary_key=True)
    state: str = "running"  # running, done, failed, interrupted
    dry_run: bool
    existing: str  # skip, update
    file_name: str
    user_id: int | None = Field(default=None, foreign_key="user_account.id")  # none: from the command line
    started_at: int = Field(sa_type=BigInteger)
    beat_at: int = Field(sa_type=BigInteger)  # of a running one; it has died when this grows old
    finished_at: int | None = Field(default=None, sa_type=BigInteger)
    total: int
    done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faulty: int = 0  # left out
    warned: int = 0  # taken in, with something to look at
    homeless: int = 0  # taken in without a home
    headings: list[str] = Field(sa_type=JSON)  # as they were, to show the faulty rows under
    ignored: list[str] = Field(sa_type=JSON)  # headings that nobody knows
    detail: str | None = None  # why it failed


class ImportFault(SQLModel, table=True):
    """A row of an import with something wrong: its cells, without resident numbers, and the faults."""

    __tablename__ = "import_fault"
    job_id: int = Field(foreign_key="import_job.id", primary_key=True)
    row: int = Field(primary_key=True)
    cells: list[str] = Field(sa_type=JSON)
    faults: list[dict[str, Any]] = Field(sa_type=JSON)  # column, code, error, zh, en
