"""OpenAPI's page for `POST /api/pings`, which ingest/http.py serves directly."""

from typing import Any

from app.api.problems import documented
from app.ingest.pings import wire_schemas

EXAMPLE = {
    "device": "8800000015",
    "fixed_at": "2026-11-24T08:00:00Z",
    "lat": 34.2672,
    "lon": 108.9268,
    "accuracy_m": 12,
    "source": "gnss",
    "battery_pct": 64,
}
SOS = {"device": "8800000015", "fixed_at": "2026-11-24T08:00:30Z", "signals": ["sos"]}


def add_to(openapi: dict[str, Any]) -> None:
    """Document the endpoint in a generated OpenAPI document."""
    ping = {"$ref": "#/components/schemas/Ping"}
    openapi["components"]["schemas"].update(wire_schemas())
    openapi["components"]["schemas"]["PingAnswer"] = _ANSWER
    openapi["components"].setdefault("securitySchemes", {})["key"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "the key of a device or integration; HTTP Basic with the key as password works too",
    }
    openapi["paths"]["/api/pings"] = {
        "post": {
            "tags": ["pings"],
            "summary": "Post pings",
            "description": "One object, an array, or NDJSON. Answered after the commit: what is counted "
            "as accepted survives a power cut. Send the same again after a lost answer; duplicates are fine.",
            "operationId": "post_pings",
            "security": [{"key": []}],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"oneOf": [ping, {"type": "array", "items": ping}]},
                        "examples": {
                            "one": {"value": EXAMPLE},
                            "several": {"value": [EXAMPLE, SOS]},
                            "sos without a position": {"value": SOS},
                        },
                    },
                    "application/x-ndjson": {"schema": {"type": "string"}},
                },
            },
            "responses": {
                "200": {
                    "description": "What became of each item",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PingAnswer"}}},
                },
                **{str(k): v for k, v in documented(400, 401, 413, 429, 503).items()},
            },
        }
    }


_ANSWER = {
    "type": "object",
    "required": ["accepted", "quarantined", "duplicates", "rejected"],
    "properties": {
        "accepted": {"type": "integer", "description": "stored, quarantined ones included"},
        "quarantined": {"type": "integer", "description": "stored, but never the latest position"},
        "duplicates": {"type": "integer"},
        "rejected": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "index": {"type": "integer"},
                    "code": {"type": "string", "examples": ["invalid", "unknown_device", "forbidden_device"]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
