"""Copies of a catalogue while it stays open: SQLite's online backup, verified before the copy gets its name.

The copy shows the catalogue as it was when copying began. Writers are not held up: the source is read in one
transaction of a write-ahead log, so nothing that is written meanwhile starts the copying anew.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.complaints import in_words, primary_code
from mineral_desk.catalogue.connection import open_to_look
from mineral_desk.catalogue.placing import give_new_name, unfinished
from mineral_desk.domain.errors import CatalogueDamaged, CatalogueError
from mineral_desk.domain.phrase import Phrase, reason_of, said
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.stepping import Report, silent

CHECKING = said("Checking")
STEP_PAGES = 256
"""A megabyte: a fraction of a second even on a slow disk, so that cancelling is felt at once."""
SYNC_EVERY_PAGES = 8192
"""Writing to the disk in portions: one flush of everything at the end would hold up the decisions of that moment."""
BEAT_OPCODES = 100_000
"""SQLite's steps between two signs of life of a check."""


def back_up(database: Database, copy: Path, report: Report = silent) -> None:
    """Copy the whole catalogue to a new file ``copy`` while it stays open, and verify the copy.

    Raises CatalogueError where ``copy`` exists or its disk is full, CatalogueReadOnly where it cannot be written,
    CatalogueDamaged where the copy fails SQLite's own check; then there is no ``copy``.
    """
    if copy.exists():
        raise CatalogueError(said("{copy} exists already.", copy=copy), "Choose another name.")
    with unfinished(copy.parent) as part:
        copy_pages(database, part, copy, report)
        refuse_damaged(part, copy, report)
        give_new_name(part, copy)


def back_up_file(source: Path, copy: Path, report: Report = silent) -> None:
    """The same for a catalogue that may be open elsewhere, on a connection of its own that cannot write."""
    with in_words(source), closing(open_to_look(source)) as database:
        back_up(database, copy, report)


def copy_pages(database: Database, part: Path, named: Path, report: Report = silent) -> None:
    """Copy every page into the empty file ``part``; complaints name the file ``named`` that it is to become."""
    with _target_in_words(named), closing(sqlite3.connect(part)) as target, _one_moment(database):
        target.execute("PRAGMA journal_mode = OFF")  # a part is thrown away, not rolled back
        target.execute("PRAGMA synchronous = OFF")  # it is synced here, in portions
        handle = os.open(part, os.O_RDWR)
        try:
            database.conn.backup(target, pages=STEP_PAGES, progress=_in_portions(handle, report))
        finally:
            os.close(handle)
        target.execute("PRAGMA journal_mode = DELETE")  # a copy is one file, also where nothing can be written


def _in_portions(handle: int, report: Report) -> Callable[[int, int, int], None]:
    """What SQLite calls after every step."""
    synced = 0

    def stepped(_status: int, remaining: int, total: int) -> None:
        nonlocal synced
        done = total - remaining
        if done - synced >= SYNC_EVERY_PAGES:
            os.fsync(handle)
            synced = done
        report(Progress(done, total, said("Copying")))

    return stepped


@contextmanager
def _one_moment(database: Database) -> Iterator[None]:
    """All reading inside sees the file as it is now."""
    if database.conn.in_transaction:
        yield
        return
    database.execute("BEGIN")
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield
    finally:
        database.rollback()


@contextmanager
def _target_in_words(named: Path) -> Iterator[None]:
    """A disk that ends half-way is the copy's, unless SQLite says that the source is damaged."""
    try:
        with in_words(named):
            yield
    except OSError as fault:
        words = said("The disk with {named} does not answer: {reason}.", named=named, reason=reason_of(fault))
        raise CatalogueError(words, "Check the drive, then try again.") from fault


def refuse_damaged(part: Path, named: Path, report: Report = silent) -> None:
    """Raises CatalogueDamaged where SQLite's own check finds something in ``part``."""
    with in_words(named), closing(Database(sqlite3.connect(part), execute_plugins=False)) as database:
        found = integrity_faults(database, report)
    if found:
        raise CatalogueDamaged(
            said(
                "What was copied to {named} is damaged ({finding}); the copy was not kept.",
                named=named,
                finding=found[0],
            ),
            "Check the catalogue; where it is the damaged one, restore an earlier backup.",
        )


def integrity_faults(database: Database, report: Report = silent) -> list[str]:
    """What SQLite's own check of every page and index says; empty if all is well."""
    with beating(database, report):
        try:
            found = [str(row[0]) for row in database.execute("PRAGMA integrity_check")]
        except CatalogueDamaged as fault:
            return [str(fault.__cause__)]
        except sqlite3.DatabaseError as fault:
            if primary_code(fault) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            return [str(fault)]
    return [line for line in found if line != "ok"]


@contextmanager
def beating(database: Database, report: Report, text: Phrase = CHECKING) -> Iterator[None]:
    """Give signs of life while SQLite works on one long question, and stop it where ``report`` says so."""
    raised: list[BaseException] = []
    beats = 0

    def beat() -> int:
        nonlocal beats
        beats += 1
        try:
            report(Progress(beats, 0, text))
        except BaseException as stop:
            raised.append(stop)
            return 1
        return 0

    database.conn.set_progress_handler(beat, BEAT_OPCODES)
    try:
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        database.conn.set_progress_handler(None, BEAT_OPCODES)
