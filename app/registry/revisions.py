"""What somebody saw before changing it, as a word: of two who edit one thing, the second is told."""

import json
from hashlib import blake2b
from typing import Any

from app.errors import StaleVersion


def revision(*parts: Any) -> str:
    """Another word for every other content; `parts` are JSON values."""
    return blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=8).hexdigest()


def unmoved(seen: str | None, now: str, thing: str) -> None:
    """StaleVersion when `seen` is given and is not what there is `now`."""
    if seen is not None and seen != now:
        raise StaleVersion(f"{thing} was changed by somebody else meanwhile; look at it again.", revision=now)
