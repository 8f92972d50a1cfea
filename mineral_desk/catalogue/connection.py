"""One connection to a catalogue file, and one transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_from_bytes

from sqlite_utils import Database

from mineral_desk.catalogue.complaints import UNWRITABLE, in_words, primary_code
from mineral_desk.catalogue.presence import OpenFile, identity_of, refuse_gone

BUSY_TIMEOUT_S = 5.0
"""How long a write waits for another program before it gives up."""


def connect(path: Path, *, read_only: bool, immutable: bool = False) -> Database:
    """Open a connection that never creates the file; ``immutable`` also works where nothing beside it can be written.

    The connection may be handed to another thread, but only one thread may use it at a time.
    """
    mode = "ro" if read_only else "rw"
    uri = f"{_uri(path)}?mode={mode}" + ("&immutable=1" if immutable else "")
    identity = identity_of(path)
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # WAL's usual NORMAL may lose the last commits with the power
        connection.execute("PRAGMA cache_size = -16384")
        return OpenFile(connection, uri, identity)
    except BaseException:
        connection.close()
        raise


def _uri(path: Path) -> str:
    """The file as SQLite's URI: ``file:///tmp/a``, ``file:///C:/a``, ``file:////server/share/a``."""
    whole = path.resolve().as_posix()
    return "file://" + ("" if whole.startswith("/") else "/") + quote_from_bytes(os.fsencode(whole), safe="/:")


def open_for_reading(path: Path) -> Database:
    """A connection that cannot write. Where SQLite's side files cannot be made, nobody can be writing the file."""
    try:
        return _looked_at(connect(path, read_only=True))
    except sqlite3.OperationalError as error:
        if primary_code(error) not in UNWRITABLE or has_log(path):
            raise
    return connect(path, read_only=True, immutable=True)


def has_log(path: Path) -> bool:
    """Whether pages of the catalogue lie in a write-ahead log beside it: it is open somewhere, or was not closed."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _looked_at(database: Database) -> Database:
    """The connection once the file itself was read, which opening alone does not do."""
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def connect_beside(path: Path) -> Database:
    """A second connection to a file that is open for writing; it refuses to write.

    It is opened for writing all the same: the last connection to close has to bring the write-ahead log home.
    """
    database = connect(path, read_only=False)
    database.execute("PRAGMA query_only = ON")
    return database


def open_to_look(path: Path) -> Database:
    """A connection of its own for reading; where it may write it leaves no side files behind.

    What cannot write cannot tidy up either: a reader alone with a file in write-ahead mode leaves its log there.
    """
    try:
        return _looked_at(connect_beside(path))
    except sqlite3.OperationalError as error:
        if primary_code(error) not in UNWRITABLE:
            raise
    return open_for_reading(path)


@contextmanager
def writing(database: Database, path: Path) -> Iterator[None]:
    """One transaction: all of it is on the disk when the block ends, or none of it.

    It takes SQLite's write lock at once: a transaction that first reads and then writes could fail although
    the other program is long done. Inside another block it is a part of that one. Raises CatalogueError where the file
    was moved, deleted or replaced while it is open.
    """
    with in_words(path):
        if not database.conn.in_transaction:
            database.execute("BEGIN IMMEDIATE")
            outermost = True
        else:
            outermost = False
        try:
            refuse_gone(database, path)
            with database.atomic():
                yield
        except BaseException:
            if outermost:
                database.rollback()
            raise
        if outermost:
            try:
                database.execute("COMMIT")
            except BaseException:
                database.rollback()
                raise
