"""The numbers that rules compare with: what they mean, and what was chosen for whom."""

from typing import Literal

from fastapi import APIRouter, Response, status
from pydantic import Field

from app.alerts import tuning
from app.alerts.thresholds import THRESHOLDS
from app.api.deps import OperatorDep, StoreDep, SupervisorDep
from app.api.problems import documented
from app.api.schemas import In, Instant, Out

router = APIRouter(prefix="/api/thresholds", tags=["thresholds"])
Scope = Literal["elder", "tier", "area"]


class OverrideOut(Out):
    scope: Scope
    subject: str = Field(description="An elder's id, a risk tier, or an area's id.", examples=["red"])
    subject_name: str | None = Field(description="What the elder or the area is called.")
    value: float
    set_by: str
    set_at: Instant


class ThresholdOut(Out):
    name: str = Field(examples=["battery.low_pct"])
    kind: str | None = Field(description="The alert kind it belongs to.")
    unit: str
    default: float
    min: float
    max: float
    text_zh: str
    text_en: str
    of: Literal["elder", "service"] = Field(description="`service`: can only be set for the root area.")
    overrides: list[OverrideOut]


class Thresholds(Out):
    items: list[ThresholdOut]
    next: str | None = None


class ThresholdIn(In):
    value: float


@router.get("", summary="Thresholds, their meaning and what was chosen", responses=documented(401, 403))
def index(user: OperatorDep, store: StoreDep) -> Thresholds:
    """The value for an elder goes before the one for her tier, then the nearest area's, then the default."""
    with store.snapshot() as session:
        chosen = tuning.chosen(session, user)
    return Thresholds(
        items=[
            ThresholdOut(
                name=t.name,
                kind=t.kind,
                unit=t.unit,
                default=t.default,
                min=t.least,
                max=t.most,
                text_zh=t.zh,
                text_en=t.en,
                of=t.of,
                overrides=[OverrideOut.model_validate(one) for one in chosen if one.name == t.name],
            )
            for t in THRESHOLDS.values()
        ]
    )


@router.put(
    "/{name}/{scope}/{subject}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Choose a value",
    responses=documented(401, 403, 404, 422),
)
def put(
    name: str, scope: Scope, subject: str, body: ThresholdIn, user: SupervisorDep, store: StoreDep
) -> Response:
    """For an elder, a risk tier or an area and everything below it. Who chose what is on record."""
    with store.transaction() as tx:
        tuning.choose(tx, user, name, scope, subject, body.value)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.delete(
    "/{name}/{scope}/{subject}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Back to what holds without it",
    responses=documented(401, 403, 404, 422),
)
def remove(name: str, scope: Scope, subject: str, user: SupervisorDep, store: StoreDep) -> Response:
    with store.transaction() as tx:
        tuning.forget(tx, user, name, scope, subject)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
