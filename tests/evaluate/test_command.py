"""`nuanyang evaluate`, on real files."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import cli
from app.errors import BadRequest
from app.evaluate import tuning
from app.geo.presence import DEFAULT


def evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["evaluate", *map(str, arguments)])


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    made = evaluate("--generate", tmp_path / "traces", "--world", "easy", "--elders", 3, "--seed", 5)
    assert made.exit_code == 0, made.output
    return tmp_path / "traces"


def test_a_district_is_generated_and_evaluated(traces: Path, tmp_path: Path) -> None:
    assert len(list(traces.glob("*.ndjson"))) == len(list(traces.glob("*.truth.json"))) == 3
    done = evaluate(traces, "--out", tmp_path / "var")
    assert done.exit_code == 0, done.output
    rows = {line.split("|")[1].strip(): line for line in done.stdout.splitlines() if line.startswith("|")}
    assert list(rows)[2:] == [
        "one fix", "one fix, accuracy ≤ 100 m", "d − acc < r (Home Assistant)", "3 in a row", "5 in a row",
        "belief",
    ]  # fmt: skip
    assert float(rows["one fix"].split("|")[2]) > 10
    assert float(rows["belief"].split("|")[2]) == 0
    assert "3.0 elder-days" in done.stdout
    assert (tmp_path / "var" / "evaluation.png").read_bytes().startswith(b"\x89PNG\r\n")
    page = (tmp_path / "var" / "evaluation.html").read_text(encoding="utf-8")
    assert 'src="data:image/png;base64,' in page
    assert "误报" in page
    assert "False exits" in page


def test_a_site_can_try_its_own_parameters(traces: Path, tmp_path: Path) -> None:
    (tmp_path / "deaf.toml").write_text("exit_at = 1000  # nothing will convince it\n")
    done = evaluate(traces, "--out", tmp_path / "var", "--params", tmp_path / "deaf.toml")
    assert done.exit_code == 0, done.output
    row = next(line for line in done.stdout.splitlines() if line.startswith("| belief, deaf.toml"))
    assert [cell.strip() for cell in row.split("|")[2:6]] == ["0.0000", "100.00", "–", "–"]
    assert "deaf.toml" in (tmp_path / "var" / "evaluation.html").read_text(encoding="utf-8")


def test_parameters_keep_their_defaults_unless_named(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text("exit_at = 3\n")
    assert tuning.read(file).exit_at == 3.0
    assert tuning.read(file).cap == DEFAULT.cap


@pytest.mark.parametrize("text", ["exit = 3", "exit_at = true", 'exit_at = "3"', "exit_at = nan", "exit_at"])
def test_parameters_that_make_no_sense_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "site.toml"
    file.write_text(text)
    with pytest.raises(BadRequest, match=r"site\.toml"):
        tuning.read(file)


def test_faults_are_told_in_one_line(tmp_path: Path, traces: Path) -> None:
    empty = evaluate(tmp_path)
    assert (empty.exit_code, "holds no traces" in empty.stderr) == (1, True)
    again = evaluate("--generate", traces)
    assert (again.exit_code, "holds traces already" in again.stderr) == (1, True)
    first = min(traces.glob("*.ndjson"))
    first.write_text("nonsense\n" + first.read_text())
    noted = evaluate(traces, "--out", tmp_path / "var")
    assert noted.exit_code == 0
    assert noted.stderr.startswith(f"{first.name}, line 1: ")


def test_serving_does_not_load_what_only_plots_need() -> None:
    code = "import sys, app.cli; sys.exit('matplotlib' in sys.modules or 'app.evaluate' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
