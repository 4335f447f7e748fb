"""Imports as jobs: one at a time, each in a thread of its own."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.clock import MINUTE
from app.errors import Conflict, NotFound
from app.registry.imports import sheet
from app.registry.imports.sheet import Sheet
from app.registry.imports.work import Options, Work
from app.registry.imports.write import Changed
from app.registry.tables import ImportFault, ImportJob
from app.store.db import Store, Tx

DEAD_AFTER = MINUTE  # without a sign of life
KEEP = 20  # imports whose faulty rows are kept


@dataclass(frozen=True, slots=True)
class JobView:
    """Counts are of rows; instants in ms. `state`: running, done, failed, interrupted."""

    id: int
    state: str
    dry_run: bool
    existing: str
    file_name: str
    user_id: int | None
    started_at: int
    finished_at: int | None
    total: int
    done: int
    created: int
    updated: int
    unchanged: int
    faulty: int
    warned: int
    homeless: int
    ignored: list[str]
    detail: str | None


@dataclass(frozen=True, slots=True)
class FaultView:
    """What is wrong in one row: column, code, error or warning, and the sentence in both languages."""

    id: int  # the row's number
    faults: list[dict[str, Any]]


class Imports:
    """Takes tables in. `changed` is told of elders whose home, area or mode an import changed."""

    def __init__(self, store: Store, changed: Changed) -> None:
        self.store = store
        self.changed = changed
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(
        self, data: bytes, file_name: str, options: Options, note: Callable[[Tx], object] = lambda _: None
    ) -> JobView:
        """Begin to take a file in, and answer at once. `note` adds to the transaction that begins the job.

        BadRequest when the file is no table; Conflict while another import is running.
        """
        found = sheet.read(data)
        with self.store.transaction() as tx:
            job = _begin(tx, found, file_name, options)
            note(tx)
            view = _view(job, tx.now)
        work = Work(self.store, found, view.id, options, self.changed, self._stopping)
        self._thread = threading.Thread(target=work.run, name=f"import-{view.id}", daemon=True)
        self._thread.start()
        return view

    def wait(self) -> None:
        """Until the job that was started last is over."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """End a running job between two transactions; it is then `interrupted`."""
        self._stopping.set()
        self.wait()


def page(
    session: Session, now: int, before: int | None, limit: int, user_id: int | None = None
) -> list[JobView]:
    """Newest first; `before` is the id at which the last page ended. `user_id`: only those of one user."""
    query = select(ImportJob).order_by(col(ImportJob.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(ImportJob.id) < before)
    if user_id is not None:
        query = query.where(ImportJob.user_id == user_id)
    return [_view(job, now) for job in session.exec(query)]


def find(session: Session, job_id: int, now: int) -> JobView:
    return _view(row(session, job_id), now)


def faults(session: Session, job_id: int) -> tuple[list[str], Iterable[ImportFault]]:
    """The headings of a job's table and its rows with faults, in order."""
    job = row(session, job_id)
    query = select(ImportFault).where(ImportFault.job_id == job_id).order_by(col(ImportFault.row))
    return job.headings, session.exec(query)


def _begin(tx: Tx, table: Sheet, file_name: str, options: Options) -> ImportJob:
    running = tx.session.exec(select(ImportJob).where(ImportJob.state == "running")).all()
    if any(tx.now - job.beat_at < DEAD_AFTER for job in running):
        raise Conflict("Another import is running. 另一个导入正在进行。")
    for job in running:
        job.state, job.finished_at = "interrupted", job.beat_at
    layout = table.layout
    job = ImportJob(
        dry_run=options.dry_run,
        existing=options.existing,
        file_name=file_name,
        user_id=options.user_id,
        started_at=tx.now,
        beat_at=tx.now,
        total=table.count,
        headings=["" if i in layout.private else h for i, h in enumerate(layout.headings)],
        ignored=list(layout.unknown),
    )
    tx.session.add(job)
    tx.session.flush()
    tx.conn.execute(delete(ImportFault).where(col(ImportFault.job_id) <= (job.id or 0) - KEEP))
    return job


def fault_page(session: Session, job_id: int, after: int, limit: int) -> list[FaultView]:
    """Rows with faults whose number is > `after`, in order; without their cells."""
    query = (
        select(ImportFault.row, ImportFault.faults)
        .where(ImportFault.job_id == job_id, col(ImportFault.row) > after)
        .order_by(col(ImportFault.row))
    )
    return [FaultView(number, list(found)) for number, found in session.exec(query.limit(limit))]


def row(session: Session, job_id: int) -> ImportJob:
    job = session.get(ImportJob, job_id)
    if job is None:
        raise NotFound(f"There is no import {job_id}.")
    return job


def _view(job: ImportJob, now: int) -> JobView:
    died = job.state == "running" and now - job.beat_at >= DEAD_AFTER
    return JobView(
        id=job.id or 0,
        state="interrupted" if died else job.state,
        dry_run=job.dry_run,
        existing=job.existing,
        file_name=job.file_name,
        user_id=job.user_id,
        started_at=job.started_at,
        finished_at=job.beat_at if died else job.finished_at,
        total=job.total,
        done=job.done,
        created=job.created,
        updated=job.updated,
        unchanged=job.unchanged,
        faulty=job.faulty,
        warned=job.warned,
        homeless=job.homeless,
        ignored=job.ignored,
        detail=job.detail,
    )
