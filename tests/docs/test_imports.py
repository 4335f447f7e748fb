"""What is imported gets installed: by the lock for everybody, by the declared dependencies in the image.

An environment that has grown over time forgives a missing dependency; a fresh machine does not.
"""

import ast
import re
import sys
import tomllib
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .documents import ROOT, document

OURS = {"app", "bench", "tests"}
PROJECT = tomllib.loads(document("pyproject.toml"))["project"]


def imported(folder: str) -> dict[str, str]:
    """Top-level name of each foreign package that a folder imports → a file that does."""
    found = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            else:
                continue
            for name in names:
                found.setdefault(name.split(".")[0], str(path.relative_to(ROOT)))
    return {name: path for name, path in found.items() if name not in OURS | sys.stdlib_module_names}


def providers(name: str) -> set[str]:
    """The installed distributions that bring this package."""
    return {canonicalize_name(dist) for dist in metadata.packages_distributions().get(name, [])}


def with_everything_below(requirements: list[str]) -> set[str]:
    """The distributions that these requirements install here, directly or not."""
    reached: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if requirement.marker and not any(requirement.marker.evaluate({"extra": e}) for e in extras):
            continue
        if name not in reached:
            reached.add(name)
            below = [Requirement(text) for text in metadata.requires(name) or []]
            waiting += [
                r for r in below if not r.marker or any(r.marker.evaluate({"extra": e}) for e in extras)
            ]
    return reached


def test_the_service_imports_only_what_its_dependencies_install() -> None:
    installed = with_everything_below(PROJECT["dependencies"])
    missing = {name: path for name, path in imported("app").items() if not providers(name) & installed}
    assert missing == {}


def test_everything_imports_only_what_the_lock_installs() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", document("requirements.lock"), re.MULTILINE))
    foreign = imported("app") | imported("bench") | imported("tests") | imported("alembic")
    missing = {name: path for name, path in foreign.items() if not providers(name) & locked}
    assert missing == {}
