"""The change log replayed: what it says a row became is what the row must be."""

import json
from collections.abc import Iterator
from itertools import groupby

from sqlite_utils import Database

from mineral_desk.catalogue.log import KEYS, Row, table_words
from mineral_desk.domain.phrase import Phrase, said
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.stepping import Report, silent

REPORT_EVERY = 2000

_CHANGES = "SELECT row_id, before, after FROM change WHERE table_name = ? ORDER BY row_id, id"


def contradicted_rows(database: Database, report: Report = silent) -> Iterator[Phrase]:
    """The rows that are not as their changes left them, each in words; none, if all is well.

    Only what was logged is compared: the machine writes some columns of a photo without a log, and a migration may
    have added columns since.
    """
    total = int(database.execute("SELECT count(*) FROM change").fetchone()[0])
    done = 0
    for table, key in KEYS.items():
        for row_id, changes in groupby(database.execute(_CHANGES, (table,)), key=lambda found: found[0]):
            steps = [(_row(before), _row(after)) for _, before, after in changes]
            trouble = _trouble(database, table, key, row_id, steps)
            if trouble:
                yield said("{table!c} {row}: {trouble}.", table=table_words(table), row=row_id, trouble=trouble)
            if done // REPORT_EVERY != (done + len(steps)) // REPORT_EVERY:
                report(Progress(done, total, said("Comparing with the change log")))
            done += len(steps)


def _trouble(
    database: Database, table: str, key: str, row_id: int, steps: list[tuple[Row | None, Row | None]]
) -> Phrase | None:
    """What is wrong with one row's story."""
    told: Row | None = {}
    for before, after in steps:
        if not _continues(told, before):
            return said("a change is missing from the log")
        told = None if after is None else (told or {}) | after
    found = next(database.query(f"SELECT * FROM {table} WHERE {key} = ?", (row_id,)), None)  # noqa: S608
    if told is None:
        return None if found is None else said("the log says that it was removed")
    if found is None:
        return said("it is gone, and the log does not say so")
    wrong = sorted(name for name, value in told.items() if name in found and found[name] != value)
    return said("{columns} is not as the log says", columns=", ".join(wrong)) if wrong else None


def _continues(told: Row | None, before: Row | None) -> bool:
    """Whether a change begins where the one before it ended."""
    if told is None or before is None:
        return not told and before is None
    return all(told.get(name, value) == value for name, value in before.items())


def _row(text: str | None) -> Row | None:
    if text is None:
        return None
    row: Row = json.loads(text)
    return row
