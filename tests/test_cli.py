"""The nuanyang command."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app import cli
from app.clock import SystemClock
from app.store.db import Store


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that does not exist yet; the command's settings point there."""
    url = f"sqlite:///{tmp_path}/var/nuanyang.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NUANYANG_DATABASE_URL", url)
    return url


def test_user_add_reads_the_password_from_standard_input(database: str) -> None:
    command = ["user", "add", "li.na", "--role", "operator", "--password-stdin"]
    assert CliRunner().invoke(cli.main, command, input="correct horse\n").exit_code == 0
    again = CliRunner().invoke(cli.main, command, input="correct horse\n")
    assert (again.exit_code, again.output) == (1, "Error: There is a user li.na already.\n")
    short = CliRunner().invoke(cli.main, ["user", "add", "wu", *command[3:]], input="short\n")
    assert (short.exit_code, "password" in short.output) == (1, True)


def test_an_old_schema_names_the_way_out(database: str) -> None:
    assert CliRunner().invoke(cli.main, ["migrate"]).exit_code == 0
    store = Store(database, SystemClock())
    with store.transaction() as tx:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    store.close()
    refused = CliRunner().invoke(cli.main, ["serve"])
    assert refused.exit_code == 1
    assert "nuanyang migrate" in refused.output


def test_openapi_is_stable_and_sorted(database: str) -> None:
    first, second = (CliRunner().invoke(cli.main, ["openapi"]).output for _ in range(2))
    assert first == second
    document = json.loads(first)
    assert first == json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert not Path("var/nuanyang.db").exists(), "printing needs no database"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def test_serve_starts_on_nothing_tells_the_password_once_and_stops_when_told(
    database: str, port: int
) -> None:
    def start() -> tuple[subprocess.Popen[str], str]:
        """The process and what it said until it listened."""
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "NUANYANG_PORT": str(port), "PYTHONUNBUFFERED": "1"},
        )
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Uvicorn running" in line:
                return process, said
        raise AssertionError(said)

    process, said = start()
    try:
        found = re.search(r"password (\S+) ", said)
        assert found
        body = {"username": "admin", "password": found[1]}
        answer = httpx2.post(f"http://127.0.0.1:{port}/api/session", json=body)
        assert answer.json()["user"]["role"] == "admin"
    finally:
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=60)[0]
    assert "Application shutdown complete" in rest
    process, said = start()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert "password" not in said
