"""Messages of other people's apps, as public sources have them, and what they ought to mean."""

import json
from pathlib import Path
from typing import Any

from app.clock import parse_instant

NOW = parse_instant("2026-11-24T16:00:00+08:00")
DATA = Path(__file__).parents[1] / "data"


def load(name: str) -> dict[str, dict[str, Any]]:
    """The samples of a file by id; each names its source."""
    found = json.loads((DATA / f"{name}.json").read_text())
    return {sample["id"]: sample for sample in (found["vectors"] if isinstance(found, dict) else found)}
