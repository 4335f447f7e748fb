"""Parameters of the belief from a TOML file: `name = number` per line, names of app.geo.belief.Params."""

import tomllib
from dataclasses import fields, replace
from math import isfinite
from pathlib import Path

from app.errors import BadRequest
from app.geo.presence import DEFAULT, Params


def read(file: Path) -> Params:
    """The defaults with what the file changes. Raises BadRequest for unknown names and for non-numbers."""
    try:
        table = tomllib.loads(file.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRequest(f"{file}: {error}") from None
    unknown = sorted(set(table) - {field.name for field in fields(Params)})
    if unknown:
        raise BadRequest(f"{file}: the belief has no parameter {', '.join(unknown)}.")
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise BadRequest(f"{file}: {name} must be a number.")
    return replace(DEFAULT, **{name: float(value) for name, value in table.items()})
