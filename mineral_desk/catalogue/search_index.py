"""Whether the search index says what the tables say, and how it is made anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.connection import writing
from mineral_desk.catalogue.migrations import file_version
from mineral_desk.domain.phrase import Phrase, said

FIRST_VERSION = 4
_STALE = """
SELECT specimen_id FROM (SELECT * FROM specimen_standing EXCEPT SELECT * FROM specimen_sought)
UNION SELECT specimen_id FROM (SELECT * FROM specimen_sought EXCEPT SELECT * FROM specimen_standing)
"""
_FOUND = "SELECT term, doc, col, offset FROM specimen_search_words"


def stale_records(database: Database) -> list[int]:
    """The records whose row for searching is not what follows from the tables; none, if all is well."""
    return [row[0] for row in database.execute(_STALE)]


def differing_words(database: Database) -> str | None:
    """The first word that the index has and should not have, or lacks; None, if all is well.

    FTS5 compares an index with its table only by writing, which a check never does. So the index is built a second
    time in a temporary file, and both are read side by side: every word, record, column and place.
    """
    made = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'specimen_search%'").fetchall())
    columns = [row[0] for row in database.execute("SELECT name FROM pragma_table_info('specimen_search')")]
    words = ", ".join(columns)
    with closing(sqlite3.connect("")) as anew:
        anew.execute(f"CREATE TABLE specimen_sought (specimen_id INTEGER PRIMARY KEY, {words})")
        marks = ", ".join("?" * (1 + len(columns)))
        rows = database.execute(f"SELECT specimen_id, {words} FROM specimen_sought")  # noqa: S608
        anew.executemany(f"INSERT INTO specimen_sought VALUES ({marks})", rows)  # noqa: S608
        for name in ("specimen_search", "specimen_search_words"):
            anew.execute(made[name])
        anew.execute("INSERT INTO specimen_search (specimen_search) VALUES ('rebuild')")
        for ours, theirs in zip_longest(anew.execute(_FOUND), database.execute(_FOUND)):
            if ours != theirs:
                return str(min(one for one in (ours, theirs) if one is not None)[0])
    return None


def renew(database: Database, path: Path) -> None:
    """Make the rows for searching and the index anew, out of the tables, in one transaction.

    The trigger that takes words out of the index rests meanwhile: an index that lost words cannot give them back.
    """
    with writing(database, path):
        trigger = "specimen_sought_removed"
        made = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (trigger,)).fetchone()[0]
        database.execute(f"DROP TRIGGER {trigger}")
        database.execute("DELETE FROM specimen_sought")
        database.execute(made)
        database.execute("INSERT INTO specimen_search (specimen_search) VALUES ('delete-all')")
        database.execute("INSERT INTO specimen_sought SELECT * FROM specimen_standing ORDER BY specimen_id")


def faults(database: Database) -> Iterator[Phrase]:
    """What is wrong with the index, in words; a file of a version before it has none."""
    if file_version(database) < FIRST_VERSION:
        return
    for specimen_id in stale_records(database):
        yield said("The search does not know specimen {n} as it is.", n=specimen_id)
    word = differing_words(database)
    if word is not None:
        yield said("The search index differs from the records at the word “{word}”.", word=word)
