"""Links resolve, make targets exist, and nothing in the repository depends on one machine or one mirror."""

import re

import pytest

from .documents import ROOT, document, documents, slug, tracked

TARGETS = set(re.findall(r"^([a-z][a-z-]*):", document("Makefile"), re.MULTILINE))
PROMISED = {"help", "setup", "run", "test", "check", "fmt", "migrate", "bench"}


def test_the_makefile_has_the_promised_targets_and_explains_them() -> None:
    explained = set(re.findall(r"^([a-z-]+):.*## \S", document("Makefile"), re.MULTILINE))
    assert explained == PROMISED


def test_documents_name_only_make_targets_that_exist() -> None:
    for name, text in documents().items():
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
        assert named <= TARGETS, name


def test_ci_runs_what_the_readme_says() -> None:
    assert "make test" in document("README.md")
    assert document(".ci/run").splitlines()[-1] == "exec make test"


@pytest.mark.parametrize("name", sorted(documents()))
def test_relative_links_resolve(name: str) -> None:
    here = (ROOT / name).parent
    text = re.sub(r"^```.*?^```", "", documents()[name], flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        page = (here / path).resolve() if path else ROOT / name
        assert page.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, target


def test_locks_name_no_host() -> None:
    assert "://" not in document("requirements.lock")
    assert '"resolved"' not in document("frontend/package-lock.json")


def test_every_locked_package_has_a_hash() -> None:
    entries = re.split(r"^(?=[a-z0-9])", document("requirements.lock"), flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_no_file_knows_where_it_lies_on_this_machine() -> None:
    place = str(ROOT).encode()
    assert [path for path in tracked() if place in path.read_bytes()] == []


def test_no_configuration_names_an_index() -> None:
    names = {"Makefile", "Dockerfile", "pyproject.toml", ".npmrc", ".pre-commit-config.yaml", "run"}
    for path in tracked():
        if path.name in names or path.parent.name == "scripts":
            assert not re.search(r"index-url\s*=|registry\s*=|https?://(?!127\.)", path.read_text()), path
