"""Signing in and out. A session is a row; its token is kept only as a SHA-256."""

import secrets
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.clock import DAY, HOUR, MINUTE
from app.errors import Unauthenticated
from app.identity import passwords
from app.identity.revocation import Revocations
from app.identity.roles import Principal, Role
from app.identity.tables import User, UserSession
from app.identity.throttle import Throttle
from app.registry import areas
from app.store.db import Store, Tx

STAFF_MS = 12 * HOUR  # slides with use
WALL_MS = 60 * DAY
RENEW_MS = 5 * MINUTE  # a sliding session is written at most this often


def lifetime(role: Role) -> int:
    """How long a session lasts without use, in milliseconds."""
    return WALL_MS if role is Role.wall else STAFF_MS


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class Sessions:
    """The sessions of one store. `revocations` tells who was signed out."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.revocations = Revocations()
        self._throttle = Throttle()

    def sign_in(self, username: str, password: str, address: str = "") -> tuple[str, Principal]:
        """Return a new token and its principal.

        Unauthenticated when name or password is wrong (never which); TooMany after repeated failures
        from this address for this name.
        """
        now = self.store.clock.now()
        key = f"{username}\n{address}"
        self._throttle.check(key, now)
        with self.store.snapshot() as session:
            user = session.exec(select(User).where(User.username == username)).first()
        known = user.password_hash if user and user.disabled_at is None else None
        if not passwords.matches(known, password) or user is None or user.id is None:
            self._throttle.failed(key, now)
            raise Unauthenticated("The user name or the password is wrong.")
        self._throttle.forget(key)
        token = secrets.token_urlsafe(32)
        with self.store.transaction() as tx:
            row = UserSession(
                user_id=user.id,
                token_hash=token_hash(token),
                created_at=tx.now,
                expires_at=tx.now + lifetime(Role(user.role)),
                last_seen_at=tx.now,
            )
            tx.session.add(row)
            tx.session.flush()
            return token, _principal(tx.session, user, row)

    def resolve(self, token: str) -> Principal:
        """Who holds this token? Unauthenticated when it is unknown, expired or revoked."""
        now = self.store.clock.now()
        with self.store.snapshot() as session:
            found = session.exec(
                select(UserSession, User)
                .join(User, col(User.id) == UserSession.user_id)
                .where(UserSession.token_hash == token_hash(token))
            ).first()
            if found is None or not _holds(*found, now):
                raise Unauthenticated("The session has ended.")
            row, user = found
            principal = _principal(session, user, row)
            stale = now - row.last_seen_at >= RENEW_MS
        if stale:
            self._renew(principal)
        return principal

    def sign_out(self, session_id: int) -> None:
        """End one session."""
        with self.store.transaction() as tx:
            self._revoke(tx, [session_id])

    def revoke_user(self, tx: Tx, user_id: int) -> int:
        """End every session of a user; returns how many there were."""
        running = tx.session.exec(
            select(UserSession.id).where(
                UserSession.user_id == user_id,
                col(UserSession.revoked_at).is_(None),
                UserSession.expires_at > tx.now,
            )
        ).all()
        self._revoke(tx, [i for i in running if i is not None])
        return len(running)

    def _revoke(self, tx: Tx, session_ids: list[int]) -> None:
        tx.conn.execute(
            update(UserSession).where(col(UserSession.id).in_(session_ids)).values(revoked_at=tx.now)
        )
        tx.after_commit(lambda: self.revocations.tell(session_ids))

    def _renew(self, principal: Principal) -> None:
        with self.store.transaction() as tx:
            values = {"last_seen_at": tx.now}
            if principal.role is not Role.wall:
                values["expires_at"] = tx.now + STAFF_MS
            tx.conn.execute(
                update(UserSession).where(col(UserSession.id) == principal.session_id).values(**values)
            )


def _holds(row: UserSession, user: User, now: int) -> bool:
    return row.revoked_at is None and row.expires_at > now and user.disabled_at is None


def _principal(session: Session, user: User, row: UserSession) -> Principal:
    if user.id is None or row.id is None:
        raise RuntimeError("a principal comes from stored rows")
    return Principal(
        id=user.id,
        username=user.username,
        name=user.name,
        role=Role(user.role),
        session_id=row.id,
        areas=tuple(user.areas),
        area_ids=areas.descend(session, user.areas) if user.areas else None,
    )
