"""Keeping a catalogue safe: back it up, restore it, check it. All three are long jobs and need no window."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from mineral_desk.catalogue import copying
from mineral_desk.catalogue.checking import findings, start_findings
from mineral_desk.catalogue.complaints import in_words
from mineral_desk.catalogue.connection import open_to_look
from mineral_desk.catalogue.holdings import holdings
from mineral_desk.catalogue.opening import SUFFIX, checked_version
from mineral_desk.catalogue.placing import free_name
from mineral_desk.catalogue.restoring import give_up, prepare, swap
from mineral_desk.domain.errors import CatalogueError
from mineral_desk.domain.keeping import CheckReport, CopyMade, Finding, PreparedRestore, Restored
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job
from mineral_desk.domain.stepping import Report, stepwise
from mineral_desk.services.desk import Desk

__all__ = [
    "back_up",
    "back_up_open",
    "backup_name",
    "check",
    "give_up",
    "look_at_start",
    "prepare_restore",
    "refuse_unsound",
    "restore",
    "swap",
]


def backup_name(catalogue: Path) -> str:
    """A name for a backup made now: what it is of, and when it was made."""
    return f"{catalogue.stem} {datetime.now().astimezone():%Y-%m-%d %H-%M-%S}{catalogue.suffix or SUFFIX}"


def back_up(catalogue: Path, out: Path, *, into_folder: bool = False) -> Job[CopyMade]:
    """Copy the catalogue, which may be open, to a new file ``out``, or under a dated name into the folder ``out``.

    ``into_folder`` says that ``out`` is meant as a folder, also where there is none yet.
    Raises CatalogueError where there is no catalogue or the name is taken, CatalogueDamaged, CatalogueReadOnly.
    """

    def work(report: Report) -> CopyMade:
        copy = free_name(out / backup_name(catalogue)) if into_folder or out.is_dir() else out
        checked_version(catalogue, read_only=True)
        copying.back_up_file(catalogue, copy, report)
        with in_words(copy), closing(open_to_look(copy)) as database:
            return CopyMade(copy, copy.stat().st_size, holdings(database))

    return stepwise(work)


def back_up_open(desk: Desk, out: Path) -> Job[CopyMade]:
    """The same for the catalogue of a Desk. Where its file is gone from its place, what is still open is copied."""
    catalogue = desk.reading.path
    if catalogue.is_file():
        return back_up(catalogue, out)

    def work(report: Report) -> CopyMade:
        desk.write(lambda one: copying.back_up(one.database, out, report))
        with in_words(out), closing(open_to_look(out)) as database:
            return CopyMade(out, out.stat().st_size, holdings(database))

    return stepwise(work)


def check(catalogue: Path) -> Job[CheckReport]:
    """Read all of the catalogue and tell what is wrong with it; nothing is changed.

    Raises CatalogueError where there is no file, CatalogueDamaged where it cannot be read at all, CatalogueTooNew.
    """

    def work(report: Report) -> CheckReport:
        checked_version(catalogue, read_only=True)
        with in_words(catalogue), closing(open_to_look(catalogue)) as database:
            found = tuple(findings(database, report))
            return CheckReport(catalogue, holdings(database), found)

    return stepwise(work)


def look_at_start(desk: Desk) -> list[Finding]:
    """The short check of the open catalogue: as fast for 170,000 specimens as for ten.

    Raises CatalogueDamaged where even that cannot be read.
    """
    with in_words(desk.reading.path):
        return start_findings(desk.reading.database)


def refuse_unsound(desk: Desk) -> None:
    """Raises CatalogueError, with the first finding in words, where the short check finds something."""
    found = look_at_start(desk)
    if found:
        raise CatalogueError(
            said("Something is wrong in {catalogue}: {what}", catalogue=desk.reading.path, what=found[0].what),
            said("{to_do} A check of the catalogue tells all.", to_do=found[0].to_do),
        )


def prepare_restore(backup: Path, catalogue: Path) -> Job[PreparedRestore]:
    """Copy the backup beside the catalogue and check the copy; see :func:`mineral_desk.catalogue.restoring.prepare`.

    The answer goes to :func:`swap` (or :func:`restore`, where the catalogue is open on a Desk) or to :func:`give_up`.
    """
    return stepwise(lambda report: prepare(backup, catalogue, report))


def restore(desk: Desk, prepared: PreparedRestore) -> Restored:
    """Close the Desk's catalogue, put the prepared file in its place and open it again, whatever came of it.

    Raises what :func:`swap` raises.
    """
    desk.close()
    try:
        return swap(prepared)
    finally:
        desk.open_catalogue(prepared.catalogue, create=False)
