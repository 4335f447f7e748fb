"""Keys of devices and integrations: ingest-only, shown once, kept as a SHA-256."""

import secrets
import threading
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import text, update
from sqlmodel import col

from app.clock import SECOND
from app.errors import Unauthenticated
from app.geo.datum import DatumName
from app.identity.tables import ApiKey
from app.store.db import Store, Tx

LIFE_MS = 5 * SECOND
MAX_ENTRIES = 200_000


class Disabled(Unauthenticated):
    """The key of an integration that is disabled."""

    def __init__(self, integration_id: int) -> None:
        super().__init__("The integration is disabled.")
        self.integration_id = integration_id


@dataclass(frozen=True, slots=True)
class Poster:
    """Who posts: one device, or an integration that may post for every device.

    `datum`: how its coordinates are to be read where neither ping nor device says. `sandbox`: what it sends
    is understood and answered, and not kept. `unique_id`: the device's own, when the key is a device's.
    `disabled`: nothing of it is taken.
    """

    device_id: int | None = None
    integration_id: int | None = None
    datum: DatumName | None = None
    sandbox: bool = False
    unique_id: str | None = None
    disabled: bool = False


def issue(tx: Tx, *, device_id: int | None = None, integration_id: int | None = None) -> str:
    """Make a key (256 random bits) for a device or an integration. The only time it is readable."""
    key = "nyk_" + secrets.token_urlsafe(32)
    tx.session.add(
        ApiKey(
            key_hash=sha256(key.encode()).hexdigest(),
            device_id=device_id,
            integration_id=integration_id,
            created_at=tx.now,
        )
    )
    return key


def revoke(tx: Tx, *, device_id: int | None = None, integration_id: int | None = None) -> int:
    """Revoke every key of a device or an integration; returns how many. Known everywhere within 5 s."""
    column, value = (
        (ApiKey.device_id, device_id) if device_id is not None else (ApiKey.integration_id, integration_id)
    )
    done = tx.conn.execute(
        update(ApiKey).where(col(column) == value, col(ApiKey.revoked_at).is_(None)).values(revoked_at=tx.now)
    )
    return done.rowcount


_FIND = text(
    "SELECT k.device_id, k.integration_id, i.datum, i.sandbox, d.unique_id, i.disabled_at FROM api_key k "
    "LEFT JOIN integration i ON i.id = k.integration_id LEFT JOIN device d ON d.id = k.device_id "
    "WHERE k.key_hash = :key_hash AND k.revoked_at IS NULL"
)


class KeyRing:
    """Answers "whose key is this?" from memory; an answer, also "nobody's", lives 5 s. `version` grows when
    all of it is forgotten."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.version = 0
        self._guard = threading.Lock()
        self._known: dict[bytes, tuple[int, Poster | None]] = {}  # digest → (good until, whose)

    def resolve(self, token: str) -> Poster:
        """Whose key it is; reads the database when memory does not know. Unauthenticated for nobody's,
        Disabled for that of an integration that is."""
        return self.peek(token) or self._look_up(token)

    def peek(self, token: str) -> Poster | None:
        """The same without the database: None when memory does not know."""
        entry = self._known.get(sha256(token.encode()).digest())
        if entry is None or entry[0] <= self.store.clock.now():
            return None
        return _or_refuse(entry[1])

    def forget(self) -> None:
        """Know nothing any more: a key has just been refused, or let in again. Other nodes hear it in 5 s."""
        with self._guard:
            self.version += 1
            self._known.clear()

    def _look_up(self, token: str) -> Poster:
        digest = sha256(token.encode())
        version = self.version
        with self.store.snapshot() as session:
            row = session.connection().execute(_FIND, {"key_hash": digest.hexdigest()}).first()
        poster = (
            None
            if row is None
            else Poster(
                row.device_id, row.integration_id, row.datum, bool(row.sandbox), row.unique_id,
                row.disabled_at is not None,
            )
        )  # fmt: skip
        with self._guard:
            self._known.pop(digest.digest(), None)
            if version == self.version:  # else what was read may be of before
                self._known[digest.digest()] = (self.store.clock.now() + LIFE_MS, poster)
            if len(self._known) > MAX_ENTRIES:
                self._known.pop(next(iter(self._known)))
        return _or_refuse(poster)


def _or_refuse(poster: Poster | None) -> Poster:
    if poster is None:
        raise Unauthenticated("The key is unknown or revoked.")
    if poster.disabled and poster.integration_id is not None:
        raise Disabled(poster.integration_id)
    return poster


def _basic(header: str) -> tuple[str, str] | None:
    """User and password of an HTTP Basic header, or None when it is not one."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # not base64, not ASCII, not UTF-8
        return None
    return (user, password) if colon else None


def basic_password(header: str) -> str | None:
    """The password of an HTTP Basic header, or None when it is not one."""
    found = _basic(header)
    return found[1] if found else None


def basic_user(header: str | None) -> str | None:
    """The user of an HTTP Basic header; for apps that say there what they are called."""
    found = _basic(header or "")
    return found[0] or None if found else None


def key_of(header: str | None) -> str | None:
    """The key in an Authorization header, Bearer or Basic (any user, password = key)."""
    if not header:
        return None
    scheme, _, value = header.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else basic_password(header)
