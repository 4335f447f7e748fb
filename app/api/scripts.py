"""What operators say in calls about each kind of alert: read at the desks, written by supervisors."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from app.alerts import scripting
from app.alerts.kinds import Kind
from app.alerts.scripts import MOST_STEPS, PLACEHOLDERS, Script
from app.api.deps import OperatorDep, StoreDep, SupervisorDep
from app.api.problems import documented
from app.api.schemas import In, Instant, Out

router = APIRouter(prefix="/api/scripts", tags=["scripts"])
Language = Literal["zh-CN", "en"]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
Version = Annotated[int, Field(ge=0, le=2**31 - 2, description="The version that this takes the place of.")]


class ScriptOut(Out):
    kind: str = Field(examples=["outside_home"])
    language: Language
    version: int = Field(description="Send it with a change; 0: the default that nobody ever touched.")
    is_default: bool
    say: str = Field(description="The opening words.")
    steps: list[str] = Field(description="What to ask and do, in order.")
    unreached: str = Field(description="What to do when nobody answers.")
    edited_by: str | None
    edited_at: Instant | None


class PlaceholderOut(Out):
    name: str = Field(examples=["name"], description="Stands in braces; the desk puts in what it means.")
    text_zh: str
    text_en: str


class Scripts(Out):
    items: list[ScriptOut]
    placeholders: list[PlaceholderOut]
    next: str | None = None


class Versions(Out):
    items: list[ScriptOut]
    next: str | None = None


class ScriptIn(In):
    version: Version
    say: Words = Field(examples=["{name}您好，我是{service}的{operator}。看到您出门了，身体还好吗？"])
    steps: list[Words] = Field(min_length=1, max_length=MOST_STEPS, examples=[["问：什么时候回来？"]])
    unreached: Words = Field(examples=["隔两分钟再拨一次，再打联系人。"])


@router.get("", summary="The words of calls, of every kind and language", responses=documented(401, 403))
def index(_user: OperatorDep, store: StoreDep) -> Scripts:
    with store.snapshot() as session:
        found = scripting.current(session)
    return Scripts(
        items=[ScriptOut.model_validate(one) for one in found],
        placeholders=[
            PlaceholderOut(name=one.name, text_zh=one.zh, text_en=one.en) for one in PLACEHOLDERS.values()
        ],
    )


@router.get("/{kind}/{language}", summary="Who wrote what when", responses=documented(401, 403, 404, 422))
def history(kind: Kind, language: Language, _user: SupervisorDep, store: StoreDep) -> Versions:
    """The last 50 versions, newest first; empty when nobody ever touched the default."""
    with store.snapshot() as session:
        found = scripting.history(session, kind, language)
    return Versions(items=[ScriptOut.model_validate(one) for one in found])


@router.put("/{kind}/{language}", summary="Write other words", responses=documented(401, 403, 404, 409, 422))
def put(kind: Kind, language: Language, body: ScriptIn, user: SupervisorDep, store: StoreDep) -> ScriptOut:
    """For supervisors of everywhere. 409 when `version` is not the present one: somebody was faster.

    422 names each text with a placeholder that the desk cannot fill (`code`, `found`).
    """
    words = Script(body.say, tuple(body.steps), body.unreached)
    with store.transaction() as tx:
        made = scripting.write(tx, user, kind, language, body.version, words)
    return ScriptOut.model_validate(made)


@router.delete(
    "/{kind}/{language}", summary="Back to the default words", responses=documented(401, 403, 404, 409, 422)
)
def reset(
    kind: Kind, language: Language, version: Annotated[Version, Query()], user: SupervisorDep, store: StoreDep
) -> ScriptOut:
    """What was written stays in the history."""
    with store.transaction() as tx:
        made = scripting.reset(tx, user, kind, language, version)
    return ScriptOut.model_validate(made)
