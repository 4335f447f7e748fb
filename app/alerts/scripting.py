"""Scripts as supervisors wrote them: which words hold, writing others, going back, and who wrote what when.

Versions are only added, never changed: the newest one holds, and one without words stands for the default.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.alerts.scripts import DEFAULTS, PLACEHOLDERS, Script, faults
from app.alerts.tables import ScriptVersion
from app.errors import Forbidden, Invalid, NotFound, StaleVersion
from app.identity import access
from app.identity.roles import Principal
from app.identity.tables import User
from app.store.db import Tx
from app.store.events import Event

SHOWN = 50  # versions of one script that anybody will look at


@dataclass(frozen=True, slots=True)
class Written:
    """One version; `is_default`: the words as shipped. Version 0 is the default that nobody ever touched."""

    kind: str
    language: str
    version: int
    is_default: bool
    say: str
    steps: list[str]
    unreached: str
    edited_by: str | None = None
    edited_at: int | None = None


def current(session: Session) -> list[Written]:
    """The words that hold, of every kind and language."""
    rows = session.exec(_versions().order_by(col(ScriptVersion.version))).all()
    newest = {(row.kind, row.language): (row, name) for row, name in rows}
    return [_view(key, newest.get(key)) for key in DEFAULTS]


def find(session: Session, kind: str, language: str) -> Written:
    """The words that hold for one; NotFound for a kind or language that there is not."""
    found = history(session, kind, language, 1)
    return found[0] if found else _view((kind, language), None)


def history(session: Session, kind: str, language: str, limit: int = SHOWN) -> list[Written]:
    """Its versions, newest first; none when nobody ever touched the default."""
    if (kind, language) not in DEFAULTS:
        raise NotFound(f"There is no script {kind} in {language}.")
    rows = session.exec(
        _versions()
        .where(ScriptVersion.kind == kind, ScriptVersion.language == language)
        .order_by(col(ScriptVersion.version).desc())
        .limit(limit)
    ).all()
    return [_view((kind, language), row) for row in rows]


def write(tx: Tx, who: Principal, kind: str, language: str, version: int, words: Script) -> Written:
    """Put other words in the place of `version`.

    StaleVersion with the present ones when somebody was faster; Invalid names each placeholder that is wrong.
    """
    wrong = [
        {"field": field, "detail": _told(one.code, one.found), "code": one.code, "found": one.found}
        for field, text in words.fields()
        for one in faults(text)
    ]
    if wrong:
        raise Invalid(str(wrong[0]["detail"]), errors=wrong)
    return _add(tx, who, kind, language, version, words)


def reset(tx: Tx, who: Principal, kind: str, language: str, version: int) -> Written:
    """Back to the words as shipped, in the place of `version`."""
    return _add(tx, who, kind, language, version, None)


def _add(tx: Tx, who: Principal, kind: str, language: str, version: int, words: Script | None) -> Written:
    if who.area_ids is not None:
        raise Forbidden("Scripts reach beyond your own areas.")
    present = find(tx.session, kind, language)
    if present.version != version:
        raise _stale(present)
    row = ScriptVersion(
        kind=kind,
        language=language,
        version=version + 1,
        say=words.say if words else None,
        steps=list(words.steps) if words else None,
        unreached=words.unreached if words else None,
        edited_by=who.id,
        edited_at=tx.now,
    )
    tx.save(row, taken="Somebody was faster; read it again.")
    by = {"id": who.id, "name": who.name}
    told = {"kind": kind, "language": language, "version": row.version, "default": words is None, "by": by}
    tx.emit(Event("script.changed", told))
    access.record(
        tx, who, "script", None, f"{kind} {language}: {'default' if words is None else row.version}"
    )
    return _view((kind, language), (row, who.name))


def _stale(present: Written) -> StaleVersion:
    who = present.edited_by or "somebody"
    return StaleVersion(f"Version {present.version} by {who} is the present one.", version=present.version)


def _told(code: str, found: str) -> str:
    known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    if code == "unknown_placeholder":
        return f"nothing is known to put in the place of {found}; known: {known}"
    return f"a brace that belongs to no placeholder: {found}; known: {known}"


def _versions() -> Select[ScriptVersion, str]:
    return select(ScriptVersion, User.name).join(User, col(User.id) == ScriptVersion.edited_by)


def _view(key: tuple[str, str], found: tuple[ScriptVersion, str] | None) -> Written:
    row, name = found or (None, None)
    words = DEFAULTS[key]
    own = row is not None and row.say is not None
    return Written(
        *key,
        version=row.version if row else 0,
        is_default=not own,
        say=(row.say or "") if row and own else words.say,
        steps=list(row.steps or ()) if row and own else list(words.steps),
        unreached=(row.unreached or "") if row and own else words.unreached,
        edited_by=name,
        edited_at=row.edited_at if row else None,
    )
