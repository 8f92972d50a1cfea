"""Whether an open file still bears its name.

A file that was moved, deleted or replaced while it is open goes on taking writes, and nobody will ever find them.
"""

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from mineral_desk.catalogue.complaints import HELD, in_words, no_answer, primary_code
from mineral_desk.domain.errors import CatalogueError
from mineral_desk.domain.phrase import said

Parameters = Sequence[Any] | dict[str, Any] | None
Identity = tuple[int, int]
"""Disk and number of a file; two names with the same are one file."""


class OpenFile(Database):
    """A connection that remembers which file it was opened on.

    Once ``named`` is set, faults of that file met in a question are told in words, wherever it is asked.
    """

    def __init__(self, connection: sqlite3.Connection, uri: str, identity: Identity | None) -> None:
        self.named: Path | None = None
        self.uri, self.identity = uri, identity
        super().__init__(connection, execute_plugins=False)

    def execute(self, sql: str, parameters: Parameters = None) -> sqlite3.Cursor:
        """See :meth:`Database.execute`. Raises CatalogueError."""
        with nullcontext() if self.named is None else in_words(self.named):
            return super().execute(sql, parameters)

    def query(self, sql: str, params: Parameters = None) -> Generator[dict[str, Any], None, None]:
        """See :meth:`Database.query`. Raises CatalogueError, also while rows are fetched."""
        with nullcontext() if self.named is None else in_words(self.named):
            rows = super().query(sql, params)
        return rows if self.named is None else _fetched(rows, self.named)


def _fetched(rows: Iterable[dict[str, Any]], path: Path) -> Generator[dict[str, Any], None, None]:
    with in_words(path):
        yield from rows


def identity_of(path: Path) -> Identity | None:
    """The file that bears the name now; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refuse_gone(database: Database, path: Path) -> None:
    """Raises CatalogueError where ``path`` is not the open file any more, CatalogueGone where its folder is away too.

    Call it inside of a transaction that writes.

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
    if not path.parent.is_dir():
        raise no_answer(path)
    raise CatalogueError(
        said("{path} was moved, deleted or replaced while it was open; this was not saved.", path=path),
        "Put it back, or keep what was saved before: File, Back up now.",
    )


def _is_locked(uri: str) -> bool:
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        return primary_code(error) in HELD
    return False
