"""The change log: every act of a person is one operation, with each row it touched before and after.

``table_name``, ``row_id``, ``before`` and ``after`` are enough to take an act back and to bring it back again,
in this session or years later. ``before`` is null where the row was added, ``after`` where it was removed; a change
of a row holds only the columns that changed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from mineral_desk.catalogue.connection import writing
from mineral_desk.catalogue.state import refresh_states
from mineral_desk.catalogue.text import clean_line, clean_text, now_text
from mineral_desk.domain.change import NOTHING_CHANGED, ChangeKind, Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said

Value = str | int | float | None
Row = dict[str, Value]

KEYS: Mapping[str, str] = {
    "photo": "id",
    "decision": "id",
    "verification": "id",
    "specimen": "id",
    "specimen_photo": "photo_id",
}
"""The tables that people change, each with the column that names its row."""
_TABLE_WORDS = {
    "photo": said("photo"),
    "decision": said("decision"),
    "verification": said("verification"),
    "specimen": said("specimen"),
    "specimen_photo": said("specimen of photo"),
}
SAID_FOR_GOOD = frozenset({"decision", "verification"})
"""Tables that are only ever added to; undo marks a row that no longer counts (``undone``)."""

_KINDS = {
    "photo": ChangeKind.PHOTO,
    "decision": ChangeKind.DECISION,
    "verification": ChangeKind.SPECIMEN,
    "specimen": ChangeKind.SPECIMEN,
    "specimen_photo": ChangeKind.SPECIMEN,
}


def table_words(table: str) -> str:
    """What a row of ``table`` is, in words; the tables of files from outside keep their names."""
    return _TABLE_WORDS.get(table, table)


class Act:
    """One operation while it is being written. Nothing is logged until something really changes."""

    def __init__(self, database: Database, name: str, who: str, kind: str = "do", target: int | None = None) -> None:
        self.database = database
        self.name = clean_line(name)
        self.who = clean_line(who)
        self.operation_id: int | None = None
        self._kind, self._target = kind, target
        self._kinds: set[ChangeKind] = set()
        self._photo_ids: set[int] = set()
        self._specimen_ids: set[int] = set()

    @property
    def changes(self) -> Changes:
        """What was written until now. It is put together when asked for: an act may touch 100,000 rows."""
        if not self._kinds:
            return NOTHING_CHANGED
        photo_ids, specimen_ids = frozenset(self._photo_ids), frozenset(self._specimen_ids)
        return Changes(frozenset(self._kinds), photo_ids, specimen_ids, self.name, self.operation_id)

    def touch(self, kind: ChangeKind, photo_ids: Iterable[int] = (), specimen_ids: Iterable[int] = ()) -> None:
        """Note that something was written for these photos and specimens."""
        self._kinds.add(kind)
        self._photo_ids.update(photo_ids)
        self._specimen_ids.update(specimen_ids)

    def row(self, table: str, row_id: int) -> Row | None:
        """The row as it is now."""
        return next(self.database.query(f"SELECT * FROM {table} WHERE {KEYS[table]} = ?", (row_id,)), None)  # noqa: S608

    def insert(self, table: str, row: Row) -> int:
        """Add a row; returns its id."""
        marks = ", ".join("?" * len(row))
        statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
        row_id = int(self.database.execute(statement, tuple(row.values())).lastrowid or 0)
        self._log(table, row_id, None, self.row(table, row_id))
        return row_id

    def update(self, table: str, row_id: int, values: Row) -> None:
        """Set some columns of a row; those that already hold the value are left out of the log."""
        old = self.row(table, row_id)
        if old is None:
            raise KeyError(f"{table} {row_id}")
        new = {name: value for name, value in values.items() if old[name] != value}
        if not new:
            return
        columns = ", ".join(f"{name} = ?" for name in new)
        statement = f"UPDATE {table} SET {columns} WHERE {KEYS[table]} = ?"  # noqa: S608
        self.database.execute(statement, (*new.values(), row_id))
        self._log(table, row_id, {name: old[name] for name in new}, new)

    def delete(self, table: str, row_id: int) -> None:
        """Remove a row; the log keeps all of it."""
        old = self.row(table, row_id)
        self.database.execute(f"DELETE FROM {table} WHERE {KEYS[table]} = ?", (row_id,))  # noqa: S608
        self._log(table, row_id, old, None)

    def give_reason(self, reason: str) -> None:
        """Keep why this is done; nothing where there is no reason."""
        why = clean_text(reason)
        if why:
            insert_reason(self.database, self.begin(), why, self.who)

    def _log(self, table: str, row_id: int, before: Row | None, after: Row | None) -> None:
        self.database.execute(
            "INSERT INTO change (operation_id, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
            (self.begin(), table, row_id, _json(before), _json(after)),
        )
        self.touch(_KINDS[table], *self._concerned(table, row_id, before, after))
        if table == "photo" and "overrules" in {*(before or {}), *(after or {})}:
            self.touch(ChangeKind.ANALYSIS)  # another edge of the cube shows another analysis
        if table == "specimen" and before and after and "verification" in after:
            self.touch(ChangeKind.SPECIMEN, self._photos_of(row_id))  # a contested name makes them unsure

    def begin(self) -> int:
        """The id of the operation's row, which is written when it is first needed."""
        if self.operation_id is None:
            cursor = self.database.execute(
                "INSERT INTO operation (guid, kind, name, who, made_at, target_operation_id) VALUES (?, ?, ?, ?, ?, ?)",
                (uuid4().hex, self._kind, self.name, self.who, now_text(), self._target),
            )
            self.operation_id = int(cursor.lastrowid or 0)
        return self.operation_id

    def _concerned(
        self, table: str, row_id: int, before: Row | None, after: Row | None
    ) -> tuple[frozenset[int], frozenset[int]]:
        """The photos and specimens that a change of this row concerns."""
        match table:
            case "photo":
                return frozenset({row_id}), frozenset()
            case "decision":
                photo_id = self.database.execute("SELECT photo_id FROM decision WHERE id = ?", (row_id,)).fetchone()
                return frozenset(photo_id), frozenset()
            case "specimen_photo":
                both = (row["specimen_id"] for row in (before, after) if row is not None and "specimen_id" in row)
                return frozenset({row_id}), frozenset(one for one in both if isinstance(one, int))
            case "verification":
                found = self.database.execute("SELECT specimen_id FROM verification WHERE id = ?", (row_id,)).fetchone()
                return frozenset(), frozenset(found)
            case _:
                return frozenset(), frozenset({row_id})

    def _photos_of(self, specimen_id: int) -> list[int]:
        rows = self.database.execute("SELECT photo_id FROM specimen_photo WHERE specimen_id = ?", (specimen_id,))
        return [row[0] for row in rows]


@contextmanager
def acting(
    database: Database,
    path: Path,
    name: str,
    who: str,
    *,
    reason: str = "",
    kind: str = "do",
    target: int | None = None,
) -> Iterator[Act]:
    """One act of a person in one transaction, with its rows of the change log and the photos' states renewed.

    The reason is kept where anything changed.
    """
    if not clean_line(who):
        raise UsageError("Nobody was named as the one who did this.", "Set your name in the settings.")
    with writing(database, path):
        act = Act(database, name, who, kind, target)
        yield act
        if act.changes:
            act.give_reason(reason)
        refresh_states(database, act.changes.photo_ids)


def insert_reason(database: Database, operation_id: int, reason: str, who: str) -> None:
    """Add why an act was done; the last reason given counts."""
    database.execute(
        "INSERT INTO operation_reason (operation_id, reason, who, given_at) VALUES (?, ?, ?, ?)",
        (operation_id, reason, who, now_text()),
    )


def _json(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False)
