"""Where phone apps post: one route a wire format; the formats are in app/ingest."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Request, Response

from app.api.arrival import KEY, REFUSALS, Arrival, ArrivalDep, arrival_from
from app.api.problems import documented
from app.errors import BadRequest
from app.identity.keys import key_of
from app.ingest import gpslogger, hass, osmand, overland
from app.ingest.door import Door
from app.ingest.http import summary
from app.ingest.pings import Decoded

router = APIRouter(prefix="/api", tags=["devices' own formats"])

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
_OSMAND = {
    "id": "8800000015", "lat": "34.2672", "lon": "108.9268", "timestamp": "1795507200", "accuracy": "12",
    "speed": "2.16", "batt": "81", "alarm": "sos",
}  # fmt: skip
_CLIENT_9 = {
    "location": {
        "timestamp": "2026-11-24T08:00:00.000Z",
        "coords": {"latitude": 34.2672, "longitude": 108.9268, "accuracy": 12, "speed": 1.1, "heading": -1},
        "battery": {"level": 0.81, "is_charging": False},
    },
    "device_id": "8800000015",
}
_GPSLOGGER = {
    "device": "8800000015", "latitude": "34.2672", "longitude": "108.9268", "timestamp": "1795507200",
    "accuracy": "17", "battery": "65", "speed": "1.4", "provider": "gps",
}  # fmt: skip
_HASS = {"type": "update_location", "data": {"gps": [34.2672, 108.9268], "gps_accuracy": 20, "battery": 80}}
_FORM = "application/x-www-form-urlencoded"


def body_of(media_type: str, **examples: Any) -> dict[str, Any]:
    """OpenAPI's page of a body that no schema of ours validates: its examples say what it looks like."""
    return {**KEY, "requestBody": {"required": True, "content": _content(media_type, examples)}}


def _content(media_type: str, examples: dict[str, Any]) -> dict[str, Any]:
    shown = {name.replace("_", " "): {"value": value} for name, value in examples.items()}
    return {media_type: {"schema": {"type": "object"}, "examples": shown}}


def _form_of(fields: dict[str, str], **examples: Any) -> dict[str, Any]:
    """A form, or the same in JSON; neither when everything is in the query."""
    content = _content(_FORM, {"a_form": fields})
    if examples:
        content |= _content("application/json", examples)
    return {**KEY, "requestBody": {"required": False, "content": content}}


def _query_of(fields: dict[str, str]) -> dict[str, Any]:
    """A query string that no schema of ours validates."""
    return {
        **KEY,
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "example": value}
            for name, value in fields.items()
        ],
    }


async def _with_key_in_path(key: str, request: Request) -> Arrival:
    """For apps that can be given an address and nothing else."""
    door: Door = request.app.state.door
    return await arrival_from(request, await door.poster(key))


KeyInPath = Annotated[Arrival, Depends(_with_key_in_path)]


async def answer(arrival: Arrival, decoded: Decoded, wire: str) -> Response:
    """The counts of `POST /api/pings`, after the commit; the apps do not read them, people do."""
    outcomes = await arrival.take(decoded, wire)
    return Response(summary(decoded, outcomes), media_type="application/json")


@router.post(
    "/ingest/overland",
    summary="Overland",
    responses=REFUSALS,
    openapi_extra=body_of("application/json", a_batch=_OVERLAND),
)
async def take_overland(arrival: ArrivalDep) -> dict[str, str]:
    """The device is `device_id`. What can never be stored is in the journal, not in the answer's status."""
    await arrival.take(overland.decode(arrival.body, arrival.poster.unique_id), "overland")
    return {"result": "ok"}


@router.get("/ingest/osmand", summary="OsmAnd", responses=REFUSALS, openapi_extra=_query_of(_OSMAND))
@router.post(
    "/ingest/osmand",
    summary="Traccar Client",
    responses=REFUSALS,
    openapi_extra=_form_of(_OSMAND, Client_9=_CLIENT_9),
)
async def take_osmand(arrival: ArrivalDep) -> Response:
    """Query, form or JSON. What can never be stored is in the journal and in the answer, with status 200."""
    now, own = arrival.clock.now(), arrival.poster.unique_id
    if _is_json(arrival):
        return await answer(arrival, osmand.decode_json(arrival.body, now, own), "osmand")
    return await answer(arrival, osmand.decode_form(arrival.form(), now, own), "osmand")


@router.get(
    "/ingest/osmand/{key}",
    summary="OsmAnd, with the key in the path",
    responses=REFUSALS,
    openapi_extra={**_query_of(_OSMAND), "security": []},
)
@router.post(
    "/ingest/osmand/{key}",
    summary="Traccar Client, with the key in the path",
    responses=REFUSALS,
    openapi_extra={**_form_of(_OSMAND, Client_9=_CLIENT_9), "security": []},
)
async def take_osmand_by_path(arrival: KeyInPath) -> Response:
    """The same for apps that know only an address. The address is then a secret."""
    return await take_osmand(arrival)


def _is_json(arrival: Arrival) -> bool:
    kind = arrival.headers.get("content-type", "")
    return kind.startswith("application/json") or arrival.body.lstrip()[:1] == b"{"


@router.get(
    "/ingest/gpslogger",
    summary="GPSLogger, as a query",
    responses=REFUSALS | documented(422),
    openapi_extra=_query_of(_GPSLOGGER),
)
@router.post(
    "/ingest/gpslogger",
    summary="GPSLogger, as a form",
    responses=REFUSALS | documented(422),
    openapi_extra=_form_of(_GPSLOGGER),
)
async def take_gpslogger(arrival: ArrivalDep) -> Response:
    """Any of the usual names of its placeholders, and the form of Home Assistant's integration."""
    decoded = gpslogger.decode(arrival.form(), arrival.clock.now(), arrival.poster.unique_id)
    return await answer(arrival, decoded, "gpslogger")


@router.post(
    "/webhook/{id}",
    summary="Home Assistant companion",
    responses=REFUSALS | {201: {"description": "A sensor is registered"}},
    openapi_extra={**body_of("application/json", update_location=_HASS), "security": [{"key": []}, {}]},
)
async def take_hass(webhook: Annotated[str, Path(alias="id")], request: Request) -> Response:
    """Without a key in the header `id` is the key of the device itself; with one, its `unique_id`."""
    door: Door = request.app.state.door
    key = key_of(request.headers.get("authorization"))
    poster = await door.poster(key or webhook)
    device = webhook if key else poster.unique_id
    if device is None:
        raise BadRequest("The address must hold the key of a device, not that of an integration.")
    arrival = await arrival_from(request, poster)
    heard = hass.decode(arrival.body, device, arrival.clock.now())
    await arrival.take(heard.decoded, "hass")
    return Response(msgspec.json.encode(heard.answer), heard.status, media_type="application/json")
