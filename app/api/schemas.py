"""What the routers share: instants, pages, references."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from app.clock import parse_instant, rfc3339

T = TypeVar("T")


def _to_text(value: Any) -> Any:
    return rfc3339(value) if isinstance(value, int) else value


def _to_ms(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return parse_instant(float(value))
        except ValueError:
            return parse_instant(value.replace(" ", "+"))  # a plus sign that the query string turned
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError("expected RFC 3339 or epoch seconds")
    return parse_instant(value)


Instant = Annotated[
    str,
    BeforeValidator(_to_text),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-24T08:00:00.000Z"]}),
]
"""An instant going out: milliseconds inside, RFC 3339 in UTC outside."""

InstantIn = Annotated[
    int,
    BeforeValidator(_to_ms),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}]}),
]
"""An instant coming in: RFC 3339 with an offset, or epoch seconds."""

Id = Annotated[int, Field(ge=0, le=2**31 - 1)]  # what the database can look for

LINE = r"^[^\x00-\x1f\x7f]*$"  # no control characters: PostgreSQL refuses some, screens show none
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=LINE)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=LINE)]
LongText = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=4000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
    ),
]
Seen = Annotated[str | None, Field(max_length=64)]  # the revision that a change is based on
Phone = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 ()\-]{1,30}$"),
    Field(examples=["13800000000"], description="Digits, with + ( ) - and spaces allowed."),
]


class Out(BaseModel):
    """Going out: read from the attributes of a view."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """Coming in: unknown members are ignored, so that newer clients work with older servers."""

    model_config = ConfigDict(str_max_length=10_000)


class Ref(Out):
    id: int = Field(examples=[7])
    name: str = Field(examples=["王秀兰"])


class Page(Out, Generic[T]):
    """One page of a list; `next` goes into `after`, and null is the end."""

    items: list[T]
    next: str | None = Field(examples=["100"])


def given(body: BaseModel, *required: str, exclude: set[str] | None = None) -> dict[str, Any]:
    """The members that a PATCH gave; null leaves a `required` member alone and empties any other."""
    changes = body.model_dump(exclude_unset=True, exclude=exclude)
    return {key: value for key, value in changes.items() if value is not None or key not in required}


def page_of(items: Sequence[Any], limit: int) -> dict[str, Any]:
    """A page from `limit` + 1 items with ids: one too many says that there is more."""
    following = str(items[limit - 1].id) if len(items) > limit else None
    return {"items": items[:limit], "next": following}
