"""The nuanyang command."""

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click
import uvicorn

from app.alerts import reconsider
from app.clock import SystemClock
from app.demo.opening import SMALLEST
from app.demo.run import demo
from app.errors import NuanyangError
from app.identity import users
from app.identity.roles import Role
from app.ingest import express
from app.main import create_app
from app.registry.imports import export, jobs
from app.registry.imports import report as reports
from app.registry.imports.jobs import Imports
from app.registry.imports.work import Options
from app.registry.words import MonitoringMode
from app.replay import Home, replay
from app.settings import Settings
from app.store import schema
from app.store.db import Store


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nuanyang")
def main() -> None:
    """Nuanyang 暖阳: a virtual nursing home. Settings come from NUANYANG_* variables or an .env file."""


@main.command()
def serve() -> None:
    """Start the service. Creates a new database by itself; refuses an old schema."""
    settings = Settings()
    with _store(settings) as store:
        schema.ensure(store)
        password = users.ensure_admin(store, settings)
    if password is not None:
        click.echo(f"First start. Sign in as admin with the password {password} (shown only now).")
    run(settings)


def run(settings: Settings) -> None:
    """Serve until told to stop; requests under way are answered first."""
    click.echo(f"Nuanyang listens on http://{settings.host}:{settings.port}")
    with suppress(KeyboardInterrupt):  # uvicorn has stopped in good order and raises the signal once more
        uvicorn.Server(serving(settings)).run()


def serving(settings: Settings) -> uvicorn.Config:
    """The server of a production start."""
    app = create_app(settings)
    # A batch makes tens of thousands of objects and no cycles: looking for cycles among them, and among
    # everything that was imported, took a tenth of its time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http=express.protocol(lambda: getattr(app.state, "pings", None)),
        ws="websockets-sansio",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


@main.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: NUANYANG_PORT, or 8000.")
@click.option("--elders", type=click.IntRange(SMALLEST, 50_000), default=2000, show_default=True)
@click.option("--keep", is_flag=True, help="Go on with the database of the last run.")
@click.option("--colleague/--alone", default=True, help="Does zhao.lei work at the next desk?")
@click.option("--seed", type=int, default=1, show_default=True, help="Other people, other homes.")
def run_demo(port: int | None, elders: int, keep: bool, colleague: bool, seed: int) -> None:
    """Show the service with invented people, on a database of its own (var/demo.db)."""
    settings = Settings()
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    try:
        demo(settings, serving, click.echo, elders=elders, keep=keep, colleague=colleague, seed=seed)
    except NuanyangError as error:
        raise click.ClickException(error.detail) from None


@main.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    with _store(Settings()) as store:
        schema.migrate(store)
    click.echo("The database has the newest schema.")


@main.group()
def user() -> None:
    """Users."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--area", "areas", type=int, multiple=True, help="Limit to this area and below; repeatable.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(name: str, role: str, areas: tuple[int, ...], password_stdin: bool) -> None:
    """Add the user NAME."""
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    with _store(Settings()) as store:
        schema.ensure(store)
        with store.transaction() as tx:
            made = users.create(tx, name, password, Role(role), areas=list(areas))
    click.echo(f"Added {made.username} ({made.role}).")


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@click.option("--existing", type=click.Choice(["skip", "update"]), default="skip", show_default=True)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Faulty rows: .csv or .xlsx.")
def run_import(file: Path, dry_run: bool, existing: str, report: Path | None) -> None:
    """Take in the elders, contacts and devices of FILE: CSV or a spreadsheet."""
    settings = Settings()
    zone = ZoneInfo(settings.time_zone)
    with _store(settings) as store:
        schema.ensure(store)
        imports = Imports(store, lambda tx, elder, before: reconsider.elder_changed(tx, elder, before, zone))
        started = imports.start(file.read_bytes(), file.name, Options(dry_run, existing))
        imports.wait()
        with store.snapshot() as session:
            job = jobs.find(session, started.id, store.clock.now())
            if report is not None:
                report.write_bytes(_table(report, reports.faults(session, job.id)))
    if job.detail:
        raise click.ClickException(job.detail)
    verb = "would be" if dry_run else "were"
    click.echo(
        f"{job.done} rows: {job.created} {verb} taken in, {job.updated} changed, {job.unchanged} left as "
        f"they are, {job.faulty} left out; {job.warned} need a look, {job.homeless} of them have no home yet."
    )


@main.command("export")
@click.argument("what", type=click.Choice(["elders", "devices"]))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def run_export(what: str, file: Path, lang: str) -> None:
    """Write all elders, or all devices, to FILE (.csv or .xlsx); `nuanyang import` reads it again."""
    with _store(Settings()) as store:
        schema.ensure(store)
        with store.snapshot() as session:
            rows = (export.elders if what == "elders" else export.devices)(session, None, lang)
            file.write_bytes(_table(file, rows))


def _table(file: Path, rows: Iterable[Sequence[str]]) -> bytes:
    return reports.xlsx(rows) if file.suffix == ".xlsx" else b"".join(reports.csv_lines(rows))


@main.command()
def openapi() -> None:
    """Print openapi.json, sorted, so that a change shows as a difference."""
    document = create_app(Settings()).openapi()
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True))


def _home(_context: click.Context, _option: click.Parameter, value: str) -> Home:
    try:
        home = Home(*map(float, value.split(",")))
    except (ValueError, TypeError):
        raise click.BadParameter("three numbers are needed, such as 34.2658,108.9402,100") from None
    if not (-90 <= home.lat <= 90 and -180 <= home.lon <= 180 and 0 < home.radius_m < inf):
        raise click.BadParameter("latitude, longitude and a radius greater than 0, in this order")
    return home


@main.command("replay")
@click.argument("file", type=click.File("rb"))
@click.option("--home", required=True, callback=_home, metavar="LAT,LON,RADIUS_M", help="WGS-84 and metres.")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in MonitoringMode]),
    default=MonitoringMode.stay_home.value,
    show_default=True,
)
def run_replay(file: BinaryIO, home: Home, mode: str) -> None:
    """Say what the pings of FILE (NDJSON, - for standard input) would have set off.

    No database. Lines that are no pings are named on standard error.
    """
    for line in replay(file, home, mode, lambda number, why: click.echo(f"line {number}: {why}", err=True)):
        click.echo(json.dumps(line))


@main.command("evaluate")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--params", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="TOML.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    help="Where evaluation.png and evaluation.html go.",
)
@click.option("--generate", is_flag=True, help="Write simulated traces into DIRECTORY instead.")
@click.option("--world", type=click.Choice(["easy", "hard"]), default="hard", show_default=True)
@click.option("--elders", type=click.IntRange(1), default=100, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
def run_evaluate(
    directory: Path, params: Path | None, out: Path, generate: bool, world: str, elders: int, seed: int
) -> None:
    """Count false exits, misses and delays over the traces in DIRECTORY.

    A trace is NAME.ndjson (pings) with NAME.truth.json beside it. With --params the belief runs once more,
    with the parameters of that file.
    """
    from app.evaluate import run  # plotting is heavy, and the service never plots

    try:
        if generate:
            run.generate(directory, world, elders, seed)
            click.echo(f"Wrote {elders} elder-days of the {world} world into {directory}.")
        else:
            click.echo(run.evaluate(directory, params, out, lambda fault: click.echo(fault, err=True)))
    except NuanyangError as error:
        raise click.ClickException(error.detail) from None


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    """A store for one command; our own errors become one line and exit status 1."""
    store = Store(settings.database_url, SystemClock())
    try:
        yield store
    except NuanyangError as error:
        raise click.ClickException(error.detail) from None
    finally:
        store.close()


if __name__ == "__main__":
    main()
