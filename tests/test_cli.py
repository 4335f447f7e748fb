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


def test_import_says_what_it_did_and_writes_the_faulty_rows(database: str, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_bytes(
        "姓名,电话,纬度,经度\n王秀兰,13800000001,34.2,108.9\n李桂英,不详,34.2,108.9\n".encode("gb18030")
    )
    report = tmp_path / "faults.csv"
    dry = CliRunner().invoke(cli.main, ["import", str(table), "--dry-run"])
    assert dry.output.startswith("2 rows: 1 would be taken in, 0 changed, 0 left as they are, 1 left out")
    real = CliRunner().invoke(cli.main, ["import", str(table), "--report", str(report)])
    assert real.output.startswith("2 rows: 1 were taken in"), real.output
    assert "不是电话号码" in report.read_text("utf-8-sig")
    everybody = tmp_path / "all.xlsx"
    assert CliRunner().invoke(cli.main, ["export", "elders", str(everybody)]).exit_code == 0
    again = CliRunner().invoke(cli.main, ["import", str(everybody), "--existing", "update"])
    assert again.output.startswith("1 rows: 0 were taken in, 0 changed, 1 left as they are"), again.output
    report.write_text("%PDF")
    assert CliRunner().invoke(cli.main, ["import", str(report)]).exit_code == 1


def test_openapi_is_stable_and_sorted(database: str) -> None:
    first, second = (CliRunner().invoke(cli.main, ["openapi"]).output for _ in range(2))
    assert first == second
    document = json.loads(first)
    assert first == json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert not Path("var/nuanyang.db").exists(), "printing needs no database"


def ping(minute: int, lat: float, **more: object) -> str:
    return json.dumps({"device": "w", "fixed_at": 1_790_000_000 + 60 * minute, "lat": lat, "lon": 108.94,
                       "accuracy_m": 10, **more})  # fmt: skip


def test_replay_says_what_would_have_happened() -> None:
    trace = [ping(m, 34.26) for m in range(10)] + [ping(10 + m, 34.28) for m in range(10)]
    trace += [ping(20, 34.28, signals=["sos"])]
    command = ["replay", "-", "--home", "34.26,108.94,100"]
    done = CliRunner().invoke(cli.main, command, input="\n".join(trace))
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["kind"], line["change"]) for line in lines] == [
        ("exit", "opened"), ("outside_home", "opened"), ("sos", "opened"),
    ]  # fmt: skip
    free = CliRunner().invoke(cli.main, [*command, "--mode", "free"], input="\n".join(trace))
    assert [json.loads(line)["kind"] for line in free.stdout.splitlines()] == ["exit", "sos"]


def test_replay_names_the_lines_that_are_no_pings() -> None:
    command = ["replay", "-", "--home", "34.26,108.94,100"]
    done = CliRunner().invoke(cli.main, command, input=f"{ping(0, 34.26)}\nnonsense\n")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("line 2: ")


HOMES = ["34.26,108.94", "a,b,c", "108.94,34.26,100", "34.26,108.94,0", "nan,0,1", "1,2,inf", "1,2,3,4"]


@pytest.mark.parametrize("home", HOMES)
def test_replay_needs_a_home(home: str) -> None:
    done = CliRunner().invoke(cli.main, ["replay", "-", "--home", home], input="")
    assert done.exit_code == 2
    assert "--home" in done.stderr


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
        for path in ("ingest/osmand/nyk_secret?id=1", "webhook/nyk_secret"):
            assert httpx2.post(f"http://127.0.0.1:{port}/api/{path}").status_code == 401
    finally:
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=60)[0]
    assert "Application shutdown complete" in rest
    assert "nyk_secret" not in rest, "keys stand in some paths: nobody writes those down"
    process, said = start()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert "password" not in said
