"""What the documents say exists exists, and what exists is documented."""

import json
import re
from importlib import import_module

import click
import pytest
from sqlmodel import SQLModel

from app import cli
from app.alerts.kinds import KINDS, SIGNAL_KINDS, Disposition
from app.alerts.machine import Handling
from app.identity.roles import Role
from app.ingest.pings import Ping
from app.registry.imports.headings import COLUMNS, recognise
from app.settings import Settings
from app.store.schema import load_tables

from .documents import ROOT, document, documents

SETTINGS = {f"NUANYANG_{name.upper()}" for name in Settings.model_fields}


def quoted(text: str) -> set[str]:
    """Everything in backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def shape(path: str) -> str:
    """A path without the names of its parameters."""
    return re.sub(r"{\w+}", "{}", path)


def test_each_setting_is_in_the_administrators_table() -> None:
    rows = set(re.findall(r"^\| `(NUANYANG_\w+)` \|", document("docs/administrators.md"), re.MULTILINE))
    assert rows == SETTINGS


def test_no_document_speaks_of_a_setting_that_does_not_exist() -> None:
    # The first two belong to the example programs, the last to the browser tests; not to the service.
    known = SETTINGS | {"NUANYANG_URL", "NUANYANG_KEY", "NUANYANG_CHROMIUM"}
    for name, text in documents().items():
        assert set(re.findall(r"NUANYANG_[A-Z_]*[A-Z]", text)) <= known, name


@pytest.mark.parametrize("name", ["docs/operators.md", "docs/operators.en.md"])
def test_operators_read_about_every_kind_handling_and_outcome(name: str) -> None:
    words = quoted(document(name))
    assert {kind.value for kind in KINDS} <= words
    assert {handling.value for handling in Handling} <= words
    assert {disposition.value for disposition in Disposition} <= words


def test_integrators_read_about_every_field_and_signal() -> None:
    words = quoted(document("docs/integrators.md"))
    assert set(Ping.__struct_fields__) <= words
    assert set(SIGNAL_KINDS) <= words


def test_administrators_read_about_every_column_of_an_import() -> None:
    shown = re.findall(r"^\| (\S+) \| ([a-z0-9 ]+) \| ", document("docs/administrators.md"), re.MULTILINE)
    meant = [list(recognise(pair).places) for pair in shown]
    assert [names[0][0] for names in meant if names] == [column.name for column in COLUMNS]
    assert all(len(names) == 1 for names in meant if names), "both headings mean the same column"


def test_administrators_read_about_every_role() -> None:
    assert {role.value for role in Role} <= quoted(document("docs/administrators.md"))


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    assert isinstance(cli.main, click.Group)
    named = {
        word
        for text in documents().values()
        for word in re.findall(r"(?:`|bin/|\$ |exec |^)nuanyang ([a-z]+)", text, re.MULTILINE)
    }
    assert named == set(cli.main.commands)


def test_every_endpoint_that_a_document_names_exists() -> None:
    paths = json.loads((ROOT / "openapi.json").read_text())["paths"]
    served = {(method.upper(), shape(path)) for path, methods in paths.items() for method in methods}
    for name, text in documents().items():
        for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[\w/{}-]+)", text):
            assert (method, shape(path)) in served, f"{name}: {method} {path}"


def test_the_architecture_page_names_every_room_and_every_table() -> None:
    page = document("ARCHITECTURE.md")
    rooms = {f"app/{path.parent.name}/" for path in (ROOT / "app").glob("*/__init__.py")}
    assert rooms <= quoted(page)
    load_tables()
    assert set(SQLModel.metadata.tables) <= quoted(page)


def test_the_architecture_page_names_files_that_exist() -> None:
    for path in re.findall(r"`((?:app|ingest|alerts|store)/[\w/]+\.py)`", document("ARCHITECTURE.md")):
        assert (ROOT / path).exists() or (ROOT / "app" / path).exists(), path


def test_every_decision_has_its_four_parts_and_its_number() -> None:
    numbers = []
    for section in re.split(r"^## ", document("DECISIONS.md"), flags=re.MULTILINE)[1:]:
        numbers.append(int(section.split(".")[0]))
        for part in ("Context", "Decision", "Consequences", "Alternatives"):
            assert f"*{part}.*" in section, section.splitlines()[0]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_changelog_names_the_present_version() -> None:
    version = re.search(r'^version = "(.+)"', document("pyproject.toml"), re.MULTILINE)
    assert version
    assert f"## [{version[1]}]" in document("CHANGELOG.md")


def test_every_dependency_has_its_line() -> None:
    block = re.search(r"^dependencies = \[(.*?)^\]", document("pyproject.toml"), re.MULTILINE | re.DOTALL)
    assert block
    names = set(re.findall(r'"([a-z0-9-]+)', block[1]))
    reasons = document("DECISIONS.md").split("What the service stands on")[1]
    assert names <= set(re.findall(r"[a-z0-9-]+", reasons))


def test_the_rooms_of_the_error_tree_are_documented_for_integrators() -> None:
    text = document("docs/integrators.md")
    errors = import_module("app.errors")
    shown = {errors.BadRequest, errors.Unauthenticated, errors.TooLarge, errors.TooMany, errors.Unavailable}
    for error in shown:
        assert re.search(rf"^\| {error.status} \| `{error.kind}` \|", text, re.MULTILINE), error.kind
