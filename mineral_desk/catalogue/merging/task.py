"""What the steps of one merge share."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from mineral_desk.domain.errors import CatalogueDamaged
from mineral_desk.domain.merging import Brought
from mineral_desk.domain.phrase import phrase_of, said
from mineral_desk.domain.stepping import Report, silent

Key = tuple[str, int, str]
"""A table, the id of a row, and the name of a part of it."""
SCRATCH = (
    "new_operation", "own_operation", "photo_map", "analysis_map", "specimen_map", "verdict", "clash", "quiet_decision",
)  # fmt: skip
"""The temporary tables of a merge; SQLite puts them on the disk when they grow."""

_TABLES = """
CREATE TEMP TABLE new_operation (their_id INTEGER PRIMARY KEY, our_id INTEGER);
CREATE TEMP TABLE own_operation (our_id INTEGER PRIMARY KEY);
CREATE TEMP TABLE photo_map (their_id INTEGER PRIMARY KEY, our_id INTEGER NOT NULL UNIQUE, is_new INTEGER NOT NULL);
CREATE TEMP TABLE analysis_map (their_id INTEGER PRIMARY KEY, our_id INTEGER NOT NULL);
CREATE TEMP TABLE specimen_map (their_id INTEGER PRIMARY KEY, guid TEXT NOT NULL, our_id INTEGER);
CREATE INDEX temp.specimen_map_back ON specimen_map (our_id);
CREATE TEMP TABLE verdict (
    table_name TEXT, row_id INTEGER, part TEXT, operation_id INTEGER, final TEXT, PRIMARY KEY (table_name, row_id, part)
) WITHOUT ROWID;
CREATE TEMP TABLE clash (
    id INTEGER PRIMARY KEY, table_name TEXT, row_id INTEGER, part TEXT, operation_id INTEGER, theirs TEXT,
    within INTEGER
);
CREATE INDEX temp.clash_about ON clash (table_name, row_id, part);
CREATE TEMP TABLE quiet_decision (their_id INTEGER PRIMARY KEY);
"""
OPEN_THERE = """
c.ended IS NULL AND NOT EXISTS (
    SELECT 1 FROM theirs.conflict_resolution AS l JOIN theirs.resolution AS r ON r.id = l.resolution_id
    JOIN theirs.operation AS o ON o.id = r.operation_id WHERE l.conflict_id = c.id AND o.undone_by IS NULL)
"""
"""That a conflict of theirs waits for a person: what a view of a file from outside says is not asked."""


@dataclass(slots=True)
class MergeTask:
    """``database`` is ours, with a checked copy of the other catalogue attached as ``theirs``.

    ``other`` is the file that the person named, for what is said about it.
    """

    database: Database
    path: Path
    other: Path
    who: str
    report: Report = silent
    brought: Brought = field(default_factory=Brought)
    merging_id: int = 0
    photo_ids: set[int] = field(default_factory=set)
    specimen_ids: set[int] = field(default_factory=set)

    def make_tables(self) -> None:
        """The temporary tables, empty."""
        self.drop_tables()
        for statement in _TABLES.split(";"):
            if statement.strip():
                self.database.execute(statement)

    def drop_tables(self) -> None:
        """Away with them."""
        for name in SCRATCH:
            self.database.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def one(self, statement: str, *parameters: Any) -> tuple[Any, ...] | None:
        """The first row of an answer."""
        found: tuple[Any, ...] | None = self.database.execute(statement, parameters).fetchone()
        return found

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        return self.database.execute(statement, parameters).fetchall()

    def count(self, statement: str, *parameters: Any) -> int:
        """The number that an answer is."""
        found = self.one(statement, *parameters)
        return int(found[0]) if found is not None else 0

    def refused(self, why: str) -> CatalogueDamaged:
        """The error for a file that says what cannot be; see :func:`not_merged`."""
        return not_merged(self.other, why)


def not_merged(other: Path, why: str) -> CatalogueDamaged:
    """The error for a file that nothing can be taken over from."""
    return CatalogueDamaged(
        said("{other} was not merged: {why}.", other=other, why=phrase_of(why)),
        "Nothing was changed. Check that file with “mineral-desk check”.",
    )
