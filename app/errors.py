"""The error tree. Every error leaves as RFC 9457 problem+json.

NuanyangError                500 internal
├── BadRequest               400 bad_request       the body cannot be read at all
├── Unauthenticated          401 unauthenticated   no token, or one that does not hold
├── Forbidden                403 forbidden         the role or the area does not allow it
├── NotFound                 404 not_found
├── MethodNotAllowed         405 method_not_allowed
├── Conflict                 409 conflict          it exists already, or the state does not allow it
│   └── StaleVersion         409 stale_version     somebody was faster; the body says who
├── TooLarge                 413 too_large
├── Invalid                  422 invalid           a field is wrong; `errors` names it
├── TooMany                  429 too_many          Retry-After says when
└── Unavailable              503 unavailable
"""

from typing import Any


class NuanyangError(Exception):
    """Base. `detail` is for people; `extra` adds members to the problem body."""

    status = 500
    kind = "internal"
    title = "Internal error"

    def __init__(self, detail: str = "", **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.extra = extra
        self.headers: dict[str, str] = {}

    def problem(self) -> dict[str, Any]:
        """The RFC 9457 body."""
        return {
            "type": f"urn:nuanyang:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "kind": self.kind,
            "detail": self.detail,
            **self.extra,
        }


class BadRequest(NuanyangError):
    status, kind, title = 400, "bad_request", "The request cannot be read"


class Unauthenticated(NuanyangError):
    status, kind, title = 401, "unauthenticated", "Sign in first"

    def __init__(self, detail: str = "", **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.headers = {"WWW-Authenticate": 'Bearer realm="nuanyang"'}


class Forbidden(NuanyangError):
    status, kind, title = 403, "forbidden", "Not allowed"


class NotFound(NuanyangError):
    status, kind, title = 404, "not_found", "Not found"


class MethodNotAllowed(NuanyangError):
    status, kind, title = 405, "method_not_allowed", "That is not done here"

    def __init__(self, allow: str) -> None:
        super().__init__(f"Only {allow} is possible here.")
        self.headers = {"Allow": allow}


class Conflict(NuanyangError):
    status, kind, title = 409, "conflict", "Conflict"


class StaleVersion(Conflict):
    kind, title = "stale_version", "Somebody was faster"


class TooLarge(NuanyangError):
    status, kind, title = 413, "too_large", "The body is too large"


class Invalid(NuanyangError):
    """`errors` is a list of `{"field", "detail"}`."""

    status, kind, title = 422, "invalid", "A field is wrong"


class TooMany(NuanyangError):
    status, kind, title = 429, "too_many", "Too many requests"

    def __init__(self, detail: str = "", *, retry_after_s: int = 1, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.headers = {"Retry-After": str(retry_after_s)}


class Unavailable(NuanyangError):
    status, kind, title = 503, "unavailable", "Not available now"


def wrong(field: str, detail: str) -> Invalid:
    """An Invalid about one field."""
    return Invalid(f"{field}: {detail}", errors=[{"field": field, "detail": detail}])
