"""The access log as a table to take away: newest first, page by page, and nobody's number or place."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.clock import rfc3339
from app.identity import access
from app.identity.access import Access, Wanted
from app.identity.roles import Principal
from app.store.db import Store

Cells = Sequence[str]
PAGE = 1_000  # lines a snapshot: a long table holds no database state
MOST = 1_000_000  # a spreadsheet has room for little more
_HEADINGS = {
    "zh": ("时间", "谁", "做了什么", "老人编号", "老人", "原因"),
    "en": ("time", "who", "what", "elder number", "elder", "reason"),
}
_PRIVATE = re.compile(r"\+?\d{7,}|\+?\d{2,4}([ -]\d{3,4}){2,}(?!\d)|-?\d+\.\d{3,}")


def rows(store: Store, reader: Principal, wanted: Wanted, lang: str, zone: ZoneInfo) -> Iterator[Cells]:
    """Headings and a line for each entry that is wanted, at most a million. Times are local, with offset."""
    yield _HEADINGS[lang]
    before: int | None = None
    for _ in range(MOST // PAGE):
        with store.snapshot() as session:
            found = access.page(session, reader, before, PAGE, wanted)
        yield from (_cells(one, zone) for one in found)
        if len(found) < PAGE:
            return
        before = found[-1].id


def words(wanted: Wanted, form: str) -> str:
    """What was taken away, for the line that the taking is in the log itself."""
    said = {
        "user": wanted.user_id,
        "elder": wanted.elder_id,
        "action": wanted.action,
        "from": None if wanted.since is None else rfc3339(wanted.since),
        "to": None if wanted.until is None else rfc3339(wanted.until),
    }
    return " ".join([form, *(f"{name}={value}" for name, value in said.items() if value is not None)])


def plain(reason: str) -> str:
    """Without what looks like a telephone number or a coordinate: people write all sorts of reasons."""
    return _PRIVATE.sub("…", reason)


def _cells(one: Access, zone: ZoneInfo) -> Cells:
    at = datetime.fromtimestamp(one.at / 1000, zone).isoformat(sep=" ", timespec="seconds")
    elder = "" if one.elder_id is None else str(one.elder_id)
    return at, one.user_name, one.action, elder, one.elder_name or "", plain(one.reason or "")
