"""What devices are asked to do: locate, ring, show a message, and how they are set."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query
from pydantic import Field, StringConstraints

from app.api.deps import CouriersDep, LimitDep, OperatorDep, StoreDep
from app.api.problems import documented
from app.api.schemas import LINE, Id, In, Instant, Out, Page, Phone, Ref, page_of
from app.errors import Forbidden
from app.identity import access
from app.identity.roles import Role
from app.registry import commands, devices
from app.registry.commands import CommandKind

router = APIRouter(prefix="/api/devices", tags=["devices"])
SUPERVISORS = {CommandKind.INTERVAL, CommandKind.SOS_NUMBERS}


class Locate(In):
    command: Literal["locate"] = Field(description="Where are you now?")


class Find(In):
    command: Literal["find"] = Field(description="Ring, so that it can be found.")


class Message(In):
    command: Literal["message"] = Field(description="Show a text.")
    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=LINE)
    ] = Field(examples=["王阿姨，外面在下雨，请早点回家"])


class Interval(In):
    command: Literal["interval"] = Field(description="How often to say where she is. Supervisors only.")
    interval_s: int = Field(ge=10, le=86_400, examples=[600])


class SosNumbers(In):
    command: Literal["sos_numbers"] = Field(description="Whom the SOS button calls. Supervisors only.")
    numbers: list[Phone] = Field(min_length=1, max_length=3)


CommandIn = Annotated[Locate | Find | Message | Interval | SosNumbers, Body(discriminator="command")]


class CommandOut(Out):
    id: int
    device_id: int
    command: CommandKind
    parameters: dict[str, Any] = Field(examples=[{"text": "请早点回家"}])
    requested_by: Ref
    requested_at: Instant
    sent_at: Instant | None
    answered_at: Instant | None
    answer: str | None = Field(examples=["FIND"], description="What the device said.")
    expires_at: Instant
    state: Literal["queued", "sent", "answered", "expired"]


@router.post(
    "/{device_id}/commands",
    status_code=201,
    summary="Ask a device for something",
    responses=documented(401, 403, 404, 422),
)
def request(
    device_id: Id, body: CommandIn, user: OperatorDep, store: StoreDep, couriers: CouriersDep
) -> CommandOut:
    """Told at once when the device is connected, else as soon as it is: `locate` and `find` within 15
    minutes, `message` within a day, the others within a week. Noted in the access log."""
    kind = CommandKind(body.command)
    if kind in SUPERVISORS and not user.can(Role.supervisor):
        raise Forbidden("How a device is set is for supervisors.")
    with store.transaction() as tx:
        elder_id = devices.find(tx.session, device_id, user.area_ids).elder_id
        parameters = body.model_dump(exclude={"command"})
        made = commands.request(tx, device_id, kind, parameters, user.id, user.area_ids)
        access.record(tx, user, f"command.{kind.value}", elder_id)
        tx.after_commit(lambda: couriers.wake(device_id))
    return CommandOut.model_validate(made)


@router.get("/{device_id}/commands", summary="A device's commands", responses=documented(401, 403, 404))
def index(
    device_id: Id,
    user: OperatorDep,
    store: StoreDep,
    limit: LimitDep,
    after: Annotated[Id | None, Query(description="Go on after the command of this id.")] = None,
) -> Page[CommandOut]:
    """Newest first."""
    with store.snapshot() as session:
        found = commands.page(session, device_id, after, limit + 1, store.clock.now(), user.area_ids)
    return Page[CommandOut].model_validate(page_of(found, limit))
