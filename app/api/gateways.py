"""Where other tracking servers post what they hear from their devices."""

from typing import Any

from fastapi import APIRouter, Response

from app.api.arrival import REFUSALS, ArrivalDep
from app.api.phones import answer, body_of
from app.ingest import traccar

router = APIRouter(prefix="/api/ingest/traccar", tags=["devices' own formats"])

_POSITION: dict[str, Any] = {
    "id": 0,
    "attributes": {"batteryLevel": 60, "alarm": "sos,lowBattery"},
    "protocol": "watch",
    "serverTime": "2026-11-24T08:00:05.120+00:00",
    "deviceTime": "2026-11-24T08:00:00.000+00:00",
    "fixTime": "2026-11-24T08:00:00.000+00:00",
    "valid": True,
    "latitude": 34.2672,
    "longitude": 108.9268,
    "altitude": 12.0,
    "speed": 2.159827,
    "course": 90.0,
    "accuracy": 0.0,
}
_DEVICE = {"id": 42, "uniqueId": "8800000015"}
_EVENT = {
    "id": 77,
    "type": "alarm",
    "attributes": {"alarm": "sos"},
    "eventTime": "2026-11-24T08:00:05.130+00:00",
}


@router.post(
    "/positions",
    summary="Traccar's forward.type=json",
    responses=REFUSALS,
    openapi_extra=body_of("application/json", a_position={"position": _POSITION, "device": _DEVICE}),
)
async def take_positions(arrival: ArrivalDep) -> Response:
    """The device is `device.uniqueId`. What can never be stored is in the journal, with status 200."""
    return await answer(arrival, traccar.decode_position(arrival.body, arrival.clock.now()), "traccar")


@router.post(
    "/events",
    summary="Traccar's event.forward.type=json",
    responses=REFUSALS,
    openapi_extra=body_of(
        "application/json", an_alarm={"event": _EVENT, "position": _POSITION, "device": _DEVICE}
    ),
)
async def take_events(arrival: ArrivalDep) -> Response:
    """Alarms are taken, once with their positions; Traccar's other conclusions are drawn here anew."""
    return await answer(arrival, traccar.decode_event(arrival.body, arrival.clock.now()), "traccar")
