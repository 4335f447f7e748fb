"""Shapes of alerts in the API; the stream's payload is AlertOut."""

from typing import Any

from pydantic import BaseModel, Field

from app.api.task_schemas import TaskOut


class Named(BaseModel):
    id: int
    name: str


class ElderBrief(Named):
    sex: str | None = None
    age: int | None = None


class FleetOut(BaseModel):
    by: str = Field(description="carrier or vendor")
    name: str
    silent: int
    devices: int


class FixOut(BaseModel):
    lat: float
    lon: float
    accuracy_m: float | None = None
    source: str
    fixed_at: str


class AlertOut(BaseModel):
    """An alert as everybody sees it. Times are RFC 3339 UTC."""

    id: int
    version: int = Field(description="send it with every action")
    kind: str = Field(examples=["outside_home"])
    priority: int = Field(description="1 is the highest")
    condition: str = Field(description="active or cleared: does the cause still hold?")
    handling: str = Field(examples=["open"])
    elder: ElderBrief | None = Field(description="null when the alert is about the fleet")
    fleet: FleetOut | None = Field(None, description="whose devices fell silent together")
    area: Named
    address: str | None = None
    fix: FixOut | None = None
    distance_m: float | None = Field(None, description="beyond the fence, when the alert is about one")
    occurred_at: str
    opened_at: str
    respond_by: str
    act_by: str
    delayed: bool
    count: int
    claimed_by: Named | None = None
    claimed_at: str | None = None
    lease_until: str | None = None
    responded_at: str | None = None
    acted_at: str | None = None
    cleared_at: str | None = None
    closed_at: str | None = None
    shelved_until: str | None = None
    suppressed_by: str | None = Field(None, description="why it never rang; null when it did, or may now")
    disposition: str | None = None
    warned: bool
    breached: bool
    act_breached: bool
    previous_id: int | None = None


class AlertPage(BaseModel):
    items: list[AlertOut]
    next: int | None = None


class CallOut(BaseModel):
    id: int
    to: str
    contact_id: int | None = None
    name: str
    phone: str
    adapter: str = Field(examples=["tel"], description="tel: she dials herself; else a line does")
    line: str | None = Field(None, description="placing, ringing, answered, ended; null for tel")
    dial_url: str | None = Field(examples=["tel:+8613900000000"], description="null when a line dials")
    started_at: str
    ended_at: str | None = None
    result: str | None = None
    outcome: str | None = None


class NextStep(BaseModel):
    """Two attempts two minutes apart, then the contacts in order, then somebody goes."""

    do: str = Field(examples=["call_elder"], description="call_elder, call_contact or dispatch")
    at: str | None = Field(None, description="not before; null is now")
    contact_id: int | None = None


class TimelineEntry(BaseModel):
    at: str
    action: str
    by: Named | None = None
    detail: dict[str, Any]


class AlertDetail(AlertOut):
    """One alert for the person who asks."""

    actions: list[str] = Field(description="what you may do now")
    dispositions: list[str] = Field(description="outcomes that fit")
    evidence: dict[str, Any] = Field(description="why it opened; `text_zh` and `text_en` in one sentence")
    timeline: list[TimelineEntry]
    calls: list[CallOut]
    tasks: list[TaskOut] = Field(description="What responders were asked to do, newest first.")
    next_step: NextStep | None = Field(
        None,
        description="what to do next; null while a call goes on and when it is nobody's case. To send "
        "somebody is not proposed while responders are asked or on the way.",
    )


class CallStarted(BaseModel):
    alert: AlertDetail
    call: CallOut


class Unshelved(BaseModel):
    alert_id: int
    code: str = Field(examples=["stale_version"])
    detail: str


class ShelvedOut(BaseModel):
    shelved: list[int]
    refused: list[Unshelved] = Field(description="What stays as it was, and why.")
