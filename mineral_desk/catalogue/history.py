"""Undo, redo and what happened to a photo.

Undo is a new operation that applies what its target noted as "before", last change first; redo applies "after".
Nothing is kept in memory, so both work after a restart. A new act ends what could be redone until then.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.complaints import damaged
from mineral_desk.catalogue.connection import writing
from mineral_desk.catalogue.history_lines import history_lines, record_lines
from mineral_desk.catalogue.log import KEYS, SAID_FOR_GOOD, Act, Row, acting, insert_reason
from mineral_desk.catalogue.rows import Found, operation_row
from mineral_desk.catalogue.settling import touch_settled
from mineral_desk.catalogue.text import clean_line, clean_text, moment
from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.change import NOTHING_CHANGED, REDO, UNDO, ChangeKind, Changes, Operation
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.merging import PastMerge
from mineral_desk.domain.phrase import said

_MERGED = "(SELECT coalesce(max(last_operation_id), 0) FROM merging)"
_TO_UNDO = f"""
SELECT * FROM operation WHERE kind = 'do' AND undone_by IS NULL AND id > {_MERGED} ORDER BY id DESC LIMIT 1
"""  # noqa: S608
"""Nothing before the last merge: an act of another computer taken back here would be taken back there as well."""

_TO_REDO = f"""
SELECT * FROM operation WHERE undone_by IS NOT NULL AND id > {_MERGED}
    AND undone_by > (SELECT coalesce(max(id), 0) FROM operation WHERE kind = 'do')
ORDER BY undone_by DESC LIMIT 1
"""  # noqa: S608
"""The act undone last, unless something new was done since."""
_LAST_MERGE = """
SELECT * FROM merging WHERE NOT EXISTS (
    SELECT 1 FROM operation WHERE id > last_operation_id AND kind = 'do' AND undone_by IS NULL)
ORDER BY id DESC LIMIT 1
"""

_TOUCHED = """
SELECT 'photo', row_id FROM change WHERE operation_id = :act AND table_name IN ('photo', 'specimen_photo')
UNION SELECT 'photo', photo_id FROM decision WHERE id IN
    (SELECT row_id FROM change WHERE operation_id = :act AND table_name = 'decision')
UNION SELECT 'specimen', row_id FROM change WHERE operation_id = :act AND table_name = 'specimen'
"""
"""The photos and specimens that an act touched."""

PAGE = 1000
_FORWARD = "SELECT * FROM change WHERE operation_id = ? AND id > ? ORDER BY id LIMIT ?"
_BACKWARD = "SELECT * FROM change WHERE operation_id = ? AND id < ? ORDER BY id DESC LIMIT ?"
Columns = Mapping[str, set[str]]
"""The columns of each table that people change."""


class History:
    """Take acts back, bring them back, and tell what happened."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def can_undo(self) -> Operation | None:
        """The act that :meth:`undo` would take back."""
        return self._operation(_TO_UNDO)

    def can_redo(self) -> Operation | None:
        """The act that :meth:`redo` would bring back."""
        return self._operation(_TO_REDO)

    def merge_before(self) -> PastMerge | None:
        """The merge that comes next where undo finds nothing more to take back: the copy made before it restores it."""
        found = next(self._database.query(_LAST_MERGE), None)
        if found is None:
            return None
        name = Path(found["kept_as"]).name
        kept = self._path.with_name(name) if name else None
        return PastMerge(found["other_name"], found["who"], moment(found["merged_at"]), kept)

    def last_operation(self) -> Operation | None:
        """What was done last, undo and redo included."""
        return self._operation("SELECT * FROM operation ORDER BY id DESC LIMIT 1")

    def undo(self, who: str) -> Changes:
        """Take the last act back; nothing changed where there is none."""
        return self._apply(_TO_UNDO, who, "undo", UNDO)

    def redo(self, who: str) -> Changes:
        """Bring the act undone last back; nothing changed where there is none or something new was done since."""
        return self._apply(_TO_REDO, who, "redo", REDO)

    def give_reason(self, operation_id: int, reason: str, who: str) -> Changes:
        """Keep why an act was done, told after it; the last reason counts, none is ever removed.

        It goes with the act when that is undone, so there is nothing of its own to undo. Raises UsageError where there
        is no such act or no reason.
        """
        why, by = clean_text(reason), clean_line(who)
        if not why or not by:
            raise UsageError("A reason needs words and somebody who gives it.", "Set your name in the settings.")
        with writing(self._database, self._path):
            target = self._operation("SELECT * FROM operation WHERE id = ? AND kind = 'do'", (operation_id,))
            if target is None:
                raise UsageError(
                    said("This catalogue has no act {n}.", n=operation_id), "Look it up in the history again."
                )
            insert_reason(self._database, operation_id, why, by)
            return self._concerned_by(operation_id, target.name)

    def lines(self, photo_id: int) -> list[HistoryLine]:
        """What happened to the photo, latest first; what was undone is marked."""
        return history_lines(self._database, photo_id)

    def record_lines(self, specimen_id: int) -> list[HistoryLine]:
        """What happened to the record and to the photos that belong to it now, latest first."""
        return record_lines(self._database, specimen_id)

    def _operation(self, statement: str, parameters: tuple[int, ...] = ()) -> Operation | None:
        return next(map(operation_row, self._database.query(statement, parameters)), None)

    def _concerned_by(self, operation_id: int, name: str) -> Changes:
        """What a reason for the act changes: the histories of what it touched."""
        ids: dict[str, set[int]] = {"photo": set(), "specimen": set()}
        for table, row_id in self._database.execute(_TOUCHED, {"act": operation_id}):
            ids[table].add(row_id)
        return Changes(frozenset({ChangeKind.REASON}), frozenset(ids["photo"]), frozenset(ids["specimen"]), name)

    def _apply(self, statement: str, who: str, kind: str, prefix: str) -> Changes:
        target = self._operation(statement)
        if target is None:
            return NOTHING_CHANGED
        with acting(self._database, self._path, prefix + target.name, who, kind=kind, target=target.id) as act:
            self.apply(act, target.id, back=kind == "undo")
            own_id = act.begin()  # what settled a conflict may have changed no row
            self._database.execute(
                "UPDATE operation SET undone_by = ? WHERE id = ?", (own_id if kind == "undo" else None, target.id)
            )
        return act.changes

    def apply(self, act: Act, operation_id: int, *, back: bool) -> None:
        """Do what an act did once more, or take it back, as a part of ``act``. Raises CatalogueDamaged."""
        columns = {table: {column.name for column in self._database.table(table).columns} for table in KEYS}
        for change in self._changes(operation_id, back=back):
            try:
                self._apply_change(act, change, columns, back=back)
            except (KeyError, sqlite3.IntegrityError) as error:  # the rows are not as the log says
                raise damaged(self._path) from error
        touch_settled(act, operation_id)

    def _changes(self, operation_id: int, back: bool) -> Iterator[Found]:
        """What the act changed, page by page: an import may have changed a million rows."""
        page, last = _BACKWARD if back else _FORWARD, 1 << 62 if back else 0
        while found := list(self._database.query(page, (operation_id, last, PAGE))):
            last = found[-1]["id"]
            yield from found

    def _apply_change(self, act: Act, change: Found, columns: Columns, back: bool) -> None:
        table, row_id = change["table_name"], change["row_id"]
        before, after = (self._values(columns.get(table), change[side]) for side in ("before", "after"))
        target, other = (before, after) if back else (after, before)
        if table in SAID_FOR_GOOD and before is None:  # it stays; it only counts or does not
            act.update(table, row_id, {"undone": int(back)})
        elif target is None:
            act.delete(table, row_id)
        elif other is None:
            act.insert(table, target)
        else:
            act.update(table, row_id, target)

    def _values(self, columns: set[str] | None, text: str | None) -> Row | None:
        """The columns of a logged row; a file from outside may hold anything there."""
        if text is None:
            return None
        row = json.loads(text)
        if columns is None or not isinstance(row, dict) or not set(row) <= columns:
            raise damaged(self._path)
        return row
