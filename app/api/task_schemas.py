"""Shapes of tasks and offers in the API."""

from pydantic import Field

from app.alerts.kinds import Kind
from app.api.schemas import Instant, Out, Ref
from app.dispatch.machine import Answer, Stage, Step


class OfferOut(Out):
    responder: Ref
    offered_at: Instant
    expires_at: Instant
    answer: Answer | None = Field(description="Null while it waits.")
    answered_at: Instant | None
    left_s: int | None = Field(description="Seconds left to answer, whatever your own clock says.")


class NearOut(Out):
    lat: float = Field(examples=[34.27])
    lon: float = Field(examples=[108.94])


class TaskOut(Out):
    """Work for a responder. Never a name, an address or a number of the elder."""

    id: int
    alert_id: int
    kind: Kind = Field(description="What is the matter: the kind of the alert.")
    priority: int = Field(description="1 is the most urgent.")
    area: Ref
    near: NearOut | None = Field(description="To about a kilometre, WGS-84, while it is offered.")
    stage: Stage
    since: Instant = Field(description="When it came into this stage.")
    made_at: Instant
    made_by: Ref
    responder: Ref | None = Field(description="Who has it, or had it.")
    accepted_at: Instant | None
    words: str | None = Field(description="What is to be done; null before you have accepted.")
    mine: OfferOut | None = Field(description="What you were offered.")
    offers: list[OfferOut] | None = Field(description="Everybody who was asked; for desks only.")
    steps: list[Step] = Field(description="What you may do now.")


class ResponderOut(Out):
    id: int
    name: str
    area: Ref | None = Field(description="The nearest area they work in; null: everywhere.")
    open_tasks: int
    asked: bool = Field(description="About this alert already: they have it, or have not answered.")
