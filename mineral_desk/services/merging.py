"""Merging another catalogue into the open one, and settling what two people said differently. See FORMAT.md."""

import json
from collections.abc import Iterable
from pathlib import Path

from mineral_desk.catalogue.merging import merging
from mineral_desk.catalogue.merging.other import taken_in
from mineral_desk.domain.change import Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.merging import PART_WORDS, Conflict, MergeReport, PastMerge, Said, Side
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job
from mineral_desk.domain.stepping import Report, stepwise
from mineral_desk.services.desk import Desk
from mineral_desk.services.spreadsheets import csv_bytes
from mineral_desk.services.writing import write_bytes, write_text

HEADINGS = ("id", "about", "part", "ours", "ours by", "ours when", "theirs", "theirs by", "theirs when", "from")


def preview_merge(desk: Desk, other: Path) -> Job[MergeReport]:
    """What :func:`merge` would bring; it is tried on a copy, and nothing else waits for it.

    Raises CatalogueError where there is no such file, CatalogueTooNew, CatalogueDamaged with the reason, OutputError.
    """
    path = desk.reading.path

    def work(report: Report) -> MergeReport:
        with taken_in(other, path, report) as taken:
            return merging.preview(path, taken, report)

    return stepwise(work)


def merge(desk: Desk, other: Path, who: str = "") -> Job[MergeReport]:
    """Bring all that another catalogue holds into the open one, in one transaction, after a copy of this one was kept.

    Closed before its end nothing was written. Raises as :func:`preview_merge`, CatalogueReadOnly where the copy cannot
    be kept, and UsageError where nobody is named.
    """
    path, name = desk.reading.path, who or desk.settings.who

    def work(report: Report) -> MergeReport:
        with taken_in(other, path, report) as taken:
            return desk.write(lambda one: merging.merge(one, taken, name, report))

    return stepwise(work)


def conflicts(desk: Desk) -> list[Conflict]:
    """What waits for a person, in the order found."""
    return desk.reading.conflicts.all()


def conflict_count(desk: Desk, limit: int = 10_000) -> int:
    """How many wait, counted up to ``limit``."""
    return desk.reading.conflicts.count(limit)


def settle(desk: Desk, conflict_id: int, side: Side, typed: str = "", who: str = "") -> Changes:
    """Let one side's word stand, or what is typed. Undoable. Raises UsageError where that cannot be."""
    name = who or desk.settings.who
    return desk.write(lambda one: one.conflicts.settle(conflict_id, side, name, typed))


def merge_to_take_back(desk: Desk) -> PastMerge | None:
    """The merge that undo has come to: nothing that was done here after it is left to be undone.

    Acts that came with a merge are not undone one by one: that would take them back on the computer that they came
    from as well. The copy kept before the merge brings the catalogue back as it was.
    """
    return desk.reading.history.merge_before()


def write_conflicts(out: Path, found: Iterable[Conflict]) -> None:
    """A list for other programs: JSON where the name ends so, else CSV. Raises OutputError, UsageError."""
    check_list_name(out)
    rows = [_cells(one) for one in found]
    if out.suffix.lower() == ".json":
        told = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
        write_text(out, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        write_bytes(out, csv_bytes([HEADINGS, *([str(cell) for cell in row] for row in rows)]))


def check_list_name(out: Path) -> None:
    """Raises UsageError where a list of conflicts cannot be called so."""
    if out.suffix.lower() not in (".csv", ".json"):
        raise UsageError(said("{out} is no name for a list of conflicts.", out=out), "End it with .csv or .json.")


def _cells(one: Conflict) -> tuple[object, ...]:
    said = [cell for side in (one.ours, one.theirs) for cell in _said(side)]
    return (one.id, one.about, PART_WORDS.get(one.part, one.part), *said, one.came_from)


def _said(side: Said) -> tuple[str, str, str]:
    return side.words, side.who, "" if side.when is None else side.when.isoformat(timespec="seconds")
