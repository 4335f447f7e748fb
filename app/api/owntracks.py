"""`POST /api/ingest/owntracks`: the app in its mode HTTP."""

from typing import Any

from fastapi import APIRouter, Request

from app.api.arrival import REFUSALS, ArrivalDep
from app.api.phones import body_of
from app.errors import BadRequest
from app.identity.keys import basic_user
from app.ingest import owntracks
from app.ingest.owntracks_door import OwnTracksDoor

router = APIRouter(prefix="/api/ingest", tags=["devices' own formats"])

_LOCATION = {
    "_type": "location", "topic": "owntracks/anna/phone", "lat": 34.2672, "lon": 108.9268, "tst": 1795507200,
    "acc": 12, "vel": 4, "batt": 81, "bs": 1, "t": "u", "created_at": 1795507200,
}  # fmt: skip


@router.post(
    "/owntracks",
    summary="OwnTracks",
    responses=REFUSALS,
    openapi_extra=body_of("application/json", location=_LOCATION),
)
async def take(arrival: ArrivalDep, request: Request) -> list[dict[str, Any]]:
    """The device is `user/device`, else `device` alone; with its own key it is that device in any case.

    User and device are in the query (`u`, `d`), in the headers `X-Limit-U` and `X-Limit-D`, or in the topic.
    Answers with the commands that are due. What can never be stored is in the journal, not in the answer.
    """
    door: OwnTracksDoor = request.app.state.owntracks
    try:
        said = owntracks.messages(arrival.body)
    except BadRequest as error:
        await door.refuse("invalid", error.detail, arrival.poster, arrival.body)
        return []
    if not said:
        return []
    query = dict(arrival.query)
    user = query.get("u") or arrival.headers.get("x-limit-u")
    device = query.get("d") or arrival.headers.get("x-limit-d")
    names = owntracks.names(user, device, owntracks.topic_of(said))
    if not names and (name := basic_user(arrival.headers.get("authorization"))):
        names = [name]
    caller = await door.take(said, names, arrival.poster, arrival.body)
    if caller is None or arrival.poster.sandbox:
        return []
    errand = await door.errand(caller)
    return [] if errand is None else [errand]
