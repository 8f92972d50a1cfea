"""The job that takes a list into the catalogue: read and judge every row, then write all of them as one act.

Reading comes first and holds up nobody: rows that were understood wait in a temporary file. Then one transaction
writes them. Killed or cancelled before its end, nothing was imported; there is no half of an import to be resumed.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from mineral_desk.catalogue.opening import SUFFIX, Catalogue
from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import OutputError, UsageError
from mineral_desk.domain.importing import Fate, ReadRow
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.stepping import Report, stepwise
from mineral_desk.services.desk import Desk
from mineral_desk.services.importing.failures import FailureFile, open_failures
from mineral_desk.services.importing.names import as_catalogued
from mineral_desk.services.importing.order import ImportOrder, ImportReport, JudgedRow
from mineral_desk.services.importing.reading import RowReader
from mineral_desk.services.minerals import MineralNames
from mineral_desk.services.writing import replacing
from mineral_desk.vision.decoding.kinds import PHOTO_SUFFIXES

STEP = 50
"""Rows between two steps: few enough to cancel at once."""
WRITING = said("Writing")
PREVIEWED = 30


def preview(desk: Desk, order: ImportOrder, rows: int = PREVIEWED) -> list[JudgedRow]:
    """The first rows as they would be read, and what would become of them. Raises :class:`UsageError`."""
    judge = _Judge(desk.reading, order, desk.minerals)
    return [judge.judged(row) for row in islice(judge.read(), rows)]


def import_list(desk: Desk, order: ImportOrder) -> Job[ImportReport]:
    """Import what ``order`` says, or with ``dry_run`` only tell what would come of it.

    The file of failures is written in both cases where a row needs a person. Raises :class:`UsageError` for a list
    that cannot be read and an order that makes no sense, :class:`OutputError` where nothing can be written.
    """
    _check_order(order)
    report = ImportReport(dry_run=order.dry_run)
    with ExitStack() as stack:
        waiting = stack.enter_context(_scratch())
        failures = stack.enter_context(_failures(order, report))
        judge = _Judge(stack.enter_context(desk.reading.reader()), order, desk.minerals)
        for done, row in enumerate(judge.read(), start=1):
            judged = judge.judged(row)
            report.note(judged)
            if judged.reasons and failures is not None:
                failures.add(judged)
            if judged.fate not in (Fate.FAILED, Fate.UNCHANGED):
                _put(waiting, row)
            if done % STEP == 0:
                yield Progress(done, 0, row.number)
        if not order.dry_run:
            who = order.who or desk.settings.who
            report.changes = yield from stepwise(lambda tell: _write(desk, order, _taken(waiting, tell, report), who))
            yield Progress(report.total, report.total, WRITING, report.changes)
    return report


def _write(desk: Desk, order: ImportOrder, rows: Iterator[ReadRow], who: str) -> Changes:
    name, update = order.table.path.name, order.update
    return desk.write(lambda one: one.imports.add(rows, name, who, update=update))


@dataclass(slots=True)
class _Judge:
    """Reads the rows of the list, and says what becomes of each beside the catalogue and the rows before it."""

    catalogue: Catalogue
    order: ImportOrder
    minerals: MineralNames
    numbers: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def read(self) -> Iterator[ReadRow]:
        table = self.order.table
        reader = RowReader(table.headings, self.order.mapped)
        return map(as_catalogued(self.minerals), map(reader.read, table.rows()))

    def judged(self, row: ReadRow) -> JudgedRow:
        if row.faults:
            return JudgedRow(row, Fate.FAILED, row.faults)
        for seen, mark in ((self.numbers, row.number), (self.ids, row.record_id)):
            first = seen.setdefault(mark, row.line) if mark else row.line
            if first != row.line:
                return JudgedRow(row, Fate.FAILED, (f"{mark} stands in row {first} already",))
        verdict = self.catalogue.imports.verdict(row, update=self.order.update)
        reasons = (verdict.reason,) if verdict.reason else tuple(map(str, verdict.conflicts))
        return JudgedRow(row, verdict.fate, reasons, verdict.conflicts)


def _check_order(order: ImportOrder) -> None:
    if order.failed is None:
        return
    if order.failed.resolve() == order.table.path.resolve():
        raise UsageError(
            said("{path} is the list itself.", path=order.failed), "Give the file of failures another name."
        )
    if order.failed.is_dir() or order.failed.suffix.lower() in {SUFFIX, *PHOTO_SUFFIXES}:
        raise UsageError(said("{path} is no name for the file of failures.", path=order.failed), "End it with .csv.")


@contextmanager
def _failures(order: ImportOrder, report: ImportReport) -> Iterator[FailureFile | None]:
    """The file of failures; it takes its place when the block ends well and some row needs a person."""
    if order.failed is None:
        yield None
        return
    headings = [one or f"column {place}" for place, one in enumerate(order.table.headings, start=1)]
    try:
        with replacing(order.failed) as part:
            with open_failures(part) as file:
                yield FailureFile(file, headings)
            if not report.needs_a_person:
                raise _NoneFailed
    except _NoneFailed:
        return
    report.failed = order.failed


class _NoneFailed(Exception):
    """No file is left behind where no row failed."""


@contextmanager
def _scratch() -> Iterator[IO[str]]:
    try:
        with TemporaryFile("w+", encoding="utf-8", prefix="mineral-desk-import") as file:
            yield file
    except OSError as fault:
        words = said("The import needs room for temporary files: {reason}.", reason=reason_of(fault))
        raise OutputError(words, "Make room on the disk, then try again.") from fault


def _put(waiting: IO[str], row: ReadRow) -> None:
    told = [row.line, row.number, row.record_id, row.values, row.provenance]
    waiting.write(json.dumps(told, ensure_ascii=False) + "\n")


def _taken(waiting: IO[str], tell: Report, report: ImportReport) -> Iterator[ReadRow]:
    """The rows once more; closing the job breaks the transaction off that reads them, which leaves nothing behind."""
    waiting.seek(0)
    for done, text in enumerate(waiting):
        if done % STEP == 0:
            tell(Progress(done, report.to_write, WRITING))
        line, number, record_id, values, provenance = json.loads(text)
        yield ReadRow(line, (), number, record_id, values, provenance)
