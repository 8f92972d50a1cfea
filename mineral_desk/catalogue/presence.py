"""Whether an open file still bears its name.

A file that was moved, deleted or replaced while it is open goes on taking writes, and nobody will ever find them.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.domain.errors import CatalogueError

Identity = tuple[int, int]
"""Disk and number of a file; two names with the same are one file."""


class OpenFile(Database):
    """A connection that remembers which file it was opened on."""

    def __init__(self, connection: sqlite3.Connection, uri: str, identity: Identity | None) -> None:
        super().__init__(connection, execute_plugins=False)
        self.uri, self.identity = uri, identity


def identity_of(path: Path) -> Identity | None:
    """The file that bears the name now; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refuse_gone(database: Database, path: Path) -> None:
    """Raises CatalogueError where ``path`` is not the open file any more; call it inside of a transaction that writes.

    Some network drives number their files anew now and then. So where the numbers differ, the lock decides: who looks
    at ``path`` and finds it locked looks at the file that is open here.
    """
    if not isinstance(database, OpenFile) or database.identity is None:
        return
    now = identity_of(path)
    if now == database.identity:
        return
    if now is not None and _is_locked(database.uri):
        database.identity = now
        return
    raise CatalogueError(
        f"{path} was moved, deleted or replaced while it was open; this was not saved.",
        "Put it back, or keep what was saved before: File, Back up now.",
    )


def _is_locked(uri: str) -> bool:
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return False
