"""The other catalogue, taken in: it comes from outside, so a private copy of it is proven before anything is read.

The file itself is only ever read. Its copy is brought up to date where it is of an older version, checked by SQLite,
and must have the tables of a catalogue, word for word: what looks like a table might be anything else.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from mineral_desk.catalogue.complaints import in_words
from mineral_desk.catalogue.connection import connect, open_for_reading, writing
from mineral_desk.catalogue.copying import copy_pages, integrity_faults
from mineral_desk.catalogue.holdings import guid
from mineral_desk.catalogue.log import table_words
from mineral_desk.catalogue.merging.task import not_merged
from mineral_desk.catalogue.migrations import MIGRATIONS, apply_migrations, file_version
from mineral_desk.catalogue.opening import checked_version
from mineral_desk.domain.errors import OutputError, UsageError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.stepping import Report, silent

LONGEST_CHANGE = 1 << 22
"""Bytes of one row in the change log: the outline of a specimen takes some ten thousand."""
LONGEST_RECORD = 1 << 24
"""Bytes of the record of an analysis."""

_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_TOO_LONG = (
    (said("the change log"), "change", ("before", "after"), LONGEST_CHANGE),
    (said("an analysis"), "analysis", ("record",), LONGEST_RECORD),
    (said("a conflict"), "conflict", ("ours", "theirs"), LONGEST_CHANGE),
    (said("a held change"), "held_change", ("before", "after"), LONGEST_CHANGE),
    (said("a resolution"), "resolution", ("ours", "theirs", "value"), LONGEST_CHANGE),
)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The file that was ``named``, and the checked copy that is read in its stead."""

    named: Path
    copy: Path


@contextmanager
def taken_in(other: Path, catalogue: Path, report: Report = silent) -> Iterator[TakenIn]:
    """A checked copy of ``other`` at today's version, for as long as the block lasts.

    Raises CatalogueError where there is no file, CatalogueTooNew, CatalogueDamaged with the reason, OutputError where
    there is no room for the copy, and UsageError where the two are one file.
    """
    if other.exists() and catalogue.exists() and other.samefile(catalogue):
        raise UsageError(said("{other} is the open catalogue itself.", other=other), "Choose the other one.")
    checked_version(other, read_only=True)
    try:
        with TemporaryDirectory(prefix="mineral-desk-merge-") as folder:
            copy = Path(folder) / "other.mdc"
            copy.touch()
            with in_words(other), closing(open_for_reading(other)) as source:
                copy_pages(source, copy, copy, report)
            with closing(connect(copy, read_only=False)) as database:
                _prove(database, copy, other, report)
            yield TakenIn(other, copy)
    except OSError as fault:
        words = said("Merging needs room for a copy of {other}: {reason}.", other=other, reason=reason_of(fault))
        raise OutputError(words, "Make room on the disk, then try again.") from fault


def _prove(database: Database, copy: Path, other: Path, report: Report) -> None:
    """Raises CatalogueDamaged with the reason where the copy cannot be trusted."""
    with _told_of(other):
        broken = integrity_faults(database, report)
        if broken:
            raise not_merged(other, said("it is damaged ({finding})", finding=broken[0]))
        if file_version(database) < MIGRATIONS[-1].version:
            report(Progress(0, 0, said("Bringing its copy up to date")))
            with writing(database, copy):
                apply_migrations(database, MIGRATIONS)
        _refuse_other_tables(database, other)
        pointing = database.execute("PRAGMA foreign_key_check").fetchone()
        if pointing is not None:
            raise not_merged(
                other, said("{table} {row} points to nothing", table=table_words(pointing[0]), row=pointing[1])
            )
        if not guid(database):
            raise not_merged(other, said("it has no GUID"))
        _refuse_too_long(database, other)


def _refuse_other_tables(database: Database, other: Path) -> None:
    """Its tables must be those that this program makes; what else lies in the file is left alone."""
    with closing(Database(sqlite3.connect(":memory:"), execute_plugins=False)) as own:
        with own.atomic():
            apply_migrations(own, MIGRATIONS)
        wanted, found = (dict(one.execute(_TABLES).fetchall()) for one in (own, database))
    for name, made in wanted.items():
        if found.get(name) != made:
            raise not_merged(other, said("its table “{name}” is not that of a catalogue", name=name))


def _refuse_too_long(database: Database, other: Path) -> None:
    for what, table, columns, longest in _TOO_LONG:
        lengths = ", ".join(f"max(length(CAST({column} AS BLOB)))" for column in columns)
        found = database.execute(f"SELECT {lengths} FROM {table}").fetchone()  # noqa: S608
        if any((length or 0) > longest for length in found):
            raise not_merged(
                other, said("{what} in it is longer than {megabytes} MB", what=what, megabytes=longest // (1 << 20))
            )


@contextmanager
def _told_of(other: Path) -> Iterator[None]:
    """SQLite's complaints about the copy are about the file that was named."""
    with in_words(other):
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError | sqlite3.IntegrityError):
                raise not_merged(other, str(error)) from error
            raise
