"""One import under way: chunk by chunk, each of them read, judged, written and counted in one transaction."""

import logging
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.errors import NuanyangError
from app.registry.fences import Scope
from app.registry.imports.faults import RowFault, fault
from app.registry.imports.known import People
from app.registry.imports.places import Places
from app.registry.imports.plan import UPDATE, Planner, Step
from app.registry.imports.rows import Entry, RowReader
from app.registry.imports.sheet import Row, Sheet
from app.registry.imports.write import Changed, write
from app.registry.tables import ImportFault, ImportJob
from app.store.db import Store, Tx
from app.store.events import Event

AT_ONCE = 250  # rows a transaction: a claim waits for one, a tenth of a second or two
logger = logging.getLogger(__name__)
Read = tuple[int, list[str], Entry | None, list[RowFault]]


@dataclass(frozen=True, slots=True)
class Options:
    """`scope`: the areas in which elders may be taken in. `user_id` None: from the command line."""

    dry_run: bool = False
    existing: str = "skip"
    scope: Scope = None
    user_id: int | None = None


class Work:
    """One job under way."""

    def __init__(
        self,
        store: Store,
        table: Sheet,
        job_id: int,
        options: Options,
        changed: Changed,
        stopping: threading.Event,
    ) -> None:
        self.store, self.table, self.job_id, self.options = store, table, job_id, options
        self.changed, self.stopping = changed, stopping
        self.reader = RowReader(table.layout)
        self.people = People()
        self.planner = Planner(table.layout, options.existing, options.scope, Places(), self.people)
        self.areas: Counter[int] = Counter()

    def run(self) -> None:
        try:
            with self.store.snapshot() as session:
                self.people.refresh(session)  # everybody, so it holds no lock
            while chunk := list(islice(self.table.rows, AT_ONCE)):
                if self.stopping.is_set():
                    return self._finish("interrupted", "The service was stopped. 服务已停止。")
                self._take(chunk)
            self._finish("done")
        except NuanyangError as error:
            self._finish("failed", error.detail)
        except Exception:
            logger.exception("import %d failed", self.job_id)
            self._finish("failed", "An unexpected error; the log of the service says more. 内部错误。")

    def _take(self, chunk: Sequence[Row]) -> None:
        read = [(number, cells, *self.reader.read(number, cells)) for number, cells in chunk]
        try:
            self._transact(read)
        except IntegrityError:  # somebody registered one of these meanwhile: only that row suffers
            for one in read:
                try:
                    self._transact([one])
                except IntegrityError:
                    number, cells, _, found = one
                    column = self.table.layout.headings[0]
                    self._transact([(number, cells, None, [*found, fault(number, column, "not_stored")])])

    def _transact(self, read: Sequence[Read]) -> None:
        with self.store.transaction(urgent=False) as tx:
            steps = self.planner.plan(tx, [entry for _, _, entry, _ in read if entry])
            good = [step for step in steps if step.good]
            if self.options.dry_run:
                counts = _foreseen(good, self.options.existing)
            else:
                done = write(tx, good, self.options.existing, self.changed)
                counts = Counter(
                    created=len(done.created), updated=len(done.updated), unchanged=len(done.unchanged)
                )
                areas = [step.area_id for step in (*done.created, *done.updated)]
            found = {number: list(faults) for number, _, _, faults in read}
            for step in steps:
                found[step.entry.row] += step.faults
            counts += Counter(
                faulty=sum(any(f.error for f in faults) for faults in found.values()),
                warned=sum(bool(fs) and not any(f.error for f in fs) for fs in found.values()),
                homeless=sum(step.without_home for step in good),
            )
            self._record(tx, counts, read, found)
        self.planner.accept(steps)
        if not self.options.dry_run:
            self.areas.update(area for area in areas if area is not None)

    def _record(
        self,
        tx: Tx,
        counts: Counter[str],
        read: Sequence[Read],
        found: dict[int, list[RowFault]],
    ) -> None:
        job = _job(tx, self.job_id)
        for name, count in counts.items():
            setattr(job, name, getattr(job, name) + count)
        job.done, job.beat_at = job.done + len(read), tx.now
        job.total = max(job.total, job.done)
        rows = [
            {
                "job_id": self.job_id,
                "row": number,
                "cells": self.reader.kept(cells),
                "faults": [_told(f) for f in found[number]],
            }
            for number, cells, _, _ in read
            if found[number]
        ]
        if rows:
            tx.conn.execute(insert(ImportFault), rows)

    def _finish(self, state: str, detail: str | None = None) -> None:
        with self.store.transaction() as tx:
            job = _job(tx, self.job_id)
            job.state, job.detail, job.finished_at = state, detail, tx.now
            if state == "done":
                job.total = job.done
            for area_id, count in sorted(self.areas.items()):
                tx.emit(Event("registry.imported", {"job": self.job_id, "rows": count}, area_id))


def _foreseen(steps: Sequence[Step], existing: str) -> Counter[str]:
    """What a real run would count. Whether an update would change anything is not looked at."""
    counts: Counter[str] = Counter()
    for step in steps:
        known = step.elder_id is not None or (
            step.entry.elder is None and all(found for _, found in step.devices)
        )
        counts["created" if not known else "updated" if existing == UPDATE else "unchanged"] += 1
    return counts


def _told(found: RowFault) -> dict[str, Any]:
    return {
        "column": found.column, "code": found.code, "error": found.error, "zh": found.zh, "en": found.en
    }  # fmt: skip


def _job(tx: Tx, job_id: int) -> ImportJob:
    return tx.session.get_one(ImportJob, job_id)
