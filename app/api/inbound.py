"""Calls that come in: lines tell of them, operators see who calls and whom to call back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response, status
from pydantic import Field

from app.api.calls import body_of, parsed, signed
from app.api.deps import LimitDep, OperatorDep, StoreDep
from app.api.problems import documented
from app.api.schemas import LINE, Id, In, Instant, InstantIn, Out, Page
from app.calls import inbound, inbound_list
from app.calls.inbound import News, State

router = APIRouter(prefix="/api/calls/inbound", tags=["calls"])


class InboundNews(In):
    """`answered` and `ended` may come first: what was told before is said again as far as it is known."""

    call: str = Field(min_length=1, max_length=64, pattern=LINE, examples=["in-20261124-0007"])
    state: Literal["ringing", "answered", "ended"]
    number: str | None = Field(
        None, max_length=40, pattern=LINE, examples=["02987654321"], description="Null: withheld."
    )
    at: InstantIn | None = Field(None, description="When that was; default: now.")
    called_at: InstantIn | None = Field(None, description="When it began to ring; default: the first `at`.")
    extension: str | None = Field(None, max_length=60, description="Who answered.", examples=["8001"])


class InboundStanding(Out):
    call: str
    state: State


class CallerOut(Out):
    """Who may be calling: an elder, or with `contact_name` somebody to call about her."""

    elder_id: int
    elder_name: str
    contact_name: str | None
    relation: str | None
    alert_id: int | None = Field(description="The most urgent open alert about the elder.")


class WaitingOut(Out):
    id: int
    state: State = Field(description="ringing or missed")
    number: str | None
    called_at: Instant
    ended_at: Instant | None
    waited_s: int | None = Field(description="How long a missed one rang.")
    callers: list[CallerOut]


@router.post(
    "",
    summary="News of a call that comes in",
    responses=documented(400, 401, 409, 413, 422),
    openapi_extra=body_of(InboundNews),
)
def tell(body: Annotated[bytes, Depends(signed)], store: StoreDep) -> InboundStanding:
    """Signed by the line with `NUANYANG_CALLS_SECRET`. Repeated or late news change nothing."""
    news = parsed(InboundNews, body)
    with store.transaction() as tx:
        at = tx.now if news.at is None else news.at
        state = inbound.told(
            tx, News(news.call, State(news.state), at, news.called_at, news.number, news.extension)
        )
    return InboundStanding(call=news.call, state=state)


@router.get("", summary="Calls that wait", responses=documented(401, 403))
def index(user: OperatorDep, store: StoreDep, limit: LimitDep) -> Page[WaitingOut]:
    """What rings now, and what was missed and has no alert, newest first: of your areas, and of callers whom
    nobody knows. There is one page."""
    with store.snapshot() as session:
        found = inbound_list.waiting(session, user, limit)
    return Page[WaitingOut].model_validate({"items": found, "next": None})


@router.post(
    "/{call_id}/done",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Called back",
    responses=documented(401, 403, 404),
)
def done(call_id: Id, user: OperatorDep, store: StoreDep) -> Response:
    """A missed call that nobody need call back any more."""
    with store.transaction() as tx:
        inbound_list.done(tx, user, call_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
