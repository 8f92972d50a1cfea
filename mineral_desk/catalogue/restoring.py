"""A backup takes the place of a catalogue: verified before, in one step, and what was there is kept.

First :func:`prepare` copies the backup beside the catalogue and checks the copy, which may take minutes and changes
nothing. Then :func:`swap` keeps a copy of the catalogue as it is and lets the prepared file take its name, while nobody
else has it open. Killed at any moment, the catalogue is the one before or the one restored.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from mineral_desk.catalogue.alone import alone
from mineral_desk.catalogue.checking import contradictions
from mineral_desk.catalogue.complaints import in_words
from mineral_desk.catalogue.connection import connect, open_to_look, writing
from mineral_desk.catalogue.copying import copy_pages, refuse_damaged
from mineral_desk.catalogue.holdings import guid, holdings
from mineral_desk.catalogue.opening import checked_version
from mineral_desk.catalogue.placing import (
    free_name,
    give_new_name,
    new_part,
    placing_in_words,
    put_in_place,
    remove_part,
    sync_file,
    sync_folder,
    unfinished,
)
from mineral_desk.catalogue.text import now_text, storable
from mineral_desk.domain.errors import CatalogueDamaged, UsageError
from mineral_desk.domain.keeping import Finding, Holdings, PreparedRestore, Restored
from mineral_desk.domain.phrase import said
from mineral_desk.domain.stepping import Report, silent

SIDE_FILES = ("-wal", "-shm", "-journal")
WINDOWS = os.name == "nt"


def prepare(backup: Path, catalogue: Path, report: Report = silent) -> PreparedRestore:
    """Copy ``backup`` beside ``catalogue`` and check the copy.

    Findings that are no damage are told in the answer. Raises CatalogueError where there is no backup,
    CatalogueDamaged, CatalogueTooNew, CatalogueReadOnly where the catalogue's folder cannot be written, and UsageError
    where the two are one file, or the backup is of another catalogue than the one that is there.
    """
    catalogue = catalogue.resolve()  # where the name is a link, the file it leads to is replaced
    if backup.exists() and catalogue.exists() and backup.samefile(catalogue):
        raise UsageError(said("{backup} is the catalogue itself.", backup=backup), "Choose a backup.")
    checked_version(backup, read_only=True)
    part = new_part(catalogue.parent)
    try:
        with in_words(backup), closing(open_to_look(backup)) as database:
            now = _held_now(catalogue, backup, guid(database))
            copy_pages(database, part, catalogue, report)
        then, found = _look_through(part, backup, report)
    except BaseException:
        remove_part(part)
        raise
    return PreparedRestore(backup, catalogue, part, then, now, found)


def give_up(prepared: PreparedRestore) -> None:
    """Remove the prepared file; the catalogue stays as it is."""
    remove_part(prepared.part)


def swap(prepared: PreparedRestore) -> Restored:
    """Put the prepared file in the catalogue's place, and keep a copy of what was there.

    Raises CatalogueBusy where another program has the catalogue open, and CatalogueError or CatalogueReadOnly where the
    disk refuses; then the catalogue is as it was, and the prepared file is gone.
    """
    catalogue, part = prepared.catalogue, prepared.part
    kept = free_name(_dated(catalogue))
    try:
        if not catalogue.exists():
            _set_side_files_aside(catalogue, kept)
            put_in_place(part, catalogue)
            return Restored(catalogue, None)
        with placing_in_words(catalogue):
            shutil.copymode(catalogue, part)  # colleagues that could open it still can
        try:
            checked_version(catalogue)
            _swap_sound(catalogue, kept, part)
        except CatalogueDamaged:
            _swap_damaged(catalogue, kept, part)
        return Restored(catalogue, kept)
    finally:
        remove_part(part)


def _swap_sound(catalogue: Path, kept: Path, part: Path) -> None:
    """SQLite itself keeps the content, under the lock that nobody gets past."""
    with alone(catalogue) as database:
        with unfinished(catalogue.parent) as copy:
            copy_pages(database, copy, kept)
            give_new_name(copy, kept)
        if not WINDOWS:
            put_in_place(part, catalogue)
    if WINDOWS:  # it replaces no open file: neither ours nor one that another program opened in this moment
        put_in_place(part, catalogue)


def _swap_damaged(catalogue: Path, kept: Path, part: Path) -> None:
    """What SQLite cannot read is kept byte by byte."""
    with placing_in_words(kept):
        shutil.copy2(catalogue, kept)
        sync_file(kept)
    _set_side_files_aside(catalogue, kept)
    put_in_place(part, catalogue)


def _set_side_files_aside(catalogue: Path, kept: Path) -> None:
    """The files that SQLite left beside it: a log meant for the old file would be played into the new one."""
    with placing_in_words(kept):
        for ending in SIDE_FILES:
            source = catalogue.with_name(catalogue.name + ending)
            if source.exists():
                source.replace(kept.with_name(kept.name + ending))
        sync_folder(kept.parent)


def _held_now(catalogue: Path, backup: Path, wanted: str) -> Holdings | None:
    """What the catalogue holds today; None where there is none or it cannot be read.

    Raises UsageError where the backup is of another one.
    """
    if not catalogue.exists():
        return None
    try:
        with closing(open_to_look(catalogue)) as database:
            if guid(database) != wanted:
                raise UsageError(
                    said(
                        "{backup} is a backup of another catalogue than {catalogue}.",
                        backup=backup,
                        catalogue=catalogue,
                    ),
                    "Open the backup itself, which is a catalogue, or choose another one.",
                )
            return holdings(database)
    except sqlite3.DatabaseError:
        return None


def _look_through(part: Path, backup: Path, report: Report) -> tuple[Holdings, tuple[Finding, ...]]:
    """What the copy holds and what is to be said about it; where it came from is noted in it."""
    refuse_damaged(part, backup, report)
    with in_words(backup), closing(connect(part, read_only=False)) as database:
        found = tuple(contradictions(database, report))
        with writing(database, part):
            database.conn.executemany(
                "INSERT OR REPLACE INTO catalogue_info (key, value) VALUES (?, ?)",
                [("restored_at", now_text()), ("restored_from", storable(backup.name))],
            )
        return holdings(database), found


def _dated(catalogue: Path) -> Path:
    """The name for what was there before."""
    today = f"{datetime.now().astimezone():%Y-%m-%d %H-%M-%S}"
    return catalogue.with_name(f"{catalogue.stem}.before-restore {today}{catalogue.suffix}")
