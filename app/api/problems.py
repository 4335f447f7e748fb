"""Every error leaves as RFC 9457 problem+json."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app.errors import BadRequest, Invalid, NuanyangError

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    field: str = Field(examples=["home.radius_m"])
    detail: str = Field(examples=["Input should be greater than 0"])


class Problem(BaseModel):
    """An error, as RFC 9457 has it. `kind` is stable and may be translated."""

    type: str = Field(examples=["urn:nuanyang:problem:invalid"])
    title: str
    status: int
    kind: str
    detail: str
    errors: list[FieldProblem] | None = None


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses` for these error statuses."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def respond(error: NuanyangError) -> JSONResponse:
    """The response for an error of ours."""
    return JSONResponse(error.problem(), error.status, error.headers, MEDIA_TYPE)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    return respond(error if isinstance(error, NuanyangError) else NuanyangError())


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """422 naming the fields, never their values; 400 when the body is no JSON at all."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if any(item["type"] == "json_invalid" for item in found):
        return respond(BadRequest("The body is not valid JSON."))
    errors = [{"field": _field(item["loc"]), "detail": item["msg"]} for item in found]
    detail = "; ".join(f"{e['field']}: {e['detail']}" for e in errors[:3])
    return respond(Invalid(detail, errors=errors))


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or str(location[0])


async def _http(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    phrase = HTTPStatus(status).phrase
    kind = phrase.lower().replace(" ", "_")
    body = {
        "type": f"urn:nuanyang:problem:{kind}",
        "title": phrase,
        "status": status,
        "kind": kind,
        "detail": phrase,
    }
    return JSONResponse(body, status, getattr(error, "headers", None), MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Register the handlers. Unexpected exceptions go on to the server's log, which sees no bodies."""
    app.add_exception_handler(NuanyangError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _ours)
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _describe(plain())
        return plain()

    app.openapi = described  # type: ignore[method-assign]


def _describe(schema: dict[str, Any]) -> None:
    """Every documented error is a Problem; the framework's own shape of a 422 never leaves.

    Whoever sends a body can send one that is no JSON.
    """
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for model in (Problem, FieldProblem):
        described = model.model_json_schema(ref_template="#/components/schemas/{model}")
        described.pop("$defs", None)
        schemas[model.__name__] = described
    for path in schema["paths"].values():
        for operation in path.values():
            if "422" in operation["responses"]:
                operation["responses"]["422"] = documented(422)[422]
            if "requestBody" in operation:
                operation["responses"].setdefault("400", documented(400)[400])
