"""Rows as they were when an act had just been done, out of the change log: no copy of the past is kept.

The log is walked back from what stands now. What the machine wrote without an act (numbers that it read in a photo)
is as it stands now.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from mineral_desk.catalogue.log import KEYS, SAID_FOR_GOOD, Row

_SINCE = "SELECT before, after FROM change WHERE table_name = ? AND row_id = ? AND operation_id > ? ORDER BY id DESC"
_NUMBER = ("catalogue_number", "number_source")


@dataclass(frozen=True, slots=True)
class RowPair:
    """A row as it is and as it was; None where there is none."""

    table: str
    row_id: int
    now: Row | None
    then: Row | None

    @property
    def differs(self) -> bool:
        """Whether anything has to be written to make it as it was."""
        return self.now != self.then


def row_now(database: Database, table: str, row_id: int) -> Row | None:
    """The row as it is."""
    return next(database.query(f"SELECT * FROM {table} WHERE {KEYS[table]} = ?", (row_id,)), None)  # noqa: S608


def row_pair(database: Database, table: str, row_id: int, as_of: int) -> RowPair:
    """The row as it is, and as it was when act ``as_of`` had just been done.

    Raises ValueError where the log holds what is no row of that table: a file from outside may hold anything there.
    """
    now = row_now(database, table, row_id)
    then = now
    for before, after in database.execute(_SINCE, (table, row_id, as_of)):
        if before is None:
            then = None
        elif after is None:
            then = _logged(before)
        else:
            then = (then or {}) | _logged(before)
    if then is not None and not then.keys() <= {column.name for column in database.table(table).columns}:
        raise ValueError(f"foreign columns of {table}")
    return RowPair(table, row_id, now, then)


def _logged(text: str) -> Row:
    row = json.loads(text)
    if not isinstance(row, dict):
        raise ValueError("no row")
    return row


@dataclass(frozen=True, slots=True)
class PastRecord:
    """Everything that says how a record stood: its row, those of its photos, and what counted of what was said.

    ``others`` are records of other specimens, which its photos belonged to then and which are no more.
    """

    record: RowPair | None
    photos: tuple[RowPair, ...]
    links: tuple[RowPair, ...]
    said: tuple[RowPair, ...]
    others: tuple[RowPair, ...]


def past_record(database: Database, specimen_id: int | None, photo_ids: Iterable[int], as_of: int) -> PastRecord:
    """How the record ``specimen_id`` and these photos stood.

    Without a record it is the one that the photos belonged to then, unless that shows other photos today.
    """
    ids = sorted(photo_ids)
    links = tuple(row_pair(database, "specimen_photo", one, as_of) for one in ids)
    there = {int(str(link.then["specimen_id"])) for link in links if link.then is not None}
    main = specimen_id if specimen_id is not None else next((one for one in there if not _shown(database, one)), None)
    record = None if main is None else row_pair(database, "specimen", main, as_of)
    others = (row_pair(database, "specimen", one, as_of) for one in sorted(there - {main}))
    return PastRecord(
        record,
        tuple(_numbers(row_pair(database, "photo", one, as_of)) for one in ids),
        links,
        tuple(_said(database, ids, main, as_of)),
        tuple(one for one in others if one.now is None and one.then is not None),
    )


def _shown(database: Database, specimen_id: int) -> bool:
    """Whether photos belong to the record now."""
    found = database.execute("SELECT 1 FROM specimen_photo WHERE specimen_id = ? LIMIT 1", (specimen_id,))
    return found.fetchone() is not None


def _numbers(pair: RowPair) -> RowPair:
    """Only the number of a photo belongs to its record's state; what was overruled in it stays as it is."""
    now, then = ({name: (row or {}).get(name, "") for name in _NUMBER} for row in (pair.now, pair.then))
    return replace(pair, now=now, then=then)


def _said(database: Database, photo_ids: list[int], specimen_id: int | None, as_of: int) -> Iterable[RowPair]:
    """Decisions and verifications: each stays, and counts or does not. What was said later does not count."""
    decisions = database.execute(
        "SELECT id FROM decision WHERE photo_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(photo_ids),),
    )
    verifications = database.execute("SELECT id FROM verification WHERE specimen_id = ? ORDER BY id", (specimen_id,))
    rows = [("decision", row[0]) for row in decisions] + [("verification", row[0]) for row in verifications]
    for table, row_id in rows:
        pair = row_pair(database, table, row_id, as_of)
        assert table in SAID_FOR_GOOD
        now = {"undone": (pair.now or {})["undone"]}
        yield replace(pair, now=now, then={"undone": 1} if pair.then is None else {"undone": pair.then["undone"]})
