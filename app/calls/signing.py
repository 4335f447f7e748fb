"""Signatures between us and a line: HMAC-SHA256 over the time and the body. Pure.

X-Nuanyang-Timestamp: seconds since 1970.
X-Nuanyang-Signature: `sha256=` and the hex HMAC of `<timestamp>.<body>`.
A request is believed for five minutes; within them a repeated one changes nothing anyway.
"""

import hmac
from hashlib import sha256

TIMESTAMP, SIGNATURE = "X-Nuanyang-Timestamp", "X-Nuanyang-Signature"
WINDOW_S = 300


def headers(secret: str, now_s: int, body: bytes) -> dict[str, str]:
    """What goes with a request."""
    return {TIMESTAMP: str(now_s), SIGNATURE: _of(secret, str(now_s), body)}


def holds(secret: str, now_s: int, timestamp: str | None, signature: str | None, body: bytes) -> bool:
    """Is it signed with our secret, and fresh?"""
    if not timestamp or not signature or not (timestamp.isascii() and timestamp.isdigit()):
        return False
    genuine = hmac.compare_digest(_of(secret, timestamp, body).encode(), signature.encode())
    return genuine and len(timestamp) <= 12 and abs(now_s - int(timestamp)) <= WINDOW_S


def _of(secret: str, timestamp: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()
