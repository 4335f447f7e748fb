"""Passwords: Argon2id, and the same work for users who do not exist."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Invalid

SHORTEST, LONGEST = 8, 256
# OWASP's first choice for Argon2id: 19 MiB, two passes. A shift signing in at once stays affordable.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """Hash a password; Invalid when it is shorter than 8 or longer than 256 characters."""
    if not SHORTEST <= len(password) <= LONGEST:
        detail = f"between {SHORTEST} and {LONGEST} characters"
        raise Invalid(
            "The password is too short or too long.", errors=[{"field": "password", "detail": detail}]
        )
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def matches(password_hash: str | None, password: str) -> bool:
    """Does it match? For an unknown user (None) it takes as long and answers no."""
    try:
        return (
            _hasher.verify(password_hash or _nobody(), password[: LONGEST + 1]) and password_hash is not None
        )
    except (VerificationError, InvalidHashError):
        return False
