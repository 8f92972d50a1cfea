"""SQLite's complaints in words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mineral_desk.domain.errors import (
    CatalogueBusy,
    CatalogueDamaged,
    CatalogueError,
    CatalogueGone,
    CatalogueReadOnly,
)
from mineral_desk.domain.phrase import said

PRIMARY_CODE = 0xFF
"""SQLite's codes say more in their higher bits."""
UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def primary_code(error: sqlite3.Error) -> int:
    """What kind of complaint it is; 0 where SQLite does not say."""
    return getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn the world's faults that SQLite reports about ``path`` into our own; anything else passes through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        translated = _translated(path, primary_code(error))
        if translated is None:
            raise
        raise translated from error


def _translated(path: Path, code: int) -> CatalogueError | None:
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return CatalogueBusy(
                said("Another program is writing to {path}.", path=path), "Close it there, then try again."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return CatalogueReadOnly(
                said("{path} or its folder cannot be written.", path=path),
                "Copy it to a folder of yours, or open it read-only.",
            )
        case sqlite3.SQLITE_FULL:
            return CatalogueError(
                said("The disk with {path} is full; nothing was half saved.", path=path), "Make room, then try again."
            )
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PROTOCOL:  # the latter where even locks cannot be had
            return no_answer(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path)
        case _:
            return None


def no_answer(path: Path) -> CatalogueGone:
    """The error for a disk that is not there, or does not do what it is told."""
    return CatalogueGone(said("The disk with {path} does not answer.", path=path), "Check the drive, then try again.")


def damaged(path: Path) -> CatalogueDamaged:
    """The error for a file that is no catalogue or cannot be read as one."""
    return CatalogueDamaged(
        said("{path} is no catalogue, or it is damaged.", path=path), "Choose another file, or restore a backup."
    )
