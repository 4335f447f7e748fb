"""What lines tell us of calls. Not for people: every request is signed."""

from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Header, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError

from app.api.deps import SettingsDep, StoreDep, body_within
from app.api.problems import documented
from app.api.schemas import In, Out
from app.calls import lines, signing
from app.calls.results import Line, Result
from app.clock import SECOND
from app.errors import BadRequest, Unauthenticated

router = APIRouter(prefix="/api/calls", tags=["calls"])
M = TypeVar("M", bound=BaseModel)
MOST_BYTES = 65_536
ByLine = Literal[
    "no_answer",
    "busy",
    "rejected",
    "unreachable",
    "invalid_number",
    "voicemail",
    "dropped",
    "network_failure",
]


class News(In):
    """`ended` without a result, after `answered`: the operator says what came of it."""

    attempt: str = Field(max_length=64, examples=["ny-5f1c0e2ab94d7788aa001122"])
    state: Literal["ringing", "answered", "ended"]
    result: ByLine | None = Field(None, description="With `ended`, when nobody was reached.")


class Standing(Out):
    """What stands now, whoever said it."""

    attempt: str = Field(validation_alias="uid")
    line: str = Field(examples=["ringing"])
    result: str | None


async def signed(
    request: Request,
    settings: SettingsDep,
    store: StoreDep,
    x_nuanyang_timestamp: Annotated[str | None, Header()] = None,
    x_nuanyang_signature: Annotated[str | None, Header()] = None,
) -> bytes:
    """The body, if its signature holds."""
    body = await body_within(request, MOST_BYTES)
    secret = settings.calls_secret.get_secret_value() if settings.calls_secret else ""
    now_s = store.clock.now() // SECOND
    if not secret or not signing.holds(secret, now_s, x_nuanyang_timestamp, x_nuanyang_signature, body):
        raise Unauthenticated("The signature does not hold, or the request is older than five minutes.")
    return body


def parsed(model: type[M], body: bytes) -> M:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise BadRequest("The body is not valid JSON.") from None
        errors = error.errors(include_input=False, include_context=False, include_url=False)
        raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in errors]) from None


def body_of(model: type[BaseModel]) -> dict[str, object]:
    schema = model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/callback",
    summary="News of a call",
    responses=documented(400, 401, 404, 413, 422),
    openapi_extra=body_of(News),
)
def callback(body: Annotated[bytes, Depends(signed)], store: StoreDep) -> Standing:
    """Signed by the line with `NUANYANG_CALLS_SECRET`. Repeated or late news change nothing; the answer tells
    what stands, which may be what the operator wrote down."""
    news = parsed(News, body)
    with store.transaction() as tx:
        if news.state == "ended" and news.result is not None:
            state = lines.missed(tx, news.attempt, Result(news.result))
        else:
            state = lines.moved(tx, news.attempt, Line(news.state))
    return Standing.model_validate(state)
