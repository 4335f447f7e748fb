"""Where phone apps and gateways post: one route a wire format; the formats are in app/ingest."""

from typing import Any

from fastapi import APIRouter

from app.api.arrival import KEY, REFUSALS, ArrivalDep
from app.ingest import overland

router = APIRouter(prefix="/api/ingest", tags=["devices' own formats"])

_OVERLAND = {
    "locations": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [108.9268, 34.2672]},
            "properties": {
                "timestamp": "2026-11-24T16:00:00+0800",
                "horizontal_accuracy": 8,
                "speed": 1.4,
                "battery_state": "unplugged",
                "battery_level": 0.42,
                "device_id": "8800000015",
            },
        }
    ]
}


def body_of(media_type: str, **examples: Any) -> dict[str, Any]:
    """OpenAPI's page of a body that no schema of ours validates: its examples say what it looks like."""
    shown = {name.replace("_", " "): {"value": value} for name, value in examples.items()}
    content = {media_type: {"schema": {"type": "object"}, "examples": shown}}
    return {**KEY, "requestBody": {"required": True, "content": content}}


@router.post(
    "/overland",
    summary="Overland",
    responses=REFUSALS,
    openapi_extra=body_of("application/json", a_batch=_OVERLAND),
)
async def take_overland(arrival: ArrivalDep) -> dict[str, str]:
    """The device is `device_id`. What can never be stored is in the journal, not in the answer."""
    await arrival.take(overland.decode(arrival.body), "overland")
    return {"result": "ok"}
