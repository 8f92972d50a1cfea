"""A catalogue that nobody else has open: what a migration and a restore need."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.complaints import HELD, in_words, primary_code
from mineral_desk.catalogue.connection import connect
from mineral_desk.domain.errors import CatalogueBusy
from mineral_desk.domain.phrase import said

PATIENCE_MS = 500
"""How long to wait for somebody who is just closing it."""


@contextmanager
def alone(path: Path) -> Iterator[Database]:
    """The only connection to the catalogue in the world; its write-ahead log is home, others wait until it closes.

    Leaving write-ahead mode is what SQLite grants only to the last one there. Raises CatalogueBusy where another
    program, or another connection of this one, has the catalogue open.
    """
    with in_words(path), closing(connect(path, read_only=False)) as database:
        database.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA locking_mode = EXCLUSIVE")  # the lock outlives the transaction that takes it
            database.execute("BEGIN EXCLUSIVE")
            database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if primary_code(error) not in HELD:
                raise
            raise CatalogueBusy(
                said("{path} is open in another program or window.", path=path),
                "Close it there, then try again; nothing was changed.",
            ) from error
        yield database
